/** Port: what a challenge is about while its answer is awaited: the history of a custom sign-in, a passkey's challenge. */

/** What a state is for; a state of one purpose opens for no other (T-11). */
export type ChallengePurpose = "custom-sign-in" | "device-sign-in" | "passkey-registration" | "passkey-sign-in";

/** One state. `content` is JSON of the purpose's own type; it is sealed at rest. Times are epoch milliseconds. */
export interface ChallengeState {
  readonly id: string;
  readonly poolId: string;
  /** The user's, or the simulated user's. */
  readonly sub: string;
  readonly purpose: ChallengePurpose;
  readonly content: unknown;
  readonly expiresAt: number;
}

/** Which state: whoever asks must know whose and what for. */
export type ChallengeStateKey = Pick<ChallengeState, "id" | "poolId" | "sub" | "purpose">;

export interface ChallengeStates {
  /** Fails with AlreadyExists. */
  insert(state: ChallengeState): Promise<void>;
  /** The content, if it is alive at `now`. The type is the word of the program that wrote it. */
  get<T>(key: ChallengeStateKey, now: number): Promise<T | undefined>;
  /** As `get`, and removes the state. One winner: every other caller gets undefined. */
  take<T>(key: ChallengeStateKey, now: number): Promise<T | undefined>;
}
