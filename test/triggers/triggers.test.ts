/** Every trigger by a function that really runs: the event it gets, what its answer changes, how its failures read. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type AdminGetUserCommandOutput,
  AdminInitiateAuthCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  InitiateAuthCommand,
  type LambdaConfigType,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "../clients.js";
import { claimsOf, goodPassword, makeUser, tokensOf, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { Recorder } from "./recorder.js";

const recorder = new Recorder();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
});
after(async () => {
  await world.close();
  recorder.remove();
});
beforeEach(() => {
  recorder.behave({});
  recorder.events();
});

const every: LambdaConfigType = {
  PreSignUp: recorder.arn,
  PostConfirmation: recorder.arn,
  PreAuthentication: recorder.arn,
  PostAuthentication: recorder.arn,
  CustomMessage: recorder.arn,
  UserMigration: recorder.arn,
  PreTokenGeneration: recorder.arn,
};

/** A pool with these functions, and a client. */
async function poolWith(LambdaConfig: LambdaConfigType, more: object = {}) {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"], LambdaConfig, ...more });
  const { ClientId } = await world.appClient(Id);
  const email = (Value: string) => [{ Name: "email", Value }];
  return {
    poolId: Id,
    clientId: ClientId,
    target: { world, poolId: Id, clientId: ClientId },
    signUp: (Username: string, more: object = {}) =>
      world.client.send(
        new SignUpCommand({
          ClientId,
          Username,
          Password: goodPassword,
          UserAttributes: email(`${Username}@example.com`),
          ...more,
        }),
      ),
    get: (Username: string): Promise<AdminGetUserCommandOutput> =>
      world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username })),
    lastCode: async () => (await world.messages({ userPoolId: Id })).at(-1)?.code ?? "",
  };
}

const sources = () => recorder.events().map(({ triggerSource }) => triggerSource);
const attributesOf = (user: AdminGetUserCommandOutput) =>
  Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));

describe("PreSignUp", () => {
  test("is told everything about a sign-up before there is a user", async () => {
    const { poolId, clientId, signUp } = await poolWith({ PreSignUp: recorder.arn });
    await signUp("ada", { ValidationData: [{ Name: "ticket", Value: "1" }], ClientMetadata: { from: "test" } });
    assert.deepEqual(recorder.events(), [
      {
        version: "1",
        region: "us-east-1",
        userPoolId: poolId,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
        triggerSource: "PreSignUp_SignUp",
        request: {
          userAttributes: { email: "ada@example.com" },
          validationData: { ticket: "1" },
          clientMetadata: { from: "test" },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  test("confirms and verifies; PostConfirmation follows and no code is sent", async () => {
    recorder.behave({ PreSignUp_SignUp: { response: { autoConfirmUser: true, autoVerifyEmail: true } } });
    const { poolId, signUp, get } = await poolWith(every);
    assert.equal((await signUp("ada")).UserConfirmed, true);
    assert.deepEqual(sources(), ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
    const user = await get("ada");
    assert.equal(user.UserStatus, "CONFIRMED");
    assert.equal(attributesOf(user)["email_verified"], "true");
    assert.deepEqual(await world.messages({ userPoolId: poolId }), []);
  });

  test("is asked for administrators' users too, without a client, and its wishes do not count there", async () => {
    recorder.behave({ PreSignUp_AdminCreateUser: { response: { autoConfirmUser: true } } });
    const { poolId, get } = await poolWith({ PreSignUp: recorder.arn });
    const user = { UserPoolId: poolId, Username: "grace", MessageAction: "SUPPRESS" } as const;
    await world.client.send(new AdminCreateUserCommand(user));
    const [event] = recorder.events();
    assert.equal(event?.triggerSource, "PreSignUp_AdminCreateUser");
    assert.equal(event?.callerContext.clientId, "CLIENT_ID_NOT_APPLICABLE");
    assert.equal((await get("grace")).UserStatus, "FORCE_CHANGE_PASSWORD");
  });

  const failures: readonly [string, Parameters<Recorder["behave"]>[0][string], string, string][] = [
    [
      "throws",
      { throws: "no strangers" },
      "UserLambdaValidationException",
      "PreSignUp failed with error no strangers.",
    ],
    ["answers nothing", { returns: null }, "InvalidLambdaResponseException", "Unrecognizable lambda output"],
    ["answers a text", { returns: "yes" }, "InvalidLambdaResponseException", "Unrecognizable lambda output"],
    [
      "answers half an event",
      { returns: { version: "1" } },
      "InvalidLambdaResponseException",
      "Unrecognizable lambda output",
    ],
    [
      "answers another type",
      { response: { autoConfirmUser: "true" } },
      "InvalidLambdaResponseException",
      "Unrecognizable lambda output",
    ],
  ];
  for (const [what, behaviour, name, message] of failures) {
    test(`T-46 T-47 nobody is made when it ${what}`, async () => {
      const { poolId, signUp } = await poolWith({ PreSignUp: recorder.arn });
      recorder.behave({ PreSignUp_SignUp: behaviour });
      await assert.rejects(signUp("ada"), { name, message });
      const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: poolId }));
      assert.deepEqual(Users, []);
    });
  }

  test("T-46 nobody is made when there is no such function", async () => {
    const { signUp } = await poolWith({ PreSignUp: `${recorder.arn}-not` });
    await assert.rejects(signUp("ada"), {
      name: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to configuration.",
    });
  });
});

describe("a user's life", () => {
  test("calls the functions in order, each told who the user is and in which state", async () => {
    const { poolId, clientId, signUp, lastCode, target, get } = await poolWith(every);
    await signUp("ada");
    const ClientMetadata = { step: "confirm" };
    await world.client.send(
      new ConfirmSignUpCommand({
        ClientId: clientId,
        Username: "ada",
        ConfirmationCode: await lastCode(),
        ClientMetadata,
      }),
    );
    const [preSignUp, message, confirmed, ...none] = recorder.events();
    assert.deepEqual(none, []);
    assert.equal(preSignUp?.triggerSource, "PreSignUp_SignUp");
    const sub = attributesOf(await get("ada"))["sub"];
    assert.deepEqual(message?.request, {
      userAttributes: { sub, "cognito:user_status": "UNCONFIRMED", email: "ada@example.com", email_verified: "false" },
      codeParameter: "{####}",
      linkParameter: "{##Click Here##}",
      usernameParameter: null,
    });
    assert.deepEqual(message?.response, { smsMessage: null, emailMessage: null, emailSubject: null });
    assert.deepEqual(confirmed, {
      ...confirmed,
      triggerSource: "PostConfirmation_ConfirmSignUp",
      request: {
        userAttributes: {
          sub,
          "cognito:user_status": "CONFIRMED",
          email: "ada@example.com",
          email_verified: "true",
        },
        clientMetadata: ClientMetadata,
      },
      response: {},
    });

    await withPassword(target, "ada");
    const [before, afterwards, tokens] = recorder.events();
    assert.deepEqual(
      [before, afterwards, tokens].map((event) => event?.triggerSource),
      ["PreAuthentication_Authentication", "PostAuthentication_Authentication", "TokenGeneration_Authentication"],
    );
    assert.ok(before && afterwards && tokens);
    assert.equal((before.request["userAttributes"] as Record<string, string>)["cognito:user_status"], "CONFIRMED");
    assert.equal(before?.request["validationData"], null);
    assert.equal(afterwards?.request["newDeviceUsed"], false);
    assert.deepEqual(tokens?.request["groupConfiguration"], {
      groupsToOverride: [],
      iamRolesToOverride: [],
      preferredRole: null,
    });
    assert.deepEqual(tokens?.response, { claimsOverrideDetails: null });

    await world.client.send(new ForgotPasswordCommand({ ClientId: clientId, Username: "ada" }));
    const reset = {
      ClientId: clientId,
      Username: "ada",
      ConfirmationCode: await lastCode(),
      Password: "Another-Horse-2",
    };
    await world.client.send(new ConfirmForgotPasswordCommand(reset));
    assert.deepEqual(sources(), ["CustomMessage_ForgotPassword", "PostConfirmation_ConfirmForgotPassword"]);
    assert.equal(poolId, before?.userPoolId);
  });

  test("ClientMetadata of InitiateAuth reaches PreAuthentication as validation data, and no later function", async () => {
    const { poolId, clientId } = await poolWith(every);
    await makeUser(world, poolId, "ada");
    recorder.events();
    const AuthParameters = { USERNAME: "ada", PASSWORD: goodPassword };
    const ClientMetadata = { door: "front" };
    await world.client.send(
      new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters, ClientMetadata }),
    );
    const [before, ...others] = recorder.events();
    assert.deepEqual(before?.request["validationData"], ClientMetadata);
    for (const event of others) assert.equal(event.request["clientMetadata"], undefined, event.triggerSource);
  });

  test("administrators confirm, and sign in with the same functions", async () => {
    const { poolId, clientId, signUp } = await poolWith(every);
    await signUp("ada");
    recorder.events();
    await world.client.send(new AdminConfirmSignUpCommand({ UserPoolId: poolId, Username: "ada" }));
    const AuthParameters = { USERNAME: "ada", PASSWORD: goodPassword };
    const admin = { UserPoolId: poolId, ClientId: clientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" } as const;
    await world.client.send(new AdminInitiateAuthCommand({ ...admin, AuthParameters }));
    assert.deepEqual(sources(), [
      "PostConfirmation_ConfirmSignUp",
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_Authentication",
    ]);
  });

  for (const source of [
    "PreAuthentication_Authentication",
    "PostAuthentication_Authentication",
    "TokenGeneration_Authentication",
  ]) {
    test(`T-46 nobody gets in when ${source} throws`, async () => {
      const { poolId, target } = await poolWith(every);
      await makeUser(world, poolId, "ada");
      recorder.behave({ [source]: { throws: "not today" } });
      const trigger = source.startsWith("Token") ? "PreTokenGeneration" : source.split("_")[0];
      await assert.rejects(withPassword(target, "ada"), {
        name: "UserLambdaValidationException",
        message: `${trigger} failed with error not today.`,
      });
    });
  }
});

describe("CustomMessage", () => {
  const texts = {
    emailSubject: "Welcome aboard",
    emailMessage: "Your code: <b>{####}</b>",
    smsMessage: "Code {####}",
  };

  test("replaces subject and text; a text without a place for the code is not used", async () => {
    const { signUp, poolId, clientId } = await poolWith({ CustomMessage: recorder.arn });
    recorder.behave({
      CustomMessage_SignUp: { response: texts },
      CustomMessage_ResendCode: { response: { ...texts, emailMessage: "no code in here" } },
    });
    await signUp("ada");
    const [first] = await world.messages({ userPoolId: poolId });
    assert.equal(first?.subject, "Welcome aboard");
    assert.equal(first?.html, `Your code: <b>${first?.code}</b>`);
    await world.client.send(new ResendConfirmationCodeCommand({ ClientId: clientId, Username: "ada" }));
    const second = (await world.messages({ userPoolId: poolId })).at(-1);
    assert.equal(second?.subject, "Welcome aboard");
    assert.match(second?.text ?? "", new RegExp(`Your verification code is ${second?.code}`));
  });

  test("T-46 no message goes out when it throws", async () => {
    const { signUp, poolId } = await poolWith({ CustomMessage: recorder.arn });
    recorder.behave({ CustomMessage_SignUp: { throws: "no words" } });
    await assert.rejects(signUp("ada"), {
      name: "UserLambdaValidationException",
      message: "CustomMessage failed with error no words.",
    });
    assert.deepEqual(await world.messages({ userPoolId: poolId }), []);
  });

  test("is asked once for an invitation by two media, with a place for the username", async () => {
    const { poolId } = await poolWith(
      { CustomMessage: recorder.arn },
      { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } },
    );
    await world.client.send(
      new AdminCreateUserCommand({
        UserPoolId: poolId,
        Username: "grace",
        DesiredDeliveryMediums: ["EMAIL", "SMS"],
        UserAttributes: [
          { Name: "email", Value: "grace@example.com" },
          { Name: "phone_number", Value: "+15555550100" },
        ],
        ClientMetadata: { why: "invitation" },
      }),
    );
    const [event, ...others] = recorder.events();
    assert.deepEqual(others, []);
    assert.equal(event?.triggerSource, "CustomMessage_AdminCreateUser");
    assert.equal(event?.request["usernameParameter"], "{username}");
    assert.deepEqual(event?.request["clientMetadata"], { why: "invitation" });
    assert.equal((await world.messages({ userPoolId: poolId })).length, 2);
  });

  test("is asked for codes that verify an address, after a change and on demand", async () => {
    const { poolId, target } = await poolWith({ CustomMessage: recorder.arn });
    await makeUser(world, poolId, "ada", { attributes: [{ Name: "email", Value: "ada@example.com" }] });
    const { AccessToken } = tokensOf(await withPassword(target, "ada"));
    await world.client.send(
      new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name: "email", Value: "new@example.com" }] }),
    );
    await world.client.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "email" }));
    assert.deepEqual(sources(), ["CustomMessage_UpdateUserAttribute", "CustomMessage_VerifyUserAttribute"]);
  });
});

describe("PreTokenGeneration", () => {
  async function signedIn(LambdaConfig: LambdaConfigType) {
    const { poolId, target } = await poolWith(LambdaConfig);
    await makeUser(world, poolId, "ada", { attributes: [{ Name: "email", Value: "ada@example.com" }] });
    await world.client.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName: "crew" }));
    await world.client.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, GroupName: "crew", Username: "ada" }));
    const result = tokensOf(await withPassword(target, "ada"));
    return { id: claimsOf(result.IdToken), access: claimsOf(result.AccessToken), result, target };
  }

  test("version 1 changes claims of the ID token and the groups of both; the service's own stay", async () => {
    recorder.behave({
      TokenGeneration_Authentication: {
        response: {
          claimsOverrideDetails: {
            claimsToAddOrOverride: { tenant: "one", sub: "forged", iss: "forged", "cognito:username": "forged" },
            claimsToSuppress: ["email", "aud"],
            groupOverrideDetails: {
              groupsToOverride: ["guests"],
              iamRolesToOverride: ["arn:aws:iam::1:role/r"],
              preferredRole: "arn:aws:iam::1:role/r",
            },
          },
        },
      },
    });
    const { id, access, target } = await signedIn({ PreTokenGeneration: recorder.arn });
    assert.equal(id["tenant"], "one");
    assert.equal(access["tenant"], undefined);
    assert.equal(id["email"], undefined);
    assert.deepEqual([id["cognito:groups"], access["cognito:groups"]], [["guests"], ["guests"]]);
    assert.deepEqual(
      [id["cognito:roles"], id["cognito:preferred_role"]],
      [["arn:aws:iam::1:role/r"], "arn:aws:iam::1:role/r"],
    );
    // T-17c
    assert.equal(id["cognito:username"], "ada");
    assert.equal(id["aud"], target.clientId);
    assert.notEqual(id["sub"], "forged");
    assert.match(String(id["iss"]), new RegExp(`/${target.poolId}$`));
  });

  test("version 2 changes both tokens and scopes, with any JSON", async () => {
    recorder.behave({
      TokenGeneration_Authentication: {
        response: {
          claimsAndScopeOverrideDetails: {
            idTokenGeneration: { claimsToAddOrOverride: { roles: ["a", 1, true], tenant: { id: 7 } } },
            accessTokenGeneration: {
              claimsToAddOrOverride: { tenant: { id: 7 }, username: "forged", scope: "forged" },
              claimsToSuppress: ["tenant2", "client_id"],
              scopesToAdd: ["orders/read"],
              scopesToSuppress: ["aws.cognito.signin.user.admin"],
            },
            groupOverrideDetails: {},
          },
        },
      },
    });
    const config = { LambdaArn: recorder.arn, LambdaVersion: "V2_0" } as const;
    const { id, access } = await signedIn({ PreTokenGeneration: recorder.arn, PreTokenGenerationConfig: config });
    const [event] = recorder.events();
    assert.equal(event?.version, "2");
    assert.deepEqual(event?.request["scopes"], ["aws.cognito.signin.user.admin"]);
    assert.deepEqual(event?.response, { claimsAndScopeOverrideDetails: null });
    assert.deepEqual([id["roles"], id["tenant"]], [["a", 1, true], { id: 7 }]);
    assert.deepEqual([access["tenant"], access["scope"], access["username"]], [{ id: 7 }, "orders/read", "ada"]);
    // Details that are there and empty take every group away.
    assert.deepEqual([id["cognito:groups"], access["cognito:groups"]], [undefined, undefined]);
  });

  for (const [what, details] of [
    ["a list in version 1", { claimsOverrideDetails: { claimsToAddOrOverride: { a: ["b"] } } }],
    ["a number in version 1", { claimsOverrideDetails: { claimsToAddOrOverride: { a: 1 } } }],
    ["suppressed names that are no list", { claimsOverrideDetails: { claimsToSuppress: "email" } }],
  ] as const) {
    test(`T-47 ${what} is not understood, and nobody gets in`, async () => {
      recorder.behave({ TokenGeneration_Authentication: { response: details } });
      await assert.rejects(signedIn({ PreTokenGeneration: recorder.arn }), {
        name: "InvalidLambdaResponseException",
        message: "Unrecognizable lambda output",
      });
    });
  }

  test("a refresh has a source of its own and is the only function called", async () => {
    const { result, target } = await signedIn(every);
    recorder.events();
    await world.client.send(
      new InitiateAuthCommand({
        ClientId: target.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: result.RefreshToken ?? "" },
      }),
    );
    assert.deepEqual(sources(), ["TokenGeneration_RefreshTokens"]);
  });
});

describe("UserMigration", () => {
  const known = {
    response: {
      userAttributes: { email: "old@example.com", email_verified: "true" },
      finalUserStatus: "CONFIRMED",
      messageAction: "SUPPRESS",
    },
  };

  test("makes the user with the password of the sign-in, and is not asked again", async () => {
    const { target, get, clientId } = await poolWith({ UserMigration: recorder.arn });
    recorder.behave({ UserMigration_Authentication: known });
    const tokens = tokensOf(await withPassword(target, "veteran"));
    assert.equal(claimsOf(tokens.IdToken)["email"], "old@example.com");
    const [event] = recorder.events();
    assert.deepEqual(event?.request, { password: goodPassword, validationData: null });
    assert.equal(event?.userName, "veteran");
    assert.equal(event?.callerContext.clientId, clientId);
    const user = await get("veteran");
    assert.equal(user.UserStatus, "CONFIRMED");
    await withPassword(target, "veteran");
    assert.deepEqual(sources(), []);
  });

  test("without a status the user must choose another password", async () => {
    const { target, get } = await poolWith({ UserMigration: recorder.arn });
    const response = { ...known.response, finalUserStatus: null };
    recorder.behave({ UserMigration_Authentication: { response } });
    await assert.rejects(withPassword(target, "veteran"), { name: "PasswordResetRequiredException" });
    assert.equal((await get("veteran")).UserStatus, "RESET_REQUIRED");
  });

  test("an answer without attributes vouches for nobody", async () => {
    const { target } = await poolWith({ UserMigration: recorder.arn });
    await assert.rejects(withPassword(target, "stranger"), { name: "UserNotFoundException" });
    assert.deepEqual(sources(), ["UserMigration_Authentication"]);
  });

  test("T-46 a function that throws refuses", async () => {
    const { target, clientId } = await poolWith({ UserMigration: recorder.arn });
    recorder.behave({ UserMigration_Authentication: { throws: "directory is down" } });
    await assert.rejects(withPassword(target, "veteran"), {
      message: `Exception migrating user in app client ${clientId}`,
    });
  });

  test("a forgotten password finds the user as well, who then gets a code", async () => {
    const { poolId, clientId } = await poolWith({ UserMigration: recorder.arn });
    recorder.behave({ UserMigration_ForgotPassword: known });
    const { CodeDeliveryDetails } = await world.client.send(
      new ForgotPasswordCommand({ ClientId: clientId, Username: "veteran" }),
    );
    assert.equal(CodeDeliveryDetails?.Destination, "o***@e***");
    assert.equal(recorder.events()[0]?.request["password"], undefined);
    assert.equal((await world.messages({ userPoolId: poolId })).at(-1)?.to, "old@example.com");
  });
});
