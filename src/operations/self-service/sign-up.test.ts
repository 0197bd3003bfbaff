import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  SignUpCommand,
  type SignUpCommandInput,
} from "../../../test/clients.js";
import { attributes, attributesOf, createUser, getUser, passwordOf, setAttributes } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { secretHash } from "../../domain/secret-hash.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const byEmail = { AutoVerifiedAttributes: ["email"] } satisfies Partial<CreateUserPoolCommandInput>;
const ann = { email: "ann@example.com" };
const password = "Passw0rd!";

/** A pool with a client, and signing up there. */
async function given(
  settings: Partial<CreateUserPoolCommandInput> = byEmail,
  clientSettings: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const pool = await world.pool(settings);
  const client = await world.appClient(pool.Id, clientSettings);
  return {
    poolId: pool.Id,
    client,
    signUp: (Username: string, record: Record<string, string> = {}, more: Partial<SignUpCommandInput> = {}) =>
      world.client.send(
        new SignUpCommand({
          ClientId: client.ClientId,
          Username,
          Password: password,
          UserAttributes: attributes(record),
          ...more,
        }),
      ),
  };
}

const refusal = (name: string, message: string) => ({ name, message });

test("a user is made who waits for the code that goes to the address", async () => {
  const { poolId, client, signUp } = await given();
  const { $metadata: _, ...answer } = await signUp("ann", ann);
  const user = await getUser(world, poolId, "ann");
  const sub = user.UserAttributes?.find(({ Name }) => Name === "sub")?.Value;
  assert.deepEqual(answer, {
    UserConfirmed: false,
    UserSub: sub,
    CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@e***" },
  });
  assert.equal(user.UserStatus, "UNCONFIRMED");
  assert.deepEqual(await attributesOf(world, poolId, "ann"), { email: "ann@example.com", email_verified: "false" });
  const stored = await passwordOf(world, poolId, "ann");
  assert.ok(await stored.is(password));
  assert.equal(stored.temporary, false);
  const [message, ...more] = await world.messages({ userPoolId: poolId });
  assert.deepEqual(more, []);
  assert.match(message?.code ?? "", /^\d{6}$/);
  assert.equal(message?.kind, "sign-up");
  assert.equal(message?.link, undefined);
  const [event] = (await world.world.store.authEvents.page(poolId, sub ?? "", { limit: 5 })).items;
  assert.deepEqual([event?.type, event?.response, event?.clientId], ["SignUp", "InProgress", client.ClientId]);
});

test("the phone comes before the email address, and one message goes out", async () => {
  const { poolId, signUp } = await given({
    AutoVerifiedAttributes: ["email", "phone_number"],
    SmsConfiguration: { SnsCallerArn: "arn:aws:iam::000000000000:role/sms" },
  });
  const { CodeDeliveryDetails } = await signUp("ann", { ...ann, phone_number: "+12065559934" });
  assert.deepEqual(CodeDeliveryDetails, {
    AttributeName: "phone_number",
    DeliveryMedium: "SMS",
    Destination: "+*******9934",
  });
  assert.equal((await world.messages({ userPoolId: poolId })).length, 1);
  const second = await signUp("bob", { email: "bob@example.com" });
  assert.equal(second.CodeDeliveryDetails?.AttributeName, "email");
});

test("without an address to prove no code goes out and the user stays unconfirmed", async () => {
  const { poolId, signUp } = await given({});
  const answer = await signUp("ann", ann);
  assert.equal("CodeDeliveryDetails" in answer, false);
  assert.equal((await getUser(world, poolId, "ann")).UserStatus, "UNCONFIRMED");
  assert.deepEqual(await world.messages({ userPoolId: poolId }), []);
});

test("a pool that confirms by link sends one", async () => {
  const { poolId, client, signUp } = await given({
    ...byEmail,
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
  });
  await signUp("ann", ann);
  const [message] = await world.messages({ userPoolId: poolId });
  const link = new URL(message?.link ?? "");
  assert.equal(link.pathname, "/confirmUser/");
  assert.equal(link.searchParams.get("client_id"), client.ClientId);
  assert.equal(link.searchParams.get("confirmation_code"), message?.code);
});

test("a taken username is told, in any case where the pool does not tell cases apart (T-07)", async () => {
  const { signUp } = await given();
  await signUp("ann", ann);
  const taken = refusal("UsernameExistsException", "User already exists");
  await assert.rejects(signUp("ann", ann), taken);
  await signUp("Ann", ann);
  const folding = await given({ ...byEmail, UsernameConfiguration: { CaseSensitive: false } });
  await folding.signUp("Straße", ann);
  await assert.rejects(folding.signUp("STRASSE", ann), taken);
  const stored = await getUser(world, folding.poolId, "strasse");
  assert.equal(stored.Username, "Straße");
});

test("of two who ask for one name at once, one becomes the user", async () => {
  const { poolId, signUp } = await given();
  const results = await Promise.allSettled([signUp("ann", ann), signUp("ann", ann), signUp("ann", ann)]);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason.name] : []));
  assert.deepEqual(failures, ["UsernameExistsException", "UsernameExistsException"]);
  assert.equal((await world.messages({ userPoolId: poolId })).length, 1);
});

test("T-31 nobody signs up where only administrators make users", async () => {
  const { signUp } = await given({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
  await assert.rejects(
    signUp("ann", ann),
    refusal("NotAuthorizedException", "SignUp is not permitted for this user pool"),
  );
});

const policy = (text: string) => refusal("InvalidPasswordException", `Password did not conform with policy: ${text}`);
const passwords: [string | undefined, { name: string; message: string | RegExp }][] = [
  ["Sh0rt!", policy("Password not long enough")],
  ["passw0rd!", policy("Password must have uppercase characters")],
  ["PASSW0RD!", policy("Password must have lowercase characters")],
  ["Password!", policy("Password must have numeric characters")],
  ["Passw0rd1", policy("Password must have symbol characters")],
  [undefined, policy("Password not long enough")],
  ["", policy("Password not long enough")],
  [
    "Ab1!x",
    refusal(
      "InvalidParameterException",
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6",
    ),
  ],
];
for (const [sent, expected] of passwords) {
  test(`T-06 the password ${JSON.stringify(sent)} is refused`, async () => {
    const { poolId, signUp } = await given();
    await assert.rejects(signUp("ann", ann, { Password: sent }), expected);
    await assert.rejects(getUser(world, poolId, "ann"), { name: "UserNotFoundException" });
  });
}

const codesSignIn = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
} satisfies Partial<CreateUserPoolCommandInput>;
const byChoice = { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] } satisfies Partial<CreateUserPoolClientCommandInput>;

test("where codes sign in, users can do without a password, and an empty one is none", async () => {
  const { poolId, signUp } = await given({ ...byEmail, ...codesSignIn }, byChoice);
  await signUp("ann", ann, { Password: undefined });
  await signUp("bob", ann, { Password: "" });
  for (const name of ["ann", "bob"]) assert.equal((await passwordOf(world, poolId, name)).exists, false);
  await assert.rejects(signUp("eve", ann, { Password: "Passw0rd1" }), policy("Password must have symbol characters"));
});

for (const [lacking, settings, clientSettings, record] of [
  ["an address for the codes", { ...byEmail, ...codesSignIn }, byChoice, {}],
  ["a pool that verifies the address", codesSignIn, byChoice, ann],
  ["a client with the choice of factors", { ...byEmail, ...codesSignIn }, {}, ann],
  ["a pool where codes sign in", byEmail, byChoice, ann],
] as const) {
  test(`nobody signs up without a password and without ${lacking}`, async () => {
    const { signUp } = await given(settings as Partial<CreateUserPoolCommandInput>, clientSettings);
    await assert.rejects(signUp("ann", record, { Password: undefined }), policy("Password not long enough"));
    await signUp("ann", record);
  });
}

const nonconforming = (lines: string) =>
  refusal("InvalidParameterException", `Attributes did not conform to the schema: ${lines}`);

test("attributes conform to the schema, and required ones must come", async () => {
  const { signUp } = await given({
    ...byEmail,
    Schema: [
      { Name: "email", Required: true, Mutable: true },
      { Name: "level", AttributeDataType: "String", Mutable: false },
    ],
  });
  await assert.rejects(signUp("ann"), nonconforming("email: The attribute is required\n"));
  await assert.rejects(
    signUp("ann", { ...ann, nickmane: "x" }),
    nonconforming("nickmane: Attribute does not exist in the schema.\n"),
  );
  await assert.rejects(
    signUp("ann", { email: "nonsense" }),
    refusal("InvalidParameterException", "Invalid email address format."),
  );
  await assert.rejects(
    signUp("ann", { ...ann, phone_number: "0123" }),
    refusal("InvalidParameterException", "Invalid phone number format."),
  );
  await signUp("ann", { ...ann, "custom:level": "1" });
});

test("T-30 users write nothing that is reserved or that their client may not write", async () => {
  const { poolId, client, signUp } = await given(
    { ...byEmail, Schema: [{ Name: "role", AttributeDataType: "String", Mutable: true }] },
    { WriteAttributes: ["email", "name"] },
  );
  const unauthorized = refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute");
  for (const name of ["email_verified", "phone_number_verified", "sub", "identities", "dev:custom:x", "cognito:x"]) {
    await assert.rejects(signUp("ann", { ...ann, [name]: "true" }), unauthorized, name);
  }
  await assert.rejects(signUp("ann", { ...ann, "custom:role": "admin" }), unauthorized);
  await assert.rejects(signUp("ann", { ...ann, phone_number: "+12065559934" }), unauthorized);
  await signUp("ann", { ...ann, name: "Ann" });
  assert.equal((await attributesOf(world, poolId, "ann"))["name"], "Ann");
  assert.ok(client.ClientId);
});

test("where the address signs in, the username is the sub and the address is unique", async () => {
  const { poolId, signUp } = await given(
    { ...byEmail, UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } },
    { WriteAttributes: ["name"] },
  );
  const { UserSub, CodeDeliveryDetails } = await signUp("Ann@Example.com");
  assert.equal(CodeDeliveryDetails?.Destination, "A***@E***");
  const user = await getUser(world, poolId, "ann@example.com");
  assert.equal(user.Username, UserSub);
  assert.match(UserSub ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  assert.equal((await attributesOf(world, poolId, "ann@example.com"))["email"], "Ann@Example.com");
  await assert.rejects(
    signUp("ANN@example.com"),
    refusal("UsernameExistsException", "An account with the given email already exists."),
  );
  await assert.rejects(signUp("ann"), refusal("InvalidParameterException", "Username should be an email."));
});

test("where email or phone sign in, anything else is no username", async () => {
  const { signUp } = await given({ UsernameAttributes: ["email", "phone_number"] });
  await assert.rejects(
    signUp("ann"),
    refusal("InvalidParameterException", "Username should be either an email or a phone number."),
  );
  await signUp("+12065559934");
  await assert.rejects(
    signUp("+12065559934"),
    refusal("UsernameExistsException", "An account with the given phone_number already exists."),
  );
});

test("T-08 a username can be neither shaped like an alias nor be somebody's sub or preferred username", async () => {
  const { poolId, signUp } = await given({ AliasAttributes: ["email", "phone_number", "preferred_username"] });
  await assert.rejects(
    signUp("ann@example.com"),
    refusal(
      "InvalidParameterException",
      "Username cannot be of email format, since user pool is configured for email alias.",
    ),
  );
  await assert.rejects(
    signUp("+12065559934"),
    refusal(
      "InvalidParameterException",
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    ),
  );
  await assert.rejects(signUp("ann", { preferred_username: "annie" }), { name: "InvalidParameterException" });
  const { UserSub = "" } = await signUp("ann");
  await setAttributes(world, poolId, "ann", { preferred_username: "annie" });
  const taken = refusal("UsernameExistsException", "User already exists");
  await assert.rejects(signUp("annie"), taken);
  await assert.rejects(signUp(UserSub), taken);
});

test("an unverified duplicate of somebody's alias harms nobody", async () => {
  const { poolId, signUp } = await given({ ...byEmail, AliasAttributes: ["email"] });
  await createUser(world, poolId, "owner", { ...ann, email_verified: "true" });
  await signUp("ann", ann);
  assert.equal((await getUser(world, poolId, "ann@example.com")).Username, "owner");
});

test("the client proves its secret before anything is looked up", async () => {
  const { client, signUp } = await given(byEmail, { GenerateSecret: true });
  const { ClientId, ClientSecret = "" } = client;
  await assert.rejects(
    signUp("ann", ann),
    refusal("NotAuthorizedException", `Client ${ClientId} is configured with secret but SECRET_HASH was not received`),
  );
  const wrong = secretHash("Ann", ClientId, ClientSecret);
  await assert.rejects(
    signUp("ann", ann, { SecretHash: wrong }),
    refusal("NotAuthorizedException", `Unable to verify secret hash for client ${ClientId}`),
  );
  await signUp("ann", ann, { SecretHash: secretHash("ann", ClientId, ClientSecret) });
  const open = await given();
  await assert.rejects(
    open.signUp("ann", ann, { SecretHash: wrong }),
    refusal(
      "NotAuthorizedException",
      `Client ${open.client.ClientId} is not configured for secret but secret hash was received`,
    ),
  );
  await assert.rejects(
    signUp("ann", ann, { ClientId: "0123456789abcdefghijklmnop" }),
    refusal("ResourceNotFoundException", "User pool client 0123456789abcdefghijklmnop does not exist."),
  );
});

for (const trigger of ["PreSignUp", "CustomMessage"] as const) {
  test(`T-46 no user is made when ${trigger} cannot run`, async () => {
    const { poolId, signUp } = await given({
      ...byEmail,
      LambdaConfig: { [trigger]: "arn:aws:lambda:us-east-1:000000000000:function:f" },
    });
    await assert.rejects(signUp("ann", ann), { name: "UnexpectedLambdaException" });
    await assert.rejects(getUser(world, poolId, "ann"), { name: "UserNotFoundException" });
  });
}

test("T-33 a client makes users of its own pool only", async () => {
  const mine = await given();
  const theirs = await given();
  await mine.signUp("ann", ann);
  await assert.rejects(world.client.send(new AdminGetUserCommand({ UserPoolId: theirs.poolId, Username: "ann" })), {
    name: "UserNotFoundException",
  });
  await assert.rejects(
    world.client.send(
      new AdminUpdateUserAttributesCommand({ UserPoolId: theirs.poolId, Username: "ann", UserAttributes: [] }),
    ),
    { name: "UserNotFoundException" },
  );
  await theirs.signUp("ann", ann);
});
