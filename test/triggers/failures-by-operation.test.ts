/**
 * T-46: every operation that lists the exceptions of functions, with a function behind it that throws, answers something
 * that is no answer, and cannot be reached. Every way in which one can fail is `failures.test.ts`.
 */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { type OperationName, operations } from "../../src/model/generated/operations.js";
import { type Answer, send, succeed } from "../faults/wire.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

/** How the function fails, and which exception that is. */
const failures = {
  UserLambdaValidationException: { status: 200, body: { errorType: "Error", errorMessage: "not today" } },
  InvalidLambdaResponseException: { status: 200, body: null },
  UnexpectedLambdaException: { status: 503, body: {} },
} as const;
type Failure = keyof typeof failures;

/** What fails now, and for events of which sources; nothing while all is prepared. */
let failing: { readonly how: Failure; readonly source: RegExp } | undefined;

const arn = "arn:aws:lambda:us-east-1:123456789012:function:everything";
let server: Server;
let world: TestWorld;
let poolId: string;
let clientId: string;

before(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks).toString()) as { triggerSource: string };
    const fails = failing?.source.test(event.triggerSource) === true && failing;
    const { status, body } = fails ? failures[fails.how] : { status: 200, body: event };
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  world = await startTestWorld({
    functions: { [arn]: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` },
  });
  const triggers = [
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "PreTokenGeneration",
    "CustomMessage",
  ];
  const pool = await world.pool({
    AutoVerifiedAttributes: ["email"],
    LambdaConfig: Object.fromEntries(triggers.map((trigger) => [trigger, arn])),
  });
  poolId = pool.Id;
  clientId = (await world.appClient(poolId)).ClientId;
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

let people = 0;
const nextName = () => `person${people++}`;
const call = (operation: OperationName, input: object) => succeed(world.url, operation, input);

/** A member, or, as `invited`, one with a temporary password. */
async function member({ invited = false } = {}): Promise<string> {
  const Username = nextName();
  const UserAttributes = [
    { Name: "email", Value: `${Username}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  const input = { UserPoolId: poolId, Username, TemporaryPassword: goodPassword, MessageAction: "SUPPRESS" };
  await call("AdminCreateUser", { ...input, UserAttributes });
  const permanent = { UserPoolId: poolId, Username, Password: goodPassword, Permanent: true };
  if (!invited) await call("AdminSetUserPassword", permanent);
  return Username;
}

async function signedUp(): Promise<string> {
  const Username = nextName();
  await call("SignUp", signUp(Username));
  return Username;
}

const signUp = (Username: string) => ({
  ClientId: clientId,
  Username,
  Password: goodPassword,
  UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
});

const codeTo = async (name: string) => (await world.lastMessage(`${name}@example.com`)).code;
const begin = (name: string) => ({
  ClientId: clientId,
  AuthFlow: "USER_PASSWORD_AUTH",
  AuthParameters: { USERNAME: name, PASSWORD: goodPassword },
});
const byAdmin = (name: string) => ({ ...begin(name), UserPoolId: poolId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" });
const tokens = async () => (await call("InitiateAuth", begin(await member()))).AuthenticationResult;
const named = (Username: string) => ({ ClientId: clientId, Username });
const inPool = (Username: string) => ({ UserPoolId: poolId, Username });
const newEmail = () => ({ UserAttributes: [{ Name: "email", Value: `${nextName()}@example.org` }] });

/** The answer to the temporary password of somebody invited. */
async function newPassword() {
  const name = await member({ invited: true });
  const { Session } = await call("InitiateAuth", begin(name));
  const ChallengeResponses = { USERNAME: name, NEW_PASSWORD: "Another-Horse-2" };
  return { ClientId: clientId, ChallengeName: "NEW_PASSWORD_REQUIRED", Session, ChallengeResponses };
}

/** What each operation is called with, once all is prepared, and the events that then fail. */
const cases: Readonly<Partial<Record<OperationName, { source: RegExp; prepare: () => Promise<object> }>>> = {
  SignUp: { source: /^PreSignUp/, prepare: async () => signUp(nextName()) },
  ConfirmSignUp: {
    source: /^PostConfirmation/,
    prepare: async () => {
      const name = await signedUp();
      return { ...named(name), ConfirmationCode: await codeTo(name) };
    },
  },
  ResendConfirmationCode: { source: /^CustomMessage/, prepare: async () => named(await signedUp()) },
  ForgotPassword: { source: /^CustomMessage/, prepare: async () => named(await member()) },
  ConfirmForgotPassword: {
    source: /^PostConfirmation/,
    prepare: async () => {
      const name = await member();
      await call("ForgotPassword", named(name));
      return { ...named(name), ConfirmationCode: await codeTo(name), Password: "Another-Horse-2" };
    },
  },
  UpdateUserAttributes: {
    source: /^CustomMessage/,
    prepare: async () => ({ AccessToken: (await tokens()).AccessToken, ...newEmail() }),
  },
  GetUserAttributeVerificationCode: {
    source: /^CustomMessage/,
    prepare: async () => ({ AccessToken: (await tokens()).AccessToken, AttributeName: "email" }),
  },
  InitiateAuth: { source: /^PreAuthentication/, prepare: async () => begin(await member()) },
  AdminInitiateAuth: { source: /^PostAuthentication/, prepare: async () => byAdmin(await member()) },
  RespondToAuthChallenge: { source: /^TokenGeneration/, prepare: newPassword },
  AdminRespondToAuthChallenge: {
    source: /^PostAuthentication/,
    prepare: async () => ({ ...(await newPassword()), UserPoolId: poolId }),
  },
  GetTokensFromRefreshToken: {
    source: /^TokenGeneration/,
    prepare: async () => ({ ClientId: clientId, RefreshToken: (await tokens()).RefreshToken }),
  },
  AdminCreateUser: { source: /^PreSignUp/, prepare: async () => inPool(nextName()) },
  AdminConfirmSignUp: { source: /^PostConfirmation/, prepare: async () => inPool(await signedUp()) },
  AdminResetUserPassword: { source: /^CustomMessage/, prepare: async () => inPool(await member()) },
  AdminUpdateUserAttributes: {
    source: /^CustomMessage/,
    prepare: async () => ({ ...inPool(await member()), ...newEmail() }),
  },
};

/** Lists one of them, and is tried elsewhere or asks no function at all. */
const others: Readonly<Partial<Record<OperationName, string>>> = {
  GetDerivedToken: "derived-token.test.ts",
  ConfirmDevice: "asks no function; no trigger of the developer guide belongs to it",
};

for (const [operation, { source, prepare }] of Object.entries(cases)) {
  test(`T-46 ${operation}: a function that fails is told, and nothing is given`, async () => {
    for (const how of Object.keys(failures) as Failure[]) {
      const input = await prepare();
      failing = { how, source };
      const answer: Answer = await send(world.url, operation, input).finally(() => {
        failing = undefined;
      });
      assert.equal(answer.outcome, how, answer.text);
      assert.deepEqual(Object.keys(answer.body).sort(), ["__type", "message"]);
    }
  });
}

test("every operation that lists the exceptions of functions is tried, or says where", () => {
  const listing = (Object.keys(operations) as OperationName[]).filter((name) =>
    Object.keys(failures).some((one) => (operations[name].errors as readonly string[]).includes(one)),
  );
  assert.deepEqual([...Object.keys(cases), ...Object.keys(others)].sort(), listing.sort());
});
