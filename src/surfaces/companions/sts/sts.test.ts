import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { GetCallerIdentityCommand, STSClient } from "../../../../test/clients.js";
import { createKeyring } from "../../../adapters/crypto/keyring.js";
import { systemRandom } from "../../../adapters/crypto/random.js";
import { systemClock } from "../../../adapters/time/system-clock.js";
import { createGateway, type Gateway } from "../../gateway.js";
import { type AccessKey, createSignedCallers } from "../../protocols/signed-caller.js";
import { createCredentialIssuer } from "../../protocols/temporary-credentials.js";
import { createSts } from "./sts.js";

const accountId = "123456789012";
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function start(keys?: Record<string, AccessKey>): Promise<{ gateway: Gateway; url: string }> {
  const clock = systemClock();
  const accessKey = keys === undefined ? undefined : (id: string) => keys[id];
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const issuer = createCredentialIssuer(keyring, systemRandom());
  const callers = createSignedCallers({ clock, accountId, accessKey, sessions: issuer });
  const apis = [createSts({ callers, accountId, logger: quiet, clock, keyring, issuer })];
  const gateway = createGateway({ logger: quiet, clock, random: systemRandom(), mode: "development", apis, paths: [] });
  return { gateway, url: (await gateway.listen(0, "127.0.0.1")).url };
}

const shaped = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20261121/us-gov-west-1/${service}/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
  "x-amz-date": "20261121T100000Z",
});
const form = { "content-type": "application/x-www-form-urlencoded" };
const asked = "Action=GetCallerIdentity&Version=2011-06-15";

describe("GetCallerIdentity", () => {
  let open: Awaited<ReturnType<typeof start>>;
  let closed: Awaited<ReturnType<typeof start>>;
  before(async () => {
    open = await start();
    closed = await start({
      DEPLOY: { secretAccessKey: "s", arn: `arn:aws:iam::${accountId}:user/deploy`, allows: () => true },
    });
  });
  after(() => Promise.all([open.gateway.close(), closed.gateway.close()]));

  const client = (endpoint: string, accessKeyId: string, secretAccessKey: string) =>
    new STSClient({ endpoint, region: "us-east-1", credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });

  test("tells the SDK who it is; the fifth field of the ARN is the account", async () => {
    const { Arn, Account, UserId } = await client(closed.url, "DEPLOY", "s").send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Arn, Account, UserId], ["arn:aws:iam::123456789012:user/deploy", accountId, "DEPLOY"]);
    assert.equal(Arn!.split(":")[4], accountId);
    const root = await client(open.url, "any", "thing").send(new GetCallerIdentityCommand({}));
    assert.deepEqual([root.Arn, root.UserId], ["arn:aws:iam::123456789012:root", accountId]);
  });

  test("T-32 refuses wrong credentials in the words of this protocol", async () => {
    await assert.rejects(() => client(closed.url, "DEPLOY", "x").send(new GetCallerIdentityCommand({})), {
      name: "SignatureDoesNotMatch",
    });
    await assert.rejects(() => client(closed.url, "NOBODY", "s").send(new GetCallerIdentityCommand({})), {
      name: "InvalidClientTokenId",
      message: "The security token included in the request is invalid.",
    });
    const bare = await fetch(open.url, { method: "POST", headers: form, body: asked });
    assert.equal(bare.status, 403);
    assert.match(await bare.text(), /<Code>MissingAuthenticationToken<\/Code>/);
    assert.equal(bare.headers.get("content-type"), "text/xml");
  });

  test("answers with the partition of the region and the request id of the header", async () => {
    const response = await fetch(open.url, { method: "POST", headers: { ...form, ...shaped("sts") }, body: asked });
    const xml = await response.text();
    assert.match(xml, /<Arn>arn:aws-us-gov:iam::123456789012:root<\/Arn>/);
    assert.ok(xml.includes(`<RequestId>${response.headers.get("x-amzn-requestid")}</RequestId>`));
  });

  test("answers JSON to those who accept JSON, and the AWS JSON form to those who speak it", async () => {
    const headers = { ...form, ...shaped("sts"), accept: "application/json" };
    const accepted = await (await fetch(open.url, { method: "POST", headers, body: asked })).json();
    const { GetCallerIdentityResponse } = accepted as {
      GetCallerIdentityResponse: Record<string, { Account: string }>;
    };
    assert.equal(GetCallerIdentityResponse["GetCallerIdentityResult"]?.Account, accountId);
    const json = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSSecurityTokenServiceV20110615.GetCallerIdentity",
    };
    const spoken = await fetch(open.url, { method: "POST", headers: { ...json, ...shaped("sts") }, body: "{}" });
    assert.equal(((await spoken.json()) as { Account: string }).Account, accountId);
  });

  test("refuses every other action, version and form", async () => {
    for (const [body, code] of [
      ["Action=GetFederationToken&Version=2011-06-15", "InvalidAction"],
      ["Action=GetCallerIdentity&Version=2010-05-08", "InvalidAction"],
      ["", "InvalidAction"],
      ["Action=%zz", "MalformedQueryString"],
    ]) {
      const response = await fetch(open.url, { method: "POST", headers: { ...form, ...shaped("sts") }, body: body! });
      assert.equal(response.status, 400);
      assert.ok((await response.text()).includes(`<Code>${code}</Code>`), body);
    }
  });

  test("T-43 no page of another origin gets an answer", async () => {
    const headers = { ...form, ...shaped("sts"), origin: "https://evil.example" };
    const response = await fetch(open.url, { method: "POST", headers, body: asked });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /<Code>ForbiddenException<\/Code>/);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  });
});
