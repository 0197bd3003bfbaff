/** The AWS CLI as people use it for second factors, devices, passkeys, choice and what is kept of sign-ins. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { awsCli } from "../programs.js";
import { makeUser } from "../sign-in.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { runProgram } from "./child.js";
import { lastCode } from "./inbox.js";

const cli = awsCli();
const verifier = ["--device-secret-verifier-config", "PasswordVerifier=AQIDBAUGBwgJ,Salt=AQIDBAUGBwgJ"];
const password = "Correct-Horse-1";

describe("AWS CLI: factors and devices", { skip: cli.skip }, () => {
  let world: TestWorld;
  let poolId: string;
  let clientId: string;

  before(async () => {
    world = await startTestWorld();
    poolId = (
      await world.pool({
        UserPoolTier: "PLUS",
        UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] } },
      })
    ).Id;
    clientId = (
      await world.appClient(poolId, {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      })
    ).ClientId;
    const email = { Name: "email", Value: "anna@example.com" };
    await makeUser(world, poolId, "anna", { attributes: [email, { Name: "email_verified", Value: "true" }] });
  });
  after(() => world.close());

  function run(command: string, words: readonly string[]) {
    return runProgram(cli.command, ["cognito-idp", command, ...words, "--output", "json"], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations, looked into by the tests.
  async function done(command: string, ...words: string[]): Promise<any> {
    const { code, stdout, stderr } = await run(command, words);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return stdout.trim() === "" ? {} : JSON.parse(stdout);
  }

  async function refused(exception: string, command: string, ...words: string[]): Promise<string> {
    const { code, stderr } = await run(command, words);
    assert.notEqual(code, 0, `${command} was not refused`);
    const [, name, message = ""] = /\((\w+)\) when calling the \w+ operation: (.*)/.exec(stderr) ?? [];
    assert.equal(name, exception, stderr);
    return message;
  }

  const pool = () => ["--user-pool-id", poolId];
  const anna = () => [...pool(), "--username", "anna"];
  const token = (AccessToken: string) => ["--access-token", AccessToken];
  const signIn = () =>
    done(
      "initiate-auth",
      ...["--client-id", clientId, "--auth-flow", "USER_PASSWORD_AUTH"],
      ...["--auth-parameters", `USERNAME=anna,PASSWORD=${password}`],
    );
  const respond = (name: string, session: string, responses: string) =>
    done(
      "respond-to-auth-challenge",
      ...["--client-id", clientId, "--challenge-name", name, "--session", session],
      ...["--challenge-responses", `USERNAME=anna,${responses}`],
    );

  test("a choice of first factors, and a code by mail", async () => {
    const asked = await done(
      "initiate-auth",
      ...["--client-id", clientId, "--auth-flow", "USER_AUTH", "--auth-parameters", "USERNAME=anna"],
    );
    assert.equal(asked.ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual([...asked.AvailableChallenges].sort(), ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"]);
    const sent = await respond("SELECT_CHALLENGE", asked.Session, "ANSWER=EMAIL_OTP");
    assert.equal(sent.ChallengeName, "EMAIL_OTP");
    const code = await lastCode({ url: world.url, userPoolId: poolId }, "anna@example.com");
    const { AuthenticationResult } = await respond("EMAIL_OTP", sent.Session, `EMAIL_OTP_CODE=${code}`);
    assert.ok(AuthenticationResult.AccessToken);
    assert.deepEqual(
      [
        ...(await done("get-user-auth-factors", ...token(AuthenticationResult.AccessToken))).ConfiguredUserAuthFactors,
      ].sort(),
      ["EMAIL_OTP", "PASSWORD"],
    );
  });

  test("a software token: associated, verified, preferred, asked for, and taken away", async () => {
    await done(
      "set-user-pool-mfa-config",
      ...[...pool(), "--mfa-configuration", "OPTIONAL", "--software-token-mfa-configuration", "Enabled=true"],
    );
    const { AuthenticationResult } = await signIn();
    const access = token(AuthenticationResult.AccessToken);
    const { SecretCode } = await done("associate-software-token", ...access);
    assert.equal(
      await refused("EnableSoftwareTokenMFAException", "verify-software-token", ...access, "--user-code", "000000"),
      "Code mismatch and fail enable Software Token MFA",
    );
    const now = world.clock.now();
    const verified = await done(
      "verify-software-token",
      ...[...access, "--user-code", totpCode(SecretCode, now), "--friendly-device-name", "phone"],
    );
    assert.deepEqual(verified, { Status: "SUCCESS" });
    await done(
      "set-user-mfa-preference",
      ...[...access, "--software-token-mfa-settings", "Enabled=true,PreferredMfa=true"],
    );
    const { PreferredMfaSetting, UserMFASettingList } = await done("admin-get-user", ...anna());
    assert.deepEqual(
      { PreferredMfaSetting, UserMFASettingList },
      {
        PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
        UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
      },
    );
    const asked = await signIn();
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    assert.equal(asked.ChallengeParameters.FRIENDLY_DEVICE_NAME, "phone");
    const code = totpCode(SecretCode, now + 30_000);
    const answer = await respond("SOFTWARE_TOKEN_MFA", asked.Session, `SOFTWARE_TOKEN_MFA_CODE=${code}`);
    assert.ok(answer.AuthenticationResult.AccessToken);
    await done(
      "admin-set-user-mfa-preference",
      ...[...anna(), "--software-token-mfa-settings", "Enabled=false,PreferredMfa=false"],
    );
    assert.ok((await signIn()).AuthenticationResult);
  });

  test("a device: confirmed, remembered, listed, forgotten", async () => {
    const { AuthenticationResult } = await signIn();
    const access = token(AuthenticationResult.AccessToken);
    const { DeviceKey } = AuthenticationResult.NewDeviceMetadata;
    const device = ["--device-key", DeviceKey];
    const confirmed = await done("confirm-device", ...[...access, ...device, "--device-name", "laptop"], ...verifier);
    assert.deepEqual(confirmed, { UserConfirmationNecessary: true });
    await done("update-device-status", ...access, ...device, "--device-remembered-status", "remembered");
    const { Device } = await done("get-device", ...access, ...device);
    const attributes: { Name: string; Value: string }[] = Device.DeviceAttributes;
    assert.ok(attributes.some(({ Name, Value }) => Name === "device_name" && Value === "laptop"));
    const listed = await done("list-devices", ...access, "--limit", "10");
    assert.deepEqual(listed.Devices, [Device]);
    // Administrators are told more of a device than its user is.
    const administered = (await done("admin-get-device", ...anna(), ...device)).Device;
    assert.equal(administered.DeviceKey, DeviceKey);
    assert.deepEqual((await done("admin-list-devices", ...anna(), "--limit", "10")).Devices, [administered]);
    await done("admin-update-device-status", ...anna(), ...device, "--device-remembered-status", "not_remembered");
    await done("forget-device", ...access, ...device);
    assert.equal(
      await refused("ResourceNotFoundException", "get-device", ...access, ...device),
      "Device does not exist.",
    );
    await refused("ResourceNotFoundException", "admin-forget-device", ...anna(), ...device);
  });

  test("a passkey is asked for as a browser needs it", async () => {
    await done(
      "set-user-pool-mfa-config",
      ...[...pool(), "--web-authn-configuration", "RelyingPartyId=auth.example.com,UserVerification=preferred"],
    );
    const { AuthenticationResult } = await signIn();
    const access = token(AuthenticationResult.AccessToken);
    const { CredentialCreationOptions } = await done("start-web-authn-registration", ...access);
    assert.equal(CredentialCreationOptions.rp.id, "auth.example.com");
    assert.deepEqual((await done("list-web-authn-credentials", ...access)).Credentials, []);
    await refused("ResourceNotFoundException", "delete-web-authn-credential", ...access, "--credential-id", "AAAA");
  });

  test("what is kept of sign-ins, and feedback on one", async () => {
    const { AuthEvents } = await done("admin-list-user-auth-events", ...anna(), "--max-items", "1");
    assert.equal(AuthEvents.length, 1);
    assert.equal(AuthEvents[0].EventType, "SignIn");
    const event = ["--event-id", AuthEvents[0].EventId, "--feedback-value", "Valid"];
    await done("admin-update-auth-event-feedback", ...anna(), ...event);
    const [first] = (await done("admin-list-user-auth-events", ...anna(), "--max-items", "1")).AuthEvents;
    assert.equal(first.EventFeedback.FeedbackValue, "Valid");
  });

  test("fresh tokens by get-tokens-from-refresh-token, and none of a revoked one", async () => {
    const { AuthenticationResult } = await signIn();
    const client = ["--client-id", clientId];
    const refresh = ["--refresh-token", AuthenticationResult.RefreshToken, ...client];
    const device = ["--device-key", AuthenticationResult.NewDeviceMetadata.DeviceKey];
    // A device has to be confirmed before tokens are refreshed with it.
    const { AccessToken } = AuthenticationResult;
    assert.equal(
      await refused("NotAuthorizedException", "get-tokens-from-refresh-token", ...refresh, ...device),
      "Invalid Refresh Token.",
    );
    await done("confirm-device", ...token(AccessToken), ...device, ...verifier);
    const fresh = await done("get-tokens-from-refresh-token", ...refresh, ...device);
    assert.ok(fresh.AuthenticationResult.AccessToken);
    await done("revoke-token", "--token", AuthenticationResult.RefreshToken, ...client);
    await refused("NotAuthorizedException", "get-tokens-from-refresh-token", ...refresh, ...device);
  });
});
