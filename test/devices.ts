/** What tests of devices do again and again: a pool that tracks them, a sign-in that is told a key, the device it becomes. */
import assert from "node:assert/strict";
import { createDiffieHellman, createHash, randomBytes } from "node:crypto";
import { SRP_GENERATOR, SRP_PRIME } from "../src/domain/password/srp.js";
import {
  AdminGetDeviceCommand,
  type AuthenticationResultType,
  ConfirmDeviceCommand,
  type ConfirmDeviceCommandInput,
  type DeviceConfigurationType,
  type DeviceType,
} from "./clients.js";
import { makeUser, type SignInTarget, tokensOf, withPassword } from "./sign-in.js";
import { recordOf } from "./users.js";
import type { TestWorld } from "./world.js";

/** Every device that is confirmed is remembered, and then stands for a second factor. */
export const always: DeviceConfigurationType = {
  ChallengeRequiredOnNewDevice: true,
  DeviceOnlyRememberedOnUserPrompt: false,
};
/** The user is asked first. */
export const optIn: DeviceConfigurationType = {
  ChallengeRequiredOnNewDevice: true,
  DeviceOnlyRememberedOnUserPrompt: true,
};

/** The refusal that clients look for. */
export const noDevice = { name: "ResourceNotFoundException", message: "Device does not exist." };
/** The refusal in a pool that tracks no devices. */
export const notTracking = {
  name: "InvalidUserPoolConfigurationException",
  message: "User pool is not configured to remember devices.",
};

/** What a sign-in from an unknown device gives. */
export interface NewDeviceSignIn {
  readonly AccessToken: string;
  readonly RefreshToken: string;
  readonly DeviceKey: string;
  readonly DeviceGroupKey: string;
}

/** A device that its application knows by heart. */
export interface OwnDevice extends NewDeviceSignIn {
  readonly secret: string;
}

/** A pool that tracks devices, with a client and the user ann. */
export interface DeviceScene extends SignInTarget {
  /** Signs in without naming a device. */
  signIn(username?: string): Promise<NewDeviceSignIn>;
  /** Signs in so, and confirms the device. */
  device(DeviceName?: string, username?: string): Promise<OwnDevice>;
  /** What an administrator sees of a device: its attributes as a record. */
  seen(DeviceKey: string, username?: string): Promise<DeviceType & { attributes: Record<string, string> }>;
}

/** The key that came with the tokens. */
export function newDevice(output: { AuthenticationResult?: AuthenticationResultType | undefined }): NewDeviceSignIn {
  const { AccessToken, RefreshToken } = tokensOf(output);
  const { DeviceKey, DeviceGroupKey } = output.AuthenticationResult?.NewDeviceMetadata ?? {};
  assert.ok(DeviceKey && DeviceGroupKey, "the sign-in was told no device key");
  return { AccessToken, RefreshToken, DeviceKey, DeviceGroupKey };
}

/** A new secret of a device, and the verifier and salt that the server is given, reckoned as the published clients do. */
export function deviceSecret({ DeviceGroupKey, DeviceKey }: Pick<NewDeviceSignIn, "DeviceGroupKey" | "DeviceKey">): {
  secret: string;
  config: { PasswordVerifier: string; Salt: string };
} {
  const secret = randomBytes(40).toString("base64");
  // Never with the top bit set, so that the number and its bytes are the same.
  const salt = randomBytes(16);
  salt[0] = 1 + (salt[0] ?? 0) / 4;
  const identity = createHash("sha256").update(`${DeviceGroupKey}${DeviceKey}:${secret}`).digest();
  const group = createDiffieHellman(SRP_PRIME, SRP_GENERATOR);
  group.setPrivateKey(createHash("sha256").update(salt).update(identity).digest());
  const verifier = group.generateKeys();
  const padded = (verifier[0] ?? 0) < 0x80 ? verifier : Buffer.concat([Buffer.from([0]), verifier]);
  return { secret, config: { PasswordVerifier: padded.toString("base64"), Salt: salt.toString("base64") } };
}

/** Confirms the device of a sign-in; `input` says what else is sent, or something else. */
export async function confirm(
  { client }: Pick<TestWorld, "client">,
  signedIn: NewDeviceSignIn,
  input: Partial<ConfirmDeviceCommandInput> = {},
) {
  const { secret, config } = deviceSecret(signedIn);
  const { $metadata: _, ...answer } = await client.send(
    new ConfirmDeviceCommand({
      AccessToken: signedIn.AccessToken,
      DeviceKey: signedIn.DeviceKey,
      DeviceSecretVerifierConfig: config,
      ...input,
    }),
  );
  return { answer, device: { ...signedIn, secret } };
}

/** Makes the pool, the client and ann. */
export async function deviceScene(
  world: TestWorld,
  DeviceConfiguration: DeviceConfigurationType = always,
): Promise<DeviceScene> {
  const pool = await world.pool({ DeviceConfiguration });
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "ann");
  const target: SignInTarget = { world, poolId: pool.Id, clientId: ClientId };
  const scene: DeviceScene = {
    ...target,
    signIn: async (username = "ann") => newDevice(await withPassword(target, username)),
    async device(DeviceName, username) {
      const signedIn = await scene.signIn(username);
      return (await confirm(world, signedIn, DeviceName === undefined ? {} : { DeviceName })).device;
    },
    async seen(DeviceKey, Username = "ann") {
      const { Device } = await world.client.send(
        new AdminGetDeviceCommand({ UserPoolId: pool.Id, Username, DeviceKey }),
      );
      assert.ok(Device);
      return { ...Device, attributes: recordOf(Device.DeviceAttributes) };
    },
  };
  return scene;
}
