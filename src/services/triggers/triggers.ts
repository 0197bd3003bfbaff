/** Owns the list of a pool's Lambda triggers. What each is told and may change stands in the file of its moment. */
import type { Functions } from "../../ports/functions.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import { type ChallengeTriggers, challengeTriggers } from "./challenge-triggers.js";
import { createConsult } from "./consultation.js";
import { type MessageTriggers, messageTriggers } from "./message-triggers.js";
import { type MigrationTrigger, migrationTrigger } from "./migration-trigger.js";
import { type SignInTriggers, signInTriggers } from "./sign-in-triggers.js";
import { type SignUpTriggers, signUpTriggers } from "./sign-up-triggers.js";
import { type TokenTriggers, tokenTriggers } from "./token-triggers.js";

/**
 * The triggers of a pool. Every method throws UnexpectedLambdaException, UserLambdaValidationException or
 * InvalidLambdaResponseException; a trigger that the pool does not name changes nothing.
 */
export interface Triggers
  extends SignUpTriggers,
    SignInTriggers,
    TokenTriggers,
    MessageTriggers,
    MigrationTrigger,
    ChallengeTriggers {}

/** The triggers of an installation. */
export function createTriggers(needs: {
  readonly functions: Pick<Functions, "call">;
  readonly random: Random;
  readonly logger: Logger;
}): Triggers {
  const consult = createConsult(needs);
  return {
    ...signUpTriggers(consult),
    ...signInTriggers(consult),
    ...tokenTriggers(consult),
    ...messageTriggers(consult, needs),
    ...migrationTrigger(consult),
    ...challengeTriggers(consult),
  };
}
