import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "../../../test/processor-time.js";
import { deviceFamily, deviceName } from "./device-name.js";

const mozilla = "Mozilla/5.0";
const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const chrome = (version: string) => `AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0`;

const cases: readonly (readonly [string, string])[] = [
  [`${mozilla} (Windows NT 10.0; Win64; x64) ${chrome("125")} Safari/537.36`, "Chrome 125, Windows 10"],
  [`${mozilla} (Windows NT 10.0; Win64; x64) ${chrome("125")} Safari/537.36 Edg/125.0.1`, "Edge 125, Windows 10"],
  [`${mozilla} (Windows NT 6.1; rv:102.0) Gecko/20100101 Firefox/102.0`, "Firefox 102, Windows 7"],
  [
    `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) ${safari} Version/17.4 Safari/605.1.15`,
    "Safari 17, Mac OS X 10.15",
  ],
  [
    `${mozilla} (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${safari} Version/17.4 Mobile/15E148 Safari/604.1`,
    "Safari 17, iOS 17",
  ],
  [`${mozilla} (Linux; Android 14; Pixel 8) ${chrome("124")} Mobile Safari/537.36`, "Chrome 124, Android 14"],
  [`${mozilla} (X11; Linux x86_64) ${chrome("124")} Safari/537.36 OPR/110.0.0.0`, "Opera 110, Linux"],
  ["aws-sdk-js/3.1169.0 ua/2.1 os/linux#5.10", "aws-sdk-js, Linux"],
  ["okhttp/4.12.0", "okhttp, Other"],
  ["", "Other, Other"],
  ["<script>alert(1)</script>", "Other, Other"],
];

for (const [userAgent, expected] of cases) {
  test(`${JSON.stringify(userAgent.slice(-60))} is called ${expected}`, () => {
    assert.equal(deviceName(userAgent), expected);
  });
}

test("an update does not make another device", () => {
  const one = deviceFamily(`${mozilla} (Windows NT 10.0) ${chrome("125")} Safari/537.36`);
  assert.deepEqual(deviceFamily(`${mozilla} (Windows NT 10.0) ${chrome("131")} Safari/537.36`), one);
  assert.deepEqual(one, { program: "Chrome", system: "Windows" });
});

test("T-38 a long text costs no more than its beginning", () => {
  const cost = processorMs(() => deviceName("Version/1".repeat(200_000)));
  assert.ok(cost < 100, `${cost} ms`);
});
