/**
 * Owns what a device is made from, what it may be asked for and do at sign-in, and the refusals. Its wire form is
 * `describe.ts`; the arithmetic of its proof is `domain/password/srp.ts`.
 */
import {
  DeviceKeyExistsException,
  InvalidParameterException,
  ResourceNotFoundException,
} from "../../model/generated/exceptions.js";
import type {
  ConfirmDeviceRequest,
  DeviceRememberedStatusType,
  DeviceSecretVerifierConfigType,
} from "../../model/generated/types.js";
import type { Device, DeviceSecret } from "../device.js";
import { parseClientSalt, parseClientVerifier } from "../password/srp.js";
import type { TokenSession } from "../token-session.js";
import { devicesReplaceSecondFactor, remembersOnlyWhenAsked } from "../user-pool/device-configuration.js";
import type { UserPool } from "../user-pool.js";

/** Clients look for this text and begin again without the key. */
export const deviceDoesNotExist = () => new ResourceNotFoundException("Device does not exist.");

/** The refusal of a key that was not issued to the sign-in behind the access token. */
export const invalidDeviceKey = () => new InvalidParameterException("Invalid device key given.");

export const deviceKeyExists = () => new DeviceKeyExistsException("Device key already exists.");

/**
 * Devices that a user may have. Cognito documents no limit; applications that lose the key at each sign-in make another
 * one each time, and the one unused for longest then gives way.
 */
export const DEVICES_PER_USER = 1000;

/** The device that ConfirmDevice asks for. Only the sign-in that was told the key may confirm it (T-27). */
export function confirmedDevice(
  pool: UserPool,
  session: TokenSession,
  request: ConfirmDeviceRequest,
  { now, ipAddress }: { readonly now: number; readonly ipAddress: string },
): Device {
  if (session.deviceKey !== request.DeviceKey) throw invalidDeviceKey();
  const secret = readSecret(request.DeviceSecretVerifierConfig);
  return {
    poolId: pool.id,
    sub: session.sub,
    deviceKey: request.DeviceKey,
    clientId: session.clientId,
    ...(request.DeviceName === undefined ? {} : { name: request.DeviceName }),
    remembered: !remembersOnlyWhenAsked(pool),
    ...(secret === undefined ? {} : { secret }),
    createdAt: now,
    modifiedAt: now,
    lastAuthenticatedAt: session.authTime,
    lastIpAddress: ipAddress,
  };
}

/** Both members or neither: the model requires none. A verifier that anybody could prove is refused. */
function readSecret(config: DeviceSecretVerifierConfigType | undefined): DeviceSecret | undefined {
  if (config?.PasswordVerifier === undefined && config?.Salt === undefined) return undefined;
  const verifier = parseClientVerifier(config.PasswordVerifier ?? "");
  if (verifier === undefined) throw new InvalidParameterException("Invalid device password verifier given.");
  const salt = parseClientSalt(config.Salt ?? "");
  if (salt === undefined) throw new InvalidParameterException("Invalid device salt given.");
  return { salt, verifier };
}

/** A device with something to prove itself by. */
export type ProvableDevice = Device & { readonly secret: DeviceSecret };

/** Whether the sign-in goes on with DEVICE_SRP_AUTH: of a confirmed device that is not remembered nothing is asked. */
export function mustProveItself(device: Device | undefined): device is ProvableDevice {
  return device?.remembered === true && device.secret !== undefined;
}

/** Whether DEVICE_SRP_AUTH comes in place of the second factor, and not after it. */
export function replacesSecondFactor(
  pool: Pick<UserPool, "settings">,
  device: Device | undefined,
): device is ProvableDevice {
  return devicesReplaceSecondFactor(pool) && mustProveItself(device);
}

/** Whether the status means remembered. The model leaves it out where there is nothing to do without it. */
export function isRememberedStatus(status: DeviceRememberedStatusType | undefined): boolean {
  if (status === undefined) throw new InvalidParameterException("Missing required parameter DeviceRememberedStatus");
  return status === "remembered";
}
