import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
  ConfirmForgotPasswordCommand,
  DeleteUserAttributesCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "../../../test/clients.js";
import { type Given, given, otherThan, refusal, smsConfiguration } from "../../../test/self-service.js";
import { attributes, attributesOf, getUser, recordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** The operations on oneself, by one token. */
async function asUser(pool: Given, username: string) {
  const AccessToken = await pool.accessToken(username);
  return {
    update: async (record: Record<string, string>) => {
      const { $metadata: _, ...answer } = await world.client.send(
        new UpdateUserAttributesCommand({ AccessToken, UserAttributes: attributes(record) }),
      );
      return answer;
    },
    remove: async (...UserAttributeNames: string[]) => {
      const { $metadata: _, ...answer } = await world.client.send(
        new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames }),
      );
      return answer;
    },
    askForCode: async (AttributeName: string) => {
      const { $metadata: _, ...answer } = await world.client.send(
        new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName }),
      );
      return answer;
    },
    verify: async (AttributeName: string, Code: string) => {
      const { $metadata: _, ...answer } = await world.client.send(
        new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }),
      );
      return answer;
    },
  };
}

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limited = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const unauthorized = refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute");
const toNew = { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "n***@e***" };

test("a new address replaces the old one at once, unproven, and is sent a code", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  assert.deepEqual(await ann.update({ name: "Ann" }), {});
  assert.deepEqual(await ann.update({ email: "ann@example.com" }), {});
  assert.deepEqual(await ann.update({ email: "new@example.com" }), { CodeDeliveryDetailsList: [toNew] });
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), {
    email: "new@example.com",
    email_verified: "false",
    name: "Ann",
  });
  const code = await pool.lastCode();
  await assert.rejects(ann.verify("email", otherThan(code)), mismatch);
  assert.deepEqual(await ann.verify("email", code), {});
  assert.equal((await attributesOf(world, pool.poolId, "ann"))["email_verified"], "true");
  await assert.rejects(ann.verify("email", code), expired);
});

test("where the pool keeps the old address, the new one waits until it is proven", async () => {
  const pool = await given(world, {
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  });
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  assert.deepEqual(await ann.update({ email: "new@example.com" }), { CodeDeliveryDetailsList: [toNew] });
  const old = { email: "ann@example.com", email_verified: "true" };
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), old);
  assert.equal((await world.lastMessage("new@example.com")).kind, "attribute-verification");
  await ann.verify("email", await pool.lastCode());
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), { email: "new@example.com", email_verified: "true" });
});

test("T-30 users write nothing that is reserved, immutable, unknown or closed to their client", async () => {
  const pool = await given(
    world,
    {
      Schema: [
        { Name: "level", AttributeDataType: "String", Mutable: false },
        { Name: "role", AttributeDataType: "String", Mutable: true },
      ],
    },
    { WriteAttributes: ["email", "name", "custom:level"] },
  );
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  for (const name of ["email_verified", "phone_number_verified", "sub", "identities", "dev:custom:x", "cognito:x"]) {
    await assert.rejects(ann.update({ [name]: "true" }), unauthorized, name);
    await assert.rejects(ann.remove(name), unauthorized, name);
  }
  await assert.rejects(ann.update({ "custom:role": "admin" }), unauthorized);
  await assert.rejects(ann.remove("custom:role"), unauthorized);
  await assert.rejects(
    ann.update({ "custom:nosuch": "1" }),
    refusal("InvalidParameterException", "user.custom:nosuch: Attribute does not exist in the schema.\n"),
  );
  await assert.rejects(
    ann.update({ "custom:level": "2" }),
    refusal("InvalidParameterException", "user.custom:level: Attribute cannot be updated.\n"),
  );
  await assert.rejects(
    ann.update({ email: "nonsense" }),
    refusal("InvalidParameterException", "Invalid email address format."),
  );
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), { email: "ann@example.com", email_verified: "true" });
});

test("attributes can go: by name or sent blank, an address with its flag", async () => {
  const pool = await given(world, { AutoVerifiedAttributes: ["email"] });
  await pool.confirmed("ann", { email: "ann@example.com", name: "Ann", nickname: "A" });
  const ann = await asUser(pool, "ann");
  assert.deepEqual(await ann.remove("name", "gender"), {});
  await ann.update({ nickname: "" });
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), { email: "ann@example.com", email_verified: "true" });
  await ann.remove("email");
  assert.deepEqual(await attributesOf(world, pool.poolId, "ann"), {});
  await assert.rejects(ann.remove("custom:nosuch"), {
    name: "InvalidParameterException",
    message: "user.custom:nosuch: Attribute does not exist in the schema.\n",
  });
});

test("T-08 a taken alias cannot be proven, and a taken address not even chosen where it signs in", async () => {
  const aliases = await given(world, { AliasAttributes: ["email"] });
  await aliases.confirmed("owner", { email: "owner@example.com" });
  await aliases.confirmed("ann");
  const ann = await asUser(aliases, "ann");
  await ann.update({ email: "owner@example.com" });
  const code = await aliases.lastCode();
  const taken = refusal("AliasExistsException", "An account with the given email already exists.");
  await assert.rejects(ann.verify("email", code), taken);
  assert.equal((await getUser(world, aliases.poolId, "owner@example.com")).Username, "owner");

  for (const settings of [
    {},
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email" as const] } },
  ]) {
    const byAddress = await given(world, { UsernameAttributes: ["email"], ...settings });
    await byAddress.confirmed("owner@example.com", {});
    await byAddress.confirmed("ann@example.com", {});
    const other = await asUser(byAddress, "ann@example.com");
    await assert.rejects(other.update({ email: "owner@example.com" }), taken);
  }
});

test("a code to an address can be asked for, proven already or not", async () => {
  const pool = await given(world, { SmsConfiguration: smsConfiguration });
  await pool.confirmed("ann", { email: "ann@example.com", phone_number: "+12065559934" });
  const ann = await asUser(pool, "ann");
  assert.deepEqual(await ann.askForCode("phone_number"), {
    CodeDeliveryDetails: { AttributeName: "phone_number", DeliveryMedium: "SMS", Destination: "+*******9934" },
  });
  await ann.verify("phone_number", await pool.lastCode());
  assert.equal((await attributesOf(world, pool.poolId, "ann"))["phone_number_verified"], "true");
  assert.equal((await ann.askForCode("email")).CodeDeliveryDetails?.Destination, "a***@e***");
});

test("only addresses can be proven, and only those that are there", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  const notVerifiable = refusal(
    "InvalidParameterException",
    "Invalid attribute name. Only phone_number and email can be verified.",
  );
  await assert.rejects(ann.askForCode("name"), notVerifiable);
  await assert.rejects(ann.verify("name", "123456"), notVerifiable);
  await assert.rejects(
    ann.askForCode("phone_number"),
    refusal("InvalidParameterException", "User does not have a valid registered phone number"),
  );
  await ann.remove("email");
  await assert.rejects(
    ann.askForCode("email"),
    refusal("InvalidParameterException", "User does not have a valid registered email address"),
  );
  await assert.rejects(ann.verify("email", "123456"), expired);
});

test("T-10 a code that went to the old address resets no password once the new one is proven", async () => {
  const pool = await given(world, {
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  });
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  const who = { ClientId: pool.clientId, Username: "ann" };
  await world.client.send(new ForgotPasswordCommand(who));
  const ConfirmationCode = await pool.lastCode();
  await ann.update({ email: "new@example.com" });
  await ann.verify("email", await pool.lastCode());
  await assert.rejects(
    world.client.send(new ConfirmForgotPasswordCommand({ ...who, ConfirmationCode, Password: "Of-the-Thief-1" })),
    expired,
  );
});

test("T-08 whoever chooses somebody's sub as preferred username wins nothing by it", async () => {
  const pool = await given(world, { AliasAttributes: ["preferred_username"] });
  for (const name of ["ann", "eve"]) await pool.confirmed(name);
  const { UserAttributes } = await getUser(world, pool.poolId, "ann");
  const sub = recordOf(UserAttributes)["sub"] ?? "";
  await (await asUser(pool, "eve")).update({ preferred_username: sub });
  assert.equal((await getUser(world, pool.poolId, sub)).Username, "ann");
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: sub }));
  assert.equal((await getUser(world, pool.poolId, "eve")).Username, "eve");
});

test("T-14 five codes and fifteen tries an hour", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const ann = await asUser(pool, "ann");
  for (let times = 0; times < 5; times++) await ann.askForCode("email");
  await assert.rejects(ann.askForCode("email"), limited);
  const code = await pool.lastCode();
  for (let tries = 0; tries < 5; tries++) await assert.rejects(ann.verify("email", otherThan(code)), mismatch);
  for (let tries = 5; tries < 15; tries++) await assert.rejects(ann.verify("email", code), expired);
  await assert.rejects(ann.verify("email", code), limited);
});

test("T-11 the code for one address proves no other", async () => {
  const pool = await given(world, { SmsConfiguration: smsConfiguration });
  await pool.confirmed("ann", { email: "ann@example.com", phone_number: "+12065559934" });
  const ann = await asUser(pool, "ann");
  await ann.askForCode("phone_number");
  const phoneCode = await pool.lastCode();
  await assert.rejects(ann.verify("email", phoneCode), expired);
  await ann.askForCode("email");
  if ((await pool.lastCode()) !== phoneCode) await assert.rejects(ann.verify("email", phoneCode), mismatch);
});

test("T-46 nothing changes when CustomMessage cannot run for the code of a new address", async () => {
  const pool = await given(world, {
    AutoVerifiedAttributes: [],
    LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await pool.signUp("ann");
  await world.client.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  const ann = await asUser(pool, "ann");
  await assert.rejects(ann.askForCode("email"), { name: "UnexpectedLambdaException" });
  assert.deepEqual(await world.messages({ userPoolId: pool.poolId }), []);
});
