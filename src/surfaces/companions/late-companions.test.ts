/** What the gateway knows of the companions before they are loaded is what they themselves say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { systemClock } from "../../adapters/time/system-clock.js";
import type { Store } from "../../ports/store.js";
import type { ApiSurface } from "../protocols/http.js";
import { createSignedCallers } from "../protocols/signed-caller.js";
import { createCloudControl } from "../provisioning/cloud-control/cloud-control.js";
import { lateCloudControl } from "../provisioning/cloud-control/late-cloud-control.js";
import { createCompanions } from "./companions.js";
import { lateCompanions } from "./late-companions.js";

const clock = systemClock();
const random = systemRandom();
const accountId = "123456789012";
const callers = createSignedCallers({ clock, accountId });
// Nothing is asked of the store while the surfaces are made.
const needs = {
  store: {} as Store,
  keyring: createKeyring(random.bytes(32)),
  clock,
  random,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  functions: { invoke: async () => assert.fail("no function is invoked") },
  callers,
  accountId,
  publicUrl: () => "http://localhost",
  startedAt: 0,
};

function names({ name, targetPrefixes, signingNames, actions }: ApiSurface) {
  return { name, targetPrefixes, signingNames, actions: [...actions].sort() };
}

test("the names of the companions", async () => {
  const mounted = createCompanions(needs);
  const late = lateCompanions(needs);
  assert.deepEqual(
    late.surfaces.map(names),
    mounted.map(({ surface }) => names(surface)),
  );
  assert.deepEqual(
    (await late.companions()).map(({ service }) => service),
    mounted.map(({ companion }) => companion.service),
  );
});

test("the names of Cloud Control", () => {
  const made = {
    ...needs,
    call: async () => assert.fail(),
    concernedPool: () => undefined,
    companions: async () => [],
  };
  assert.deepEqual(names(lateCloudControl(made)), names(createCloudControl(made)));
});
