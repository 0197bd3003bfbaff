/**
 * Owns the event that a trigger's function receives: the envelope that all triggers share, and what of a user stands in
 * it. Shapes after the published typings of Lambda's events; the answer comes prefilled with its documented members.
 */
import type { UserStatus } from "../user.js";
import type { UserPool } from "../user-pool.js";

/** The names under which triggers appear in errors. */
export type TriggerName =
  | "CreateAuthChallenge"
  | "CustomEmailSender"
  | "CustomMessage"
  | "CustomSMSSender"
  | "DefineAuthChallenge"
  | "InboundFederation"
  | "PostAuthentication"
  | "PostConfirmation"
  | "PreAuthentication"
  | "PreSignUp"
  | "PreTokenGeneration"
  | "UserMigration"
  | "VerifyAuthChallengeResponse";

/** What events tell of a user who exists. */
export interface KnownUser {
  readonly sub: string;
  readonly status: UserStatus;
}

/** What an event is made of. */
export interface TriggerEventParts {
  /** `"1"`, or the version of the trigger's event that the pool asks for. */
  readonly version?: "1" | "2" | "3";
  readonly source: string;
  readonly pool: Pick<UserPool, "id" | "region">;
  readonly username: string;
  /** Absent for administrators' calls. */
  readonly clientId: string | undefined;
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** The whole event, in the order in which the service sends it. */
export function triggerEvent(parts: TriggerEventParts): Readonly<Record<string, unknown>> {
  return {
    version: parts.version ?? "1",
    region: parts.pool.region,
    userPoolId: parts.pool.id,
    userName: parts.username,
    callerContext: {
      awsSdkVersion: "aws-sdk-unknown-unknown",
      clientId: parts.clientId ?? "CLIENT_ID_NOT_APPLICABLE",
    },
    triggerSource: parts.source,
    request: parts.request,
    response: parts.response,
  };
}

/** `userAttributes`: texts all of them, before everything else who the user is and in which state. */
export function eventAttributes(
  attributes: ReadonlyMap<string, string>,
  user: KnownUser | undefined,
): Record<string, string> {
  const known: [string, string][] =
    user === undefined
      ? []
      : [
          ["sub", user.sub],
          ["cognito:user_status", user.status],
        ];
  // Names come from outside: each becomes a member of its own (T-36).
  return Object.fromEntries([...known, ...[...attributes].filter(([name]) => name !== "sub")]);
}
