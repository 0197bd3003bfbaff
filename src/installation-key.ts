/** Part of the composition root: finds the master key of an installation and makes its keyring. */
import { createKeyring } from "./adapters/crypto/keyring.js";
import {
  type MasterKey,
  masterKeyFromFile,
  masterKeyFromText,
  masterKeyInFolder,
} from "./adapters/crypto/master-key.js";
import { type Config, ConfigError } from "./config.js";
import type { Keyring } from "./ports/keyring.js";
import type { Random } from "./ports/random.js";

async function masterKeyOf(config: Config): Promise<MasterKey> {
  const source = config.masterKey;
  if (source?.kind === "value") return { key: masterKeyFromText(source.value, "POOLHOUSE_MASTER_KEY"), warnings: [] };
  return source?.kind === "file" ? masterKeyFromFile(source.path) : masterKeyInFolder(config.data);
}

/** The keyring of an installation; one that lives in memory has a key that dies with it. */
export async function openKeyring(
  config: Config,
  random: Random,
): Promise<{ keyring: Keyring; warnings: readonly string[] }> {
  if (config.masterKey === undefined && config.data === ":memory:") {
    if (config.database !== undefined) {
      throw new ConfigError(["With PostgreSQL the master key must be given, because every node needs the same one."]);
    }
    return { keyring: createKeyring(random.bytes(32)), warnings: [] };
  }
  const { key, warnings } = await masterKeyOf(config);
  return { keyring: createKeyring(key), warnings };
}
