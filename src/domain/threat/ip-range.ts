/** Owns addresses of the internet as numbers, and which ranges (CIDR, both versions) hold them. */

/** An address: IPv4 that is written as IPv6 is IPv4. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** The longest text of an address, and of one with its prefix length. */
const longestAddress = 45;

/** The address in a text; undefined for what is none. */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > longestAddress) return undefined;
  if (!text.includes(":")) return parseIpv4(text);
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  const isMapped = value >> 32n === 0xffffn;
  return isMapped ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

function parseIpv4(text: string): IpAddress | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split(".").map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const first = numbersOf(head ?? [], tail === undefined);
  const last = numbersOf(tail ?? [], true);
  if (first === undefined || last === undefined) return undefined;
  const missing = 8 - first.length - last.length;
  if (halves.length === 1) return missing === 0 ? first : undefined;
  return missing < 1 ? undefined : [...first, ...Array.from({ length: missing }, () => 0), ...last];
}

/** The last groups of an address may be written as IPv4. */
function numbersOf(groups: readonly string[], isEnd: boolean): number[] | undefined {
  const numbers: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes(".")) {
      const ipv4 = isEnd && index === groups.length - 1 ? parseIpv4(group) : undefined;
      if (ipv4 === undefined) return undefined;
      numbers.push(Number(ipv4.value >> 16n), Number(ipv4.value & 0xffffn));
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
      numbers.push(Number.parseInt(group, 16));
    }
  }
  return numbers;
}

/** Whether one of the ranges holds the address. What is no address is in no range. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return false;
  const parsed = parseAddress(address);
  return parsed !== undefined && ranges.some((range) => isIn(parsed, range));
}

function isIn({ bits, value }: IpAddress, range: string): boolean {
  const [text = "", length = ""] = range.split("/");
  const network = parseAddress(text);
  // An IPv4 range that is written as IPv6 counts its prefix from there.
  const prefix = Number(length) - (text.includes(":") && network?.bits === 32 ? 96 : 0);
  if (network === undefined || network.bits !== bits || !(prefix >= 0 && prefix <= bits)) return false;
  const shift = BigInt(bits - prefix);
  return value >> shift === network.value >> shift;
}
