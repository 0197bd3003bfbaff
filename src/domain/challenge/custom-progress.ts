/**
 * Owns what a sign-in by a pool's own functions has come to: the results that DefineAuthChallenge is shown, and the
 * challenge that waits for its answer. The functions themselves are asked by `services/sign-in/custom-step.ts`.
 */

/** One entry of `request.session`, as functions see it. */
export interface CustomResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  /** What CreateAuthChallenge wrote beside its challenge. */
  readonly challengeMetadata?: string | undefined;
}

/** A challenge of the pool's own that was asked and not answered yet. */
export interface OpenCustomChallenge {
  readonly privateParameters: Readonly<Record<string, string>>;
  readonly metadata?: string | undefined;
}

/** How far the functions have come. */
export interface CustomProgress {
  readonly history: readonly CustomResult[];
  readonly open?: OpenCustomChallenge | undefined;
  /** DefineAuthChallenge has said that tokens may be issued. */
  readonly satisfied: boolean;
}

/** More results than any sensible sign-in has: a function that never ends is ended here. */
export const longestHistory = 100;

/** The history with one result more; nothing is open any more. */
export function withCustomResult({ history, satisfied }: CustomProgress, result: CustomResult): CustomProgress {
  return { history: [...history, result], satisfied };
}
