/** Where events come from, at every call that tells it, by users' applications and by administrators. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminListUserAuthEventsCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from "../../../test/clients.js";
import { goodPassword, makeUser, secretHashOf, tokensOf } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const ip = "198.51.100.7";
const agent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36";
const seen = { IpAddress: ip, DeviceName: "Chrome 125, Windows 10", Timezone: "-07:00" };

async function given(trusted: boolean) {
  const pool = await world.pool({
    AutoVerifiedAttributes: ["email"],
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  });
  const { ClientId, ClientSecret = "" } = await world.appClient(pool.Id, {
    GenerateSecret: true,
    EnablePropagateAdditionalUserContextData: trusted,
  });
  const payload = JSON.stringify({
    contextData: { UserAgent: agent, ClientTimezone: "-07:00", DeviceId: "d" },
    userPoolId: pool.Id,
  });
  const EncodedData = Buffer.from(JSON.stringify({ payload, signature: "s", version: "JS20171115" })).toString(
    "base64",
  );
  const hash = secretHashOf({ clientId: ClientId, clientSecret: ClientSecret }, "ann").SECRET_HASH;
  return {
    poolId: pool.Id,
    ClientId,
    hash,
    user: { ClientId, Username: "ann", SecretHash: hash, UserContextData: { EncodedData, IpAddress: ip } },
    parameters: { USERNAME: "ann", ...(hash === undefined ? {} : { SECRET_HASH: hash }) },
    UserContextData: { EncodedData, IpAddress: ip },
    async newest() {
      const { AuthEvents = [] } = await world.client.send(
        new AdminListUserAuthEventsCommand({ UserPoolId: pool.Id, Username: "ann", MaxResults: 1 }),
      );
      const [event] = AuthEvents;
      return [event?.EventType, event?.EventResponse, event?.EventContextData] as const;
    },
    code: async () => (await world.messages({ userPoolId: pool.Id })).at(-1)?.code ?? "",
  };
}

test("every call of a user's life is an event from where the user is", async () => {
  const { user, ClientId, parameters, UserContextData, newest, code } = await given(true);
  const UserAttributes = [{ Name: "email", Value: "ann@example.com" }];
  await world.client.send(new SignUpCommand({ ...user, Password: goodPassword, UserAttributes }));
  assert.deepEqual(await newest(), ["SignUp", "InProgress", seen]);
  await world.client.send(new ResendConfirmationCodeCommand(user));
  assert.deepEqual(await newest(), ["ResendCode", "Pass", seen]);
  await world.client.send(new ConfirmSignUpCommand({ ...user, ConfirmationCode: await code() }));
  assert.deepEqual(await newest(), ["SignUp", "Pass", seen]);
  await world.client.send(new ForgotPasswordCommand(user));
  assert.deepEqual(await newest(), ["ForgotPassword", "InProgress", seen]);
  const Password = "Another-Horse-2";
  await world.client.send(new ConfirmForgotPasswordCommand({ ...user, ConfirmationCode: await code(), Password }));
  assert.deepEqual(await newest(), ["ForgotPassword", "Pass", seen]);
  const begin = (PASSWORD: string) =>
    world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { ...parameters, PASSWORD },
        UserContextData,
      }),
    );
  await assert.rejects(begin(goodPassword), { name: "NotAuthorizedException" });
  assert.deepEqual(await newest(), ["SignIn", "Fail", seen]);
  const { AccessToken } = tokensOf(await begin(Password));
  assert.deepEqual(await newest(), ["SignIn", "Pass", seen]);
  const change = (PreviousPassword: string) =>
    world.client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: "Third-Horse-3" }));
  await assert.rejects(change("Wrong-Horse-9"), { name: "NotAuthorizedException" });
  assert.deepEqual((await newest()).slice(0, 2), ["PasswordChange", "Fail"]);
  await change(Password);
  assert.deepEqual((await newest()).slice(0, 2), ["PasswordChange", "Pass"]);
});

test("the answer to a challenge says where it comes from as well", async () => {
  const { poolId, ClientId, parameters, UserContextData, newest } = await given(true);
  await makeUser(world, poolId, "ann", { temporary: true });
  const asked = await world.client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { ...parameters, PASSWORD: goodPassword },
      UserContextData,
    }),
  );
  assert.deepEqual(await newest(), ["SignIn", "InProgress", seen]);
  await world.client.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: asked.Session,
      ChallengeResponses: { ...parameters, NEW_PASSWORD: "Another-Horse-2" },
      UserContextData,
    }),
  );
  assert.deepEqual(await newest(), ["SignIn", "Pass", seen]);
});

test("an application that is not trusted with it cannot say from which address", async () => {
  const { user, newest } = await given(false);
  await world.client.send(
    new SignUpCommand({ ...user, Password: goodPassword, UserAttributes: [{ Name: "email", Value: "a@example.com" }] }),
  );
  const [, , context] = await newest();
  assert.equal(context?.DeviceName, seen.DeviceName);
  assert.notEqual(context?.IpAddress, ip);
});
