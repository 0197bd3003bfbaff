import assert from "node:assert/strict";
import { test } from "node:test";
import { shapes } from "../../model/generated/shapes.js";
import { DEVICE_GROUP_KEY_BYTES, deviceGroupKey, newDeviceKey } from "./device-keys.js";

test("a device key has the form that the model demands", () => {
  const key = newDeviceKey("ap-southeast-2", "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
  assert.equal(key, "ap-southeast-2_3f2504e0-4f89-41d3-9a0c-0305e82c3301");
  const { pattern, max } = shapes.DeviceKeyType as { pattern: string; max: number };
  assert.match(key, new RegExp(`^${pattern}$`));
  assert.ok(key.length <= max);
});

test("a group key is a hyphen and eight letters or digits, the same for the same bytes", () => {
  const bytes = Buffer.from(Array.from({ length: DEVICE_GROUP_KEY_BYTES }, (_, n) => n * 7));
  assert.match(deviceGroupKey(bytes), /^-[A-Za-z0-9]{8}$/);
  assert.equal(deviceGroupKey(bytes), deviceGroupKey(Buffer.from(bytes)));
});

test("bytes beyond the last whole alphabet are passed over", () => {
  assert.equal(deviceGroupKey(Buffer.from([255, 248, 0, 247, 61, 62, 1, 25, 26, 51, 52, 9])), "-A99ABZaz");
  assert.throws(() => deviceGroupKey(Buffer.alloc(DEVICE_GROUP_KEY_BYTES, 255)), RangeError);
});
