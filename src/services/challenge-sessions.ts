/**
 * Owns the `Session` between two calls of a sign-in: sealed for its pool and client, bound to user, step and end, good for
 * one step forward only (T-15). Nothing is stored but the mark that it was used; any node can take the next step.
 */
import { authSessionSeconds } from "../domain/app-client/in-force.js";
import type { AppClient } from "../domain/app-client.js";
import type { VerifiableAttribute } from "../domain/attributes/attribute-names.js";
import type { UserPool } from "../domain/user-pool.js";
import { InvalidParameterException, NotAuthorizedException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { Random } from "../ports/random.js";
import type { Tables } from "../ports/store.js";

/** The challenges that travel with a Session, and the two steps of a sign-up that leads into a sign-in. */
export type SessionStep =
  | "NEW_PASSWORD_REQUIRED"
  | "SELECT_CHALLENGE"
  | "PASSWORD"
  | "PASSWORD_VERIFIER"
  | "SIGNED_UP"
  | "CONFIRMED";

/** What a Session says. Times are epoch milliseconds. */
export interface ChallengeSession {
  readonly id: string;
  readonly step: SessionStep;
  /** The user's, or the simulated user's. */
  readonly sub: string;
  readonly expiresAt: number;
  /** When the password was set that opened this session: another password since makes it worthless. */
  readonly passwordSetAt?: number | undefined;
  /** The attribute that the code of a sign-up has proven. */
  readonly proven?: VerifiableAttribute | undefined;
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
    session: Pick<ChallengeSession, "step" | "sub" | "passwordSetAt" | "proven"> & {
      /** The client's AuthSessionValidity unless told otherwise. */
      readonly lifetimeMs?: number | undefined;
    },
  ): { readonly text: string; readonly id: string };
  /** The session behind the text if it is alive and of one of these steps; else the exception in Cognito's words. */
  open(
    tables: Pick<Tables, "consumedMarks">,
    owner: SessionOwner,
    text: string | undefined,
    steps: readonly SessionStep[],
  ): Promise<ChallengeSession>;
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

const markOf = (id: string) => `challenge-session ${id}`;

/** Makes the desk of challenge sessions. */
export function createChallengeSessions(needs: { clock: Clock; random: Random; keyring: Keyring }): ChallengeSessions {
  const { clock, random, keyring } = needs;
  return {
    issue(owner, { step, sub, passwordSetAt, proven, lifetimeMs }) {
      const session: ChallengeSession = {
        id: random.bytes(16).toString("base64url"),
        step,
        sub,
        expiresAt: clock.now() + (lifetimeMs ?? authSessionSeconds(owner.client) * 1000),
        ...(passwordSetAt === undefined ? {} : { passwordSetAt }),
        ...(proven === undefined ? {} : { proven }),
      };
      return { text: keyring.sealText(scopeOf(owner), session), id: session.id };
    },

    async open(tables, owner, text, steps) {
      if (text === undefined) throw new InvalidParameterException("Missing required parameter Session");
      const session = keyring.openText<ChallengeSession>(scopeOf(owner), text);
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
