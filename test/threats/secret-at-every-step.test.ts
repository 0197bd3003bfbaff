/**
 * T-18f A client with a secret proves it at every call of a sign-in: without SECRET_HASH, and with one over another name or
 * by another secret, no call gets as far as its Session or its code; with the right one every call goes on.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { addresses, challengePool, everyFactor } from "../challenges.js";
import { type AuthFlowType, type ChallengeNameType, DescribeUserPoolClientCommand } from "../clients.js";
import { goodPassword, tokensOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const hashWith = (secret: string, clientId: string, name: string) =>
  createHmac("sha256", secret)
    .update(name + clientId)
    .digest("base64");

/** A pool whose client has a secret, and calls that are tried without the right hash before they are made with it. */
async function given() {
  const pool = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    client: {
      GenerateSecret: true,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"],
    },
  });
  const secret = await secretOf(pool.poolId, pool.clientId);
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com", phone_number: "+12065551212" }) });

  async function guarded<T>(name: string, call: (hash: Record<string, string>) => Promise<T>): Promise<T> {
    await assert.rejects(call({}), {
      name: "NotAuthorizedException",
      message: `Client ${pool.clientId} is configured with secret but SECRET_HASH was not received`,
    });
    for (const wrong of [hashWith(secret, pool.clientId, `${name}x`), hashWith("another", pool.clientId, name), "x"]) {
      await assert.rejects(call({ SECRET_HASH: wrong }), {
        name: "NotAuthorizedException",
        message: `Unable to verify secret hash for client ${pool.clientId}`,
      });
    }
    return call({ SECRET_HASH: hashWith(secret, pool.clientId, name) });
  }
  return {
    pool,
    begin: (flow: AuthFlowType, parameters: { USERNAME: string } & Record<string, string>) =>
      guarded(parameters.USERNAME, (hash) => pool.begin(flow, { ...parameters, ...hash })),
    respond: (challenge: ChallengeNameType, session: string | undefined, responses: Record<string, string>) =>
      guarded(responses["USERNAME"] ?? "", (hash) => pool.respond(challenge, session, { ...responses, ...hash })),
  };
}

async function secretOf(UserPoolId: string, ClientId: string): Promise<string> {
  const { UserPoolClient } = await world.client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  assert.ok(UserPoolClient?.ClientSecret);
  return UserPoolClient.ClientSecret;
}

describe("T-18f SECRET_HASH at every step", () => {
  test("T-18f the password, then a code by SMS", async () => {
    const { pool, begin, respond } = await given();
    await pool.prefer("jane", { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const asked = await begin("USER_PASSWORD_AUTH", { USERNAME: "jane", PASSWORD: goodPassword });
    tokensOf(await respond("SMS_MFA", asked.Session, { USERNAME: "jane", SMS_MFA_CODE: await pool.lastCode() }));
  });

  test("T-18f SRP", async () => {
    const { pool, begin, respond } = await given();
    const srp = srpClient(pool.poolId);
    const asked = await begin("USER_SRP_AUTH", { USERNAME: "jane", SRP_A: srp.A });
    const answer = srp.answer(asked.ChallengeParameters ?? {}, goodPassword, world.clock.now());
    tokensOf(await respond("PASSWORD_VERIFIER", undefined, answer));
  });

  test("T-18f a choice, and a code by email", async () => {
    const { pool, begin, respond } = await given();
    const { Session } = await begin("USER_AUTH", { USERNAME: "jane" });
    const asked = await respond("SELECT_CHALLENGE", Session, { USERNAME: "jane", ANSWER: "EMAIL_OTP" });
    tokensOf(await respond("EMAIL_OTP", asked.Session, { USERNAME: "jane", EMAIL_OTP_CODE: await pool.lastCode() }));
  });

  test("T-18f a new password", async () => {
    const { pool, begin, respond } = await given();
    await pool.user("joe", { temporary: true });
    const asked = await begin("USER_PASSWORD_AUTH", { USERNAME: "joe", PASSWORD: goodPassword });
    assert.equal(asked.ChallengeName, "NEW_PASSWORD_REQUIRED");
    tokensOf(
      await respond("NEW_PASSWORD_REQUIRED", asked.Session, { USERNAME: "joe", NEW_PASSWORD: "Another-Horse-2" }),
    );
  });
});
