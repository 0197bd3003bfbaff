/**
 * Owns carrying a sign-in from one call to the next: sealed in the Session, or, where the pool's own functions make it
 * long, in a row that the Session leads to. Either is good for one step forward (T-15).
 */
import { isStillOf, type Progress } from "../../domain/challenge/progress.js";
import type { Tables } from "../../ports/store.js";
import type { ChallengeStateKey } from "../../ports/tables/challenge-states.js";
import { type ChallengeSession, invalidSession, type SessionStep } from "../challenge-sessions.js";
import type { SignInCall, SignInParts, SignInSubject } from "./call.js";
import { stillCounts } from "./credit.js";
import { subjectOfStep } from "./subject.js";

/** A Session for the next call. */
export interface Carrier {
  readonly text: string;
  readonly id: string;
  readonly expiresAt: number;
  /** Stores what does not fit into the Session, in the transaction of the step. */
  readonly store: (tx: Pick<Tables, "challengeStates">) => Promise<void>;
}

/** A sign-in taken up again. */
export interface Carried {
  readonly session: ChallengeSession;
  readonly progress: Progress;
  readonly subject: SignInSubject;
  /** Uses the Session up in the transaction of its effect. */
  readonly consume: (tx: Tables) => Promise<void>;
}

/** A sign-in of which nothing was shown yet. */
export function newProgress({ random }: Pick<SignInParts, "random">, deviceKey?: string): Progress {
  return { eventId: random.uuid(), shown: [], ...(deviceKey === undefined ? {} : { deviceKey }) };
}

/** The Session that takes the sign-in to `step`. */
export function carry(
  { sessions }: Pick<SignInParts, "sessions">,
  call: SignInCall,
  sub: string,
  step: SessionStep,
  progress: Progress,
  more: Pick<ChallengeSession, "softwareToken"> = {},
): Carrier {
  if (progress.custom === undefined) {
    return { ...sessions.issue(call, { step, sub, progress, ...more }), store: async () => {} };
  }
  const session = sessions.issue(call, { step, sub, ...more });
  const state = { ...rowOf(call, sub, session.id), content: progress, expiresAt: session.expiresAt };
  return { ...session, store: (tx) => tx.challengeStates.insert(state) };
}

/**
 * The sign-in that the Session stands for, if it is alive, of one of these steps, and the name in the answer is one of its
 * user's. NotAuthorizedException in Cognito's words otherwise, also when user or password have changed since.
 */
export async function resume(
  parts: SignInParts,
  call: SignInCall,
  text: string | undefined,
  steps: readonly SessionStep[],
  /** Absent where the call names nobody. */
  typedName?: string,
): Promise<Carried> {
  const { store, sessions, clock } = parts;
  const session = await sessions.open(store, call, text, steps);
  const row = rowOf(call, session.sub, session.id);
  const progress = session.progress ?? (await store.challengeStates.get<Progress>(row, clock.now()));
  if (progress === undefined) throw invalidSession();
  const subject = await subjectOfStep(parts, call, session.sub, typedName);
  const { user, credential } = subject;
  if (user !== undefined && !isStillOf(progress, credential)) throw invalidSession();
  if (user !== undefined && progress.credit !== undefined && !(await stillCounts(parts, progress.credit, user))) {
    throw invalidSession();
  }
  return {
    session,
    progress,
    subject,
    consume: async (tx) => {
      await sessions.consume(tx, session);
      if (session.progress === undefined) await tx.challengeStates.take(row, clock.now());
    },
  };
}

function rowOf({ pool }: SignInCall, sub: string, id: string): ChallengeStateKey {
  return { id, poolId: pool.id, sub, purpose: "custom-sign-in" };
}
