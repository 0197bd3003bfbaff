/**
 * Small SRP clients of JavaScript as their own pages tell to use them: cognito-srp-helper around the AWS SDK, with a device
 * and by choice, and amazon-user-pool-srp-client over bare HTTP.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
// @ts-expect-error: it has no types.
import userPoolSrp from "amazon-user-pool-srp-client";
import * as published from "cognito-srp-helper";
import {
  ConfirmDeviceCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
} from "../clients.js";
import { claimsOf, goodPassword, makeUser, type SignInTarget } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

/** cognito-srp-helper without its own types, which do not fit exact optional properties. */
interface SrpHelper {
  createSecretHash(username: string, clientId: string, secret: string): string;
  createPasswordHash(username: string, password: string, poolId: string): string;
  createSrpSession(username: string, password: string, poolId: string, isHashed: boolean): object;
  wrapInitiateAuth<Request>(session: object, request: Request): Request;
  signSrpSession(session: object, answer: object): object;
  wrapAuthChallenge<Request>(session: object, request: Request): Request;
  createDeviceVerifier(
    deviceKey: string,
    groupKey: string,
  ): {
    readonly DeviceSecretVerifierConfig: { readonly PasswordVerifier: string; readonly Salt: string };
    readonly DeviceRandomPassword: string;
  };
  signSrpSessionWithDevice(session: object, answer: object, groupKey: string, password: string): object;
}
const {
  createDeviceVerifier,
  createPasswordHash,
  createSecretHash,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
  wrapAuthChallenge,
  wrapInitiateAuth,
} = published as unknown as SrpHelper;

/** What is used of amazon-user-pool-srp-client. */
interface UserPoolSrp {
  readonly SRPClient: new (
    poolName: string,
  ) => {
    calculateA(): string;
    getPasswordAuthenticationKey(user: string, password: string, B: string, salt: string): unknown;
  };
  calculateSignature(key: unknown, poolName: string, user: string, secretBlock: string, now: string): string;
  getNowString(): string;
}
const { SRPClient, calculateSignature, getNowString }: UserPoolSrp = userPoolSrp;

const names = { "usernames only": "anna", "e-mail as username": "anna@example.com" } as const;
const secrets = { "with a secret": true, "without a secret": false } as const;

describe("SRP clients of JavaScript", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  async function given(username: string, GenerateSecret: boolean): Promise<SignInTarget> {
    const { Id } = await world.pool({
      ...(username.includes("@") ? { UsernameAttributes: ["email"] } : {}),
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    });
    await world.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: Id,
        MfaConfiguration: "OPTIONAL",
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    const { ClientId, ClientSecret } = await world.appClient(Id, {
      GenerateSecret,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    await makeUser(world, Id, username);
    return { world, poolId: Id, clientId: ClientId, clientSecret: ClientSecret };
  }

  for (const [kind, username] of Object.entries(names)) {
    for (const [secret, generate] of Object.entries(secrets)) {
      test(`cognito-srp-helper: password, device and choice: ${kind}, client ${secret}`, async () => {
        const { poolId, clientId: ClientId, clientSecret } = await given(username, generate);
        const { client } = world;
        const user = {
          USERNAME: username,
          ...(clientSecret === undefined ? {} : { SECRET_HASH: createSecretHash(username, ClientId, clientSecret) }),
        };

        /** As the helper's page has it: the same user and device in every call, the Session where there is one. */
        async function signIn(password: string, device: Record<string, string> = {}, isHashed = false) {
          const session = createSrpSession(username, password, poolId, isHashed);
          const asked = await client.send(
            new InitiateAuthCommand(
              wrapInitiateAuth(session, {
                ClientId,
                AuthFlow: "USER_SRP_AUTH",
                AuthParameters: { CHALLENGE_NAME: "SRP_A", ...user, ...device },
              }),
            ),
          );
          const signed = signSrpSession(session, asked);
          const answer = await client.send(
            new RespondToAuthChallengeCommand(
              wrapAuthChallenge(signed, {
                ClientId,
                ChallengeName: "PASSWORD_VERIFIER",
                ChallengeResponses: { ...user, ...device },
                Session: asked.Session,
              }),
            ),
          );
          return { session, signed, answer };
        }

        await assert.rejects(signIn("Wrong-Horse-1"), {
          name: "NotAuthorizedException",
          message: "Incorrect username or password.",
        });
        // A password hashed beforehand names the user, so it serves where people sign in with their usernames only.
        const isHashed = kind === "usernames only";
        const first = await signIn(
          isHashed ? createPasswordHash(username, goodPassword, poolId) : goodPassword,
          {},
          isHashed,
        );
        const { AccessToken, NewDeviceMetadata } = first.answer.AuthenticationResult ?? {};
        const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata ?? {};
        assert.ok(DeviceKey && DeviceGroupKey);
        const { DeviceSecretVerifierConfig, DeviceRandomPassword } = createDeviceVerifier(DeviceKey, DeviceGroupKey);
        await client.send(
          new ConfirmDeviceCommand({ AccessToken, DeviceKey, DeviceName: "laptop", DeviceSecretVerifierConfig }),
        );

        const again = await signIn(goodPassword, { DEVICE_KEY: DeviceKey });
        assert.equal(again.answer.ChallengeName, "DEVICE_SRP_AUTH");
        const ofDevice = { ...user, DEVICE_KEY: DeviceKey };
        const verifier = await client.send(
          new RespondToAuthChallengeCommand(
            wrapAuthChallenge(again.signed, {
              ClientId,
              ChallengeName: "DEVICE_SRP_AUTH",
              ChallengeResponses: ofDevice,
              Session: again.answer.Session,
            }),
          ),
        );
        assert.equal(verifier.ChallengeName, "DEVICE_PASSWORD_VERIFIER");
        const { AuthenticationResult } = await client.send(
          new RespondToAuthChallengeCommand(
            wrapAuthChallenge(signSrpSessionWithDevice(again.session, verifier, DeviceGroupKey, DeviceRandomPassword), {
              ClientId,
              ChallengeName: "DEVICE_PASSWORD_VERIFIER",
              ChallengeResponses: ofDevice,
              Session: verifier.Session,
            }),
          ),
        );
        assert.equal(claimsOf(AuthenticationResult?.AccessToken ?? "")["device_key"], DeviceKey);

        const chosen = createSrpSession(username, goodPassword, poolId, false);
        const asked = await client.send(
          new InitiateAuthCommand(
            wrapInitiateAuth(chosen, {
              ClientId,
              AuthFlow: "USER_AUTH",
              AuthParameters: { PREFERRED_CHALLENGE: "PASSWORD_SRP", ...user },
            }),
          ),
        );
        const choice = await client.send(
          new RespondToAuthChallengeCommand(
            wrapAuthChallenge(signSrpSession(chosen, asked), {
              ClientId,
              ChallengeName: "PASSWORD_VERIFIER",
              ChallengeResponses: user,
              Session: asked.Session,
            }),
          ),
        );
        assert.ok(choice.AuthenticationResult?.AccessToken);
      });
    }

    test(`amazon-user-pool-srp-client: ${kind}`, async () => {
      const { poolId, clientId: ClientId } = await given(username, false);
      const poolName = poolId.split("_")[1] ?? "";

      async function call(operation: string, input: object) {
        const response = await fetch(world.url, {
          method: "POST",
          headers: {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
          },
          body: JSON.stringify(input),
        });
        // biome-ignore lint/suspicious/noExplicitAny: answers of two operations, looked into by the test.
        const answer = (await response.json()) as any;
        if (!response.ok) throw Object.assign(new Error(answer.message), { name: answer.__type });
        return answer;
      }

      async function signIn(password: string) {
        const srp = new SRPClient(poolName);
        const { ChallengeName, ChallengeParameters, Session } = await call("InitiateAuth", {
          ClientId,
          AuthFlow: "USER_SRP_AUTH",
          AuthParameters: { USERNAME: username, SRP_A: srp.calculateA() },
        });
        const { USER_ID_FOR_SRP: id, SRP_B, SALT, SECRET_BLOCK } = ChallengeParameters;
        const now = getNowString();
        const key = srp.getPasswordAuthenticationKey(id, password, SRP_B, SALT);
        return call("RespondToAuthChallenge", {
          ClientId,
          ChallengeName,
          ChallengeResponses: {
            PASSWORD_CLAIM_SIGNATURE: calculateSignature(key, poolName, id, SECRET_BLOCK, now),
            PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
            TIMESTAMP: now,
            USERNAME: id,
          },
          Session,
        });
      }

      const { AuthenticationResult } = await signIn(goodPassword);
      assert.equal(claimsOf(AuthenticationResult.AccessToken)["client_id"], ClientId);
      await assert.rejects(signIn("Wrong-Horse-1"), { name: "NotAuthorizedException" });
    });
  }
});
