/** What each member of an answer does, for the members that no other test here is about. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { AdminGetUserCommand, ForgotPasswordCommand, type LambdaConfigType, SignUpCommand } from "../clients.js";
import { goodPassword, makeUser, tokensOf, withPassword } from "../sign-in.js";
import { attributes, recordOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { Recorder } from "./recorder.js";

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };
const recorder = new Recorder();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
});
after(async () => {
  await world.close();
  recorder.remove();
});
beforeEach(() => recorder.behave({}));

async function given(LambdaConfig: LambdaConfigType, more: object = {}) {
  const { Id } = await world.pool({ LambdaConfig, SmsConfiguration, ...more });
  const { ClientId } = await world.appClient(Id);
  return {
    poolId: Id,
    target: { world, poolId: Id, clientId: ClientId },
    signUp: (Username: string, record: Record<string, string>) =>
      world.client.send(
        new SignUpCommand({ ClientId, Username, Password: goodPassword, UserAttributes: attributes(record) }),
      ),
    user: async (Username: string) => {
      const found = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username }));
      return { ...found, attributes: recordOf(found.UserAttributes) };
    },
    messages: () => world.messages({ userPoolId: Id }),
  };
}

describe("PreSignUp", () => {
  const answers = (response: object) => recorder.behave({ PreSignUp_SignUp: { response: { ...response } } });

  test("autoVerifyPhone vouches for the number and for nothing else", async () => {
    answers({ autoVerifyPhone: true });
    const { signUp, user } = await given({ PreSignUp: recorder.arn });
    await signUp("ada", { email: "ada@example.com", phone_number: "+15555550100" });
    const { attributes: found, UserStatus } = await user("ada");
    assert.deepEqual(
      [found["phone_number_verified"], found["email_verified"], UserStatus],
      ["true", "false", "UNCONFIRMED"],
    );
  });

  for (const [member, record] of [
    ["autoVerifyEmail", { phone_number: "+15555550100" }],
    ["autoVerifyPhone", { email: "ada@example.com" }],
  ] as const) {
    test(`T-47 ${member} without the attribute is not understood`, async () => {
      answers({ [member]: true });
      const { signUp, user } = await given({ PreSignUp: recorder.arn });
      await assert.rejects(signUp("ada", record), { name: "InvalidLambdaResponseException" });
      await assert.rejects(user("ada"), { name: "UserNotFoundException" });
    });
  }
});

describe("CustomMessage", () => {
  test("smsMessage is what the text message says", async () => {
    const { signUp, messages } = await given(
      { CustomMessage: recorder.arn },
      { AutoVerifiedAttributes: ["phone_number"] },
    );
    recorder.behave({ CustomMessage_SignUp: { response: { smsMessage: "Your number: {####}" } } });
    await signUp("ada", { phone_number: "+15555550100" });
    const [message] = await messages();
    assert.equal(message?.text, `Your number: ${message?.code}`);
  });

  for (const [what, response] of [
    ["a text message of more than 140 characters", { smsMessage: `{####}${"x".repeat(140)}` }],
    ["a letter of more than 20,000 characters", { emailMessage: `{####}${"x".repeat(20_000)}` }],
    ["a subject of more than 140 characters", { emailSubject: "x".repeat(141) }],
  ] as const) {
    test(`T-47 ${what} is not understood, and nothing is sent`, async () => {
      const { signUp, messages } = await given({ CustomMessage: recorder.arn }, { AutoVerifiedAttributes: ["email"] });
      recorder.behave({ CustomMessage_SignUp: { response } });
      await assert.rejects(signUp("ada", { email: "ada@example.com" }), { name: "InvalidLambdaResponseException" });
      assert.deepEqual(await messages(), []);
    });
  }
});

describe("UserMigration", () => {
  const both = { email: "old@example.com", email_verified: "true", phone_number: "+15555550100" };
  const answers = (response: object) =>
    recorder.behave({
      UserMigration_Authentication: { response: { userAttributes: both, finalUserStatus: "CONFIRMED", ...response } },
    });
  const migrated = async (response: object, more: object = {}) => {
    const pool = await given({ UserMigration: recorder.arn }, more);
    answers(response);
    const signedIn = await withPassword(pool.target, "veteran");
    return { ...pool, signedIn };
  };

  for (const [mediums, sent] of [
    [undefined, ["SMS"]],
    [["EMAIL"], ["EMAIL"]],
    [
      ["EMAIL", "SMS"],
      ["EMAIL", "SMS"],
    ],
  ] as const) {
    test(`desiredDeliveryMediums ${mediums ?? "unsaid"}: the welcome goes by ${sent.join(" and ")}`, async () => {
      const { messages } = await migrated(mediums === undefined ? {} : { desiredDeliveryMediums: mediums });
      assert.deepEqual((await messages()).map(({ medium }) => medium).sort(), sent);
    });
  }

  test("messageAction SUPPRESS: no welcome", async () => {
    const { messages } = await migrated({ messageAction: "SUPPRESS" });
    assert.deepEqual(await messages(), []);
  });

  test("another username in the attributes is the user's, who came by an address", async () => {
    const { target, user } = await given({ UserMigration: recorder.arn }, { AliasAttributes: ["email"] });
    answers({ userAttributes: { ...both, username: "renamed" }, messageAction: "SUPPRESS" });
    tokensOf(await withPassword(target, both.email));
    assert.equal((await user(both.email)).Username, "renamed");
  });

  for (const forceAliasCreation of [true, false]) {
    test(`forceAliasCreation ${forceAliasCreation}: who holds the address ${forceAliasCreation ? "loses" : "keeps"} it`, async () => {
      const pool = await given({ UserMigration: recorder.arn }, { AliasAttributes: ["email"] });
      const { email } = both;
      await makeUser(world, pool.poolId, "holder", { attributes: attributes({ email, email_verified: "true" }) });
      answers({ forceAliasCreation, messageAction: "SUPPRESS" });
      const signingIn = withPassword(pool.target, "veteran");
      await (forceAliasCreation ? signingIn : assert.rejects(signingIn));
      assert.equal((await pool.user("holder")).attributes["email_verified"], String(!forceAliasCreation));
      assert.equal((await pool.user(email)).Username, forceAliasCreation ? "veteran" : "holder");
    });
  }

  test("enableSMSMFA: the first sign-in asks for a code by text message already", async () => {
    const { user, messages, signedIn } = await migrated(
      {
        userAttributes: { ...both, phone_number_verified: "true" },
        messageAction: "SUPPRESS",
        enableSMSMFA: true,
      },
      { MfaConfiguration: "OPTIONAL" },
    );
    assert.equal(signedIn.ChallengeName, "SMS_MFA");
    assert.deepEqual((await user("veteran")).UserMFASettingList, ["SMS_MFA"]);
    assert.deepEqual(
      (await messages()).map(({ medium }) => medium),
      ["SMS"],
    );
  });

  test("a forgotten password that another directory vouches for without a proven address reaches nobody", async () => {
    const { target, messages } = await given({ UserMigration: recorder.arn });
    const userAttributes = { email: "old@example.com" };
    recorder.behave({
      UserMigration_ForgotPassword: { response: { userAttributes, messageAction: "SUPPRESS" } },
    });
    const asked = new ForgotPasswordCommand({ ClientId: target.clientId, Username: "veteran" });
    await assert.rejects(world.client.send(asked), { name: "InvalidParameterException" });
    assert.deepEqual(await messages(), []);
  });
});
