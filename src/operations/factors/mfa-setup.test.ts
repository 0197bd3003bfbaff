/** Setting up a software token in the middle of a sign-in: the Session leads from MFA_SETUP over both operations to tokens. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteSoftwareTokenCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserAuthFactorsCommand,
  AssociateSoftwareTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  VerifySoftwareTokenCommand,
} from "../../../test/clients.js";
import { otherThan, password, refusal } from "../../../test/self-service.js";
import { givenTokens, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const STEP = 30_000;
const code = (secret: string) => totpCode(secret, world.clock.now());
const invalid = refusal("NotAuthorizedException", "Invalid session for the user.");
const usedOnce = refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once.");

/** A pool that requires a software token, with somebody in it who has none, and the calls of that sign-in. */
async function required(USERNAME = "ann") {
  const pool = await givenTokens(world);
  await pool.confirmed(USERNAME);
  await pool.configure({ MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } });
  const ClientId = pool.clientId;
  return {
    ...pool,
    begin: () =>
      world.client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME, PASSWORD: password },
        }),
      ),
    associate: async (Session: string | undefined) => {
      const { SecretCode, ...rest } = await world.client.send(new AssociateSoftwareTokenCommand({ Session }));
      assert.match(SecretCode ?? "", /^[A-Z2-7]{52}$/);
      assert.ok(rest.Session && rest.Session !== Session);
      return { secret: SecretCode ?? "", session: rest.Session };
    },
    verify: (Session: string | undefined, UserCode: string, FriendlyDeviceName?: string) =>
      world.client.send(new VerifySoftwareTokenCommand({ Session, UserCode, FriendlyDeviceName })),
    respond: (
      ChallengeName: "MFA_SETUP" | "SOFTWARE_TOKEN_MFA",
      Session: string | undefined,
      more: Record<string, string> = {},
    ) =>
      world.client.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME, ...more },
        }),
      ),
  };
}

test("a user sets a token up on the way in, and is asked for it from then on", async () => {
  const ann = await required();
  const setUp = await ann.begin();
  assert.equal(setUp.ChallengeName, "MFA_SETUP");
  assert.equal(setUp.ChallengeParameters?.["MFAS_CAN_SETUP"], '["SOFTWARE_TOKEN_MFA"]');
  const { secret, session } = await ann.associate(setUp.Session);
  const verified = await ann.verify(session, code(secret), "Ann's phone");
  assert.equal(verified.Status, "SUCCESS");
  const { AuthenticationResult } = await ann.respond("MFA_SETUP", verified.Session);
  assert.ok(AuthenticationResult?.AccessToken);
  const factors = await world.client.send(
    new AdminGetUserAuthFactorsCommand({ UserPoolId: ann.poolId, Username: "ann" }),
  );
  assert.deepEqual(factors.UserMFASettingList, ["SOFTWARE_TOKEN_MFA"]);
  assert.deepEqual(factors.ConfiguredUserAuthFactors, ["PASSWORD", "SOFTWARE_TOKEN"]);

  const again = await ann.begin();
  assert.equal(again.ChallengeName, "SOFTWARE_TOKEN_MFA");
  assert.equal(again.ChallengeParameters?.["FRIENDLY_DEVICE_NAME"], "Ann's phone");
  // T-25: the code that proved the token is used up.
  await assert.rejects(
    ann.respond("SOFTWARE_TOKEN_MFA", again.Session, { SOFTWARE_TOKEN_MFA_CODE: code(secret) }),
    refusal("ExpiredCodeException", "Your software token has already been used once."),
  );
  world.clock.advance(STEP);
  const done = await ann.respond("SOFTWARE_TOKEN_MFA", again.Session, { SOFTWARE_TOKEN_MFA_CODE: code(secret) });
  assert.ok(done.AuthenticationResult?.AccessToken);
});

test("T-25 a code opens one of many sign-ins that show it at once", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  const verified = await ann.verify(session, code(secret));
  await ann.respond("MFA_SETUP", verified.Session);
  world.clock.advance(STEP);
  const begun = await Promise.all(Array.from({ length: 6 }, () => ann.begin()));
  const answers = await Promise.allSettled(
    begun.map(({ Session }) => ann.respond("SOFTWARE_TOKEN_MFA", Session, { SOFTWARE_TOKEN_MFA_CODE: code(secret) })),
  );
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
});

test("a wrong code leaves the Session usable, and the secret in it", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  await assert.rejects(
    ann.verify(session, otherThan(code(secret))),
    refusal("EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA"),
  );
  assert.equal((await ann.verify(session, code(secret))).Status, "SUCCESS");
});

test("T-09 wrong codes at MFA_SETUP lock out, in whatever Session", async () => {
  const ann = await required();
  for (let n = 0; n < 5; n += 1) {
    const { secret, session } = await ann.associate((await ann.begin()).Session);
    await assert.rejects(ann.verify(session, otherThan(code(secret))), { name: "EnableSoftwareTokenMFAException" });
  }
  await assert.rejects(ann.begin(), refusal("NotAuthorizedException", "Password attempts exceeded"));
});

test("T-15 each Session is good for its own step, once", async () => {
  const ann = await required();
  const setUp = await ann.begin();
  // Nothing is set up yet, or only begun: no tokens.
  await assert.rejects(ann.respond("MFA_SETUP", setUp.Session), invalid);
  await assert.rejects(
    ann.verify(setUp.Session, "123456"),
    refusal("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user."),
  );
  const { secret, session } = await ann.associate(setUp.Session);
  await assert.rejects(ann.respond("MFA_SETUP", session), invalid);
  const verified = await ann.verify(session, code(secret));
  await assert.rejects(ann.verify(session, code(secret)), usedOnce);
  await assert.rejects(ann.verify(verified.Session, code(secret)), invalid);
  await assert.rejects(ann.respond("SOFTWARE_TOKEN_MFA", verified.Session, { SOFTWARE_TOKEN_MFA_CODE: "1" }), invalid);
  assert.ok((await ann.respond("MFA_SETUP", verified.Session)).AuthenticationResult);
  await assert.rejects(ann.respond("MFA_SETUP", verified.Session), usedOnce);
  await assert.rejects(ann.associate(`${setUp.Session?.slice(0, -4)}AAAA`), invalid);
});

test("T-24 who has a token by now sets no other one up with an old Session", async () => {
  const ann = await required();
  const old = await ann.associate((await ann.begin()).Session);
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  const verified = await ann.verify(session, code(secret));
  await assert.rejects(ann.verify(old.session, code(old.secret)), invalid);
  assert.ok((await ann.respond("MFA_SETUP", verified.Session)).AuthenticationResult);
  await assert.rejects(ann.verify(old.session, code(old.secret)), invalid);
});

test("T-24 a token that was replaced since it was proven opens nothing", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  const verified = await ann.verify(session, code(secret));
  await world.client.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId: ann.poolId, Username: "ann" }));
  await assert.rejects(ann.respond("MFA_SETUP", verified.Session), invalid);
  const again = await ann.associate((await ann.begin()).Session);
  const other = await ann.verify(again.session, code(again.secret));
  await assert.rejects(ann.respond("MFA_SETUP", verified.Session), invalid);
  assert.ok((await ann.respond("MFA_SETUP", other.Session)).AuthenticationResult);
});

test("whoever begins anew after the code is asked for the token at once", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  assert.equal((await ann.verify(session, code(secret))).Status, "SUCCESS");
  const again = await ann.begin();
  assert.equal(again.ChallengeName, "SOFTWARE_TOKEN_MFA");
  const used = { SOFTWARE_TOKEN_MFA_CODE: code(secret) };
  await assert.rejects(ann.respond("SOFTWARE_TOKEN_MFA", again.Session, used), { name: "ExpiredCodeException" });
  world.clock.advance(STEP);
  const next = { SOFTWARE_TOKEN_MFA_CODE: code(secret) };
  const { AuthenticationResult } = await ann.respond("SOFTWARE_TOKEN_MFA", again.Session, next);
  assert.ok(AuthenticationResult?.AccessToken);
});

test("a token that was deleted is set up anew at the next sign-in", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  await ann.respond("MFA_SETUP", (await ann.verify(session, code(secret))).Session);
  await world.client.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId: ann.poolId, Username: "ann" }));
  assert.equal((await ann.begin()).ChallengeName, "MFA_SETUP");
});

test("T-17b who is disabled or deleted meanwhile sets nothing up", async () => {
  const [ann, bob] = [await required("ann"), await required("bob")];
  const [begun, gone] = [
    await ann.associate((await ann.begin()).Session),
    await bob.associate((await bob.begin()).Session),
  ];
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: ann.poolId, Username: "ann" }));
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: bob.poolId, Username: "bob" }));
  const disabled = refusal("NotAuthorizedException", "User is disabled.");
  await assert.rejects(ann.associate(begun.session), disabled);
  await assert.rejects(ann.verify(begun.session, code(begun.secret)), disabled);
  await assert.rejects(bob.associate(gone.session), invalid);
  await assert.rejects(bob.verify(gone.session, code(gone.secret)), invalid);
});

test("a pool that turns software tokens off takes none at MFA_SETUP", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  await ann.configure({ MfaConfiguration: "OFF" });
  const off = refusal("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool");
  await assert.rejects(ann.associate(session), off);
  await assert.rejects(ann.verify(session, code(secret)), off);
});

test("a name of the greatest length fits into the Session", async () => {
  const ann = await required();
  const { secret, session } = await ann.associate((await ann.begin()).Session);
  const name = "\u0001".repeat(128);
  const { Session } = await ann.verify(session, code(secret), name);
  assert.ok(Session && Session.length <= 2048, `${Session?.length}`);
  assert.ok((await ann.respond("MFA_SETUP", Session)).AuthenticationResult);
  assert.equal((await ann.begin()).ChallengeParameters?.["FRIENDLY_DEVICE_NAME"], name);
});
