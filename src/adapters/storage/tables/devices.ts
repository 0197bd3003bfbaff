/** Table: devices that users have confirmed. Salt and verifier are one sealed value, bound to pool, user and device key. */
import type { Device, DeviceSecret } from "../../../domain/device.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest } from "../../../ports/store.js";
import type { Devices } from "../../../ports/tables/devices.js";
import { fromFlag, toFlag, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface DeviceRow {
  readonly pool_id: string;
  readonly sub: string;
  readonly device_key: string;
  readonly client_id: string;
  readonly name: string | null;
  readonly remembered: number;
  readonly sealed_secret: Buffer | null;
  readonly created_at: number;
  readonly modified_at: number;
  readonly last_authenticated_at: number;
  readonly last_ip_address: string;
}

const columns = `pool_id, sub, device_key, client_id, name, remembered, sealed_secret, created_at, modified_at,
  last_authenticated_at, last_ip_address`;
const isThisOne = "pool_id = ? AND sub = ? AND device_key = ?";
const poolExists = "EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = devices.pool_id)";
const getOne = read(`SELECT ${columns} FROM devices WHERE ${isThisOne} AND ${poolExists}`);
const insertOne = write(
  `INSERT INTO devices (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const setStatus = write(`UPDATE devices SET remembered = ?, modified_at = ? WHERE ${isThisOne}`);
// The later of two sign-ins stays, whichever is written first.
const setUse = write(
  `UPDATE devices SET modified_at = CASE WHEN last_authenticated_at <= ? THEN ? ELSE modified_at END,
   last_ip_address = CASE WHEN last_authenticated_at <= ? THEN ? ELSE last_ip_address END,
   last_authenticated_at = CASE WHEN last_authenticated_at <= ? THEN ? ELSE last_authenticated_at END
   WHERE ${isThisOne}`,
);
const deleteOne = write(`DELETE FROM devices WHERE ${isThisOne}`);
const deleteUnused = write(
  `DELETE FROM devices WHERE (pool_id, sub, device_key) IN (
     SELECT pool_id, sub, device_key FROM devices WHERE pool_id = ? AND sub = ?
     ORDER BY last_authenticated_at DESC, device_key DESC LIMIT 100 OFFSET ?)`,
);
const ofUser = `SELECT ${columns} FROM devices WHERE pool_id = ? AND sub = ? AND device_key > ? AND ${poolExists}`;
const inOrder = "ORDER BY device_key LIMIT ?";
const pageOfAll = read(`${ofUser} ${inOrder}`);
const pageOfRemembered = read(`${ofUser} AND remembered = 1 ${inOrder}`);

/** Repository of devices. */
export class DevicesTable implements Devices {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(poolId: string, sub: string, deviceKey: string): Promise<Device | undefined> {
    const row = await this.#connection.get<DeviceRow>(getOne, poolId, sub, deviceKey);
    return row && this.#fromRow(row);
  }

  async insert(device: Device): Promise<void> {
    const inserted = await this.#connection.run(
      insertOne,
      device.poolId,
      device.sub,
      device.deviceKey,
      device.clientId,
      device.name ?? null,
      toFlag(device.remembered),
      device.secret === undefined ? null : this.#keyring.seal(scopeOf(device), toBytes(device.secret)),
      device.createdAt,
      device.modifiedAt,
      device.lastAuthenticatedAt,
      device.lastIpAddress,
    );
    if (inserted === 0) throw new AlreadyExists("device");
  }

  async setRemembered(poolId: string, sub: string, deviceKey: string, remembered: boolean, at: number) {
    return (await this.#connection.run(setStatus, toFlag(remembered), at, poolId, sub, deviceKey)) > 0;
  }

  async setAuthenticated(poolId: string, sub: string, deviceKey: string, at: number, ipAddress: string) {
    const values = [at, at, at, ipAddress, at, at, poolId, sub, deviceKey];
    return (await this.#connection.run(setUse, ...values)) > 0;
  }

  async delete(poolId: string, sub: string, deviceKey: string): Promise<boolean> {
    return (await this.#connection.run(deleteOne, poolId, sub, deviceKey)) > 0;
  }

  async deleteBeyond(poolId: string, sub: string, kept: number): Promise<void> {
    await this.#connection.run(deleteUnused, poolId, sub, kept);
  }

  async page(poolId: string, sub: string, which: "all" | "remembered", request: PageRequest): Promise<Page<Device>> {
    const statement = which === "all" ? pageOfAll : pageOfRemembered;
    const rows = await this.#connection.all<DeviceRow>(statement, poolId, sub, request.after ?? "", rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.device_key,
    );
  }

  #fromRow(row: DeviceRow): Device {
    const key = { poolId: row.pool_id, sub: row.sub, deviceKey: row.device_key };
    const secret = row.sealed_secret === null ? null : fromBytes(this.#keyring.open(scopeOf(key), row.sealed_secret));
    return withoutNulls({
      ...key,
      clientId: row.client_id,
      name: row.name,
      remembered: fromFlag(row.remembered),
      secret,
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
      lastAuthenticatedAt: row.last_authenticated_at,
      lastIpAddress: row.last_ip_address,
    });
  }
}

function scopeOf({ poolId, sub, deviceKey }: Pick<Device, "poolId" | "sub" | "deviceKey">): KeyScope {
  return { purpose: "device-verifier", poolId, subject: `${sub} ${deviceKey}` };
}

/** One byte for the length of the salt, the salt, the verifier. */
function toBytes({ salt, verifier }: DeviceSecret): Buffer {
  return Buffer.concat([Buffer.from([salt.length]), salt, verifier]);
}

function fromBytes(bytes: Buffer): DeviceSecret {
  const behindSalt = 1 + bytes.readUInt8(0);
  return { salt: bytes.subarray(1, behindSalt), verifier: bytes.subarray(behindSalt) };
}
