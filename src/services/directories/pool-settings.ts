/**
 * Owns settings that are for one app client of a pool or, under the name `ALL`, for every client that has none of its
 * own: whose a request means, and replacing what is there. What the settings say is the domain's.
 */
import type { Tables } from "../../ports/store.js";
import type { PoolSetting, PoolSettingKey } from "../../ports/tables/pool-settings.js";
import { appClientOrThrow } from "../configuration.js";
import { beginAgainIfTaken } from "../lost-races.js";

/** Stands for every client without a setting of its own. */
export const everyClient = "ALL";

/** Whose a setting is; without `clientId` it is every client's. */
export interface SettingOwner {
  readonly id: string;
  readonly clientId?: string;
}

/** Whose setting a request means; Cognito's ResourceNotFoundException when the client is not the pool's (T-33). */
export async function settingOwner(
  tables: Pick<Tables, "appClients">,
  poolId: string,
  clientId: string | undefined,
): Promise<SettingOwner> {
  if (clientId === undefined || clientId === everyClient) return { id: everyClient };
  await appClientOrThrow(tables, clientId, poolId);
  return { id: clientId, clientId };
}

/** Stores a document in place of the one that is there, inside the transaction that `tables` belongs to. */
export async function putPoolSetting<T>(
  tables: Pick<Tables, "poolSettings">,
  key: PoolSettingKey & { readonly clientId?: string },
  document: T,
  now: number,
): Promise<PoolSetting<T>> {
  const before = await tables.poolSettings.get<T>(key);
  if (before !== undefined) {
    const changed = { ...before, document, modifiedAt: now };
    await tables.poolSettings.update(changed);
    return changed;
  }
  const made: PoolSetting<T> = { ...key, version: 1, document, createdAt: now, modifiedAt: now };
  await beginAgainIfTaken(tables.poolSettings.insert(made));
  return made;
}
