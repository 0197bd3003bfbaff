import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor } from "../../../test/challenges.js";
import { CreateUserPoolCommand, DescribeUserPoolCommand, InitiateAuthCommand } from "../../../test/clients.js";
import { claimsOf, goodPassword, tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const AcrConfiguration = { Level3: { AcrValue: "urn:example:strong" } };

/** A pool with levels of authentication, and a user with an authenticator that is asked for only when needed. */
async function given(more: object = {}) {
  const pool = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: { AcrConfiguration, ...more },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com", phone_number: "+12065551212" }) });
  const { AccessToken } = tokensOf(await pool.password("jane"));
  const secret = await enrolAuthenticator(world, AccessToken);
  world.clock.advance(30_000);
  // Only a sign-in behind the enrolment can be lifted by the authenticator.
  const first = tokensOf(await pool.password("jane"));
  return { pool, first, code: () => totpCode(secret, world.clock.now()) };
}

const begin = (pool: ChallengePool, parameters: Record<string, string>) =>
  pool.begin("USER_AUTH", { USERNAME: "jane", ...parameters });

const proof = (tokens: { AccessToken: string; IdToken: string }) => {
  const [access, id] = [claimsOf(tokens.AccessToken), claimsOf(tokens.IdToken)];
  assert.deepEqual([access["acr"], access["amr"]], [id["acr"], id["amr"]]);
  return [access["acr"], access["amr"]];
};

describe("acr and amr", () => {
  test("say how a sign-in was proven, in the pool's names, and stay with its refreshes", async () => {
    const { pool, first, code } = await given();
    assert.deepEqual(proof(first), ["urn:cognito:loa:1", ["pwd"]]);
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const sms = await pool.password("jane");
    const withSms = await pool.respond("SMS_MFA", sms.Session, {
      USERNAME: "jane",
      SMS_MFA_CODE: await pool.lastCode(),
    });
    assert.deepEqual(proof(tokensOf(withSms)), ["urn:example:strong", ["pwd", "sms", "mfa"]]);
    await pool.prefer("jane", {
      SMSMfaSettings: { Enabled: false },
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    const totp = await pool.password("jane");
    const strongest = tokensOf(
      await pool.respond("SOFTWARE_TOKEN_MFA", totp.Session, { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE: code() }),
    );
    assert.deepEqual(proof(strongest), ["urn:cognito:loa:4", ["pwd", "otp", "mfa"]]);
    const { AuthenticationResult } = await world.client.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: strongest.RefreshToken },
      }),
    );
    const { AccessToken = "", IdToken = "" } = AuthenticationResult ?? {};
    assert.deepEqual(proof({ AccessToken, IdToken }), ["urn:cognito:loa:4", ["pwd", "otp", "mfa"]]);
  });

  test("are absent where the pool has named no level, and asking for one has no effect", async () => {
    const { pool, first } = await given({ AcrConfiguration: {} });
    assert.deepEqual(proof(first), [undefined, undefined]);
    const password = { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword };
    tokensOf(await begin(pool, { ...password, TARGET_ACR_VALUES: "urn:cognito:loa:4" }));
  });

  test("the pool shows the names of all its levels", async () => {
    const { poolId } = await challengePool(world, { pool: { AcrConfiguration } });
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
    assert.deepEqual(UserPool?.AcrConfiguration, {
      Level1: { AcrValue: "urn:cognito:loa:1" },
      Level2: { AcrValue: "urn:cognito:loa:2" },
      Level3: { AcrValue: "urn:example:strong" },
      Level4: { AcrValue: "urn:cognito:loa:4" },
    });
  });

  test("two levels cannot have one name", async () => {
    const twice = { Level1: { AcrValue: "urn:cognito:loa:2" } };
    await assert.rejects(world.client.send(new CreateUserPoolCommand({ PoolName: "twice", AcrConfiguration: twice })), {
      name: "InvalidParameterException",
    });
  });
});

describe("stepping up", () => {
  test("from an access token asks only for what is missing", async () => {
    const { pool, first, code } = await given();
    const asked = await begin(pool, {
      ACCESS_TOKEN: first.AccessToken,
      TARGET_ACR_VALUES: "urn:unknown urn:cognito:loa:4",
    });
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    const up = tokensOf(
      await pool.respond("SOFTWARE_TOKEN_MFA", asked.Session, { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE: code() }),
    );
    assert.deepEqual(proof(up), ["urn:cognito:loa:4", ["pwd", "otp", "mfa"]]);
    await assert.rejects(begin(pool, { ACCESS_TOKEN: up.AccessToken, TARGET_ACR_VALUES: "urn:cognito:loa:4" }), {
      name: "InvalidParameterException",
    });
  });

  test("without a token begins at the beginning, and gives nothing below the level (T-23)", async () => {
    const { pool } = await given();
    const asked = await begin(pool, {
      PREFERRED_CHALLENGE: "PASSWORD",
      PASSWORD: goodPassword,
      TARGET_ACR_VALUES: "urn:example:strong",
    });
    assert.equal(asked.ChallengeName, "SELECT_MFA_TYPE");
    assert.equal(asked.AuthenticationResult, undefined);
    assert.deepEqual(JSON.parse(asked.ChallengeParameters?.["MFAS_CAN_CHOOSE"] ?? ""), ["SMS_MFA", "EMAIL_OTP"]);
    const sms = await pool.respond("SELECT_MFA_TYPE", asked.Session, { USERNAME: "jane", ANSWER: "SMS_MFA" });
    const SMS_MFA_CODE = await pool.lastCode();
    const up = tokensOf(await pool.respond("SMS_MFA", sms.Session, { USERNAME: "jane", SMS_MFA_CODE }));
    assert.deepEqual(proof(up), ["urn:example:strong", ["pwd", "sms", "mfa"]]);
  });

  test("what a token is credited with grows old", async () => {
    const { pool, first } = await given();
    world.clock.advance(120_000);
    const target = { ACCESS_TOKEN: first.AccessToken, TARGET_ACR_VALUES: "urn:cognito:loa:4" };
    assert.equal((await begin(pool, { ...target, MAX_AGE: "60" })).ChallengeName, "SELECT_CHALLENGE");
    assert.equal((await begin(pool, { ...target, MAX_AGE: "600" })).ChallengeName, "SOFTWARE_TOKEN_MFA");
    await assert.rejects(begin(pool, { ...target, MAX_AGE: "soon" }), { name: "InvalidParameterException" });
  });

  test("refuses tokens of others, tokens without an aim, and levels that are not", async () => {
    const { pool, first } = await given();
    await pool.user("joe");
    const joe = tokensOf(await pool.password("joe"));
    const four = "urn:cognito:loa:4";
    for (const [parameters, name] of [
      [{ ACCESS_TOKEN: joe.AccessToken, TARGET_ACR_VALUES: four }, "NotAuthorizedException"],
      [{ ACCESS_TOKEN: "no token", TARGET_ACR_VALUES: four }, "NotAuthorizedException"],
      [{ ACCESS_TOKEN: first.AccessToken }, "InvalidParameterException"],
      [{ TARGET_ACR_VALUES: "urn:unknown" }, "InvalidParameterException"],
    ] as const) {
      await assert.rejects(begin(pool, parameters), { name }, JSON.stringify(parameters));
    }
    await assert.rejects(
      pool.begin("USER_AUTH", { USERNAME: "joe", TARGET_ACR_VALUES: four }),
      { name: "InvalidParameterException" },
      "joe has no authenticator",
    );
  });

  test("is not part of the Lite plan", async () => {
    const pool = await challengePool(world, {
      pool: { AcrConfiguration, UserPoolTier: "LITE" },
      client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    }).catch((error: Error) => error);
    if (pool instanceof Error) return assert.equal(pool.name, "FeatureUnavailableInTierException");
    await pool.user("jane");
    await assert.rejects(begin(pool, { TARGET_ACR_VALUES: "urn:cognito:loa:1" }), {
      name: "FeatureUnavailableInTierException",
    });
  });
});
