/** Part of the composition root: binds what threat protection asks beside the store to what a configuration says. */
import { addressPlacesIn } from "./adapters/threat/address-places.js";
import { breachedPasswordsAt } from "./adapters/threat/breached-passwords.js";
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
  return {
    locate:
      geoip === undefined
        ? undefined
        : await addressPlacesIn(geoip).catch((error: Error) => {
            throw new ConfigError([`The database of addresses ${geoip} cannot be read: ${error.message}.`]);
          }),
    breachedPasswords: breachedPasswordsUrl === undefined ? undefined : breachedPasswordsAt(breachedPasswordsUrl),
  };
}
