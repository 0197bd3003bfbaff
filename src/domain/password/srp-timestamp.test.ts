import assert from "node:assert/strict";
import { test } from "node:test";
import { isClaimTimestampFresh, parseClaimTimestamp } from "./srp-timestamp.js";

test("claim timestamps are read as the clients write them", () => {
  const rows: [string, string][] = [
    ["Sat Nov 7 09:05:03 UTC 2026", "2026-11-07T09:05:03Z"],
    ["Sat Nov 07 09:05:03 UTC 2026", "2026-11-07T09:05:03Z"],
    ["Tue Dec 15 23:59:59 UTC 2026", "2026-12-15T23:59:59Z"],
    ["Thu Feb 29 00:00:00 GMT 2024", "2024-02-29T00:00:00Z"],
  ];
  for (const [text, iso] of rows) assert.equal(parseClaimTimestamp(text), Date.parse(iso), text);
});

test("everything else is refused", () => {
  const rows = [
    "",
    "2026-11-07T09:05:03Z",
    "Sat Nov 7 09:05:03 2026",
    "Sat Nov 7 9:05:03 UTC 2026",
    "Sat Nov 7 24:00:00 UTC 2026",
    "Sat Nov 7 09:60:00 UTC 2026",
    "Sat Nov 0 09:05:03 UTC 2026",
    "Mon Feb 30 09:05:03 UTC 2026",
    "Thu Feb 29 00:00:00 UTC 2026",
    "Sam Nov 7 09:05:03 UTC 2026",
    "Sat Okt 7 09:05:03 UTC 2026",
    "Sat Nov 7 09:05:03 CET 2026",
    "Sat Nov 7 09:05:03 UTC 0026",
    "Sat Nov 7 09:05:03 UTC 2026 ",
    "Sat  Nov 7 09:05:03 UTC 2026",
    "sat nov 7 09:05:03 utc 2026",
    `Sat Nov 7 09:05:03 UTC 2026${" ".repeat(100_000)}`,
  ];
  for (const text of rows) assert.equal(parseClaimTimestamp(text), undefined, text.slice(0, 40));
});

test("a claim may be five minutes off in either direction", () => {
  const now = Date.parse("2026-11-07T09:05:03Z");
  for (const [offset, fresh] of [
    [0, true],
    [300_000, true],
    [-300_000, true],
    [300_001, false],
    [-300_001, false],
  ] as const) {
    assert.equal(isClaimTimestampFresh(now + offset, now), fresh, String(offset));
  }
});
