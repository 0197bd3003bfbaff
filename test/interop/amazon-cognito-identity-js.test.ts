/** amazon-cognito-identity-js, the older of the two browser clients, from sign-in to sign-out, as an application uses it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AuthenticationDetails,
  type CognitoUser,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from "amazon-cognito-identity-js";
import { goodPassword, makeUser } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { browserStorage, userOf as userIn } from "./identity-js.js";

let world: TestWorld;
let poolId: string;
let clientId: string;

before(async () => {
  world = await startTestWorld();
  poolId = (await world.pool({ Schema: [{ Name: "name", Required: true, Mutable: true }] })).Id;
  clientId = (await world.appClient(poolId)).ClientId;
  await makeUser(world, poolId, "jane", { attributes: [{ Name: "email", Value: "jane@example.com" }] });
});
after(() => world.close());

const userOf = (username: string, storage = browserStorage()) => userIn({ world, poolId, clientId }, username, storage);

type Outcome = { session: CognitoUserSession } | { newPassword: { current: unknown; required: unknown } };

const settle = (resolve: (outcome: Outcome) => void, reject: (error: Error) => void): IAuthenticationCallback => ({
  onSuccess: (session) => resolve({ session }),
  onFailure: reject,
  newPasswordRequired: (current, required) => resolve({ newPassword: { current, required } }),
});

const signIn = (user: CognitoUser, Password = goodPassword): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const details = new AuthenticationDetails({ Username: user.getUsername(), Password });
    user.authenticateUser(details, settle(resolve, reject));
  });

async function signedIn(user: CognitoUser, password?: string): Promise<CognitoUserSession> {
  const outcome = await signIn(user, password);
  assert.ok("session" in outcome);
  return outcome.session;
}

test("signs in by SRP and reads its tokens", async () => {
  const session = await signedIn(userOf("jane"));
  assert.ok(session.isValid());
  assert.equal(session.getIdToken().payload["email"], "jane@example.com");
  assert.equal(session.getAccessToken().payload["username"], "jane");
});

test("signs in with the password itself", async () => {
  const user = userOf("jane");
  user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  assert.ok((await signedIn(user)).isValid());
});

test("is told of a wrong password and of an unknown user", async () => {
  await assert.rejects(signIn(userOf("jane"), "Wrong-Horse-1"), {
    code: "NotAuthorizedException",
    message: "Incorrect username or password.",
  });
  await assert.rejects(signIn(userOf("nobody")), { code: "UserNotFoundException", message: "User does not exist." });
});

test("drops a device key that is not known here and signs in all the same", async () => {
  const storage = browserStorage();
  const prefix = `CognitoIdentityServiceProvider.${clientId}.jane`;
  storage.setItem(`${prefix}.deviceKey`, "us-east-1_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
  storage.setItem(`${prefix}.randomPasswordKey`, "password");
  storage.setItem(`${prefix}.deviceGroupKey`, "-group");
  assert.ok((await signedIn(userOf("jane", storage))).isValid());
});

test("takes an invited user through the new password, then refreshes and signs out everywhere", async () => {
  await makeUser(world, poolId, "invited", {
    temporary: true,
    attributes: [{ Name: "email", Value: "invited@example.com" }],
  });
  const user = userOf("invited");
  const outcome = await signIn(user);
  assert.ok("newPassword" in outcome);
  assert.deepEqual(outcome.newPassword, { current: { email: "invited@example.com" }, required: ["name"] });
  const chosen = await new Promise<Outcome>((resolve, reject) => {
    user.completeNewPasswordChallenge("Another-Horse-2", { name: "Invited" }, settle(resolve, reject));
  });
  assert.ok("session" in chosen);
  const refreshed = await new Promise<CognitoUserSession>((resolve, reject) => {
    user.refreshSession(chosen.session.getRefreshToken(), (error, session) =>
      error ? reject(error) : resolve(session),
    );
  });
  assert.equal(refreshed.getIdToken().payload["name"], "Invited");
  await new Promise<void>((resolve, reject) => user.globalSignOut({ onSuccess: () => resolve(), onFailure: reject }));
  const again = userOf("invited");
  await signedIn(again, "Another-Horse-2");
  await assert.rejects(
    new Promise((resolve, reject) => {
      again.refreshSession(chosen.session.getRefreshToken(), (error, session) =>
        error ? reject(error) : resolve(session),
      );
    }),
    { code: "NotAuthorizedException", message: "Refresh Token has been revoked" },
  );
});
