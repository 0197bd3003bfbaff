import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  type SetUserMFAPreferenceCommandInput,
  SetUserSettingsCommand,
} from "../../../test/clients.js";
import { given, refusal, smsConfiguration } from "../../../test/self-service.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** Somebody signed in, with what is shown of that user's factors. */
async function someone(record: Record<string, string>) {
  const pool = await given(world, { SmsConfiguration: smsConfiguration });
  await pool.confirmed("ann", { email: "ann@example.com", ...record });
  const AccessToken = await pool.accessToken("ann");
  return {
    AccessToken,
    prefer: (input: Omit<SetUserMFAPreferenceCommandInput, "AccessToken">) =>
      world.client.send(new SetUserMFAPreferenceCommand({ AccessToken, ...input })),
    shown: async () => {
      const { MFAOptions, PreferredMfaSetting, UserMFASettingList } = await world.client.send(
        new GetUserCommand({ AccessToken }),
      );
      return { MFAOptions, PreferredMfaSetting, UserMFASettingList };
    },
  };
}

const none = { MFAOptions: undefined, PreferredMfaSetting: undefined, UserMFASettingList: undefined };

test("a factor is switched on, preferred, and off again", async () => {
  const ann = await someone({ phone_number: "+12065559934" });
  assert.deepEqual(await ann.shown(), none);
  await ann.prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  assert.deepEqual(await ann.shown(), {
    ...none,
    PreferredMfaSetting: "SMS_MFA",
    UserMFASettingList: ["SMS_MFA"],
  });
  await ann.prefer({ SMSMfaSettings: { Enabled: false, PreferredMfa: false } });
  assert.deepEqual(await ann.shown(), none);
});

test("a factor that could not be asked for cannot be switched on", async () => {
  const ann = await someone({});
  await assert.rejects(
    ann.prefer({ SMSMfaSettings: { Enabled: true } }),
    refusal("InvalidParameterException", "User does not have delivery config set to turn on SMS_MFA"),
  );
  await assert.rejects(
    ann.prefer({ SoftwareTokenMfaSettings: { Enabled: true } }),
    refusal("InvalidParameterException", "User has not verified software token mfa"),
  );
  await assert.rejects(
    world.client.send(new SetUserMFAPreferenceCommand({ AccessToken: "nonsense" })),
    refusal("NotAuthorizedException", "Invalid Access Token"),
  );
});

test("the older way switches on SMS, and off", async () => {
  const ann = await someone({ phone_number: "+12065559934" });
  const set = (MFAOptions: { DeliveryMedium: "SMS"; AttributeName: string }[]) =>
    world.client.send(new SetUserSettingsCommand({ AccessToken: ann.AccessToken, MFAOptions }));
  const bySms = [{ DeliveryMedium: "SMS" as const, AttributeName: "phone_number" }];
  await set(bySms);
  assert.deepEqual(await ann.shown(), { ...none, MFAOptions: bySms, UserMFASettingList: ["SMS_MFA"] });
  await set([]);
  assert.deepEqual(await ann.shown(), none);
  await assert.rejects(set([{ DeliveryMedium: "SMS", AttributeName: "email" }]), { name: "InvalidParameterException" });
});
