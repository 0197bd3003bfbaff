/**
 * Owns what follows a proven password: refusals by state, the next challenge, and the one place where a sign-in becomes
 * tokens (T-23). Proving is done before, by the steps beside.
 */

import { readAttributes } from "../../domain/app-client/in-force.js";
import { missingRequiredAttributes } from "../../domain/attributes/new-password-attributes.js";
import type { AuthEvent } from "../../domain/auth-event.js";
import { type NextStep, nextChallenge } from "../../domain/challenge/next-challenge.js";
import { checkAfterPassword } from "../../domain/sign-in-order.js";
import type { User } from "../../domain/user.js";
import { InvalidUserPoolConfigurationException, MFAMethodNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import type { TokenGrant } from "../tokens.js";
import type { KnownSubject, SignInAnswer, SignInCall, SignInParts } from "./call.js";

/** A proven password and what hangs on it. */
export interface Proof {
  readonly subject: KnownSubject;
  /** Uses up what the proof was made with (a Session, a SECRET_BLOCK); absent where there is nothing. */
  readonly consume?: ((tx: Tables) => Promise<void>) | undefined;
  /** Of RespondToAuthChallenge only: functions after the first call do not see InitiateAuth's. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What becomes a sign-in. */
export interface Grant {
  readonly user: User;
  readonly source: Extract<TokenGrant["source"], "Authentication" | "NewPasswordChallenge">;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** What the sign-in is remembered by: a right password unless told otherwise. */
  readonly challenges?: AuthEvent["challenges"] | undefined;
  /** Whatever must be written together with the sign-in, first of all marks of use. */
  readonly effects: (tx: Tables) => Promise<void>;
}

/** The answer to a password that was proven. */
export async function afterProof(parts: SignInParts, call: SignInCall, proof: Proof): Promise<SignInAnswer> {
  const { store, clock, lockOut } = parts;
  const { subject } = proof;
  const { user, credential } = subject;
  /** A right password is told only when the user is not locked out at that moment (T-09). */
  const settled = (effect?: (tx: Tables) => Promise<void>) =>
    store.transaction(async (tx) => {
      await lockOut.settleOpen(tx, subject);
      await effect?.(tx);
    });

  try {
    checkAfterPassword({ pool: call.pool, user, credential, now: clock.now() });
  } catch (refusal) {
    await settled();
    throw refusal;
  }
  const next = nextChallenge(call.pool, user, { secondFactor: false });
  if (next.kind === "new-password") {
    await settled(proof.consume);
    return newPasswordChallenge(parts, call, subject);
  }
  if (next.kind !== "tokens") {
    await settled();
    throw factorUnavailable(call, next);
  }
  return grantTokens(parts, call, {
    user,
    source: "Authentication",
    clientMetadata: proof.clientMetadata,
    effects: async (tx) => proof.consume?.(tx),
  });
}

/**
 * Signs, and then stores the sign-in in one transaction with everything that belongs to it: if anything in there refuses,
 * the signed tokens are never told to anybody.
 */
export async function grantTokens(parts: SignInParts, call: SignInCall, grant: Grant): Promise<SignInAnswer> {
  const { store, triggers, tokens, lockOut, authEvents } = parts;
  const { pool, client } = call;
  const { user, clientMetadata } = grant;
  await triggers.postAuthentication(pool, {
    clientId: client.id,
    username: user.username,
    attributes: user.attributes,
    user,
    clientMetadata,
    newDeviceUsed: false,
  });
  const session = tokens.newSession({ pool, client, user });
  const result = await tokens.sign({
    pool,
    client,
    user,
    session,
    source: grant.source,
    clientMetadata,
    withRefreshToken: true,
  });
  await store.transaction(async (tx) => {
    await lockOut.settle(tx, user, "success");
    await grant.effects(tx);
    await tx.tokenSessions.insert(session);
    await authEvents.record(
      tx,
      {
        poolId: pool.id,
        sub: user.sub,
        type: "SignIn",
        response: "Pass",
        clientId: client.id,
        eventId: session.eventId,
        challenges: grant.challenges ?? [{ name: "Password", response: "Success" }],
      },
      call.origin,
    );
  });
  return { ChallengeParameters: {}, AuthenticationResult: result };
}

function newPasswordChallenge(parts: SignInParts, call: SignInCall, subject: KnownSubject): SignInAnswer {
  const { user, credential } = subject;
  const readable = readAttributes(call.client, call.pool);
  const shown = [...user.attributes].filter(([name, value]) => value !== "" && readable.has(name));
  const missing = missingRequiredAttributes(call.pool.schema, user.attributes);
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: parts.sessions.issue(call, {
      step: "NEW_PASSWORD_REQUIRED",
      sub: user.sub,
      passwordSetAt: credential.setAt,
    }).text,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify(Object.fromEntries(shown)),
    },
  };
}

/**
 * Second factors cannot be answered in this version, and a sign-in that owes one gets no tokens: a refusal that says so,
 * with an exception that the operation's model lists.
 */
export function factorUnavailable(
  call: SignInCall,
  next: Exclude<NextStep, { kind: "tokens" | "new-password" }>,
): Error {
  const text =
    next.kind === "impossible"
      ? "The user pool requires multi-factor authentication and the user has no factor that it allows."
      : `The sign-in needs ${next.challenge} (${next.factors.join(", ")}), which is not available in this version of Poolhouse.`;
  return call.door === "admin" ? new MFAMethodNotFoundException(text) : new InvalidUserPoolConfigurationException(text);
}
