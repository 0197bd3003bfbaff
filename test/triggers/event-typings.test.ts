/** Every event that functions get, recorded from the running server, beside the published typings of Lambda's events. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { addresses, challengePool, everyFactor } from "../challenges.js";
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateResourceServerCommand,
  type ExplicitAuthFlowsType,
  ForgotPasswordCommand,
  GetClientTokenCommand,
  GetUserAttributeVerificationCodeCommand,
  InitiateAuthCommand,
  type LambdaConfigType,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetRiskConfigurationCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "../clients.js";
import { kms } from "../companion-clients.js";
import { always, confirm, newDevice } from "../devices.js";
import { goodPassword, makeUser, tokensOf, withPassword } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { complaintsOf, deviations, publishedSources } from "./event-typings.js";
import { type RecordedEvent, Recorder } from "./recorder.js";

/** Sources whose operation comes later, by what is missing. */
const later: Readonly<Record<string, string>> = {
  PreSignUp_ExternalProvider: "federated sign-in",
  InboundFederation_ExternalProvider: "federated sign-in",
  TokenGeneration_HostedAuth: "the token endpoint",
};

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };
const recorder = new Recorder();
const events: RecordedEvent[] = [];
let world: TestWorld;
let KMSKeyID: string | undefined;
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new kms.KMSClient({ endpoint: world.url, region: "us-east-1", credentials });
  KMSKeyID = (await client.send(new kms.CreateKeyCommand({}))).KeyMetadata?.Arn;
  client.destroy();
});
after(async () => {
  await world.close();
  recorder.remove();
});

const { arn, asked } = recorder;
const versioned = (LambdaVersion: "V2_0" | "V3_0"): LambdaConfigType => ({
  ...asked,
  PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion },
});

/** Everything that a user with one address does in a pool; with metadata and without. */
async function live(
  LambdaConfig: LambdaConfigType,
  attribute: "email" | "phone_number",
  ClientMetadata: Record<string, string> | undefined,
): Promise<void> {
  const { Id } = await world.pool({ AutoVerifiedAttributes: [attribute], LambdaConfig, SmsConfiguration });
  const { ClientId } = await world.appClient(Id);
  const [first, second] =
    attribute === "email" ? ["ada@example.com", "ada@example.org"] : ["+15555550100", "+15555550101"];
  const addressed = (Value: string) => [{ Name: attribute, Value }];
  const lastCode = async () => (await world.messages({ userPoolId: Id })).at(-1)?.code ?? "";
  const user = { ClientId, Username: "ada", ...(ClientMetadata && { ClientMetadata }) };
  const target = { world, poolId: Id, clientId: ClientId };

  const ValidationData = ClientMetadata && [{ Name: "ticket", Value: "7" }];
  const signUp = { ...user, Password: goodPassword, UserAttributes: addressed(first), ValidationData };
  await world.client.send(new SignUpCommand(signUp));
  await world.client.send(new ResendConfirmationCodeCommand(user));
  await world.client.send(new ConfirmSignUpCommand({ ...user, ConfirmationCode: await lastCode() }));
  const AuthParameters = { USERNAME: "ada", PASSWORD: goodPassword };
  const signIn = { ...user, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
  const { AuthenticationResult } = await world.client.send(new InitiateAuthCommand(signIn));
  const { AccessToken = "", RefreshToken = "" } = AuthenticationResult ?? {};
  const refresh = {
    ClientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: RefreshToken },
  } as const;
  await world.client.send(new InitiateAuthCommand(refresh));
  const metadata = ClientMetadata && { ClientMetadata };
  await world.client.send(
    new UpdateUserAttributesCommand({ AccessToken, UserAttributes: addressed(second), ...metadata }),
  );
  await world.client.send(
    new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: attribute, ...metadata }),
  );
  await makeUser(world, Id, "alan", {
    attributes: [...addressed(attribute === "email" ? "alan@example.com" : "+15555550102"), verified(attribute)],
  });
  await world.client.send(new ForgotPasswordCommand({ ...user, Username: "alan" }));
  const reset = { ...user, Username: "alan", ConfirmationCode: await lastCode(), Password: "Another-Horse-2" };
  await world.client.send(new ConfirmForgotPasswordCommand(reset));
  const invited = { UserPoolId: Id, Username: "grace", TemporaryPassword: goodPassword, ...metadata } as const;
  const UserAttributes = addressed(attribute === "email" ? "grace@example.com" : "+15555550103");
  const DesiredDeliveryMediums: ("EMAIL" | "SMS")[] = [attribute === "email" ? "EMAIL" : "SMS"];
  await world.client.send(new AdminCreateUserCommand({ ...invited, UserAttributes, DesiredDeliveryMediums }));
  const { Session } = await withPassword(target, "grace");
  await world.client.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session,
      ChallengeResponses: { USERNAME: "grace", NEW_PASSWORD: "Another-Horse-2" },
      ...metadata,
    }),
  );
}

const verified = (attribute: string) => ({ Name: `${attribute}_verified`, Value: "true" });

/** Senders are called when the outbox comes to it. */
async function eventsUntil(count: number): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for (let waited = 0; found.length < count && waited < 20_000; waited += 50) {
    found.push(...recorder.events());
    await sleep(50);
  }
  return found;
}

describe("recorded", () => {
  for (const metadata of [undefined, { shop: "north" }]) {
    const kind = metadata === undefined ? "without" : "with";
    test(`the triggers of a user's life, ${kind} metadata`, async () => {
      await live(asked, "email", metadata);
      await live(asked, "phone_number", metadata);
      events.push(...recorder.events());
    });

    test(`versions 2 and 3 of token generation, ${kind} metadata`, async () => {
      await live(versioned("V2_0"), "email", metadata);
      await live(versioned("V3_0"), "email", metadata);
      events.push(...recorder.events().filter(({ triggerSource }) => triggerSource.startsWith("TokenGeneration_")));
    });

    for (const [trigger, attribute] of [
      ["CustomEmailSender", "email"],
      ["CustomSMSSender", "phone_number"],
    ] as const) {
      test(`${trigger}, ${kind} metadata`, async () => {
        await live({ [trigger]: { LambdaArn: arn, LambdaVersion: "V1_0" }, KMSKeyID }, attribute, metadata);
        const sources = ["SignUp", "ResendCode", "UpdateUserAttribute", "VerifyUserAttribute", "ForgotPassword"];
        const found = await eventsUntil(sources.length + 1);
        assert.deepEqual(
          found.map(({ triggerSource }) => triggerSource).sort(),
          [...sources, "AdminCreateUser"].map((source) => `${trigger}_${source}`).sort(),
        );
        events.push(...found);
      });
    }

    test(`migration, ${kind} metadata`, async () => {
      const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"], LambdaConfig: { UserMigration: arn } });
      const { ClientId } = await world.appClient(Id);
      const response = {
        userAttributes: { email: "old@example.com", email_verified: "true" },
        finalUserStatus: "CONFIRMED",
        messageAction: "SUPPRESS",
      };
      recorder.behave({ UserMigration_Authentication: { response }, UserMigration_ForgotPassword: { response } });
      const user = { ClientId, ...(metadata && { ClientMetadata: metadata }) };
      const AuthParameters = { USERNAME: "veteran", PASSWORD: goodPassword };
      const signIn = { ...user, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
      tokensOf(await world.client.send(new InitiateAuthCommand(signIn)));
      await world.client.send(new ForgotPasswordCommand({ ...user, Username: "pensioner" }));
      recorder.behave({});
      events.push(...recorder.events());
    });
  }

  for (const metadata of [undefined, { shop: "north" }]) {
    const kind = metadata === undefined ? "without" : "with";
    const more = metadata && { ClientMetadata: metadata };
    const attributes = addresses({ email: "jane@example.com", phone_number: "+12065551212" });

    test(`second factors and devices, ${kind} metadata`, async () => {
      for (const LambdaConfig of [asked, versioned("V2_0"), versioned("V3_0")]) {
        const pool = await challengePool(world, {
          mfa: { MfaConfiguration: "ON", ...everyFactor },
          pool: { LambdaConfig, DeviceConfiguration: always },
        });
        await pool.user("jane", { attributes });
        await pool.prefer("jane", { EmailMfaSettings: { Enabled: true, PreferredMfa: true } });
        const { Session } = await pool.password("jane");
        const answer = { USERNAME: "jane", EMAIL_OTP_CODE: await pool.lastCode() };
        const signedIn = newDevice(await pool.respond("EMAIL_OTP", Session, answer, more));
        const { device } = await confirm(world, signedIn);
        const { DeviceKey: DEVICE_KEY, DeviceGroupKey, secret } = device;
        const known = { USERNAME: "jane", PASSWORD: goodPassword, DEVICE_KEY };
        const asDevice = await pool.begin("USER_PASSWORD_AUTH", known, more);
        const srp = srpClient(DeviceGroupKey);
        const begun = { USERNAME: "jane", DEVICE_KEY, SRP_A: srp.A };
        const shown = await pool.respond("DEVICE_SRP_AUTH", asDevice.Session, begun, more);
        const parameters = { ...shown.ChallengeParameters, USER_ID_FOR_SRP: DEVICE_KEY };
        const proof = { ...srp.answer(parameters, secret, world.clock.now()), USERNAME: "jane", DEVICE_KEY };
        tokensOf(await pool.respond("DEVICE_PASSWORD_VERIFIER", shown.Session, proof, more));
      }
      events.push(...recorder.events());
    });

    for (const [trigger, factor] of [
      ["CustomEmailSender", "EMAIL_OTP"],
      ["CustomSMSSender", "SMS_OTP"],
    ] as const) {
      test(`${trigger} for a code of a sign-in, ${kind} metadata`, async () => {
        const pool = await challengePool(world, {
          pool: {
            SmsConfiguration,
            Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", factor] } },
            LambdaConfig: { [trigger]: { LambdaArn: arn, LambdaVersion: "V1_0" }, KMSKeyID },
          },
          client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
        });
        await pool.user("jane", { attributes });
        await pool.begin("USER_AUTH", { USERNAME: "jane", PREFERRED_CHALLENGE: factor }, more);
        const [event, ...others] = await eventsUntil(1);
        assert.deepEqual([event?.triggerSource, others], [`${trigger}_Authentication`, []]);
        if (event !== undefined) events.push(event);
      });
    }

    test(`functions that lead a sign-in, ${kind} metadata`, async () => {
      const LambdaConfig = { DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn };
      const ExplicitAuthFlows: ExplicitAuthFlowsType[] = ["ALLOW_CUSTOM_AUTH"];
      const pool = await challengePool(world, { pool: { LambdaConfig }, client: { ExplicitAuthFlows } });
      await pool.user("jane", { attributes });
      const create = { publicChallengeParameters: { riddle: "1 + 1" }, privateChallengeParameters: { answer: "2" } };
      recorder.behave({
        DefineAuthChallenge_Authentication: { response: { challengeName: "CUSTOM_CHALLENGE" } },
        CreateAuthChallenge_Authentication: { response: { ...create, challengeMetadata: "SUM" } },
        VerifyAuthChallengeResponse_Authentication: { response: { answerCorrect: true } },
      });
      const first = await pool.begin("CUSTOM_AUTH", { USERNAME: "jane" }, more);
      const answer = { USERNAME: "jane", ANSWER: "2" };
      const second = await pool.respond("CUSTOM_CHALLENGE", first.Session, answer, more);
      recorder.behave({
        DefineAuthChallenge_Authentication: { response: { issueTokens: true } },
        VerifyAuthChallengeResponse_Authentication: { response: { answerCorrect: true } },
      });
      tokensOf(await pool.respond("CUSTOM_CHALLENGE", second.Session, answer, more));
      recorder.behave({});
      events.push(...recorder.events());
    });

    test(`a client that acts for itself, ${kind} metadata`, async () => {
      const { Id } = await world.pool({ LambdaConfig: versioned("V3_0") });
      const Scopes = [{ ScopeName: "read", ScopeDescription: "read" }];
      const server = { UserPoolId: Id, Identifier: "api", Name: "api", Scopes };
      await world.client.send(new CreateResourceServerCommand(server));
      const { ClientId, ClientSecret } = await world.appClient(Id, {
        GenerateSecret: true,
        ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH" as ExplicitAuthFlowsType],
        AllowedOAuthScopes: ["api/read"],
      });
      await world.client.send(new GetClientTokenCommand({ ClientId, Secret: ClientSecret, ...more }));
      const found = recorder.events();
      assert.deepEqual(
        found.map(({ triggerSource }) => triggerSource),
        ["TokenGeneration_ClientCredentials"],
      );
      events.push(...found);
    });
  }

  test("a sign-in that threat protection acted on", async () => {
    const { Id } = await world.pool({
      UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
      LambdaConfig: { CustomEmailSender: { LambdaArn: arn, LambdaVersion: "V1_0" }, KMSKeyID },
    });
    const { ClientId } = await world.appClient(Id);
    await world.client.send(
      new SetRiskConfigurationCommand({
        UserPoolId: Id,
        AccountTakeoverRiskConfiguration: {
          NotifyConfiguration: { SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com" },
          Actions: { LowAction: { Notify: true, EventAction: "NO_ACTION" } },
        },
      }),
    );
    await makeUser(world, Id, "ada", { attributes: addresses({ email: "ada@example.com" }) });
    for (const [IpAddress, headerValue] of [
      ["192.0.2.1", "one"],
      ["198.51.100.1", "two"],
    ]) {
      await world.client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: Id,
          ClientId,
          AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "ada", PASSWORD: goodPassword },
          ContextData: {
            IpAddress,
            ServerName: "app.example.com",
            ServerPath: "/",
            HttpHeaders: [{ headerName: "User-Agent", headerValue }],
          },
        }),
      );
    }
    const [event, ...others] = await eventsUntil(1);
    assert.deepEqual([event?.triggerSource, others], ["CustomEmailSender_AccountTakeOverNotification", []]);
    if (event !== undefined) events.push(event);
  });

  test("somebody who does not exist signs in", async () => {
    const { Id } = await world.pool({ LambdaConfig: { PreAuthentication: arn } });
    const { ClientId } = await world.appClient(Id, { PreventUserExistenceErrors: "ENABLED" });
    await assert.rejects(withPassword({ world, poolId: Id, clientId: ClientId }, "nobody"));
    const found = recorder.events();
    assert.equal(found[0]?.request["userNotFound"], true);
    events.push(...found);
  });
});

describe("compared", () => {
  test("every event has the members of its published type and no others", () => {
    const { complaints, used } = complaintsOf(events);
    for (const [at, found] of complaints.entries()) {
      assert.deepEqual(found, [], `${events[at]?.triggerSource}: ${JSON.stringify(events[at], null, 2)}`);
    }
    assert.deepEqual(
      deviations.filter((one) => !used.has(one)),
      [],
      "deviations that no event shows",
    );
  });

  test("every source of the typings was recorded, or is listed as coming later", () => {
    const recorded = [...new Set(events.map(({ triggerSource }) => triggerSource))];
    assert.deepEqual([...recorded, ...Object.keys(later)].sort(), publishedSources());
    const page = readFileSync(join(repository, "docs/functions.md"), "utf8");
    const named = publishedSources().filter((source) => page.includes(`\`${source}\``));
    assert.deepEqual(named, Object.keys(later).sort(), "the page names those that come later");
  });

  test("the comparison sees members that are missing, too many, of another kind, or null", () => {
    const sample = events.find(({ triggerSource }) => triggerSource === "PreSignUp_SignUp");
    assert.ok(sample);
    const { response, ...withoutResponse } = sample;
    const { autoVerifyPhone, ...shortResponse } = response;
    const spoilt: Readonly<Record<string, [unknown, RegExp]>> = {
      "a member of the event is missing": [withoutResponse, /Property 'response' is missing/],
      "a member of the answer is missing": [{ ...sample, response: shortResponse }, /'autoVerifyPhone' is missing/],
      "a member too many": [{ ...sample, extra: 1 }, /'"extra"' does not exist/],
      "a member too many inside": [{ ...sample, request: { ...sample.request, extra: 1 } }, /'"extra"' does not exist/],
      "a number for a text": [{ ...sample, version: 1 }, /'number' is not assignable to type 'string'/],
      "null for a text": [{ ...sample, userName: null }, /'null' is not assignable to type 'string'/],
      "attributes that are no texts": [
        { ...sample, request: { ...sample.request, userAttributes: { email_verified: true } } },
        /'boolean' is not assignable to type 'string'/,
      ],
    };
    const { complaints } = complaintsOf(Object.values(spoilt).map(([event]) => event as RecordedEvent));
    for (const [at, [what, [, expected]]] of Object.entries(spoilt).entries()) {
      assert.match(complaints[at]?.join("\n") ?? "", expected, what);
    }
  });
});
