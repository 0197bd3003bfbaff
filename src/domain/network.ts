/** Owns which addresses of the internet count as one caller's. */

/**
 * The network that an address stands for: itself for IPv4, its /64 for IPv6, which is what one line is given. Undefined for
 * this machine's own addresses and for what is no address.
 */
export function networkOf(address: string): string | undefined {
  if (address.length > 45) return undefined;
  const bare = /^::ffff:[\d.]{7,15}$/i.test(address) ? address.slice(7) : address;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(bare)) return bare.startsWith("127.") ? undefined : bare;
  if (!/^[0-9a-f:]{2,39}$/i.test(bare) || bare === "::1") return undefined;
  const [head = "", tail] = bare.split("::");
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const missing = Math.max(0, 8 - first.length - last.length);
  const all = [...first, ...Array.from({ length: tail === undefined ? 0 : missing }, () => "0"), ...last];
  return `${all.slice(0, 4).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":").map((group) => group.toLowerCase().replace(/^0{1,3}(?=.)/, ""));
}
