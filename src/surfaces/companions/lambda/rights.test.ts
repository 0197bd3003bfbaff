/** Who may make and change functions: keys by their policies, by the API and through stacks; web pages never. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lambda, s3 } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { storedZip } from "../../../../test/zip.js";

const { CreateFunctionCommand, GetFunctionCommand, LambdaClient } = lambda;
const Role = "arn:aws:iam::123456789012:role/runs";
const base = { Role, Runtime: "nodejs20.x", Handler: "index.handler" } as const;
const zip = storedZip({ "index.js": "1", data: "x".repeat(2 * 1024 * 1024) });

let world: TestWorld;
const opened: { destroy(): void }[] = [];
before(async () => {
  const key = (accessKeyId: string, actions: string[]) => ({
    accessKeyId,
    secretAccessKey: `secret-of-${accessKeyId}`,
    actions,
    pools: ["*"],
  });
  world = await startTestWorld({
    accessKeys: [key("POOLS", ["cognito-idp:*"]), key("DEPLOYER", ["lambda:*"]), key("OWNER", ["lambda:*", "s3:*"])],
  });
});
after(async () => {
  for (const client of opened) client.destroy();
  await world.close();
});

function at(accessKeyId: string, secretAccessKey = `secret-of-${accessKeyId}`) {
  return {
    endpoint: world.url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
}
function clientOf(accessKeyId: string, secret?: string): lambda.LambdaClient {
  const client = new LambdaClient(at(accessKeyId, secret));
  opened.push(client);
  return client;
}

test("a key makes functions where its policy says so, and reads packages only with the right to read them", async () => {
  const inline = new CreateFunctionCommand({ ...base, FunctionName: "f", Code: { ZipFile: zip } });
  await assert.rejects(clientOf("POOLS").send(inline), {
    name: "AccessDeniedException",
    message:
      "User: arn:aws:iam::123456789012:user/POOLS is not authorized to perform: lambda:CreateFunction on resource: *",
  });
  await assert.rejects(clientOf("OWNER", "another").send(inline), (error: Error) =>
    // A body above the operator's limit is not even taken from somebody who cannot sign.
    ["InvalidSignatureException", "RequestEntityTooLargeException"].includes(error.name),
  );
  assert.equal((await clientOf("DEPLOYER").send(inline)).CodeSize, zip.length);

  const bucket = new s3.S3Client({ ...at("OWNER"), forcePathStyle: true });
  opened.push(bucket);
  await bucket.send(new s3.CreateBucketCommand({ Bucket: "packages" }));
  await bucket.send(new s3.PutObjectCommand({ Bucket: "packages", Key: "f.zip", Body: zip }));
  const fromBucket = new CreateFunctionCommand({
    ...base,
    FunctionName: "g",
    Code: { S3Bucket: "packages", S3Key: "f.zip" },
  });
  await assert.rejects(clientOf("DEPLOYER").send(fromBucket), {
    name: "AccessDeniedException",
    message: /s3:GetObject/,
  });
  assert.equal((await clientOf("OWNER").send(fromBucket)).CodeSize, zip.length);
});

test("a page makes none, however it asks", async () => {
  const small = storedZip({ "index.js": "1" }).toString("base64");
  const body = JSON.stringify({ ...base, FunctionName: "page", Code: { ZipFile: small } });
  const open = await startTestWorld();
  const scope = "a/20261121/us-east-1/lambda/aws4_request";
  const signature = "a".repeat(64);
  const presigned = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": scope,
    "X-Amz-Date": "20261121T100000Z",
    "X-Amz-Expires": "604800",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": signature,
  });
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${signature}`;
  const signed = { authorization, "x-amz-date": "20261121T100000Z" };
  const origin = "https://evil.example";
  const path = "/2015-03-31/functions";
  const asked: readonly (readonly [path: string, headers: Record<string, string>, status: number])[] = [
    [path, {}, 404],
    [path, { origin, "content-type": "text/plain" }, 404],
    [path, { origin, ...signed }, 403],
    [path, { origin: "null", ...signed }, 403],
    [path, { "sec-fetch-site": "cross-site", ...signed }, 403],
    [`${path}?${presigned}`, { origin, "content-type": "text/plain" }, 403],
    [`${path}?${presigned}`, { origin: "null", "content-type": "text/plain" }, 403],
    [`${path}?${presigned}`, { "sec-fetch-site": "cross-site", "content-type": "text/plain" }, 403],
  ];
  for (const [where, headers, status] of asked) {
    const answer = await fetch(`${open.url}${where}`, { method: "POST", body, headers });
    assert.equal(answer.status, status, `${where} ${JSON.stringify(headers)}`);
  }
  const client = new LambdaClient({ ...at("a"), endpoint: open.url });
  opened.push(client);
  await assert.rejects(client.send(new GetFunctionCommand({ FunctionName: "page" })), {
    name: "ResourceNotFoundException",
  });
  await open.close();
});

test("a path that says nothing is refused, and what Lambda has and this server has not is named", async () => {
  const open = await startTestWorld();
  const authorization = `AWS4-HMAC-SHA256 Credential=a/20261121/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`;
  const headers = { authorization, "x-amz-date": "20261121T100000Z" };
  const asked: readonly (readonly [path: string, name: string, told: string])[] = [
    ["/2015-03-31/functions/%ZZ", "UnknownOperationException", ""],
    ["/2015-03-31/functions/f/unknown", "UnknownOperationException", ""],
    ["/", "UnknownOperationException", ""],
    ["/2021-10-31/functions/f/url", "InvalidParameterValueException", "A function URL"],
    ["/2015-03-31/event-source-mappings", "InvalidParameterValueException", "An event source mapping"],
    ["/2018-10-31/layers/l/versions/1/policy/s", "InvalidParameterValueException", "A permission of a layer"],
  ];
  for (const [path, name, told] of asked) {
    const answer = await fetch(`${open.url}${path}`, { headers });
    assert.equal(answer.status, 400, path);
    assert.equal(answer.headers.get("x-amzn-errortype"), name, path);
    const { message } = (await answer.json()) as { message: string };
    assert.equal(message, told === "" ? "" : `${told} is not available in this version of Poolhouse.`);
  }
  await open.close();
});
