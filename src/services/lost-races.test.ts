import assert from "node:assert/strict";
import { test } from "node:test";
import { AlreadyExists, Stale } from "../ports/store.js";
import { beginAgainIfTaken } from "./lost-races.js";

test("a key that was taken meanwhile lets the transaction begin again", async () => {
  await assert.rejects(
    beginAgainIfTaken(Promise.reject(new AlreadyExists("name"))),
    (error) => error instanceof Stale && error.what === "name",
  );
});

test("what succeeds or fails otherwise stays as it is", async () => {
  await beginAgainIfTaken(Promise.resolve());
  const failure = new Error("disk full");
  await assert.rejects(beginAgainIfTaken(Promise.reject(failure)), failure);
});
