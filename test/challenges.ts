/** What tests of challenges begin with: pools with factors, people with addresses, and the calls of a sign-in. */
import assert from "node:assert/strict";
import {
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  type AuthFlowType,
  type ChallengeNameType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
} from "./clients.js";
import { goodPassword, makeUser } from "./sign-in.js";
import type { TestWorld } from "./world.js";

/** A mail configuration that a pool with codes by email needs. */
const EmailConfiguration = {
  EmailSendingAccount: "DEVELOPER",
  SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/no-reply@example.com",
  From: "no-reply@example.com",
} as const;

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };

/** Every second factor that a pool can have. */
export const everyFactor = {
  SmsMfaConfiguration: { SmsConfiguration },
  SoftwareTokenMfaConfiguration: { Enabled: true },
  EmailMfaConfiguration: {},
} as const;

/** A pool, its client, and the calls of a sign-in there. */
export interface ChallengePool {
  readonly world: TestWorld;
  readonly poolId: string;
  readonly clientId: string;
  user(username: string, more?: Parameters<typeof makeUser>[3]): Promise<{ username: string; sub: string }>;
  begin(flow: AuthFlowType, parameters: Record<string, string>, more?: object): Promise<InitiateAuthCommandOutput>;
  /** USER_PASSWORD_AUTH. */
  password(username: string, password?: string): Promise<InitiateAuthCommandOutput>;
  respond(
    challenge: ChallengeNameType,
    session: string | undefined,
    responses: Record<string, string>,
    more?: object,
  ): Promise<InitiateAuthCommandOutput>;
  prefer(
    username: string,
    preference: Omit<AdminSetUserMFAPreferenceCommandInput, "UserPoolId" | "Username">,
  ): Promise<void>;
  /** The code of the newest message of the pool. */
  lastCode(): Promise<string>;
  /** How many messages the pool has sent. */
  messages(): Promise<number>;
}

/** Makes one. Without `mfa` second factors are off. */
export async function challengePool(
  world: TestWorld,
  {
    mfa,
    pool = {},
    client = {},
  }: {
    mfa?: Omit<SetUserPoolMfaConfigCommandInput, "UserPoolId">;
    pool?: Partial<CreateUserPoolCommandInput>;
    client?: Partial<CreateUserPoolClientCommandInput>;
  } = {},
): Promise<ChallengePool> {
  const { Id: poolId } = await world.pool({ EmailConfiguration, ...pool });
  if (mfa !== undefined) await world.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId: poolId, ...mfa }));
  const { ClientId: clientId } = await world.appClient(poolId, client);
  const begin: ChallengePool["begin"] = (AuthFlow, AuthParameters, more = {}) =>
    world.client.send(new InitiateAuthCommand({ ClientId: clientId, AuthFlow, AuthParameters, ...more }));
  return {
    world,
    poolId,
    clientId,
    user: (username, more) => makeUser(world, poolId, username, more),
    begin,
    password: (USERNAME, PASSWORD = goodPassword) => begin("USER_PASSWORD_AUTH", { USERNAME, PASSWORD }),
    respond: (ChallengeName, Session, ChallengeResponses, more = {}) =>
      world.client.send(
        new RespondToAuthChallengeCommand({ ClientId: clientId, ChallengeName, Session, ChallengeResponses, ...more }),
      ),
    prefer: async (Username, preference) => {
      await world.client.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: poolId, Username, ...preference }));
    },
    lastCode: async () => {
      const code = (await world.messages({ userPoolId: poolId })).at(-1)?.code;
      assert.ok(code, "no code was sent");
      return code;
    },
    messages: async () => (await world.messages({ userPoolId: poolId })).length,
  };
}

/** Addresses as attributes. */
export const addresses = (record: { email?: string; phone_number?: string; verified?: boolean }) => {
  const { verified = true, ...rest } = record;
  return Object.entries(rest).flatMap(([Name, Value]) => [
    { Name, Value },
    { Name: `${Name}_verified`, Value: String(verified) },
  ]);
};

/** A code that is not this one. */
export const otherCode = (code: string): string => (code[0] === "1" ? "2" : "1") + code.slice(1);

/** The refusals that every test of challenges meets. */
export const codeMismatch = { name: "CodeMismatchException", message: "Invalid code or auth state for the user." };
export const invalidSession = { name: "NotAuthorizedException", message: "Invalid session for the user." };
export const expiredSession = {
  name: "NotAuthorizedException",
  message: "Invalid session for the user, session is expired.",
};
export const usedSession = {
  name: "NotAuthorizedException",
  message: "Invalid session for the user, session can only be used once.",
};
