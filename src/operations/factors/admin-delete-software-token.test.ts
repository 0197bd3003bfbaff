import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteSoftwareTokenCommand,
  AdminSetUserMFAPreferenceCommand,
  SetUserMFAPreferenceCommand,
} from "../../../test/clients.js";
import { refusal, smsConfiguration } from "../../../test/self-service.js";
import { givenTokens, totpCode } from "../../../test/totp.js";
import { getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const on = { Enabled: true };
const remove = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId, Username }));

test("token and preference go, other factors stay, and a new token can be set up", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann", { email: "ann@example.com", phone_number: "+12065559934" });
  await pool.configure({
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: on,
    SmsMfaConfiguration: { SmsConfiguration: smsConfiguration },
  });
  await pool.verified(AccessToken);
  const preferred = { ...on, PreferredMfa: true };
  await world.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: preferred, SMSMfaSettings: on }),
  );
  const { $metadata: _, ...answer } = await remove(pool.poolId, "ann");
  assert.deepEqual(answer, {});
  const { UserMFASettingList, PreferredMfaSetting } = await getUser(world, pool.poolId, "ann");
  assert.deepEqual([UserMFASettingList, PreferredMfaSetting], [["SMS_MFA"], undefined]);
  await assert.rejects(
    world.client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: on })),
    refusal("InvalidParameterException", "User has not verified software token mfa"),
  );
  assert.ok(await pool.verified(AccessToken));
});

test("T-24 a secret that waits to be proven goes too", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const secret = await pool.associate(AccessToken);
  await remove(pool.poolId, "ann");
  await assert.rejects(
    pool.verify(AccessToken, totpCode(secret, world.clock.now())),
    refusal("SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user."),
  );
});

test("where MFA is required, a token that cannot be switched off can still be deleted", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  await pool.verified(AccessToken);
  await pool.configure({ MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: on });
  const prefer = (Enabled: boolean) =>
    world.client.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: pool.poolId,
        Username: "ann",
        SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled },
      }),
    );
  await prefer(true);
  await prefer(false);
  const { UserMFASettingList, PreferredMfaSetting } = await getUser(world, pool.poolId, "ann");
  assert.deepEqual([UserMFASettingList, PreferredMfaSetting], [["SOFTWARE_TOKEN_MFA"], undefined]);
  await remove(pool.poolId, "ann");
  assert.equal((await getUser(world, pool.poolId, "ann")).UserMFASettingList, undefined);
  await assert.rejects(
    prefer(true),
    refusal("InvalidParameterException", "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA"),
  );
});

test("who has no token loses none; who is not there is told so", async () => {
  const pool = await givenTokens(world);
  await pool.signedIn("ann");
  await remove(pool.poolId, "ann");
  await assert.rejects(remove(pool.poolId, "ghost"), refusal("UserNotFoundException", "User does not exist."));
  await assert.rejects(
    remove("us-east-1_000000000", "ann"),
    refusal("ResourceNotFoundException", "User pool us-east-1_000000000 does not exist."),
  );
});
