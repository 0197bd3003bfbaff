import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "./network.js";

for (const [address, network] of [
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:0:1:a:b:c:d", "2001:db8:0:1::/64"],
  ["2001:0DB8:0000:0001::1", "2001:db8:0:1::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:1::", "2001:db8:1:0::/64"],
  ["::2", "0:0:0:0::/64"],
  ["127.0.0.1", undefined],
  ["127.9.9.9", undefined],
  ["::ffff:127.0.0.1", undefined],
  ["::1", undefined],
  ["", undefined],
  ["somewhere", undefined],
  ["1".repeat(1000), undefined],
] as const) {
  test(`${address.slice(0, 40) || "nothing"} is of ${network ?? "no network"}`, () =>
    assert.equal(networkOf(address), network));
}
