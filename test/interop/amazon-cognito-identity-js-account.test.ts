/** The life of an account as amazon-cognito-identity-js leads it: kept, looked at, changed, revoked, deleted. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CognitoUserAttribute, type CognitoUserSession, type UserData } from "amazon-cognito-identity-js";
import { addresses, challengePool, everyFactor, otherCode } from "../challenges.js";
import { AdminListDevicesCommand, GetUserCommand } from "../clients.js";
import { deviceScene } from "../devices.js";
import { goodPassword } from "../sign-in.js";
import { recordOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { browserStorage, called, poolOf, signedIn, told, userOf } from "./identity-js.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const email = "jane@example.com";
const attribute = (Name: string, Value: string) => new CognitoUserAttribute({ Name, Value });

test("signs up, has the code sent again, and deletes itself", async () => {
  const pool = await challengePool(world, { pool: { AutoVerifiedAttributes: ["email"] } });
  const signsUp = () =>
    called<{ userConfirmed: boolean; userSub: string }>((callback) =>
      poolOf(pool).signUp("jane", goodPassword, [attribute("email", email)], [], callback as never, { from: "test" }),
    );
  const { userConfirmed, userSub } = await signsUp();
  assert.equal(userConfirmed, false);
  await assert.rejects(signsUp(), { code: "UsernameExistsException" });
  const user = userOf(pool, "jane");
  const sent = await called<{ CodeDeliveryDetails: object }>((callback) => user.resendConfirmationCode(callback));
  assert.deepEqual(sent.CodeDeliveryDetails, {
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: "j***@e***",
  });
  assert.equal(await pool.messages(), 2);
  const code = await pool.lastCode();
  const confirms = (word: string) => called((callback) => user.confirmRegistration(word, true, callback));
  await assert.rejects(confirms(otherCode(code)), { code: "CodeMismatchException" });
  assert.equal(await confirms(code), "SUCCESS");
  const session = await signedIn(user, goodPassword);
  assert.equal(session.getIdToken().payload["sub"], userSub);
  assert.equal(await called((callback) => user.deleteUser(callback)), "SUCCESS");
  await assert.rejects(signedIn(userOf(pool, "jane"), goodPassword), { code: "UserNotFoundException" });
});

test("a browser that was closed is signed in again from what it keeps, and refreshes when the hour is over", async (t) => {
  const pool = await challengePool(world);
  await pool.user("jane");
  const storage = browserStorage();
  const first = await signedIn(userOf(pool, "jane", storage), goodPassword);
  const reopened = () => {
    const user = poolOf(pool, storage).getCurrentUser();
    assert.ok(user);
    return user;
  };
  const session = () => called<CognitoUserSession>((callback) => reopened().getSession(callback));
  assert.equal((await session()).getAccessToken().getJwtToken(), first.getAccessToken().getJwtToken());
  // It goes by the machine's clock, which here is the server's as well.
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 3_601_000 });
  const fresh = await session();
  assert.notEqual(fresh.getAccessToken().payload["jti"], first.getAccessToken().payload["jti"]);
  assert.equal(fresh.getAccessToken().payload["username"], "jane");
});

test("signing out revokes what was kept", async () => {
  const pool = await challengePool(world);
  await pool.user("jane");
  const storage = browserStorage();
  const user = userOf(pool, "jane", storage);
  const session = await signedIn(user, goodPassword);
  await called((callback) => user.signOut(callback));
  assert.equal(poolOf(pool, storage).getCurrentUser(), null);
  const AccessToken = session.getAccessToken().getJwtToken();
  await assert.rejects(world.client.send(new GetUserCommand({ AccessToken })), {
    message: "Access Token has been revoked",
  });
  user.setSignInUserSession(session);
  await assert.rejects(
    called((callback) => user.refreshSession(session.getRefreshToken(), callback)),
    { code: "NotAuthorizedException", message: "Refresh Token has been revoked" },
  );
});

test("proves an address, and takes an attribute away", async () => {
  const pool = await challengePool(world, { pool: { AutoVerifiedAttributes: ["email"] } });
  await pool.user("jane", { attributes: addresses({ email, verified: false }) });
  const user = userOf(pool, "jane");
  await signedIn(user, goodPassword);
  const asked = await new Promise<{ CodeDeliveryDetails: object }>((resolve, reject) =>
    user.getAttributeVerificationCode("email", {
      onSuccess: () => reject(new Error("no code was asked for")),
      onFailure: reject,
      inputVerificationCode: resolve as never,
    }),
  );
  assert.deepEqual(asked.CodeDeliveryDetails, {
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: "j***@e***",
  });
  const code = await pool.lastCode();
  const proves = (word: string) => told((callbacks) => user.verifyAttribute("email", word, callbacks));
  await assert.rejects(proves(otherCode(code)), { code: "CodeMismatchException" });
  assert.equal(await proves(code), "SUCCESS");
  await called((callback) => user.updateAttributes([attribute("locale", "de")], callback));
  const seen = async () => {
    const data = await called<UserData>((callback) => user.getUserData(callback, { bypassCache: true }));
    const { sub: _, ...rest } = recordOf(data.UserAttributes);
    return rest;
  };
  assert.deepEqual(await seen(), { email, email_verified: "true", locale: "de" });
  assert.equal(await called((callback) => user.deleteAttributes(["locale"], callback)), "SUCCESS");
  assert.deepEqual(await seen(), { email, email_verified: "true" });
});

test("switches codes by SMS on and off in the way of before", async () => {
  const pool = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } });
  await pool.user("jane", { attributes: addresses({ phone_number: "+12065551212" }) });
  const user = userOf(pool, "jane");
  await signedIn(user, goodPassword);
  assert.equal(await called((callback) => user.getMFAOptions(callback)), undefined);
  assert.equal(await called((callback) => user.enableMFA(callback)), "SUCCESS");
  assert.deepEqual(await called((callback) => user.getMFAOptions(callback)), [
    { AttributeName: "phone_number", DeliveryMedium: "SMS" },
  ]);
  assert.equal(await called((callback) => user.disableMFA(callback)), "SUCCESS");
  assert.ok((await signedIn(userOf(pool, "jane"), goodPassword)).isValid());
});

test("forgets a device that is not this one", async () => {
  const scene = await deviceScene(world);
  await signedIn(userOf(scene, "ann"), goodPassword);
  const { DeviceKey } = await scene.device();
  const here = userOf(scene, "ann");
  await signedIn(here, goodPassword);
  await told((callbacks) => here.forgetSpecificDevice(DeviceKey, callbacks as never));
  const { Devices = [] } = await world.client.send(
    new AdminListDevicesCommand({ UserPoolId: scene.poolId, Username: "ann" }),
  );
  assert.equal(Devices.length, 2);
  assert.ok(Devices.every((device) => device.DeviceKey !== DeviceKey));
});
