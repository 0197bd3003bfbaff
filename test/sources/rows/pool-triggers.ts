/** lambda_config: stored and described in full, removed whole, and the functions run. */
import assert from "node:assert/strict";
import {
  InitiateAuthCommand,
  type LambdaConfigType,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { password } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { echo, poolRow } from "./pool-row.js";

const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
/** Of the scene's recorder. */
const recorderArn = lambda("recorder");
const kmsKey = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const removed = { LambdaConfig: {} };

const plain: readonly (readonly [string, string, keyof LambdaConfigType])[] = [
  ["S1-52", "create_auth_challenge", "CreateAuthChallenge"],
  ["S1-53", "custom_message", "CustomMessage"],
  ["S1-54", "define_auth_challenge", "DefineAuthChallenge"],
  ["S1-55", "post_authentication", "PostAuthentication"],
  ["S1-56", "post_confirmation", "PostConfirmation"],
  ["S1-57", "pre_authentication", "PreAuthentication"],
  ["S1-58", "pre_sign_up", "PreSignUp"],
  ["S1-63", "user_migration", "UserMigration"],
  ["S1-64", "verify_auth_challenge_response", "VerifyAuthChallengeResponse"],
];

export const poolTriggers: readonly SourceRow[] = [
  ...plain.map(([id, argument, member]) =>
    echo(id, `lambda_config.${argument}`, { LambdaConfig: { [member]: lambda(argument) } }, { removed }),
  ),

  poolRow(
    "S1-59",
    "lambda_config.pre_token_generation: shows in both spellings",
    { LambdaConfig: { PreTokenGeneration: lambda("token") } },
    async ({ pools }, settings) => {
      const { pool } = await pools.create(settings);
      assert.deepEqual(pool.LambdaConfig, {
        PreTokenGeneration: lambda("token"),
        PreTokenGenerationConfig: { LambdaArn: lambda("token"), LambdaVersion: "V1_0" },
      });
    },
  ),

  poolRow(
    "S1-60",
    "lambda_config.pre_token_generation_config.lambda_arn: shows in both spellings",
    { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: lambda("token"), LambdaVersion: "V2_0" } } },
    async ({ pools }, settings) => {
      const state = await pools.create(settings);
      assert.deepEqual(state.pool.LambdaConfig, {
        PreTokenGeneration: lambda("token"),
        PreTokenGenerationConfig: { LambdaArn: lambda("token"), LambdaVersion: "V2_0" },
      });
      assert.deepEqual((await pools.update(state, {})).pool.LambdaConfig ?? {}, {});
    },
  ),

  statement("S1-61", "pre_token_generation_config.lambda_arn: must equal pre_token_generation", async ({ pools }) => {
    const config = { LambdaArn: lambda("one"), LambdaVersion: "V1_0" as const };
    await assert.rejects(
      pools.create({ LambdaConfig: { PreTokenGeneration: lambda("another"), PreTokenGenerationConfig: config } }),
      {
        name: "InvalidParameterException",
        message: "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
      },
    );
    await pools.create({ LambdaConfig: { PreTokenGeneration: lambda("one"), PreTokenGenerationConfig: config } });
  }),

  ...(["V1_0", "V2_0"] as const).map((LambdaVersion) =>
    poolRow(
      "S1-62",
      `pre_token_generation_config.lambda_version: ${LambdaVersion}, in a pool that names no tier`,
      { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: lambda("token"), LambdaVersion } } },
      async ({ pools }, settings) => {
        const { pool } = await pools.create(settings);
        assert.equal(pool.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion, LambdaVersion);
        assert.equal(pool.LambdaConfig?.PreTokenGenerationConfig?.LambdaArn, lambda("token"));
      },
    ),
  ),

  echo("S1-65", "lambda_config.kms_key_id", { LambdaConfig: { KMSKeyID: kmsKey } }, { removed }),

  ...(
    [
      ["S1-67", "S1-68", "custom_email_sender", "CustomEmailSender"],
      ["S1-69", "S1-70", "custom_sms_sender", "CustomSMSSender"],
    ] as const
  ).flatMap(([arnId, versionId, argument, member]) => [
    echo(
      arnId,
      `${argument}.lambda_arn: kept, and needs the key`,
      { LambdaConfig: { [member]: { LambdaArn: lambda("send"), LambdaVersion: "V1_0" }, KMSKeyID: kmsKey } },
      { removed },
    ),
    statement(versionId, `${argument}.lambda_version: V1_0 and nothing else`, async ({ pools }) => {
      const sender = (LambdaVersion: string) => ({
        LambdaConfig: { [member]: { LambdaArn: lambda("send"), LambdaVersion }, KMSKeyID: kmsKey } as LambdaConfigType,
      });
      await pools.create(sender("V1_0"));
      await assert.rejects(pools.create(sender("V2_0")), {
        name: "InvalidParameterException",
        message: /Value 'V2_0' at '.*lambdaVersion' failed to satisfy constraint: Member must satisfy enum value set/,
      });
    }),
  ]),

  poolRow(
    "S1-72",
    "lambda_config: a function of the pool is asked until it is taken away; one that leads nowhere fails closed",
    { LambdaConfig: { PreSignUp: recorderArn, PreAuthentication: recorderArn } },
    async (scene, settings) => {
      const { recorder, pools, users } = scene;
      recorder.behave({});
      const state = await pools.create({});
      await users.create(state.id, "ann", { password, message_action: "SUPPRESS" });
      recorder.events();
      const withTriggers = await pools.update(state, settings);
      await users.create(state.id, "bob", { message_action: "SUPPRESS" });
      await scene.signsIn(state.id, "ann", password);
      assert.deepEqual(
        recorder.events().map(({ triggerSource }) => triggerSource),
        ["PreSignUp_AdminCreateUser", "PreAuthentication_Authentication"],
      );
      const nowhere = await pools.update(withTriggers, { LambdaConfig: { PreAuthentication: lambda("nowhere") } });
      await assert.rejects(scene.signIn(state.id, "ann", password), { name: "UnexpectedLambdaException" });
      await pools.update(nowhere, {});
      await scene.signsIn(state.id, "ann", password);
      assert.deepEqual(recorder.events(), []);
    },
  ),
  poolRow(
    "S1-52 S1-54 S1-64",
    "lambda_config: the three functions of a custom challenge lead a sign-in",
    {
      LambdaConfig: {
        DefineAuthChallenge: recorderArn,
        CreateAuthChallenge: recorderArn,
        VerifyAuthChallengeResponse: recorderArn,
      },
    },
    async ({ pools, users, world, recorder }, settings) => {
      const { id } = await pools.create(settings);
      await users.create(id, "ann", { password, message_action: "SUPPRESS" });
      const { ClientId } = await world.appClient(id, { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] });
      recorder.behave({
        DefineAuthChallenge_Authentication: { response: { challengeName: "CUSTOM_CHALLENGE" } },
        CreateAuthChallenge_Authentication: { response: { publicChallengeParameters: { riddle: "1 + 1" } } },
      });
      const AuthParameters = { USERNAME: "ann" };
      const asked = await world.client.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: "CUSTOM_AUTH", AuthParameters }),
      );
      assert.equal(asked.ChallengeParameters?.["riddle"], "1 + 1");
      recorder.behave({
        VerifyAuthChallengeResponse_Authentication: { response: { answerCorrect: true } },
        DefineAuthChallenge_Authentication: { response: { issueTokens: true } },
      });
      const { AuthenticationResult } = await world.client.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: "CUSTOM_CHALLENGE",
          Session: asked.Session,
          ChallengeResponses: { USERNAME: "ann", ANSWER: "2" },
        }),
      );
      assert.ok(AuthenticationResult?.AccessToken);
    },
  ),
];
