import assert from "node:assert/strict";
import { test } from "node:test";
import { Stale } from "../../ports/store.js";
import { CompanionException } from "../protocols/companion.js";
import { tellingLostRaces } from "./lost-race.js";

test("a lost race is told in the service's word, everything else stays what it is", async () => {
  const later = new CompanionException("TooManyRequestsException", "Rate Exceeded.", 429);
  const broken = new Error("broken");
  const actions = tellingLostRaces(
    {
      Lose: async () => Promise.reject(new Stale("lambda/function")),
      Break: async () => Promise.reject(broken),
      Win: async (_, input) => input,
    },
    later,
  );
  const caller = { accountId: "1", region: "r", arn: "a", accessKeyId: "k", requestId: "q" };
  await assert.rejects(actions["Lose"]!(caller, {}), later);
  await assert.rejects(actions["Break"]!(caller, {}), broken);
  assert.deepEqual(await actions["Win"]!(caller, { a: 1 }), { a: 1 });
});
