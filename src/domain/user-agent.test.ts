import assert from "node:assert/strict";
import { test } from "node:test";
import { beginningOf, browserIn, systemIn } from "./user-agent.js";

const known: readonly (readonly [text: string, browser: string, system: string])[] = [
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/64.0.3282 Safari/537.36 Edge/17.17134",
    "Edge 17",
    "Windows 10.0",
  ],
  [
    "Mozilla/5.0 (iPad; CPU OS 16_5_1 like Mac OS X) AppleWebKit/605.1.15 CriOS/114.0 Safari/604.1",
    "Chrome 114",
    "iPadOS 16.5.1",
  ],
  [
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 HeadlessChrome/125.0 Safari/537.36",
    "Chrome 125",
    "Chrome OS ",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15",
    "Safari 17",
    "macOS 10.15.7",
  ],
];

for (const [text, browser, system] of known) {
  test(`${browser} on ${system.trim()} is recognised`, () => {
    const spelled = (one: { name: string; version: string } | undefined) => `${one?.name} ${one?.version}`;
    assert.equal(spelled(browserIn(text)), browser);
    assert.equal(spelled(systemIn(text)), system);
  });
}

test("a version without a browser makes none, and nothing is found in nothing", () => {
  assert.equal(browserIn("Mozilla/5.0 Version/4.0"), undefined);
  assert.equal(browserIn(""), undefined);
  assert.equal(systemIn(""), undefined);
});

test("T-38 only the beginning counts", () => {
  assert.equal(systemIn(beginningOf(`${"x".repeat(512)} Linux`)), undefined);
});
