/** What an operator is told of budgets, and how little: the counting itself is proven through every door. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import type { MessageBudgets, MessageCause } from "../../domain/message/message-budget.js";
import type { LogFacts } from "../../ports/logger.js";
import { createMessageBudgets } from "./message-budgets.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const cause: MessageCause = { poolId: "p", medium: "SMS", by: "user", to: "+4712345678", clientId: "c" };

/** Spends over the world's store, and what was logged. */
function given(budgets: MessageBudgets | undefined) {
  const lines: { sentence: string; facts: LogFacts | undefined }[] = [];
  const log = (sentence: string, facts?: LogFacts) => void lines.push({ sentence, facts });
  const logger = { debug: log, info: log, warn: log, error: log };
  const { store, clock } = world.world;
  return { spend: createMessageBudgets({ store, clock, logger, budgets }), lines };
}

const limit = { name: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };

test("T-29 a flood is told once a window, by pool and budget, without the target", async () => {
  const { spend, lines } = given({ EMAIL: {}, SMS: { target: 2 } });
  await spend(cause);
  await spend(cause);
  for (let more = 0; more < 5; more++) await assert.rejects(spend(cause), limit);
  assert.deepEqual(lines, [
    {
      sentence: "message budget used up: further messages are refused",
      facts: { userPoolId: "p", medium: "SMS", reason: "target", count: 2 },
    },
  ]);
  world.clock.advance(60 * 60 * 1000);
  await spend(cause);
});

test("a budget of many is told before it is used up", async () => {
  const { spend, lines } = given({ EMAIL: {}, SMS: { pool: 10 } });
  for (let count = 0; count < 10; count++) await spend(cause);
  assert.deepEqual(
    lines.map(({ sentence, facts }) => [sentence, facts?.reason, facts?.count]),
    [["message budget nearly used up", "pool", 10]],
  );
});

test("without figures nothing is counted or stored", async () => {
  const { spend, lines } = given(undefined);
  for (let count = 0; count < 50; count++) await spend(cause);
  assert.deepEqual(lines, []);
});
