/**
 * Writes docs/coverage.md from the traffic that the tests recorded: for every operation whether a success was seen, and
 * which of its exceptions were provoked. Run it after a whole `npm test`: node --import tsx scripts/coverage.ts
 */
import { writeFileSync } from "node:fs";
import { coveragePage } from "../test/coverage/page.js";
import { recordedTraffic } from "../test/coverage/traffic.js";

const traffic = recordedTraffic();
if (traffic.length === 0) throw new Error("no traffic is recorded in build/traffic: run npm test first");
writeFileSync("docs/coverage.md", coveragePage(traffic));
