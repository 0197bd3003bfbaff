/**
 * What a trusted proxy may tell us, and nothing else (T-41): the client's address and whether it spoke TLS. The name in a
 * forwarded Host is never used.
 */
import { BlockList, isIP } from "node:net";

/** The address and scheme of a client. */
export interface ClientSide {
  readonly remoteAddress: string;
  readonly secure: boolean;
}

/** Reads `x-forwarded-for` and `x-forwarded-proto` from connections of the listed addresses or `a.b.c.d/n` ranges. */
export function createClientSideReader(
  trustedProxies: readonly string[],
): (peer: string, encrypted: boolean, headers: Readonly<Record<string, string | undefined>>) => ClientSide {
  const trusted = trustedProxies.length === 0 ? undefined : addressList(trustedProxies);
  return (peer, encrypted, headers) => {
    const address = unmapped(peer);
    if (trusted === undefined || !contains(trusted, address)) return { remoteAddress: address, secure: encrypted };
    const scheme = headers["x-forwarded-proto"];
    return {
      remoteAddress: firstUntrusted(trusted, headers["x-forwarded-for"]) ?? address,
      // The nearest proxy writes last; what stands before it came from outside.
      secure: scheme === undefined ? encrypted : scheme.slice(scheme.lastIndexOf(",") + 1).trim() === "https",
    };
  };
}

/** From the right: every hop that a trusted proxy vouches for, up to the first address that is no proxy of ours. */
function firstUntrusted(trusted: BlockList, forwardedFor: string | undefined): string | undefined {
  if (forwardedFor === undefined) return undefined;
  const hops = forwardedFor.split(",");
  let nearest: string | undefined;
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = unmapped(hops[i]!.trim());
    if (isIP(hop) === 0) return nearest;
    nearest = hop;
    if (!contains(trusted, hop)) return hop;
  }
  return nearest;
}

function addressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** An IPv4 address in IPv6 clothes, as sockets that listen on both report it. */
function unmapped(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}
