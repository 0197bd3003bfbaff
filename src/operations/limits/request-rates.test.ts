/** Provisioned rates, at every operation whose category has one: what is beyond the rate is told to come back later. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { send, succeed } from "../../../test/faults/wire.js";
import { everyOperation, sampleInput } from "../../../test/threats/sample-input.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { limitedCategory } from "../../domain/provisioned-limit.js";
import type { OperationName } from "../../model/generated/operations.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const byCategory = new Map<string, OperationName[]>();
for (const operation of everyOperation) {
  const category = limitedCategory(operation, {});
  if (category !== undefined) byCategory.set(category, [...(byCategory.get(category) ?? []), operation]);
}

/** Well-formed, and about nobody. */
const input = (operation: OperationName) =>
  sampleInput(operation, { UserPoolId: "us-east-1_nobody123", ClientId: "nobody", AccessToken: "none" });
const ask = (operation: OperationName) => send(world.url, operation, input(operation));

for (const [category, operations] of byCategory) {
  test(`all operations of ${category} share one rate, and each says when it is used up`, async () => {
    const limit = (member: object) => ({
      LimitDefinition: { LimitClass: "API_CATEGORY", Attributes: { Category: category } },
      ...member,
    });
    const { Limit } = await succeed(world.url, "GetProvisionedLimit", limit({}));
    const rate: number = Limit.FreeLimitValue + 1;
    await succeed(world.url, "UpdateProvisionedLimit", limit({ RequestedLimitValue: rate }));
    for (let count = 0; count < rate; count += 1) {
      const operation = operations[count % operations.length];
      assert.ok(operation);
      const answer = await ask(operation);
      assert.ok(answer.status === 400 && answer.outcome !== "TooManyRequestsException", answer.text);
    }
    for (const operation of operations) {
      const { outcome, body } = await ask(operation);
      assert.deepEqual([outcome, body.message], ["TooManyRequestsException", "Rate exceeded"], operation);
    }
    world.clock.advance(1_000);
    for (const operation of operations) assert.notEqual((await ask(operation)).outcome, "TooManyRequestsException");
  });
}
