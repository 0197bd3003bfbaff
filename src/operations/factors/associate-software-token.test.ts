import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AssociateSoftwareTokenCommand,
  type AssociateSoftwareTokenCommandInput,
} from "../../../test/clients.js";
import { refusal, smsConfiguration } from "../../../test/self-service.js";
import { givenTokens, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const associate = (input: AssociateSoftwareTokenCommandInput) =>
  world.client.send(new AssociateSoftwareTokenCommand(input));

test("a signed-in user gets a secret of 52 characters, another one each time, and no Session", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const { $metadata: _, ...answer } = await associate({ AccessToken });
  assert.deepEqual(Object.keys(answer), ["SecretCode"]);
  assert.match(answer.SecretCode ?? "", /^[A-Z2-7]{52}$/);
  assert.notEqual((await associate({ AccessToken })).SecretCode, answer.SecretCode);
});

test("the newest secret is the one to prove", async () => {
  const pool = await givenTokens(world);
  const ann = await pool.signedIn("ann");
  const first = await pool.associate(ann);
  const second = await pool.associate(ann);
  await assert.rejects(pool.verify(ann, totpCode(first, world.clock.now())), {
    name: "EnableSoftwareTokenMFAException",
  });
  assert.equal((await pool.verify(ann, totpCode(second, world.clock.now()))).Status, "SUCCESS");
});

test("an access token or a Session, not both and not neither", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  await assert.rejects(
    associate({}),
    refusal("InvalidParameterException", "Either AccessToken or Session is required."),
  );
  await assert.rejects(
    associate({ AccessToken, Session: "x".repeat(20) }),
    refusal("InvalidParameterException", "AccessToken and Session cannot be used together."),
  );
  await assert.rejects(
    associate({ Session: "x".repeat(20) }),
    refusal("NotAuthorizedException", "Invalid session for the user."),
  );
});

test("a pool without software tokens gives no secret", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  for (const mfa of [
    { MfaConfiguration: "OFF" },
    { MfaConfiguration: "OPTIONAL", SmsMfaConfiguration: { SmsConfiguration: smsConfiguration } },
  ] as const) {
    await pool.configure(mfa);
    await assert.rejects(
      associate({ AccessToken }),
      refusal("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"),
    );
  }
});

test("T-17b tokens that open no door give no secret", async () => {
  const pool = await givenTokens(world);
  const [ann, bob] = [await pool.signedIn("ann"), await pool.signedIn("bob")];
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(associate({ AccessToken: ann }), refusal("NotAuthorizedException", "User is disabled."));
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: "bob" }));
  await assert.rejects(
    associate({ AccessToken: bob }),
    refusal("NotAuthorizedException", "Access Token has been revoked"),
  );
  await assert.rejects(
    associate({ AccessToken: "nonsense" }),
    refusal("NotAuthorizedException", "Invalid Access Token"),
  );
});
