import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventContext } from "../auth-event.js";
import { type EarlierEvent, levelOf, type RiskFacts, signalsOf } from "./risk.js";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0";
const berlin: EventContext = { country: "Germany", latitude: 52.5, longitude: 13.4 };
const sydney: EventContext = { country: "Australia", latitude: -33.9, longitude: 151.2 };
const potsdam: EventContext = { country: "Germany", latitude: 52.4, longitude: 13.1 };

const passed = (more: Partial<EarlierEvent> = {}): EarlierEvent => ({
  at: NOW - 24 * HOUR,
  type: "SignIn",
  response: "Pass",
  challenges: [{ name: "Password", response: "Success" }],
  ipAddress: "192.0.2.1",
  userAgent: chrome,
  ...more,
});
const failure = (at = NOW - 1): EarlierEvent =>
  passed({ at, response: "Fail", challenges: [{ name: "Password", response: "Failure" }] });
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

const facts = (more: Partial<RiskFacts> = {}): RiskFacts => ({
  now: NOW,
  origin: { ipAddress: "192.0.2.1", userAgent: chrome },
  hasRememberedDevice: false,
  known: [passed()],
  recent: [],
  ...more,
});
const at = (ipAddress: string, userAgent = chrome, context?: EventContext) => ({
  origin: { ipAddress, userAgent, ...(context === undefined ? {} : { context }) },
});

const table: [string, Partial<RiskFacts>, string[], string | undefined][] = [
  ["the same device at the same place", {}, [], undefined],
  ["the first sign-in of all", { known: [], ...at("203.0.113.1", firefox) }, [], undefined],
  ["another address", at("203.0.113.1"), ["new-address"], undefined],
  [
    "another address of the same IPv6 line",
    {
      known: [passed({ ipAddress: "2001:db8::1" })],
      ...at("2001:db8::ffff"),
    },
    [],
    undefined,
  ],
  ["another device", at("192.0.2.1", firefox), ["new-device"], undefined],
  ["another device that is remembered", { ...at("192.0.2.1", firefox), hasRememberedDevice: true }, [], undefined],
  ["another device elsewhere", at("203.0.113.1", firefox), ["new-device", "new-address"], "Low"],
  [
    "another device by its id",
    {
      known: [passed({ context: { device: "a" } })],
      ...at("192.0.2.1", chrome, { device: "b" }),
    },
    ["new-device"],
    undefined,
  ],
  ["some failures before, from home", { recent: times(3, failure()) }, [], undefined],
  [
    "some failures before, elsewhere",
    { ...at("203.0.113.1"), recent: times(3, failure()) },
    ["new-address", "failures"],
    "Low",
  ],
  ["two failures", { ...at("203.0.113.1"), recent: times(2, failure()) }, ["new-address"], undefined],
  ["failures long ago", { ...at("203.0.113.1"), recent: times(9, failure(NOW - HOUR)) }, ["new-address"], undefined],
  [
    "refusals of the right password",
    {
      ...at("203.0.113.1"),
      recent: times(9, passed({ at: NOW - 1, response: "Fail" })),
    },
    ["new-address"],
    undefined,
  ],
  ["many failures", { ...at("203.0.113.1"), recent: times(8, failure()) }, ["new-address", "many-failures"], "Medium"],
  ["many failures before a first sign-in", { known: [], recent: times(8, failure()) }, ["many-failures"], "Medium"],
  [
    "another country after days",
    {
      known: [passed({ at: NOW - 72 * HOUR, context: berlin })],
      ...at("203.0.113.1", chrome, sydney),
    },
    ["new-address", "new-country"],
    "Low",
  ],
  [
    "another country within the hour",
    {
      known: [passed({ at: NOW - HOUR, context: berlin })],
      ...at("203.0.113.1", chrome, sydney),
    },
    ["new-address", "new-country", "impossible-travel"],
    "High",
  ],
  [
    "the next town at once",
    {
      known: [passed({ at: NOW, context: berlin })],
      ...at("203.0.113.1", chrome, potsdam),
    },
    ["new-address"],
    undefined,
  ],
  [
    "a clock that went back",
    {
      known: [passed({ at: NOW + HOUR, context: berlin })],
      ...at("203.0.113.1", chrome, potsdam),
    },
    ["new-address"],
    undefined,
  ],
  [
    "one like it was reported",
    {
      known: [passed({ feedback: { value: "Invalid", provider: "User", at: 0 } }), passed()],
    },
    ["reported"],
    "Medium",
  ],
  [
    "one like it was vouched for",
    {
      known: [passed({ response: "Fail", feedback: { value: "Valid", provider: "Admin", at: 0 } })],
      recent: times(8, failure()),
    },
    ["vouched-for"],
    undefined,
  ],
  [
    "the last word counts",
    {
      known: [
        passed({ feedback: { value: "Valid", provider: "Admin", at: 2 } }),
        passed({ feedback: { value: "Invalid", provider: "User", at: 1 } }),
      ],
    },
    ["vouched-for"],
    undefined,
  ],
  [
    "only reported ones are no history",
    {
      known: [passed({ feedback: { value: "Invalid", provider: "User", at: 0 } })],
      ...at("203.0.113.1", firefox),
    },
    [],
    undefined,
  ],
];

for (const [name, more, signals, level] of table) {
  test(`${name}: ${signals.join(", ") || "nothing"}, ${level ?? "no risk"}`, () => {
    const found = signalsOf(facts(more));
    assert.deepEqual(found, signals);
    assert.equal(levelOf(found), level);
  });
}
