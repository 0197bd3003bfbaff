/** The outbox over a real store: one sender on two nodes, back-off, the end of patience, and what it never hands over. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aMessage, storedPool } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import { attemptsOfMessage, delayAfter } from "../../domain/message/delivery-attempts.js";
import type { Message } from "../../domain/message.js";
import type { LogFacts } from "../../ports/logger.js";
import { DeliveryError, type OutgoingEmail, type OutgoingSms } from "../../ports/senders.js";
import { createOutbox } from "./outbox.js";

const pending = { state: "pending", attempts: 0 } as const;

async function given(t: TestContext) {
  const store = await openStore({ keyring: createKeyring(Buffer.alloc(32, 7)), random: systemRandom() });
  const poolId = await storedPool(store);
  const time = { now: 1_800_000_000_000 };
  const lines: string[] = [];
  const note = (sentence: string, facts?: LogFacts) => void lines.push(`${sentence} ${JSON.stringify(facts)}`);
  const opened: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const one of opened) await one.close();
    await store.close();
  });
  return {
    store,
    time,
    lines,
    async write(id: string, members: Partial<Message> = {}) {
      await store.messages.insert(aMessage(poolId, id, { delivery: pending, to: "ann@example.com", ...members }));
    },
    delivery: async (id: string) =>
      (await store.messages.list({ limit: 999 })).find((message) => message.id === id)?.delivery,
    outbox(email: (mail: OutgoingEmail) => Promise<void>, sms?: (text: OutgoingSms) => Promise<void>) {
      const outbox = createOutbox({
        store,
        clock: { now: () => time.now, monotonic: () => 0 },
        random: systemRandom(),
        logger: { debug: note, info: note, warn: note, error: note },
        senders: {
          email: { send: email, close: async () => {} },
          ...(sms === undefined ? {} : { sms: { send: sms, close: async () => {} } }),
        },
        handToOwnSender: async () => {},
        mailFrom: "House <house@example.com>",
        isAlone: false,
      });
      opened.push(outbox);
      outbox.start();
      return outbox;
    },
  };
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 8_000; waited += 20) {
    if (await holds()) return;
    await sleep(20);
  }
  assert.fail(`never: ${what}`);
}

test("two nodes deliver each of many messages once", async (t) => {
  const { write, outbox, delivery } = await given(t);
  const ids = Array.from({ length: 60 }, (_, n) => `m-${String(n).padStart(2, "0")}`);
  for (const id of ids) await write(id);
  const sent: string[] = [];
  const send = async ({ messageId }: OutgoingEmail) => {
    await sleep(3);
    sent.push(messageId);
  };
  outbox(send);
  outbox(send);
  await until(async () => sent.length >= ids.length, "all are sent");
  await until(async () => (await delivery(ids.at(-1)!))?.state === "sent", "the last is marked");
  assert.deepEqual(sent.sort(), ids);
});

test("a message that failed waits longer each time, and is dead when patience ends", async (t) => {
  const { write, outbox, delivery, time, lines } = await given(t);
  await write("m", { text: "SECRET-123456", code: "123456", subject: "s" });
  let tries = 0;
  const one = outbox(async () => {
    tries += 1;
    throw new DeliveryError("ECONNECTION", false);
  });
  for (let attempt = 1; attempt < attemptsOfMessage; attempt += 1) {
    await until(async () => (await delivery("m"))?.attempts === attempt, `attempt ${attempt}`);
    // The line follows the record.
    await until(async () => lines.length === attempt, "its failure is recorded");
    assert.equal(tries, attempt);
    time.now += delayAfter(attempt, 0);
    one.nudge();
  }
  await until(async () => (await delivery("m"))?.state === "dead", "the end");
  assert.deepEqual(await delivery("m"), { state: "dead", attempts: attemptsOfMessage, failure: "ECONNECTION" });
  assert.equal(tries, attemptsOfMessage);
  assert.match(lines.at(-1) ?? "", /message is dead.*"messageId":"m"/);
  assert.doesNotMatch(lines.join(), /SECRET|123456|ann@/);
});

test("delays double from a second to an hour, and half of them is left to chance", () => {
  assert.deepEqual(
    [1, 2, 3].map((attempt) => delayAfter(attempt, 0)),
    [1_000, 2_000, 4_000],
  );
  assert.equal(delayAfter(60, 0), 3_600_000);
  assert.equal(delayAfter(1, 0.5), 750);
});

test("a message outlives a mail server that is out for a night, and does not wait a day", () => {
  const waits = (chance: number) =>
    Array.from({ length: attemptsOfMessage - 1 }, (_, at) => delayAfter(at + 1, chance)).reduce(
      (sum, wait) => sum + wait,
    );
  const hour = 3_600_000;
  assert.ok(waits(0.999) > 9 * hour);
  assert.ok(waits(0) < 19 * hour);
});

test("T-40 what could become a header or a second address is never handed over", async (t) => {
  const { write, outbox, delivery } = await given(t);
  const handed: unknown[] = [];
  await write("a", { to: "ann@example.com\r\nBcc: eve@example.com" });
  await write("b", { to: "ann@example.com, eve@example.com" });
  await write("c", { subject: "Hi\r\nBcc: eve@example.com" });
  await write("d", { medium: "SMS", to: "+471;+472" });
  await write("e", { medium: "SMS", to: "+4712345678" });
  const keep = async (one: unknown) => void handed.push(one);
  outbox(keep, keep);
  await until(async () => (await delivery("e"))?.state === "sent", "the good one is sent");
  const ends = await Promise.all(["a", "b", "c", "d"].map(delivery));
  assert.deepEqual(
    ends.map((end) => [end?.state, end?.failure]),
    [
      ["dead", "BadAddress"],
      ["dead", "BadAddress"],
      ["dead", "BadSubject"],
      ["dead", "BadNumber"],
    ],
  );
  assert.equal(handed.length, 1);
});

test("closing waits for what is on its way, and records it", async (t) => {
  const { write, outbox, delivery } = await given(t);
  await write("m");
  let begun = false;
  const one = outbox(async () => {
    begun = true;
    await sleep(200);
  });
  await until(async () => begun, "it is on its way");
  await one.close();
  assert.equal((await delivery("m"))?.state, "sent");
});
