import assert from "node:assert/strict";
import { test } from "node:test";
import { isInRanges, parseAddress } from "./ip-range.js";

const inside: readonly (readonly [string, string])[] = [
  ["192.0.2.7", "192.0.2.0/24"],
  ["192.0.2.7", "192.0.2.7/32"],
  ["192.0.2.7", "0.0.0.0/0"],
  ["::ffff:192.0.2.7", "192.0.2.0/24"],
  ["192.0.2.7", "::ffff:192.0.2.0/120"],
  ["2001:db8::1", "2001:db8::/32"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1/128"],
  ["fe80::1", "::/0"],
];
const outside: readonly (readonly [string, string])[] = [
  ["192.0.3.7", "192.0.2.0/24"],
  ["192.0.2.8", "192.0.2.7/32"],
  ["2001:db9::1", "2001:db8::/32"],
  ["192.0.2.7", "::/0"],
  ["2001:db8::1", "0.0.0.0/0"],
  ["not an address", "0.0.0.0/0"],
  ["192.0.2.7", "192.0.2.0/33"],
];

for (const [address, range] of inside) {
  test(`${address} is in ${range}`, () => assert.equal(isInRanges(address, ["198.51.100.0/24", range]), true));
}
for (const [address, range] of outside) {
  test(`${address} is not in ${range}`, () => assert.equal(isInRanges(address, [range]), false));
}

for (const text of [
  "",
  "1.2.3",
  "1.2.3.256",
  "1.2.3.4.5",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "g::1",
  "::1.2.3",
  "1.2.3.4::",
]) {
  test(`${JSON.stringify(text)} is no address`, () => assert.equal(parseAddress(text), undefined));
}
