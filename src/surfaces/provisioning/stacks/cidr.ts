/** Divides an address block into smaller ones, for Fn::Cidr. IPv4 and IPv6. */
import { isIPv4, isIPv6 } from "node:net";

/** `count` blocks with `bits` host bits each; undefined where that is not possible. */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const [address = "", length = ""] = block.slice(0, 64).split("/");
  if (!/^\d{1,3}$/.test(length) || !Number.isInteger(count) || count < 1 || count > 256) return undefined;
  const width = isIPv4(address) ? 32 : isIPv6(address) && !address.includes(".") ? 128 : 0;
  const prefix = Number(length);
  const newPrefix = width - bits;
  if (width === 0 || prefix > width || !Number.isInteger(bits) || bits < 0 || newPrefix < prefix) return undefined;
  if (BigInt(count) > 1n << BigInt(newPrefix - prefix)) return undefined;
  const number = width === 32 ? fromIpv4(address) : fromIpv6(address);
  const first = (number >> BigInt(width - prefix)) << BigInt(width - prefix);
  return Array.from({ length: count }, (_, n) => {
    const at = first + (BigInt(n) << BigInt(bits));
    return `${width === 32 ? toIpv4(at) : toIpv6(at)}/${newPrefix}`;
  });
}

function fromIpv4(address: string): bigint {
  return address.split(".").reduce((number, part) => (number << 8n) | BigInt(part), 0n);
}

function toIpv4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
}

function fromIpv6(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return groups.reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}

function toIpv6(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, n) => ((number >> BigInt(112 - 16 * n)) & 0xffffn).toString(16));
  const text = groups.join(":");
  return text.replace(/(^|:)0(:0)+(:|$)/, "::");
}
