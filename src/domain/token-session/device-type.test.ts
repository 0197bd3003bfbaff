import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceTypeOf } from "./device-type.js";

const cases: readonly (readonly [userAgent: string, shown: string])[] = [
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36",
    "Chrome 125 / macOS 15.0",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 Edg/124.1.2",
    "Edge 124 / Windows 10.0",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", "Firefox 126 / Linux"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari 17 / iOS 17.5",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36",
    "Chrome 125 / Android 14",
  ],
  ["okhttp/4.12.0", "okhttp 4.12.0"],
  ["aws-sdk-js/3.1169.0 ua/2.1 os/linux", "aws-sdk-js 3.1169.0"],
  ["curl", "curl"],
  ["Mozilla/5.0", "unknown"],
  ["", "unknown"],
  ["   ", "unknown"],
  [`${"x".repeat(600)}/1`, "x".repeat(512)],
];

for (const [userAgent, shown] of cases) {
  test(`${userAgent.slice(0, 60) || "no user agent"} is shown as ${shown.slice(0, 40)}`, () => {
    assert.equal(deviceTypeOf(userAgent), shown);
  });
}
