/** Part of the composition root: opens what backup, restore and verify need, without a server around it. */
import { systemRandom } from "./adapters/crypto/random.js";
import { backup, restore, verify } from "./adapters/storage/backup.js";
import type { StoreOptions } from "./adapters/storage/open-store.js";
import type { StoreReport } from "./cli/world-contract.js";
import type { Config } from "./config.js";
import { openKeyring } from "./installation-key.js";

async function storeOptions(config: Config): Promise<StoreOptions> {
  const random = systemRandom();
  const { keyring } = await openKeyring(config, random);
  return {
    ...(config.database === undefined ? {} : { database: config.database }),
    ...(config.data === ":memory:" ? {} : { dataDir: config.data }),
    keyring,
    random,
  };
}

/** Writes a consistent copy of the store to a new file while servers go on; fails if the file exists. */
export async function backupStore(config: Config, file: string): Promise<StoreReport> {
  return backup(await storeOptions(config), file);
}

/** Fills the configured store from a backup; unless `replace`, fails if the store already holds something. */
export async function restoreStore(
  config: Config,
  file: string,
  options: { readonly replace: boolean },
): Promise<StoreReport> {
  return restore(await storeOptions(config), file, options);
}

/** Reads everything in the configured store, or in a backup file, and checks it under the master key. */
export async function verifyStore(config: Config, file: string | undefined): Promise<StoreReport> {
  return verify(await storeOptions(config), file);
}
