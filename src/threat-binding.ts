/**
 * Part of the composition root: binds what threat protection asks beside the store to what a configuration says. Both are
 * loaded only where they are configured: most servers start without them.
 */
import { type Config, ConfigError } from "./config.js";
import type { LocateAddress } from "./ports/address-places.js";
import type { BreachedPasswords } from "./ports/breached-passwords.js";

/** What a configuration brings; each may be absent. */
export interface ThreatSources {
  readonly locate: LocateAddress | undefined;
  readonly breachedPasswords: BreachedPasswords | undefined;
}

/** Opens them. Throws ConfigError for a database that cannot be read. */
export async function bindThreatSources({ geoip, breachedPasswordsUrl }: Config): Promise<ThreatSources> {
  return { locate: await placesIn(geoip), breachedPasswords: await passwordsAt(breachedPasswordsUrl) };
}

async function placesIn(file: string | undefined): Promise<LocateAddress | undefined> {
  if (file === undefined) return undefined;
  const { addressPlacesIn } = await import("./adapters/threat/address-places.js");
  return addressPlacesIn(file).catch((error: Error) => {
    throw new ConfigError([`The database of addresses ${file} cannot be read: ${error.message}.`]);
  });
}

async function passwordsAt(url: string | undefined): Promise<BreachedPasswords | undefined> {
  if (url === undefined) return undefined;
  const { breachedPasswordsAt } = await import("./adapters/threat/breached-passwords.js");
  return breachedPasswordsAt(url);
}
