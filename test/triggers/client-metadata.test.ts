/**
 * What callers send along reaches the functions that the API reference names for their operation, and no others: every
 * operation with ClientMetadata, and what each function that it calls is told of it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addresses, type ChallengePool, challengePool } from "../challenges.js";
import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  type CreateUserPoolClientCommandInput,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserAttributeVerificationCodeCommand,
  type LambdaConfigType,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "../clients.js";
import { kms } from "../companion-clients.js";
import { goodPassword, tokensOf } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { ChallengeFunctions } from "./challenge-functions.js";
import { Recorder } from "./recorder.js";

const ClientMetadata = { shop: "north" };
const recorder = new Recorder();
const challenges = new ChallengeFunctions();
const { arn } = recorder;
const every: LambdaConfigType = { ...recorder.asked, UserMigration: arn };

let world: TestWorld;
let KMSKeyID: string | undefined;
before(async () => {
  world = await startTestWorld({ functions: { ...recorder.functions, ...challenges.functions } });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new kms.KMSClient({ endpoint: world.url, region: "us-east-1", credentials });
  KMSKeyID = (await client.send(new kms.CreateKeyCommand({}))).KeyMetadata?.Arn;
  client.destroy();
});
after(async () => {
  await world.close();
  recorder.remove();
  challenges.remove();
});

const flows: CreateUserPoolClientCommandInput["ExplicitAuthFlows"] = [
  "ALLOW_USER_PASSWORD_AUTH",
  "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  "ALLOW_CUSTOM_AUTH",
  "ALLOW_USER_AUTH",
  "ALLOW_REFRESH_TOKEN_AUTH",
];

/** A pool with every function, and jane in it, whom no function knows of yet. */
async function given(more: LambdaConfigType = {}, client: Partial<CreateUserPoolClientCommandInput> = {}) {
  const pool = await challengePool(world, {
    pool: {
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { ...every, ...more },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    client: { ExplicitAuthFlows: flows, ...client },
  });
  await pool.user("jane", { attributes: addresses({ email: "jane@example.com" }) });
  told();
  return pool;
}

/** What the functions were told since the last time: by source, the members of the request that hold the metadata. */
function told(): Record<string, string> {
  const seen = [...recorder.events(), ...challenges.events()].map(({ triggerSource, request }) => {
    const holding = ["clientMetadata", "validationData"].filter(
      (member) => JSON.stringify(request[member]) === JSON.stringify(ClientMetadata),
    );
    const others = ["clientMetadata", "validationData"].filter(
      (member) => !holding.includes(member) && (request[member] ?? undefined) !== undefined,
    );
    assert.deepEqual(others, [], `${triggerSource} is told something else`);
    return [triggerSource, holding.join(" and ") || "nothing"] as const;
  });
  return Object.fromEntries(seen);
}

const named = ({ clientId }: ChallengePool, Username: string) => ({ ClientId: clientId, Username });
const administered = ({ poolId }: ChallengePool, Username: string) => ({ UserPoolId: poolId, Username });
const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];
const signUp = (pool: ChallengePool, more: object = { ClientMetadata }) =>
  world.client.send(new SignUpCommand({ ...named(pool, "ada"), Password: goodPassword, UserAttributes, ...more }));

test("SignUp tells it before the sign-up, in the message, and after a confirmation by function", async () => {
  const pool = await given();
  await signUp(pool);
  assert.deepEqual(told(), { PreSignUp_SignUp: "clientMetadata", CustomMessage_SignUp: "clientMetadata" });
  await world.client.send(new ResendConfirmationCodeCommand({ ...named(pool, "ada"), ClientMetadata }));
  assert.deepEqual(told(), { CustomMessage_ResendCode: "clientMetadata" });
  const ConfirmationCode = await pool.lastCode();
  await world.client.send(new ConfirmSignUpCommand({ ...named(pool, "ada"), ConfirmationCode, ClientMetadata }));
  assert.deepEqual(told(), { PostConfirmation_ConfirmSignUp: "clientMetadata" });

  const other = await given();
  recorder.behave({ PreSignUp_SignUp: { response: { autoConfirmUser: true } } });
  await signUp(other);
  recorder.behave({});
  assert.deepEqual(told(), { PreSignUp_SignUp: "clientMetadata", PostConfirmation_ConfirmSignUp: "clientMetadata" });
});

test("administrators' operations tell it as the users' do", async () => {
  const pool = await given();
  const invited = { ...administered(pool, "grace"), UserAttributes: addresses({ email: "grace@example.com" }) };
  const DesiredDeliveryMediums: "EMAIL"[] = ["EMAIL"];
  await world.client.send(new AdminCreateUserCommand({ ...invited, DesiredDeliveryMediums, ClientMetadata }));
  assert.deepEqual(told(), {
    PreSignUp_AdminCreateUser: "clientMetadata",
    CustomMessage_AdminCreateUser: "clientMetadata",
  });
  await signUp(pool, {});
  told();
  await world.client.send(new AdminConfirmSignUpCommand({ ...administered(pool, "ada"), ClientMetadata }));
  assert.deepEqual(told(), { PostConfirmation_ConfirmSignUp: "clientMetadata" });
  await world.client.send(
    new AdminUpdateUserAttributesCommand({
      ...administered(pool, "jane"),
      UserAttributes: [{ Name: "email", Value: "jane@example.org" }],
      ClientMetadata,
    }),
  );
  assert.deepEqual(told(), { CustomMessage_UpdateUserAttribute: "clientMetadata" });
  const other = await given();
  await world.client.send(new AdminResetUserPasswordCommand({ ...administered(other, "jane"), ClientMetadata }));
  assert.deepEqual(told(), { CustomMessage_ForgotPassword: "clientMetadata" });
});

test("a forgotten password tells it to the directory, in the message, and afterwards", async () => {
  const pool = await given();
  await world.client.send(new ForgotPasswordCommand({ ...named(pool, "jane"), ClientMetadata }));
  assert.deepEqual(told(), { CustomMessage_ForgotPassword: "clientMetadata" });
  const reset = { ...named(pool, "jane"), ConfirmationCode: await pool.lastCode(), Password: "Another-Horse-2" };
  await world.client.send(new ConfirmForgotPasswordCommand({ ...reset, ClientMetadata }));
  assert.deepEqual(told(), { PostConfirmation_ConfirmForgotPassword: "clientMetadata" });
  await assert.rejects(world.client.send(new ForgotPasswordCommand({ ...named(pool, "nobody"), ClientMetadata })));
  assert.deepEqual(told(), { UserMigration_ForgotPassword: "clientMetadata" });
});

test("InitiateAuth tells it as validation data before the sign-in, and to nobody else", async () => {
  const LambdaConfig = challenges.lambdaConfig;
  const pool = await given(LambdaConfig);
  const parameters = { USERNAME: "jane", PASSWORD: goodPassword };
  const nothing = { PostAuthentication_Authentication: "nothing", TokenGeneration_Authentication: "nothing" };
  const before = { PreAuthentication_Authentication: "validationData" };
  await pool.begin("USER_PASSWORD_AUTH", parameters, { ClientMetadata });
  assert.deepEqual(told(), { ...before, ...nothing });
  const administrator = { UserPoolId: pool.poolId, ClientId: pool.clientId, AuthParameters: parameters };
  await world.client.send(
    new AdminInitiateAuthCommand({ ...administrator, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", ClientMetadata }),
  );
  assert.deepEqual(told(), { ...before, ...nothing });
  await assert.rejects(pool.begin("USER_PASSWORD_AUTH", { ...parameters, USERNAME: "nobody" }, { ClientMetadata }));
  assert.deepEqual(told(), { UserMigration_Authentication: "validationData" });
  const choice = { USERNAME: "jane", PREFERRED_CHALLENGE: "EMAIL_OTP" };
  await pool.begin("USER_AUTH", choice, { ClientMetadata });
  assert.deepEqual(told(), { ...before, CustomMessage_Authentication: "nothing" });
  challenges.plan({ define: [{ challengeName: "CUSTOM_CHALLENGE" }], create: {} });
  await pool.begin("CUSTOM_AUTH", { USERNAME: "jane" }, { ClientMetadata });
  assert.deepEqual(told(), {
    ...before,
    DefineAuthChallenge_Authentication: "nothing",
    CreateAuthChallenge_Authentication: "nothing",
  });
});

test("a pool's own sender is not told what InitiateAuth was told, but what came with the answer to a challenge", async () => {
  const pool = await given({ CustomEmailSender: { LambdaArn: arn, LambdaVersion: "V1_0" }, KMSKeyID });
  const sent = async () => {
    for (let left = 400; left > 0; left -= 1) {
      const { CustomEmailSender_Authentication: found, ...others } = told();
      // It writes the message itself: nobody is asked what that should say.
      assert.equal(others["CustomMessage_Authentication"], undefined);
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 25));
    }
    return assert.fail("never: the sender is called");
  };
  await pool.begin("USER_AUTH", { USERNAME: "jane", PREFERRED_CHALLENGE: "EMAIL_OTP" }, { ClientMetadata });
  assert.equal(await sent(), "nothing");
  const { Session } = await pool.begin("USER_AUTH", { USERNAME: "jane" });
  await pool.respond("SELECT_CHALLENGE", Session, { USERNAME: "jane", ANSWER: "EMAIL_OTP" }, { ClientMetadata });
  assert.equal(await sent(), "clientMetadata");
});

test("answers to challenges tell it to whoever is asked by them", async () => {
  const pool = await given(challenges.lambdaConfig);
  const { Session } = await pool.begin("USER_AUTH", { USERNAME: "jane" });
  told();
  const chosen = { USERNAME: "jane", ANSWER: "EMAIL_OTP" };
  const asked = await pool.respond("SELECT_CHALLENGE", Session, chosen, { ClientMetadata });
  assert.deepEqual(told(), { CustomMessage_Authentication: "clientMetadata" });
  const code = { USERNAME: "jane", EMAIL_OTP_CODE: await pool.lastCode() };
  tokensOf(await pool.respond("EMAIL_OTP", asked.Session, code, { ClientMetadata }));
  const after = {
    PostAuthentication_Authentication: "clientMetadata",
    TokenGeneration_Authentication: "clientMetadata",
  };
  assert.deepEqual(told(), after);

  const plan = { create: { privateChallengeParameters: { answer: "2" } }, right: "2" };
  challenges.plan({ define: [{ challengeName: "CUSTOM_CHALLENGE" }], ...plan });
  const first = await pool.begin("CUSTOM_AUTH", { USERNAME: "jane" });
  told();
  const answer = { USERNAME: "jane", ANSWER: "2" };
  const second = await pool.respond("CUSTOM_CHALLENGE", first.Session, answer, { ClientMetadata });
  const leading = {
    VerifyAuthChallengeResponse_Authentication: "clientMetadata",
    DefineAuthChallenge_Authentication: "clientMetadata",
  };
  assert.deepEqual(told(), { ...leading, CreateAuthChallenge_Authentication: "clientMetadata" });
  challenges.plan({ define: [{ issueTokens: true }], ...plan });
  await world.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: pool.clientId,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: second.Session,
      ChallengeResponses: answer,
      ClientMetadata,
    }),
  );
  assert.deepEqual(told(), { ...leading, ...after });
});

test("new codes for an address tell it in the message, and a refresh to whoever changes tokens", async () => {
  const rotation = { RefreshTokenRotation: { Feature: "ENABLED" as const, RetryGracePeriodSeconds: 0 } };
  const pool = await given({}, { ...rotation, ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
  const { AccessToken, RefreshToken = "" } = tokensOf(await pool.password("jane"));
  told();
  const update = { AccessToken, UserAttributes: [{ Name: "email", Value: "jane@example.org" }] };
  await world.client.send(new UpdateUserAttributesCommand({ ...update, ClientMetadata }));
  assert.deepEqual(told(), { CustomMessage_UpdateUserAttribute: "clientMetadata" });
  const again = { AccessToken, AttributeName: "email" };
  await world.client.send(new GetUserAttributeVerificationCodeCommand({ ...again, ClientMetadata }));
  assert.deepEqual(told(), { CustomMessage_VerifyUserAttribute: "clientMetadata" });
  const refresh = { ClientId: pool.clientId, RefreshToken };
  await world.client.send(new GetTokensFromRefreshTokenCommand({ ...refresh, ClientMetadata }));
  assert.deepEqual(told(), { TokenGeneration_RefreshTokens: "clientMetadata" });

  const other = await given();
  const tokens = tokensOf(await other.password("jane"));
  told();
  const parameters = { REFRESH_TOKEN: tokens.RefreshToken ?? "" };
  await other.begin("REFRESH_TOKEN_AUTH", parameters, { ClientMetadata });
  assert.deepEqual(told(), { TokenGeneration_RefreshTokens: "nothing" });
});
