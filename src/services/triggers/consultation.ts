/**
 * Owns asking one of a pool's functions and waiting for what it says: how long, how often, and how its failures read.
 * Whatever goes wrong, nobody gets in by it: a function that cannot be asked, or whose answer is not understood, refuses
 * (T-46, T-47). What is asked, and what an answer may change, is each trigger's own business.
 */
import { type AnswerPart, responseOf } from "../../domain/trigger/trigger-answer.js";
import { eventAttributes, type KnownUser, type TriggerName, triggerEvent } from "../../domain/trigger/trigger-event.js";
import { type UserPool, userPoolArn } from "../../domain/user-pool.js";
import { UnexpectedLambdaException, UserLambdaValidationException } from "../../model/generated/exceptions.js";
import type { LambdaConfigType } from "../../model/generated/types.js";
import type { FunctionCall, FunctionOutcome, Functions } from "../../ports/functions.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";

/** What every trigger is told. */
export interface TriggerEvent {
  /** Absent for administrators' calls: the function then sees CLIENT_ID_NOT_APPLICABLE. */
  readonly clientId?: string | undefined;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Absent while there is no user yet, or none at all. */
  readonly user?: KnownUser | undefined;
  readonly clientMetadata?: Texts | undefined;
}

/** What a caller sends along. */
export type Texts = Readonly<Record<string, string>>;

/** One consultation. */
export interface Question {
  readonly pool: UserPool;
  readonly trigger: TriggerName;
  readonly arn: string;
  readonly version?: "1" | "2" | "3";
  readonly source: string;
  readonly event: Pick<TriggerEvent, "username" | "clientId">;
  readonly request: Readonly<Record<string, unknown>>;
  /** As the function finds it. */
  readonly response: Readonly<Record<string, unknown>>;
}

/**
 * Asks; the `response` of the function's answer. Throws UnexpectedLambdaException, UserLambdaValidationException or
 * InvalidLambdaResponseException.
 */
export type Consult = (question: Question) => Promise<AnswerPart>;

/** Cognito waits so long for an answer. */
const timeoutMs = 5_000;
/** Times a function is asked that did not answer, the first one included. */
const attempts = 3;
/** The one refusal that is asked again: an invocation that Lambda answers with 5xx is not (developer guide). */
const throttled = "TooManyRequestsException";

/** The function of a trigger that is named by its ARN alone. */
export function arnOf(pool: UserPool, member: keyof LambdaConfigType): string | undefined {
  const value = pool.settings.LambdaConfig?.[member];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What stands in nearly every request. */
export function common(event: TriggerEvent): Readonly<Record<string, unknown>> {
  return {
    userAttributes: eventAttributes(event.attributes, event.user),
    ...(event.clientMetadata === undefined ? {} : { clientMetadata: event.clientMetadata }),
  };
}

/** The call that gives a function its event. */
export function callOf(question: Question, requestId: string): FunctionCall {
  const { pool, arn, version, source, event, request, response } = question;
  const payload = triggerEvent({
    ...(version === undefined ? {} : { version }),
    source,
    pool,
    username: event.username,
    clientId: event.clientId,
    request,
    response,
  });
  const caller = { principal: "cognito-idp.amazonaws.com", arn: userPoolArn(pool), accountId: pool.accountId } as const;
  return { arn, payload, timeoutMs, source: caller, requestId };
}

/** Asks the functions of an installation. */
export function createConsult(needs: {
  readonly functions: Pick<Functions, "call">;
  readonly random: Random;
  readonly logger: Logger;
}): Consult {
  const { functions, random, logger } = needs;

  /** Asks, again if the answer failed to appear; the outcome of the last time. */
  async function outcomeOf(question: Question): Promise<FunctionOutcome> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await functions.call(callOf(question, random.uuid()));
      const isPassing = outcome.kind === "timed-out" || (outcome.kind === "refused" && outcome.reason === throttled);
      if (!isPassing || attempt === attempts) return outcome;
    }
  }

  return async (question) => {
    const { trigger, pool } = question;
    const outcome = await outcomeOf(question);
    switch (outcome.kind) {
      case "returned":
        return responseOf(outcome.payload);
      case "threw":
        throw new UserLambdaValidationException(`${trigger} failed with error ${outcome.message}.`);
      case "timed-out":
        throw new UnexpectedLambdaException(
          `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`,
        );
      case "refused":
        logger.warn("a trigger could not be called", { userPoolId: pool.id, trigger, reason: outcome.reason });
        throw outcome.reason === "ResourceNotFoundException"
          ? misconfigured(trigger)
          : failedDueTo(trigger, outcome.reason);
    }
  };
}

/** The refusal of a trigger that leads nowhere. */
export function misconfigured(trigger: TriggerName): UnexpectedLambdaException {
  return new UnexpectedLambdaException(`${trigger} invocation failed due to configuration.`);
}

/** The refusal of a trigger that could not be called. */
export function failedDueTo(trigger: TriggerName, reason: string): UnexpectedLambdaException {
  return new UnexpectedLambdaException(`${trigger} invocation failed due to error ${reason}.`);
}
