/**
 * Owns the `Session` between two calls of a sign-in: sealed for its pool and client, bound to user, step and end, good for
 * one step forward only (T-15). Nothing is stored but the mark that it was used; any node can take the next step.
 */
import { authSessionSeconds } from "../domain/app-client/in-force.js";
import type { AppClient } from "../domain/app-client.js";
import type { VerifiableAttribute } from "../domain/attributes/attribute-names.js";
import type { Progress } from "../domain/challenge/progress.js";
import type { UserPool } from "../domain/user-pool.js";
import { InvalidParameterException, NotAuthorizedException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { Random } from "../ports/random.js";
import type { Tables } from "../ports/store.js";

/** The challenges that travel with a Session, and the two steps of a sign-up that leads into a sign-in. */
export type SessionStep =
  | "CUSTOM_CHALLENGE"
  | "DEVICE_SRP_AUTH"
  | "DEVICE_PASSWORD_VERIFIER"
  /** A code by email as the first factor, and as the second. */
  | "EMAIL_OTP"
  | "EMAIL_MFA"
  | "MFA_SETUP"
  | "NEW_PASSWORD_REQUIRED"
  | "PASSWORD"
  | "PASSWORD_VERIFIER"
  | "SELECT_CHALLENGE"
  | "SELECT_MFA_TYPE"
  | "SMS_MFA"
  | "SMS_OTP"
  | "SOFTWARE_TOKEN_MFA"
  | "WEB_AUTHN"
  | "SIGNED_UP"
  | "CONFIRMED";

/** What a Session says. Times are epoch milliseconds. */
export interface ChallengeSession {
  readonly id: string;
  readonly step: SessionStep;
  /** The user's, or the simulated user's. */
  readonly sub: string;
  readonly expiresAt: number;
  /** What the sign-in has come to; absent where it lies in a row of this session's id, or where nothing was shown yet. */
  readonly progress?: Progress | undefined;
  /** What the code of a sign-up has proven. */
  readonly proven?: ProvenAddress | undefined;
  /** The authenticator that is being set up on the way. */
  readonly softwareToken?: SoftwareTokenSetUp | undefined;
}

/** An address that was proven; by its digest, as it may be longer than a Session. */
export interface ProvenAddress {
  readonly attribute: VerifiableAttribute;
  readonly digest: string;
}

/** An authenticator that is not the user's yet. */
export interface SoftwareTokenSetUp {
  /** In base64url. */
  readonly secret: string;
  /** The step of the code that has proven it; absent until then. */
  readonly verifiedStep?: number | undefined;
  readonly deviceName?: string | undefined;
}

/** Whose sign-in it is. */
export interface SessionOwner {
  readonly pool: Pick<UserPool, "id">;
  readonly client: Pick<AppClient, "id" | "settings">;
}

export interface ChallengeSessions {
  /** A new Session for the next step, and the id by which other sealed things may refer to it. */
  issue(
    owner: SessionOwner,
    session: Omit<ChallengeSession, "id" | "expiresAt"> & {
      /** The client's AuthSessionValidity unless told otherwise. */
      readonly lifetimeMs?: number | undefined;
    },
  ): { readonly text: string; readonly id: string; readonly expiresAt: number };
  /** The session behind the text if it is alive and of one of these steps; else the exception in Cognito's words. */
  open(
    tables: Pick<Tables, "consumedMarks">,
    owner: SessionOwner,
    text: string | undefined,
    steps: readonly SessionStep[],
  ): Promise<ChallengeSession>;
  /** The id of the client that a Session was issued to, by its own word: `open` decides whether that is true. */
  clientOf(text: string): string | undefined;
  /** The step that a Session of this client was issued for, alive or over; undefined for every other text. */
  stepOf(owner: SessionOwner, text: string): SessionStep | undefined;
  /** Uses the session up in the transaction of its effect; NotAuthorizedException for every caller but one. */
  consume(tx: Pick<Tables, "consumedMarks">, session: Pick<ChallengeSession, "id" | "expiresAt">): Promise<void>;
}

/** The refusal of a session that was never issued here for this client, user and step. */
export const invalidSession = () => new NotAuthorizedException("Invalid session for the user.");

/** The refusal of a session past its end. */
export const expiredSession = () => new NotAuthorizedException("Invalid session for the user, session is expired.");

/** The refusal of a session that has done its step. */
export const usedSession = () =>
  new NotAuthorizedException("Invalid session for the user, session can only be used once.");

const scopeOf = ({ pool, client }: SessionOwner) => ({
  purpose: "challenge-session",
  poolId: pool.id,
  subject: client.id,
});

/**
 * The client's id stands before the sealed text, because calls that set up an authenticator bring a Session and nothing
 * else. It is no secret, and the sealed part opens for this client only.
 */
function withClient(clientId: string, sealed: string): string {
  return `${Buffer.from(clientId).toString("base64url")}.${sealed}`;
}

function separated(text: string): { clientId: string; sealed: string } | undefined {
  const end = text.indexOf(".");
  if (end < 1) return undefined;
  const clientId = Buffer.from(text.slice(0, end), "base64url").toString();
  const sealed = text.slice(end + 1);
  // One spelling only, as for the sealed part.
  return withClient(clientId, sealed) === text ? { clientId, sealed } : undefined;
}

const markOf = (id: string) => `challenge-session ${id}`;

/** Makes the desk of challenge sessions. */
export function createChallengeSessions(needs: { clock: Clock; random: Random; keyring: Keyring }): ChallengeSessions {
  const { clock, random, keyring } = needs;

  function sealedIn(owner: SessionOwner, text: string): ChallengeSession | undefined {
    const parts = separated(text);
    if (parts?.clientId !== owner.client.id) return undefined;
    return keyring.openText<ChallengeSession>(scopeOf(owner), parts.sealed);
  }

  return {
    issue(owner, { lifetimeMs, ...content }) {
      const session: ChallengeSession = {
        id: random.bytes(16).toString("base64url"),
        ...content,
        expiresAt: clock.now() + (lifetimeMs ?? authSessionSeconds(owner.client) * 1000),
      };
      const { id, expiresAt } = session;
      return { text: withClient(owner.client.id, keyring.sealText(scopeOf(owner), session)), id, expiresAt };
    },

    clientOf: (text) => separated(text)?.clientId,

    stepOf: (owner, text) => sealedIn(owner, text)?.step,

    async open(tables, owner, text, steps) {
      if (text === undefined) throw new InvalidParameterException("Missing required parameter Session");
      const session = sealedIn(owner, text);
      if (session === undefined || !steps.includes(session.step)) throw invalidSession();
      if (session.expiresAt <= clock.now()) throw expiredSession();
      if (await tables.consumedMarks.has(markOf(session.id))) throw usedSession();
      return session;
    },

    async consume(tx, session) {
      if (!(await tx.consumedMarks.consume(markOf(session.id), session.expiresAt))) throw usedSession();
    },
  };
}
