/** What somebody with a stolen access token makes of it: no stronger tokens, no other client's, no password. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, challengePool, everyFactor, invalidSession } from "../../../test/challenges.js";
import {
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  UpdateUserAttributesCommand,
} from "../../../test/clients.js";
import { goodPassword, tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const strongest = "urn:cognito:loa:4";

/** Jane is signed in by password alone, and has an authenticator that steps her up. */
async function given() {
  const pool = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: { AcrConfiguration: { Level3: { AcrValue: "urn:example:strong" } } },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com", phone_number: "+12065551212" }) });
  await enrolAuthenticator(world, tokensOf(await pool.password("jane")).AccessToken);
  world.clock.advance(30_000);
  const { AccessToken } = tokensOf(await pool.password("jane"));
  world.clock.advance(1);
  return { pool, AccessToken };
}

const credited = (AccessToken: string) => ({
  USERNAME: "jane",
  ACCESS_TOKEN: AccessToken,
  TARGET_ACR_VALUES: strongest,
});

describe("stepping up with a stolen access token", () => {
  test("T-10 does not lead past a temporary password that an administrator has set since", async () => {
    const { pool, AccessToken } = await given();
    const reset = { UserPoolId: pool.poolId, Username: "jane", Password: "Temporary-Horse-1", Permanent: false };
    await world.client.send(new AdminSetUserPasswordCommand(reset));
    const asked = await pool.begin("USER_AUTH", credited(AccessToken));
    assert.equal(asked.ChallengeName, "SELECT_CHALLENGE");
  });

  test("T-10 counts no password that the user has replaced since", async () => {
    const { pool, AccessToken } = await given();
    const changed = { UserPoolId: pool.poolId, Username: "jane", Password: `${goodPassword}!`, Permanent: true };
    await world.client.send(new AdminSetUserPasswordCommand(changed));
    assert.equal((await pool.begin("USER_AUTH", credited(AccessToken))).ChallengeName, "SELECT_CHALLENGE");
  });

  test("T-24 is not done by an authenticator that the token itself has set up", async () => {
    const { pool, AccessToken } = await given();
    assert.equal((await pool.begin("USER_AUTH", credited(AccessToken))).ChallengeName, "SOFTWARE_TOKEN_MFA");
    await enrolAuthenticator(world, AccessToken);
    assert.equal((await pool.begin("USER_AUTH", credited(AccessToken))).ChallengeName, "SELECT_CHALLENGE");
  });

  for (const [attribute, value] of [
    ["email", "thief@example.com"],
    ["phone_number", "+12065550000"],
  ] as const) {
    test(`T-24 is not done by codes to ${attribute}, once the token has changed it`, async () => {
      const { pool, AccessToken } = await given();
      const strong = { ...credited(AccessToken), TARGET_ACR_VALUES: "urn:example:strong" };
      const asked = await pool.begin("USER_AUTH", strong);
      assert.equal(asked.ChallengeName, "SELECT_MFA_TYPE");
      const UserAttributes = [{ Name: attribute, Value: value }];
      await world.client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }));
      const chosen = { USERNAME: "jane", ANSWER: attribute === "email" ? "EMAIL_OTP" : "SMS_MFA" };
      await assert.rejects(pool.respond("SELECT_MFA_TYPE", asked.Session, chosen), invalidSession);
      assert.equal((await pool.begin("USER_AUTH", strong)).ChallengeName, "SELECT_CHALLENGE");
    });
  }

  test("T-15 is no sign-in at another app client", async () => {
    const { pool, AccessToken } = await given();
    const { ClientId } = await world.appClient(pool.poolId, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] });
    const call = new InitiateAuthCommand({ ClientId, AuthFlow: "USER_AUTH", AuthParameters: credited(AccessToken) });
    await assert.rejects(world.client.send(call), { name: "NotAuthorizedException", message: "Invalid Access Token" });
  });
});

test("T-01 levels that a user cannot reach are refused behind the password only, where it is hidden who is there", async () => {
  const pool = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: { AcrConfiguration: { Level3: { AcrValue: "urn:example:strong" } } },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"], PreventUserExistenceErrors: "ENABLED" },
  });
  await pool.user("joe");
  const begin = (USERNAME: string) => pool.begin("USER_AUTH", { USERNAME, TARGET_ACR_VALUES: strongest });
  const [joe, nobody] = [await begin("joe"), await begin("nobody")];
  assert.deepEqual(joe.AvailableChallenges, nobody.AvailableChallenges);
  assert.equal(joe.Session?.length, nobody.Session?.length);
  const answer = { USERNAME: "joe", ANSWER: "PASSWORD", PASSWORD: goodPassword };
  await assert.rejects(pool.respond("SELECT_CHALLENGE", joe.Session, answer), { name: "InvalidParameterException" });
});
