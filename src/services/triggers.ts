/**
 * Owns consulting a pool's Lambda triggers: which one at which moment, what it is told, what its answer may change. Where
 * a function runs is the port `functions`' business; in this version none can run, so a pool that has the trigger answers
 * UnexpectedLambdaException at that moment: fail closed, never skip (T-46).
 */
import type { UserPool } from "../domain/user-pool.js";
import { UnexpectedLambdaException } from "../model/generated/exceptions.js";
import type { LambdaConfigType } from "../model/generated/types.js";

/** What every trigger is told. */
export interface TriggerEvent {
  /** Absent for administrators' calls: the function then sees CLIENT_ID_NOT_APPLICABLE. */
  readonly clientId?: string | undefined;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What PreSignUp may decide. */
export interface PreSignUpAnswer {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

export type CustomMessageSource =
  | "SignUp"
  | "AdminCreateUser"
  | "ResendCode"
  | "ForgotPassword"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "Authentication";

/** The triggers of a pool. Every method throws UnexpectedLambdaException, UserLambdaValidationException or InvalidLambdaResponseException. */
export interface Triggers {
  preSignUp(
    pool: UserPool,
    source: "SignUp" | "AdminCreateUser" | "ExternalProvider",
    event: TriggerEvent & { readonly validationData?: Readonly<Record<string, string>> | undefined },
  ): Promise<PreSignUpAnswer>;
  postConfirmation(
    pool: UserPool,
    source: "ConfirmSignUp" | "ConfirmForgotPassword",
    event: TriggerEvent,
  ): Promise<void>;
  preAuthentication(
    pool: UserPool,
    event: TriggerEvent & {
      readonly validationData?: Readonly<Record<string, string>> | undefined;
      readonly userNotFound?: boolean | undefined;
    },
  ): Promise<void>;
  postAuthentication(pool: UserPool, event: TriggerEvent & { readonly newDeviceUsed: boolean }): Promise<void>;
  /** Consulted before tokens are signed. */
  preTokenGeneration(
    pool: UserPool,
    source: "Authentication" | "NewPasswordChallenge" | "RefreshTokens" | "HostedAuth" | "AuthenticateDevice",
    event: TriggerEvent & { readonly scopes: readonly string[]; readonly groups: readonly string[] },
  ): Promise<void>;
  /** May replace subject and text of a message. */
  customMessage(pool: UserPool, source: CustomMessageSource, event: TriggerEvent): Promise<void>;
  /** Called for unknown users; true when the user was made. */
  userMigration(pool: UserPool, source: "Authentication" | "ForgotPassword", event: TriggerEvent): Promise<boolean>;
  /** Whether the pool has the three functions of a custom challenge; if it has them, they fail closed. */
  customAuthentication(pool: UserPool): Promise<void>;
}

function failClosed(pool: UserPool, member: keyof LambdaConfigType, trigger: string): void {
  if (pool.settings.LambdaConfig?.[member] !== undefined) {
    throw new UnexpectedLambdaException(`${trigger} invocation failed due to configuration.`);
  }
}

/** Makes the triggers of an installation that cannot run functions yet. */
export function createTriggers(): Triggers {
  return {
    async preSignUp(pool) {
      failClosed(pool, "PreSignUp", "PreSignUp");
      return { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
    },
    async postConfirmation(pool) {
      failClosed(pool, "PostConfirmation", "PostConfirmation");
    },
    async preAuthentication(pool) {
      failClosed(pool, "PreAuthentication", "PreAuthentication");
    },
    async postAuthentication(pool) {
      failClosed(pool, "PostAuthentication", "PostAuthentication");
    },
    async preTokenGeneration(pool) {
      failClosed(pool, "PreTokenGeneration", "PreTokenGeneration");
      failClosed(pool, "PreTokenGenerationConfig", "PreTokenGeneration");
    },
    async customMessage(pool) {
      failClosed(pool, "CustomMessage", "CustomMessage");
      failClosed(pool, "CustomEmailSender", "CustomEmailSender");
      failClosed(pool, "CustomSMSSender", "CustomSMSSender");
    },
    async userMigration(pool) {
      failClosed(pool, "UserMigration", "UserMigration");
      return false;
    },
    async customAuthentication(pool) {
      failClosed(pool, "DefineAuthChallenge", "DefineAuthChallenge");
      failClosed(pool, "CreateAuthChallenge", "CreateAuthChallenge");
      failClosed(pool, "VerifyAuthChallengeResponse", "VerifyAuthChallengeResponse");
    },
  };
}
