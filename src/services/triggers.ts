/**
 * Owns consulting a pool's Lambda triggers: which function at which moment, what it is told, what its answer may change,
 * and how its failures read. Where a function runs is the port `functions`' business. Whatever goes wrong, nobody gets in
 * by it: a function that cannot be asked, or whose answer is not understood, refuses (T-46, T-47). Longer than most files
 * because it is the one list of what each function is told.
 */
import type { CustomResult } from "../domain/challenge/custom-progress.js";
import type { OwnSenderEvent } from "../domain/message.js";
import { type ClaimOverrides, overridesV1, overridesV2 } from "../domain/token-claims/claim-overrides.js";
import { type MigratedUser, migratedUser } from "../domain/trigger/migrated-user.js";
import { type AnswerPart, flag, responseOf, text, textMap } from "../domain/trigger/trigger-answer.js";
import { eventAttributes, type KnownUser, type TriggerName, triggerEvent } from "../domain/trigger/trigger-event.js";
import { type UserPool, userPoolArn } from "../domain/user-pool.js";
import { UnexpectedLambdaException, UserLambdaValidationException } from "../model/generated/exceptions.js";
import type { LambdaConfigType } from "../model/generated/types.js";
import type { FunctionOutcome, Functions } from "../ports/functions.js";
import type { Logger } from "../ports/logger.js";
import type { Random } from "../ports/random.js";

/** What every trigger is told. */
export interface TriggerEvent {
  /** Absent for administrators' calls: the function then sees CLIENT_ID_NOT_APPLICABLE. */
  readonly clientId?: string | undefined;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Absent while there is no user yet, or none at all. */
  readonly user?: KnownUser | undefined;
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

/** Texts of CustomMessage; what is absent stays the pool's. */
export interface CustomTexts {
  readonly smsMessage?: string | undefined;
  readonly emailMessage?: string | undefined;
  readonly emailSubject?: string | undefined;
}

type Texts = Readonly<Record<string, string>>;

/** The triggers of a pool. Every method throws UnexpectedLambdaException, UserLambdaValidationException or InvalidLambdaResponseException. */
export interface Triggers {
  preSignUp(
    pool: UserPool,
    source: "SignUp" | "AdminCreateUser" | "ExternalProvider",
    event: TriggerEvent & { readonly validationData?: Texts | undefined },
  ): Promise<PreSignUpAnswer>;
  postConfirmation(
    pool: UserPool,
    source: "ConfirmSignUp" | "ConfirmForgotPassword",
    event: TriggerEvent,
  ): Promise<void>;
  preAuthentication(
    pool: UserPool,
    event: TriggerEvent & {
      readonly validationData?: Texts | undefined;
      readonly userNotFound?: boolean | undefined;
    },
  ): Promise<void>;
  postAuthentication(pool: UserPool, event: TriggerEvent & { readonly newDeviceUsed: boolean }): Promise<void>;
  /** Consulted before tokens are signed; undefined when nothing is to change. */
  preTokenGeneration(
    pool: UserPool,
    source: "Authentication" | "NewPasswordChallenge" | "RefreshTokens" | "HostedAuth" | "AuthenticateDevice",
    event: TriggerEvent & {
      readonly scopes: readonly string[];
      readonly groups: {
        readonly groups: readonly string[];
        readonly roles: readonly string[];
        readonly preferredRole?: string | undefined;
      };
    },
  ): Promise<ClaimOverrides | undefined>;
  /** May change the token of a client that acts for itself; only functions of version 3 are asked. */
  preClientTokenGeneration(
    pool: UserPool,
    event: {
      readonly clientId: string;
      readonly scopes: readonly string[];
      readonly clientMetadata?: Texts | undefined;
    },
  ): Promise<ClaimOverrides | undefined>;
  /** May replace subject and text of a message. */
  customMessage(pool: UserPool, source: CustomMessageSource, event: TriggerEvent): Promise<CustomTexts>;
  /** Hands a message to the pool's own sender instead of sending it. */
  customSender(
    pool: UserPool,
    medium: "EMAIL" | "SMS",
    source: OwnSenderEvent["source"],
    event: TriggerEvent & { readonly code: string | null },
  ): Promise<void>;
  /** Called for unknown users: the user that another directory vouches for, or undefined. */
  userMigration(
    pool: UserPool,
    source: "Authentication" | "ForgotPassword",
    event: TriggerEvent & { readonly password?: string | undefined; readonly validationData?: Texts | undefined },
  ): Promise<MigratedUser | undefined>;
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

/** What the functions of a sign-in of the pool's own are told. */
export interface CustomAuthEvent extends TriggerEvent {
  /** What has happened so far, oldest first. */
  readonly session: readonly CustomResult[];
  /** True for somebody made up. */
  readonly userNotFound?: boolean | undefined;
}

/** What DefineAuthChallenge may decide. */
export interface DefinedChallenge {
  readonly challengeName?: string | undefined;
  readonly issueTokens: boolean;
  readonly failAuthentication: boolean;
}

/** What CreateAuthChallenge makes. */
export interface CreatedChallenge {
  readonly publicParameters: Texts;
  readonly privateParameters: Texts;
  readonly metadata?: string | undefined;
}

/** Cognito waits so long for an answer. */
const timeoutMs = 5_000;
/** Times a function is asked that did not answer, the first one included. */
const attempts = 3;
/** Refusals that may be different the next moment. */
const passing: ReadonlySet<string> = new Set(["TooManyRequestsException", "ServiceException", "EC2ThrottledException"]);

/** The functions that lead a sign-in of a pool's own. */
const ledBy = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"] as const;

const unknownUser = ({ userNotFound }: { readonly userNotFound?: boolean | undefined }) =>
  userNotFound === undefined ? {} : { userNotFound };

/** One consultation. */
interface Consultation {
  readonly pool: UserPool;
  readonly trigger: TriggerName;
  readonly arn: string;
  readonly version?: "1" | "2" | "3";
  readonly source: string;
  readonly event: TriggerEvent;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** The consultations of an installation. */
export function createTriggers(needs: {
  readonly functions: Functions;
  readonly random: Random;
  readonly logger: Logger;
}): Triggers {
  const { functions, random, logger } = needs;

  /** Asks, again if the answer failed to appear; the outcome of the last time. */
  async function outcomeOf(asked: Consultation): Promise<FunctionOutcome> {
    const { pool, arn, version, source, event, request, response } = asked;
    const payload = triggerEvent({
      ...(version === undefined ? {} : { version }),
      source,
      pool,
      username: event.username,
      clientId: event.clientId,
      request,
      response,
    });
    for (let attempt = 1; ; attempt++) {
      const outcome = await functions.call({
        arn,
        payload,
        timeoutMs,
        source: { principal: "cognito-idp.amazonaws.com", arn: userPoolArn(pool), accountId: pool.accountId },
        requestId: random.uuid(),
      });
      const isPassing = outcome.kind === "timed-out" || (outcome.kind === "refused" && passing.has(outcome.reason));
      if (!isPassing || attempt === attempts) return outcome;
    }
  }

  /** The `response` of the function's answer. */
  async function consult(asked: Consultation): Promise<AnswerPart> {
    const { trigger } = asked;
    const outcome = await outcomeOf(asked);
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
        logger.warn("a trigger could not be called", { userPoolId: asked.pool.id, trigger, reason: outcome.reason });
        throw new UnexpectedLambdaException(
          outcome.reason === "ResourceNotFoundException"
            ? `${trigger} invocation failed due to configuration.`
            : `${trigger} invocation failed due to error ${outcome.reason}.`,
        );
    }
  }

  const arnOf = (pool: UserPool, member: keyof LambdaConfigType): string | undefined => {
    const value = pool.settings.LambdaConfig?.[member];
    return typeof value === "string" && value !== "" ? value : undefined;
  };

  const common = (event: TriggerEvent) => ({
    userAttributes: eventAttributes(event.attributes, event.user),
    ...(event.clientMetadata === undefined ? {} : { clientMetadata: event.clientMetadata }),
  });

  /** PreTokenGenerationConfig and the older setting name the same function. */
  function tokenGeneration(pool: UserPool): { arn: string; version: "1" | "2" | "3" } | undefined {
    const config = pool.settings.LambdaConfig?.PreTokenGenerationConfig;
    const arn = config?.LambdaArn ?? arnOf(pool, "PreTokenGeneration");
    if (arn === undefined) return undefined;
    const versions: Readonly<Record<string, "1" | "2" | "3">> = { V1_0: "1", V2_0: "2", V3_0: "3" };
    return { arn, version: versions[config?.LambdaVersion ?? "V1_0"] ?? "1" };
  }

  /** Asks one of the functions that lead a sign-in. */
  function lead(
    pool: UserPool,
    trigger: (typeof ledBy)[number],
    event: TriggerEvent,
    request: Consultation["request"],
    response: Consultation["response"],
  ): Promise<AnswerPart> {
    const arn = arnOf(pool, trigger);
    // Taken out of the pool while a sign-in was on its way.
    if (arn === undefined) throw new UnexpectedLambdaException(`${trigger} invocation failed due to configuration.`);
    return consult({ pool, trigger, arn, source: `${trigger}_Authentication`, event, request, response });
  }

  return {
    async preSignUp(pool, source, event) {
      const arn = arnOf(pool, "PreSignUp");
      const unchanged = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
      if (arn === undefined) return unchanged;
      // Nothing is said about proofs of addresses before there is anybody to prove them.
      const given = [...event.attributes].filter(([name, value]) => !name.endsWith("_verified") || value !== "false");
      const request = {
        ...common({ ...event, attributes: new Map(given) }),
        // None at all is null to the function, as real events show.
        validationData: Object.keys(event.validationData ?? {}).length > 0 ? event.validationData : null,
      };
      const asked = { pool, trigger: "PreSignUp", arn, event, request, response: unchanged } as const;
      const response = await consult({ ...asked, source: `PreSignUp_${source}` });
      return {
        autoConfirmUser: flag(response, "autoConfirmUser"),
        autoVerifyEmail: flag(response, "autoVerifyEmail"),
        autoVerifyPhone: flag(response, "autoVerifyPhone"),
      };
    },

    async postConfirmation(pool, source, event) {
      const arn = arnOf(pool, "PostConfirmation");
      if (arn === undefined) return;
      const asked = { pool, trigger: "PostConfirmation", arn, event, request: common(event), response: {} } as const;
      await consult({ ...asked, source: `PostConfirmation_${source}` });
    },

    async preAuthentication(pool, event) {
      const arn = arnOf(pool, "PreAuthentication");
      if (arn === undefined) return;
      const { validationData, userNotFound } = event;
      const request = {
        userAttributes: eventAttributes(event.attributes, event.user),
        validationData: validationData ?? null,
        ...(userNotFound === undefined ? {} : { userNotFound }),
      };
      const asked = { pool, trigger: "PreAuthentication", arn, event, request, response: {} } as const;
      await consult({ ...asked, source: "PreAuthentication_Authentication" });
    },

    async postAuthentication(pool, event) {
      const arn = arnOf(pool, "PostAuthentication");
      if (arn === undefined) return;
      const request = { ...common(event), newDeviceUsed: event.newDeviceUsed };
      const asked = { pool, trigger: "PostAuthentication", arn, event, request, response: {} } as const;
      await consult({ ...asked, source: "PostAuthentication_Authentication" });
    },

    async preTokenGeneration(pool, source, event) {
      const found = tokenGeneration(pool);
      if (found === undefined) return undefined;
      const { groups, roles, preferredRole } = event.groups;
      const request = {
        ...common(event),
        groupConfiguration: {
          groupsToOverride: groups,
          iamRolesToOverride: roles,
          preferredRole: preferredRole ?? null,
        },
        ...(found.version === "1" ? {} : { scopes: event.scopes }),
      };
      const response =
        found.version === "1" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null };
      const asked = { pool, trigger: "PreTokenGeneration", ...found, event, request, response } as const;
      const answer = await consult({ ...asked, source: `TokenGeneration_${source}` });
      return found.version === "1" ? overridesV1(answer) : overridesV2(answer);
    },

    async preClientTokenGeneration(pool, { clientId, scopes, clientMetadata }) {
      const found = tokenGeneration(pool);
      if (found?.version !== "3") return undefined;
      const event = { clientId, username: "ClientCredentials", attributes: new Map<string, string>() };
      const request = {
        userAttributes: {},
        groupConfiguration: null,
        scopes,
        ...(clientMetadata === undefined ? {} : { clientMetadata }),
      };
      const response = { claimsAndScopeOverrideDetails: null };
      const asked = { pool, trigger: "PreTokenGeneration", ...found, event, request, response } as const;
      return overridesV2(await consult({ ...asked, source: "TokenGeneration_ClientCredentials" }));
    },

    async customMessage(pool, source, event) {
      const arn = arnOf(pool, "CustomMessage");
      if (arn === undefined) return {};
      const request = {
        ...common(event),
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter: source === "AdminCreateUser" ? "{username}" : null,
      };
      const response = { smsMessage: null, emailMessage: null, emailSubject: null };
      const asked = { pool, trigger: "CustomMessage", arn, event, request, response } as const;
      const answer = await consult({ ...asked, source: `CustomMessage_${source}` });
      return {
        smsMessage: text(answer, "smsMessage"),
        emailMessage: text(answer, "emailMessage"),
        emailSubject: text(answer, "emailSubject"),
      };
    },

    async customSender(pool, medium, source, event) {
      const trigger = medium === "EMAIL" ? "CustomEmailSender" : "CustomSMSSender";
      const arn = pool.settings.LambdaConfig?.[trigger]?.LambdaArn;
      if (arn === undefined) return;
      const type = medium === "EMAIL" ? "customEmailSenderRequestV1" : "customSMSSenderRequestV1";
      const outcome = await functions.call({
        arn,
        payload: triggerEvent({
          source: `${trigger}_${source}`,
          pool,
          username: event.username,
          clientId: event.clientId,
          request: { type, code: event.code, ...common(event) },
          response: {},
        }),
        timeoutMs,
        asynchronous: true,
        source: { principal: "cognito-idp.amazonaws.com", arn: userPoolArn(pool), accountId: pool.accountId },
        requestId: random.uuid(),
      });
      if (outcome.kind !== "returned") {
        const reason = outcome.kind === "refused" ? outcome.reason : outcome.kind;
        throw new UnexpectedLambdaException(`${trigger} invocation failed due to error ${reason}.`);
      }
    },

    async userMigration(pool, source, event) {
      const arn = arnOf(pool, "UserMigration");
      if (arn === undefined) return undefined;
      const request = {
        ...(event.password === undefined ? {} : { password: event.password }),
        validationData: event.validationData ?? null,
        ...(event.clientMetadata === undefined ? {} : { clientMetadata: event.clientMetadata }),
      };
      const response = {
        userAttributes: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
      };
      const asked = { pool, trigger: "UserMigration", arn, event, request, response } as const;
      return migratedUser(await consult({ ...asked, source: `UserMigration_${source}` }));
    },

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
