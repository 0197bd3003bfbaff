/**
 * Owns the life of a user's devices: the names a new one gets, its confirmation, its use, and its end. Rules are
 * `domain/device/`; the steps of a sign-in that ask a device to prove itself are `services/sign-in/`.
 */

import {
  DEVICE_GROUP_KEY_BYTES,
  type DeviceMetadata,
  deviceGroupKey,
  newDeviceKey,
} from "../../domain/device/device-keys.js";
import {
  DEVICES_PER_USER,
  deviceDoesNotExist,
  deviceKeyExists,
  invalidDeviceKey,
  type ProvableDevice,
} from "../../domain/device/rules.js";
import type { Device } from "../../domain/device.js";
import { deviceSrpIdentity, type SrpIdentity } from "../../domain/password/srp.js";
import type { TokenSession } from "../../domain/token-session.js";
import { tracksDevices } from "../../domain/user-pool/device-configuration.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import { AlreadyExists, type Tables } from "../../ports/store.js";

/** What a device proves itself by, in the terms of `domain/password/srp.ts`. */
export interface DeviceProof {
  readonly identity: SrpIdentity;
  readonly salt: Buffer;
  readonly verifier: Buffer;
}

type Pool = Pick<UserPool, "id" | "region" | "settings">;

export interface DeviceRegister {
  /**
   * What a sign-in without a device is told, in a pool that tracks devices: keep `DeviceKey` as the session's `deviceKey`.
   * Undefined in every other pool. Nothing is stored before the device is confirmed.
   */
  newMetadata(pool: Pool): DeviceMetadata | undefined;
  /** The user's device of that key; undefined also where the pool tracks none. */
  find(tables: Pick<Tables, "devices">, pool: Pool, sub: string, deviceKey: string): Promise<Device | undefined>;
  /** The two texts and the two numbers that DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER reckon with. */
  proofOf(pool: Pool, device: ProvableDevice): DeviceProof;
  /** Stores a confirmed device. DeviceKeyExistsException for a known key, InvalidParameterException for a forgotten one. */
  confirm(tx: Pick<Tables, "devices" | "consumedMarks">, device: Device): Promise<void>;
  /**
   * Notes a sign-in from the device, in the transaction of that sign-in. ResourceNotFoundException when it was forgotten
   * meanwhile, so that no tokens are told (T-27).
   */
  authenticated(tx: Pick<Tables, "devices">, device: Device, ipAddress: string): Promise<void>;
  /** ResourceNotFoundException when there is no such device. */
  setRemembered(tx: Pick<Tables, "devices">, owner: DeviceOwner, deviceKey: string, remembered: boolean): Promise<void>;
  /**
   * Ends the device at once: its proofs and its refresh tokens are worth nothing, and its key can never be confirmed again
   * (T-27). ResourceNotFoundException when there is no such device.
   */
  forget(tx: Pick<Tables, "devices" | "consumedMarks">, owner: DeviceOwner, deviceKey: string): Promise<void>;
  /**
   * Whether a refresh token of this sign-in may be exchanged by whoever names this device. In a pool that tracks devices
   * the sign-in's own device must be named, and be confirmed and not forgotten: otherwise the token is invalid.
   */
  admitsRefresh(
    tables: Pick<Tables, "devices">,
    pool: Pool,
    session: Pick<TokenSession, "sub" | "deviceKey">,
    deviceKey: string | undefined,
  ): Promise<boolean>;
}

/** Whose device it is. */
export type DeviceOwner = Pick<Device, "poolId" | "sub">;

/** No access token lives longer. */
const longestAccessTokenMs = 24 * 60 * 60 * 1000;

const forgottenMark = (poolId: string, deviceKey: string) => `forgotten-device ${poolId} ${deviceKey}`;

/** Makes the register of devices. */
export function createDeviceRegister(needs: { clock: Clock; random: Random; keyring: Keyring }): DeviceRegister {
  const { clock, random, keyring } = needs;

  const groupKeyOf = (pool: Pool) =>
    deviceGroupKey(keyring.derive({ purpose: "device-group-key", poolId: pool.id }, DEVICE_GROUP_KEY_BYTES));

  const find: DeviceRegister["find"] = async (tables, pool, sub, deviceKey) =>
    tracksDevices(pool) ? tables.devices.get(pool.id, sub, deviceKey) : undefined;

  return {
    newMetadata(pool) {
      if (!tracksDevices(pool)) return undefined;
      return { DeviceKey: newDeviceKey(pool.region, random.uuid()), DeviceGroupKey: groupKeyOf(pool) };
    },

    find,

    proofOf: (pool, { deviceKey, secret }) => ({ identity: deviceSrpIdentity(groupKeyOf(pool), deviceKey), ...secret }),

    async confirm(tx, device) {
      try {
        await tx.devices.insert(device);
      } catch (error) {
        throw error instanceof AlreadyExists ? deviceKeyExists() : error;
      }
      // Asked only now: an insertion that waited for somebody's forgetting sees the mark of it.
      if (await tx.consumedMarks.has(forgottenMark(device.poolId, device.deviceKey))) throw invalidDeviceKey();
      await tx.devices.deleteBeyond(device.poolId, device.sub, DEVICES_PER_USER);
    },

    async authenticated(tx, { poolId, sub, deviceKey }, ipAddress) {
      if (!(await tx.devices.setAuthenticated(poolId, sub, deviceKey, clock.now(), ipAddress))) {
        throw deviceDoesNotExist();
      }
    },

    async setRemembered(tx, { poolId, sub }, deviceKey, remembered) {
      if (!(await tx.devices.setRemembered(poolId, sub, deviceKey, remembered, clock.now())))
        throw deviceDoesNotExist();
    },

    async forget(tx, { poolId, sub }, deviceKey) {
      if (!(await tx.devices.delete(poolId, sub, deviceKey))) throw deviceDoesNotExist();
      // Access tokens outlive the device and name its key: without the mark one of them could confirm it anew.
      await tx.consumedMarks.consume(forgottenMark(poolId, deviceKey), clock.now() + longestAccessTokenMs);
    },

    async admitsRefresh(tables, pool, session, deviceKey) {
      if (!tracksDevices(pool)) return true;
      if (deviceKey !== session.deviceKey) return false;
      // Sign-ins of before the pool tracked devices, and those of the hosted pages, belong to none.
      if (deviceKey === undefined) return true;
      return (await find(tables, pool, session.sub, deviceKey)) !== undefined;
    },
  };
}
