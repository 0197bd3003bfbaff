/** What becomes of passwords that many people use, or that a range service knows, at every place where one is shown. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  type EventFilterType,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetRiskConfigurationCommand,
  SignUpCommand,
} from "../../../test/clients.js";
import { goodPassword, makeUser, withSrp } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const common = "Password1";
const breached = "Unheard-Of-1";
const Policies = { PasswordPolicy: { MinimumLength: 8, RequireSymbols: false } };
const refused = {
  name: "InvalidPasswordException",
  message: "Provided password cannot be used for security reasons.",
};
const mustReset = { name: "PasswordResetRequiredException", message: "Password reset required for the user" };

let world: TestWorld;
let ranges: Server;
/** What the range service was asked, and how it behaves. */
const asked: string[] = [];
let behaviour: "answers" | "fails" = "answers";
before(async () => {
  const sum = createHash("sha1").update(breached).digest("hex").toUpperCase();
  ranges = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (behaviour === "fails") return response.writeHead(503).end();
    const lines = [`${"0".repeat(35)}:0`, `${sum.slice(5)}:${request.url?.endsWith(sum.slice(0, 5)) ? 7 : 0}`];
    return response.end(lines.join("\r\n"));
  });
  await new Promise<void>((resolve) => ranges.listen(0, "127.0.0.1", resolve));
  const { port } = ranges.address() as AddressInfo;
  world = await startTestWorld({ breachedPasswordsUrl: `http://127.0.0.1:${port}/range/` });
});
after(async () => {
  await world.close();
  ranges.close();
});

interface Given {
  readonly mode?: "AUDIT" | "ENFORCED" | "OFF";
  readonly action?: "BLOCK" | "NO_ACTION";
  readonly events?: EventFilterType[];
}

async function given({ mode = "ENFORCED", action = "BLOCK", events }: Given = {}) {
  const pool = await world.pool({
    Policies,
    AutoVerifiedAttributes: ["email"],
    UserPoolAddOns: { AdvancedSecurityMode: mode },
  });
  const { ClientId } = await world.appClient(pool.Id);
  if (mode !== "OFF") {
    await world.client.send(
      new SetRiskConfigurationCommand({
        UserPoolId: pool.Id,
        CompromisedCredentialsRiskConfiguration: { EventFilter: events, Actions: { EventAction: action } },
      }),
    );
  }
  return { poolId: pool.Id, ClientId };
}

type Pool = Awaited<ReturnType<typeof given>>;

const signIn = ({ ClientId }: Pool, USERNAME: string, PASSWORD: string) =>
  world.client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } }),
  );
const signUp = ({ ClientId }: Pool, Username: string, Password: string) =>
  world.client.send(
    new SignUpCommand({
      ClientId,
      Username,
      Password,
      UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
    }),
  );
const newest = async ({ poolId }: Pool, Username: string) =>
  (await world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId: poolId, Username }))).AuthEvents?.[0];
const statusOf = async ({ poolId }: Pool, Username: string) =>
  (await world.client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username }))).UserStatus;
const verifiedEmail = (name: string) => [
  { Name: "email", Value: `${name}@example.com` },
  { Name: "email_verified", Value: "true" },
];

for (const password of [common, breached]) {
  test(`a sign-in with ${password} bars it until another one is chosen`, async () => {
    const pool = await given();
    await makeUser(world, pool.poolId, "ann", { password, attributes: verifiedEmail("ann") });
    await assert.rejects(signIn(pool, "ann", password), mustReset);
    assert.equal(await statusOf(pool, "ann"), "RESET_REQUIRED");
    const event = await newest(pool, "ann");
    assert.equal(event?.EventResponse, "Fail");
    assert.deepEqual(event?.EventRisk, { RiskDecision: "Block", CompromisedCredentialsDetected: true });
    await assert.rejects(signIn(pool, "ann", password), mustReset);

    await world.client.send(new ForgotPasswordCommand({ ClientId: pool.ClientId, Username: "ann" }));
    const { code } = await world.lastMessage("ann@example.com");
    const confirm = (Password: string) =>
      world.client.send(
        new ConfirmForgotPasswordCommand({
          ClientId: pool.ClientId,
          Username: "ann",
          ConfirmationCode: code,
          Password,
        }),
      );
    await assert.rejects(confirm(password), refused);
    await confirm(goodPassword);
    assert.ok((await signIn(pool, "ann", goodPassword)).AuthenticationResult?.AccessToken);
  });
}

test("a wrong password is not looked up, whatever it is", async () => {
  const pool = await given();
  await makeUser(world, pool.poolId, "ann");
  asked.length = 0;
  const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };
  await assert.rejects(signIn(pool, "ann", breached), wrong);
  assert.deepEqual(asked, []);
  assert.equal(await statusOf(pool, "ann"), "CONFIRMED");
});

test("the range service is told five digits and nothing else; without its answer the password counts as unknown", async (t) => {
  const pool = await given();
  await makeUser(world, pool.poolId, "ann", { password: breached });
  asked.length = 0;
  behaviour = "fails";
  t.after(() => {
    behaviour = "answers";
  });
  assert.ok((await signIn(pool, "ann", breached)).AuthenticationResult);
  assert.equal(asked.length, 1);
  assert.match(asked[0] ?? "", /^\/range\/[0-9A-F]{5}$/);
});

test("administrators' sign-ins are looked at as well; a proof of the password cannot be, and theirs to set are not", async () => {
  const pool = await given();
  await makeUser(world, pool.poolId, "ann", { password: common });
  const target = { world, poolId: pool.poolId, clientId: pool.ClientId };
  assert.ok((await withSrp(target, "ann", common)).AuthenticationResult);
  await assert.rejects(
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: common },
      }),
    ),
    mustReset,
  );
  const Password = "Password12";
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.poolId, Username: "ann", Password, Permanent: true }),
  );
});

test("nobody signs up with one, or chooses one", async () => {
  const pool = await given();
  await assert.rejects(signUp(pool, "bob", common), refused);
  await assert.rejects(world.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: "bob" })), {
    name: "UserNotFoundException",
  });
  await signUp(pool, "bob", goodPassword);

  await makeUser(world, pool.poolId, "ann");
  const { AuthenticationResult } = await signIn(pool, "ann", goodPassword);
  const change = (ProposedPassword: string) =>
    world.client.send(
      new ChangePasswordCommand({
        AccessToken: AuthenticationResult?.AccessToken,
        PreviousPassword: goodPassword,
        ProposedPassword,
      }),
    );
  await assert.rejects(change(common), refused);
  await change("Another-Horse-2");

  await makeUser(world, pool.poolId, "cleo", { temporary: true });
  const { Session } = await signIn(pool, "cleo", goodPassword);
  const answer = (NEW_PASSWORD: string) =>
    world.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.ClientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: "cleo", NEW_PASSWORD },
      }),
    );
  await assert.rejects(answer(common), refused);
  assert.ok((await answer("Another-Horse-3")).AuthenticationResult);
});

test("AUDIT and NO_ACTION record and refuse nothing", async () => {
  for (const settings of [{ mode: "AUDIT" }, { action: "NO_ACTION" }] as const) {
    const pool = await given(settings);
    await signUp(pool, "bob", common);
    assert.equal((await newest(pool, "bob"))?.EventRisk?.CompromisedCredentialsDetected, true);
    await makeUser(world, pool.poolId, "ann", { password: common });
    assert.ok((await signIn(pool, "ann", common)).AuthenticationResult);
    const event = await newest(pool, "ann");
    assert.equal(event?.EventResponse, "Pass");
    assert.deepEqual(event?.EventRisk, { RiskDecision: "NoRisk", CompromisedCredentialsDetected: true });
  }
});

test("events that the configuration leaves out are not looked at", async () => {
  const pool = await given({ events: ["SIGN_IN"] });
  await signUp(pool, "bob", common);
  assert.equal((await newest(pool, "bob"))?.EventRisk?.CompromisedCredentialsDetected, false);
  const other = await given({ events: ["SIGN_UP", "PASSWORD_CHANGE"] });
  await makeUser(world, other.poolId, "ann", { password: common });
  assert.ok((await signIn(other, "ann", common)).AuthenticationResult);
  await assert.rejects(signUp(other, "bob", common), refused);
});

test("a pool without threat protection looks at nothing", async () => {
  const pool = await given({ mode: "OFF" });
  asked.length = 0;
  await signUp(pool, "bob", common);
  await makeUser(world, pool.poolId, "ann", { password: breached });
  assert.ok((await signIn(pool, "ann", breached)).AuthenticationResult);
  assert.deepEqual(asked, []);
});
