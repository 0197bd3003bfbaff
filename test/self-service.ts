/** What tests of users' own operations do again and again: a pool with a client, somebody who signed up, an access token. */
import assert from "node:assert/strict";
import {
  type CodeDeliveryDetailsType,
  ConfirmSignUpCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  InitiateAuthCommand,
  SignUpCommand,
  type UserPoolClientType,
} from "./clients.js";
import { attributes } from "./users.js";
import type { TestWorld } from "./world.js";

/** The password of everybody below. */
export const password = "Passw0rd!";

/** Where SMS messages are sent by; pools that send some must name it. */
export const smsConfiguration = { SnsCallerArn: "arn:aws:iam::000000000000:role/sms" };

/** What a failed call is. */
export const refusal = (name: string, message: string | RegExp) => ({ name, message });

/** A pool that verifies email addresses, with a client. */
export interface Given {
  readonly poolId: string;
  readonly clientId: string;
  readonly client: UserPoolClientType;
  /** Signs up and answers where the code went. */
  signUp(username: string, record?: Readonly<Record<string, string>>): Promise<CodeDeliveryDetailsType | undefined>;
  /** The newest code that went to somebody of the pool. */
  lastCode(): Promise<string>;
  confirm(username: string, code: string): Promise<unknown>;
  /** Signs up and confirms. */
  confirmed(username: string, record?: Readonly<Record<string, string>>): Promise<void>;
  accessToken(username: string, secret?: string): Promise<string>;
}

/** Makes the pool and the client; settings override what is usual. */
export async function given(
  world: TestWorld,
  settings: Partial<CreateUserPoolCommandInput> = {},
  clientSettings: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<Given> {
  const pool = await world.pool({ AutoVerifiedAttributes: ["email"], ...settings });
  const client = await world.appClient(pool.Id, clientSettings);
  const { ClientId } = client;
  const self: Given = {
    poolId: pool.Id,
    clientId: ClientId,
    client,
    async signUp(Username, record = { email: `${Username}@example.com` }) {
      const { CodeDeliveryDetails } = await world.client.send(
        new SignUpCommand({ ClientId, Username, Password: password, UserAttributes: attributes(record) }),
      );
      return CodeDeliveryDetails;
    },
    async lastCode() {
      const code = (await world.messages({ userPoolId: pool.Id })).at(-1)?.code;
      assert.ok(code, "no code was sent");
      return code;
    },
    confirm: (Username, ConfirmationCode) =>
      world.client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode })),
    async confirmed(username, record) {
      await self.signUp(username, record);
      await self.confirm(username, await self.lastCode());
    },
    async accessToken(username, secret = password) {
      const { AuthenticationResult } = await world.client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: username, PASSWORD: secret },
        }),
      );
      assert.ok(AuthenticationResult?.AccessToken);
      return AuthenticationResult.AccessToken;
    },
  };
  return self;
}

/** A six-digit code that is not this one. */
export const otherThan = (code: string): string => `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;
