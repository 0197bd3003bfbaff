/**
 * Owns the three functions that lead a sign-in of a pool's own: what is to come next, the challenge for it, and whether the
 * answer is right.
 */
import type { CustomResult } from "../../domain/challenge/custom-progress.js";
import { type AnswerPart, flag, text, textMap } from "../../domain/trigger/trigger-answer.js";
import type { UserPool } from "../../domain/user-pool.js";
import {
  arnOf,
  type Consult,
  common,
  misconfigured,
  type Question,
  type Texts,
  type TriggerEvent,
} from "./consultation.js";

/** What the functions of a sign-in of the pool's own are told. */
interface CustomAuthEvent extends TriggerEvent {
  /** What has happened so far, oldest first. */
  readonly session: readonly CustomResult[];
  /** True for somebody made up. */
  readonly userNotFound?: boolean | undefined;
}

/** What DefineAuthChallenge may decide. */
interface DefinedChallenge {
  readonly challengeName?: string | undefined;
  readonly issueTokens: boolean;
  readonly failAuthentication: boolean;
}

/** What CreateAuthChallenge makes. */
interface CreatedChallenge {
  readonly publicParameters: Texts;
  readonly privateParameters: Texts;
  readonly metadata?: string | undefined;
}

export interface ChallengeTriggers {
  /** Whether the pool has the three functions that lead a sign-in of its own making. */
  leadsSignIns(pool: UserPool): boolean;
  /** What is to come next in such a sign-in. */
  defineAuthChallenge(pool: UserPool, event: CustomAuthEvent): Promise<DefinedChallenge>;
  /** The challenge that was defined. */
  createAuthChallenge(
    pool: UserPool,
    event: CustomAuthEvent & { readonly challengeName: string },
  ): Promise<CreatedChallenge>;
  /** Whether the user's answer to it is right. */
  verifyAuthChallengeResponse(
    pool: UserPool,
    event: Omit<CustomAuthEvent, "session"> & { readonly privateParameters: Texts; readonly answer: string },
  ): Promise<boolean>;
}

/** The functions that lead a sign-in of a pool's own. */
const ledBy = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"] as const;

const unknownUser = ({ userNotFound }: Pick<CustomAuthEvent, "userNotFound">) =>
  userNotFound === undefined ? {} : { userNotFound };

/** Makes them. */
export function challengeTriggers(consult: Consult): ChallengeTriggers {
  async function lead(
    pool: UserPool,
    trigger: (typeof ledBy)[number],
    event: TriggerEvent,
    request: Question["request"],
    response: Question["response"],
  ): Promise<AnswerPart> {
    const arn = arnOf(pool, trigger);
    // Taken out of the pool while a sign-in was on its way.
    if (arn === undefined) throw misconfigured(trigger);
    return consult({ pool, trigger, arn, source: `${trigger}_Authentication`, event, request, response });
  }

  return {
    leadsSignIns: (pool) => ledBy.every((name) => arnOf(pool, name) !== undefined),

    async defineAuthChallenge(pool, event) {
      const request = { ...common(event), session: event.session, ...unknownUser(event) };
      const response = { challengeName: null, issueTokens: null, failAuthentication: null };
      const answer = await lead(pool, "DefineAuthChallenge", event, request, response);
      return {
        challengeName: text(answer, "challengeName"),
        issueTokens: flag(answer, "issueTokens"),
        failAuthentication: flag(answer, "failAuthentication"),
      };
    },

    async createAuthChallenge(pool, event) {
      const { challengeName, session } = event;
      const request = { ...common(event), challengeName, session, ...unknownUser(event) };
      const response = { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null };
      const answer = await lead(pool, "CreateAuthChallenge", event, request, response);
      return {
        publicParameters: textMap(answer, "publicChallengeParameters") ?? {},
        privateParameters: textMap(answer, "privateChallengeParameters") ?? {},
        metadata: text(answer, "challengeMetadata"),
      };
    },

    async verifyAuthChallengeResponse(pool, event) {
      const { privateParameters: privateChallengeParameters, answer: challengeAnswer } = event;
      const request = { ...common(event), privateChallengeParameters, challengeAnswer, ...unknownUser(event) };
      const response = { answerCorrect: null };
      return flag(await lead(pool, "VerifyAuthChallengeResponse", event, request, response), "answerCorrect");
    },
  };
}
