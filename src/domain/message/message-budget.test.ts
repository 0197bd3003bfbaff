import assert from "node:assert/strict";
import { test } from "node:test";
import {
  budgetsOf,
  budgetsWith,
  countryOf,
  defaultBudgets,
  type MessageCause,
  mailboxOf,
  rangeOf,
} from "./message-budget.js";

const mail: MessageCause = {
  by: "user",
  poolId: "pool",
  medium: "EMAIL",
  to: "ann@example.com",
  clientId: "app",
  ipAddress: "192.0.2.7",
};
const text: MessageCause = { ...mail, medium: "SMS", to: "+4712345678" };
const scopes = (cause: MessageCause) => budgetsOf(defaultBudgets, cause).map(({ scope }) => scope);
const keyOf = (cause: MessageCause, wanted: string) =>
  budgetsOf(defaultBudgets, cause).find(({ scope }) => scope === wanted)?.key;

test("T-29 a message is counted from the narrowest budget to the widest", () => {
  assert.deepEqual(scopes(mail), ["ip", "target", "targetPerDay", "client", "pool"]);
  assert.deepEqual(scopes(text), ["ip", "target", "targetPerDay", "range", "country", "client", "pool"]);
});

test("administrators have one budget, apart from the users'", () => {
  assert.deepEqual(scopes({ ...text, by: "administrator", clientId: undefined }), ["administrators"]);
});

test("an application's server that signs users in is not counted by its address, but by theirs", () => {
  assert.deepEqual(scopes({ ...mail, by: "administrator" }), ["target", "targetPerDay", "client", "pool"]);
});

test("callers on this machine have no address of their own, so theirs is not counted", () => {
  assert.deepEqual(scopes({ ...mail, ipAddress: "127.0.0.1" }), ["target", "targetPerDay", "client", "pool"]);
});

test("text messages are counted more strictly than mail, in every budget that both have", () => {
  for (const [scope, figure] of Object.entries(defaultBudgets.EMAIL)) {
    assert.ok((defaultBudgets.SMS[scope as keyof typeof defaultBudgets.SMS] ?? 0) < figure, scope);
  }
});

test("whatever is written to one mailbox is counted together, in whichever spelling; not so in another pool", () => {
  const target = keyOf(mail, "target");
  for (const to of ["ANN@example.com", "ann+1@Example.COM", "ann+a+b@example.com"]) {
    assert.equal(keyOf({ ...mail, to }, "target"), target, to);
  }
  for (const to of ["bob@example.com", "ann@example.org", "+ann@example.com"]) {
    assert.notEqual(keyOf({ ...mail, to }, "target"), target, to);
  }
  assert.notEqual(keyOf({ ...mail, poolId: "other" }, "target"), target);
  assert.notEqual(keyOf({ ...text, to: "+4712345678" }, "target"), keyOf({ ...text, to: "+4712345679" }, "target"));
});

test("no two budgets share a counter", () => {
  const nobody = "018f3d5e-0000-7000-8000-000000000000";
  const keys = [mail, text, { ...text, to: nobody }].flatMap((cause) => budgetsOf(defaultBudgets, cause));
  const seen = keys.filter(({ scope }) => scope !== "ip" && scope !== "client" && scope !== "pool");
  assert.equal(new Set(seen.map(({ key }) => key)).size, seen.length);
});

test("an installation may change a figure, or not count at all, and the others stay", () => {
  const { EMAIL, SMS } = budgetsWith({ mail: { target: 5, ip: "off" }, sms: {} });
  const { ip: _, ...others } = defaultBudgets.EMAIL;
  assert.deepEqual(EMAIL, { ...others, target: 5 });
  assert.deepEqual(SMS, defaultBudgets.SMS);
});

test("a figure that is not there counts nothing", () => {
  assert.deepEqual(budgetsOf({ EMAIL: {}, SMS: { pool: 1 } }, mail), []);
});

for (const [number, range, country] of [
  ["+4712345678", "+471234", "+47"],
  ["+18761234567", "+1876123", "+1876"],
  ["+12065550100", "+1206555", "+1206"],
  ["+79991234567", "+7999123", "+7"],
  ["+992901234567", "+99290123", "+992"],
  ["+35312345678", "+3531234", "+353"],
  ["+290123", "+290123", "+290"],
  ["nobody", "nobody", "nobody"],
] as const) {
  test(`${number} is of ${range} in ${country}`, () => {
    assert.equal(rangeOf(number), range);
    assert.equal(countryOf(number), country);
  });
}

test("what is no address stays as it is", () => assert.equal(mailboxOf("Nobody"), "nobody"));
