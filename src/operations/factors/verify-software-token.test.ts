import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from "../../../test/clients.js";
import { otherThan, refusal } from "../../../test/self-service.js";
import { type GivenTokens, givenTokens, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const STEP = 30_000;
const mismatch = refusal("EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA");

/** Whether the user could switch a token on now. */
const hasToken = (AccessToken: string) =>
  world.client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })).then(
    () => true,
    (error: Error) => {
      assert.equal(error.message, "User has not verified software token mfa");
      return false;
    },
  );

test("the right code makes the token the user's; switching it on is another step", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const secret = await pool.associate(AccessToken);
  assert.equal(await hasToken(AccessToken), false);
  const { $metadata: _, ...answer } = await pool.verify(
    AccessToken,
    totpCode(secret, world.clock.now()),
    "Ann's phone",
  );
  assert.deepEqual(answer, { Status: "SUCCESS" });
  const shown = async () => {
    const { UserMFASettingList, PreferredMfaSetting } = await world.client.send(new GetUserCommand({ AccessToken }));
    return [UserMFASettingList, PreferredMfaSetting];
  };
  assert.deepEqual(await shown(), [undefined, undefined]);
  await world.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }),
  );
  assert.deepEqual(await shown(), [["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"]);
});

test("T-25 a clock may be one step off, either way, and not two", async () => {
  const pool = await givenTokens(world);
  for (const [name, offset, good] of [
    ["slow", -STEP, true],
    ["fast", STEP, true],
    ["slower", -2 * STEP, false],
    ["faster", 2 * STEP, false],
  ] as const) {
    const AccessToken = await pool.signedIn(name);
    const secret = await pool.associate(AccessToken);
    const attempt = pool.verify(AccessToken, totpCode(secret, world.clock.now() + offset));
    if (good) assert.equal((await attempt).Status, "SUCCESS", name);
    else await assert.rejects(attempt, mismatch, name);
  }
});

test("a wrong code leaves the secret to be proven", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const secret = await pool.associate(AccessToken);
  const code = totpCode(secret, world.clock.now());
  await assert.rejects(pool.verify(AccessToken, otherThan(code)), mismatch);
  assert.equal(await hasToken(AccessToken), false);
  assert.equal((await pool.verify(AccessToken, code)).Status, "SUCCESS");
});

test("T-25 a secret is proven once, though the code comes many times at once", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const code = totpCode(await pool.associate(AccessToken), world.clock.now());
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => pool.verify(AccessToken, code)));
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  for (const answer of answers) if (answer.status === "rejected") assert.equal(answer.reason.message, mismatch.message);
});

test("a token is replaced by the next one, once that is proven", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  await pool.verified(AccessToken);
  const next = await pool.associate(AccessToken);
  assert.equal(await hasToken(AccessToken), true, "until then the old one stays");
  assert.equal((await pool.verify(AccessToken, totpCode(next, world.clock.now()))).Status, "SUCCESS");
  await assert.rejects(pool.verify(AccessToken, totpCode(next, world.clock.now())), mismatch);
});

test("T-09 tries of a user are counted, whatever the code and the secret", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const tooMany = refusal("TooManyRequestsException", "Too many requests");
  const secret = await pool.associate(AccessToken);
  for (let n = 0; n < 10; n += 1) await assert.rejects(wrong(pool, AccessToken, secret), mismatch);
  const another = await pool.associate(AccessToken);
  const parallel = await Promise.allSettled(Array.from({ length: 8 }, () => wrong(pool, AccessToken, another)));
  const names = parallel.map((answer) => answer.status === "rejected" && answer.reason.name).sort();
  assert.deepEqual(names, [...Array(5).fill(mismatch.name), ...Array(3).fill(tooMany.name)]);
  await assert.rejects(pool.verify(AccessToken, totpCode(another, world.clock.now())), tooMany);
  const neighbour = await pool.signedIn("bob");
  assert.ok(await pool.verified(neighbour), "of this user only");
  world.clock.advance(3_600_000);
  const later = await pool.accessToken("ann");
  assert.equal((await pool.verify(later, totpCode(another, world.clock.now()))).Status, "SUCCESS");
});

const wrong = (pool: GivenTokens, AccessToken: string, secret: string) =>
  pool.verify(AccessToken, otherThan(totpCode(secret, world.clock.now())));

test("without a secret there is nothing to prove", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  await assert.rejects(
    pool.verify(AccessToken, "123456"),
    refusal("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user."),
  );
});

test("what is refused before any code is looked at", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const UserCode = totpCode(await pool.associate(AccessToken), world.clock.now());
  const send = (input: { AccessToken?: string; Session?: string; UserCode?: string }) =>
    world.client.send(new VerifySoftwareTokenCommand({ UserCode, ...input }));
  await assert.rejects(send({}), refusal("InvalidParameterException", "Either AccessToken or Session is required."));
  await assert.rejects(
    send({ AccessToken, Session: "x".repeat(20) }),
    refusal("InvalidParameterException", "AccessToken and Session cannot be used together."),
  );
  await assert.rejects(
    send({ Session: "x".repeat(20) }),
    refusal("NotAuthorizedException", "Invalid session for the user."),
  );
  for (const UserCode of ["12345", "1234567", "12345a"]) {
    await assert.rejects(
      send({ AccessToken, UserCode }),
      refusal("InvalidParameterException", /^1 validation error detected: Value at 'userCode' failed/),
    );
  }
  await pool.configure({ MfaConfiguration: "OFF" });
  await assert.rejects(
    send({ AccessToken }),
    refusal("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"),
  );
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(send({ AccessToken }), refusal("NotAuthorizedException", "User is disabled."));
});
