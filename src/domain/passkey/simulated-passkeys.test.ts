/** Made-up passkeys look like real ones and do not change (T-01). */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { friendlyName } from "./friendly-name.js";
import { nobodysKey, simulatedPasskeys } from "./simulated-passkeys.js";

const macOf = (name: string) => (purpose: string) => createHmac("sha256", name).update(purpose).digest();

test("T-01 the same at each try, others for another name, of several lengths, one or two", () => {
  assert.deepEqual(simulatedPasskeys(macOf("ada")), simulatedPasskeys(macOf("ada")));
  const all = Array.from({ length: 60 }, (_, n) => simulatedPasskeys(macOf(`user ${n}`)));
  const ids = all.flat().map(({ credentialId }) => credentialId);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...new Set(all.map(({ length }) => length))].sort(), [1, 2]);
  assert.deepEqual([...new Set(ids.map((id) => Buffer.from(id, "base64url").length))].sort(), [16, 20, 32]);
  for (const { transports } of all.flat()) assert.ok(transports.length > 0);
});

test("nobody's key is a whole COSE_Key of P-256", () => {
  assert.equal(nobodysKey.publicKey.length, 77);
  assert.equal(nobodysKey.publicKey.subarray(0, 10).toString("hex"), "a5010203262001215820");
});

test("a passkey is named after its keeper, else after its kind", () => {
  assert.equal(friendlyName("bada5566-a7aa-401f-bd96-45619a55120d", "platform"), "1Password");
  const unknown = "00000000-0000-0000-0000-000000000000";
  assert.equal(friendlyName(unknown, "platform"), "Passkey");
  assert.equal(friendlyName(unknown, undefined), "Passkey");
  assert.equal(friendlyName(unknown, "cross-platform"), "Security key");
});
