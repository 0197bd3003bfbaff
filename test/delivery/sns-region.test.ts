/** Where text messages of a pool go by SNS: each in the pool's own region, with a signature for it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { given, smsConfiguration } from "../self-service.js";
import { startTestWorld, type TestWorld } from "../world.js";

/** What was asked of SNS: the number, and the region of the signature. */
const published: { to: string | null; region: string | undefined }[] = [];
const sns = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => {
    body += part;
  });
  request.on("end", () => {
    const [, region] = /Credential=[^/]+\/\d{8}\/([^/]+)\/sns\//.exec(request.headers.authorization ?? "") ?? [];
    published.push({ to: new URLSearchParams(body).get("PhoneNumber"), region });
    response.end("<PublishResponse/>");
  });
});

let world: TestWorld;
before(async () => {
  await new Promise<void>((resolve) => sns.listen(0, "127.0.0.1", resolve));
  world = await startTestWorld({ snsEndpoint: `http://127.0.0.1:${(sns.address() as AddressInfo).port}` });
});
after(async () => {
  await world.close();
  sns.close();
});

async function regionOf(to: string): Promise<string | undefined> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const found = published.find((one) => one.to === to);
    if (found !== undefined) return found.region;
    await sleep(50);
  }
  throw new Error(`nothing was sent to ${to}`);
}

for (const [what, SnsRegion, to, region] of [
  ["of the pool's SmsConfiguration", "ap-northeast-1", "+4712345601", "ap-northeast-1"],
  ["of the pool where it names none", undefined, "+4712345602", "us-east-1"],
] as const) {
  test(`a text message is signed for the region ${what}`, async () => {
    const pool = await given(world, {
      AutoVerifiedAttributes: ["phone_number"],
      SmsConfiguration: { ...smsConfiguration, ...(SnsRegion === undefined ? {} : { SnsRegion }) },
    });
    await pool.signUp("ann", { phone_number: to });
    assert.equal(await regionOf(to), region);
  });
}
