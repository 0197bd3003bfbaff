import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  type AuthFlowType,
  InitiateAuthCommand,
} from "../../../test/clients.js";
import {
  claimsOf,
  goodPassword,
  makeUser,
  type SignInTarget,
  secretHashOf,
  setStatus,
  signInTarget,
  tokensOf,
  withPassword,
  withSrp,
  wrongSignIn,
} from "../../../test/sign-in.js";
import { srpClient } from "../../../test/srp-client.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
let target: SignInTarget;

before(async () => {
  world = await startTestWorld();
  target = await signInTarget(world);
  await makeUser(world, target.poolId, "jane", { attributes: [{ Name: "email", Value: "jane@example.com" }] });
});
after(() => world.close());

const initiate = (clientId: string, flow: AuthFlowType, parameters: Record<string, string>) =>
  world.client.send(new InitiateAuthCommand({ ClientId: clientId, AuthFlow: flow, AuthParameters: parameters }));

test("a password signs in, with empty challenge parameters beside the tokens", async () => {
  const output = await withPassword(target, "jane");
  assert.deepEqual(output.ChallengeParameters, {});
  assert.equal(output.ChallengeName, undefined);
  assert.equal(output.Session, undefined);
  const { AccessToken, IdToken, ExpiresIn } = tokensOf(output);
  assert.equal(ExpiresIn, 3600);
  const id = claimsOf(IdToken);
  const access = claimsOf(AccessToken);
  assert.equal(id["iss"], `${world.url}/${target.poolId}`);
  assert.equal(id["aud"], target.clientId);
  assert.equal(id["cognito:username"], "jane");
  assert.equal(id["email"], "jane@example.com");
  assert.equal(access["scope"], "aws.cognito.signin.user.admin");
  assert.equal(access["username"], "jane");
  assert.equal(access["event_id"], id["event_id"]);
  assert.equal(access["origin_jti"], id["origin_jti"]);
  assert.notEqual(access["jti"], id["jti"]);
});

test("the header of both tokens is exactly kid and alg, with two different keys", async () => {
  const { AccessToken, IdToken } = tokensOf(await withPassword(target, "jane"));
  const [id, access] = [IdToken, AccessToken].map(
    (token) => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as Record<string, string>,
  );
  for (const header of [id, access]) {
    assert.deepEqual(Object.keys(header ?? {}), ["kid", "alg"]);
    assert.equal(header?.["alg"], "RS256");
    assert.equal(header?.["kid"]?.length, 44);
  }
  assert.notEqual(id?.["kid"], access?.["kid"]);
});

test("SRP signs in", async () => {
  tokensOf(await withSrp(target, "jane"));
});

test("SRP answers no Session and names the stored user", async () => {
  const output = await initiate(target.clientId, "USER_SRP_AUTH", {
    USERNAME: "jane",
    SRP_A: srpClient(target.poolId).A,
  });
  assert.equal(output.Session, undefined);
  const { ChallengeParameters = {} } = output;
  assert.deepEqual(Object.keys(ChallengeParameters).sort(), [
    "SALT",
    "SECRET_BLOCK",
    "SRP_B",
    "USERNAME",
    "USER_ID_FOR_SRP",
  ]);
  assert.equal(ChallengeParameters["USER_ID_FOR_SRP"], "jane");
  assert.match(ChallengeParameters["SECRET_BLOCK"] ?? "", /^[A-Za-z0-9+/]+=*$/);
});

test("an administrator signs a user in with the password", async () => {
  for (const flow of ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] as const) {
    tokensOf(
      await world.client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: target.poolId,
          ClientId: target.clientId,
          AuthFlow: flow,
          AuthParameters: { USERNAME: "jane", PASSWORD: goodPassword },
        }),
      ),
    );
  }
});

test("a wrong password is refused in both flows", async () => {
  await assert.rejects(withPassword(target, "jane", "Wrong-Horse-1"), wrongSignIn);
  await assert.rejects(withSrp(target, "jane", "Wrong-Horse-1"), wrongSignIn);
  tokensOf(await withPassword(target, "jane"));
});

const missing: readonly [AuthFlowType, Record<string, string>, string][] = [
  ["USER_PASSWORD_AUTH", { PASSWORD: goodPassword }, "USERNAME"],
  ["USER_PASSWORD_AUTH", { USERNAME: "jane" }, "PASSWORD"],
  ["USER_SRP_AUTH", { SRP_A: "abc" }, "USERNAME"],
  ["USER_SRP_AUTH", { USERNAME: "jane" }, "SRP_A"],
  ["REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"],
];
for (const [flow, parameters, name] of missing) {
  test(`${flow} without ${name} says so`, async () => {
    await assert.rejects(initiate(target.clientId, flow, parameters), {
      name: "InvalidParameterException",
      message: `Missing required parameter ${name}`,
    });
  });
}

test("an unknown client and a client of another pool do not exist", async () => {
  const other = await world.pool();
  await assert.rejects(initiate("1unknownclient", "USER_PASSWORD_AUTH", { USERNAME: "jane", PASSWORD: "x" }), {
    name: "ResourceNotFoundException",
    message: "User pool client 1unknownclient does not exist.",
  });
  const admin = (poolId: string) =>
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: poolId,
        ClientId: target.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "jane", PASSWORD: goodPassword },
      }),
    );
  await assert.rejects(admin(other.Id), {
    name: "ResourceNotFoundException",
    message: `User pool client ${target.clientId} does not exist.`,
  });
  await assert.rejects(admin("us-east-1_Nowhere00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
});

test("a flow that the client does not allow is refused before the user is looked up", async () => {
  const { ClientId } = await world.appClient(target.poolId, { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
  await assert.rejects(initiate(ClientId, "USER_PASSWORD_AUTH", { USERNAME: "nobody", PASSWORD: "x" }), {
    name: "InvalidParameterException",
    message: "USER_PASSWORD_AUTH flow not enabled for this client",
  });
  await assert.rejects(initiate(ClientId, "ADMIN_NO_SRP_AUTH", { USERNAME: "jane", PASSWORD: goodPassword }), {
    name: "InvalidParameterException",
    message: "Initiate Auth method not supported",
  });
});

test("SECRET_HASH is demanded, checked over the name as typed, and refused where there is no secret", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
  const { ClientId, ClientSecret } = await world.appClient(pool.Id, { GenerateSecret: true });
  await makeUser(world, pool.Id, "kim", {
    attributes: [
      { Name: "email", Value: "kim@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  const confidential: SignInTarget = { world, poolId: pool.Id, clientId: ClientId, clientSecret: ClientSecret };
  tokensOf(await withPassword(confidential, "kim"));
  tokensOf(await withPassword(confidential, "kim@example.com"));
  tokensOf(await withSrp(confidential, "kim@example.com"));

  await assert.rejects(withPassword({ ...confidential, clientSecret: undefined }, "kim"), {
    name: "NotAuthorizedException",
    message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
  });
  const badHash = { name: "NotAuthorizedException", message: `Unable to verify secret hash for client ${ClientId}` };
  await assert.rejects(withPassword({ ...confidential, clientSecret: "nonsense" }, "kim"), badHash);
  const overAnotherName = { USERNAME: "kim@example.com", PASSWORD: goodPassword, ...secretHashOf(confidential, "kim") };
  await assert.rejects(initiate(ClientId, "USER_PASSWORD_AUTH", overAnotherName), badHash);
  await assert.rejects(withPassword({ ...target, clientSecret: "nonsense" }, "jane"), {
    name: "NotAuthorizedException",
    message: `Client ${target.clientId} is not configured for secret but secret hash was received`,
  });
});

test("states are told in Cognito's order: disabled to everybody, the rest only with the right password", async () => {
  const { poolId } = target;
  await makeUser(world, poolId, "disabled");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: "disabled" }));
  for (const password of [goodPassword, "Wrong-Horse-1"]) {
    await assert.rejects(withPassword(target, "disabled", password), {
      name: "NotAuthorizedException",
      message: "User is disabled.",
    });
  }
  await assert.rejects(withSrp(target, "disabled"), { name: "NotAuthorizedException", message: "User is disabled." });

  await makeUser(world, poolId, "new");
  await setStatus(world, poolId, "new", "UNCONFIRMED");
  const unconfirmed = { name: "UserNotConfirmedException", message: "User is not confirmed." };
  await assert.rejects(withPassword(target, "new"), unconfirmed);
  await assert.rejects(withSrp(target, "new"), unconfirmed);
  await assert.rejects(withPassword(target, "new", "Wrong-Horse-1"), wrongSignIn);
});

test("a password taken away by an administrator asks for a reset", async () => {
  await makeUser(world, target.poolId, "reset", {
    attributes: [
      { Name: "email", Value: "reset@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
  });
  await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: target.poolId, Username: "reset" }));
  await assert.rejects(withPassword(target, "reset"), {
    name: "PasswordResetRequiredException",
    message: "Password reset required for the user",
  });
});

test("a device key of a device that is not remembered is refused with the text clients wait for", async () => {
  await assert.rejects(
    initiate(target.clientId, "USER_PASSWORD_AUTH", {
      USERNAME: "jane",
      PASSWORD: goodPassword,
      DEVICE_KEY: "us-east-1_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    }),
    { name: "ResourceNotFoundException", message: "Device does not exist." },
  );
});

test("custom challenges need their functions, and fail closed where they are configured", async () => {
  const plain = await world.appClient(target.poolId, {
    ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  await assert.rejects(initiate(plain.ClientId, "CUSTOM_AUTH", { USERNAME: "jane" }), {
    name: "InvalidParameterException",
    message: "Custom auth lambda trigger is not configured for the user pool.",
  });
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const pool = await world.pool({
    LambdaConfig: { DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn },
  });
  const { ClientId } = await world.appClient(pool.Id, {
    ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  await makeUser(world, pool.Id, "jane");
  await assert.rejects(initiate(ClientId, "CUSTOM_AUTH", { USERNAME: "jane" }), { name: "UnexpectedLambdaException" });
});

for (const trigger of ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"] as const) {
  test(`T-23 a pool whose ${trigger} cannot run gives no tokens in any flow`, async () => {
    const pool = await world.pool({ LambdaConfig: { [trigger]: "arn:aws:lambda:us-east-1:123456789012:function:f" } });
    const { ClientId } = await world.appClient(pool.Id);
    await makeUser(world, pool.Id, "jane");
    const here = { world, poolId: pool.Id, clientId: ClientId };
    await assert.rejects(withPassword(here, "jane"), { name: "UnexpectedLambdaException" });
    await assert.rejects(withSrp(here, "jane"), { name: "UnexpectedLambdaException" });
  });
}

test("a sign-in is recorded under the event_id of its tokens, a wrong password as a failure", async () => {
  const { sub } = await makeUser(world, target.poolId, "recorded");
  await assert.rejects(withPassword(target, "recorded", "Wrong-Horse-1"), wrongSignIn);
  const { AccessToken } = tokensOf(await withSrp(target, "recorded"));
  const { items } = await world.world.store.authEvents.page(target.poolId, sub, { limit: 10 });
  assert.deepEqual(
    items.map(({ type, response, challenges, clientId }) => ({ type, response, challenges, clientId })),
    [
      { type: "SignIn", response: "Pass", challenges: [{ name: "Password", response: "Success" }] },
      { type: "SignIn", response: "Fail", challenges: [{ name: "Password", response: "Failure" }] },
    ].map((event) => ({ ...event, clientId: target.clientId })),
  );
  assert.equal(items[0]?.eventId, claimsOf(AccessToken)["event_id"]);
});
