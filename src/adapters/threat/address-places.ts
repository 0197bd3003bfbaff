/** Reads where addresses are from a file in the MaxMind DB format (mmdb), with members named as in GeoLite2 City. */
import { readFile } from "node:fs/promises";
import { type CityResponse, Reader } from "mmdb-lib";
import { parseAddress } from "../../domain/threat/ip-range.js";
import type { LocateAddress } from "../../ports/address-places.js";

/** The members that are read, of whatever else an entry has. */
interface Entry {
  readonly city?: Named;
  readonly country?: Named;
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
}

interface Named {
  readonly names?: { readonly en?: unknown };
}

/** The database in a file. Fails when the file is not there or not one. */
export async function addressPlacesIn(file: string): Promise<LocateAddress> {
  const reader = new Reader<CityResponse>(await readFile(file));
  return (ipAddress) => {
    // The reader takes anything for an address.
    if (parseAddress(ipAddress) === undefined) return undefined;
    const entry: Entry | null = reader.get(ipAddress);
    if (entry === null) return undefined;
    const city = textIn(entry.city);
    const country = textIn(entry.country);
    const { latitude, longitude } = entry.location ?? {};
    return {
      ...(city === undefined ? {} : { city }),
      ...(country === undefined ? {} : { country }),
      ...(typeof latitude === "number" && typeof longitude === "number" ? { latitude, longitude } : {}),
    };
  };
}

function textIn(named: Named | undefined): string | undefined {
  const name = named?.names?.en;
  return typeof name === "string" ? name : undefined;
}
