import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { s3 } from "../../../../test/companion-clients.js";
import { stackClient } from "../../../../test/provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

const {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} = s3;

const key = { accessKeyId: "DEPLOY", secretAccessKey: "deploy-secret" };
const readOnly = { accessKeyId: "READER", secretAccessKey: "reader-secret" };
const Bucket = "cdk-hnb659fds-assets-000000000000-eu-west-1";

describe("the asset bucket, with access keys", () => {
  let world: TestWorld;
  let client: s3.S3Client;
  const clientFor = (credentials: { accessKeyId: string; secretAccessKey: string }, more: object = {}) =>
    new S3Client({
      endpoint: world.url,
      region: "eu-west-1",
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      ...more,
    });
  before(async () => {
    world = await startTestWorld({
      account: "000000000000",
      accessKeys: [
        { ...key, actions: ["*"], pools: ["*"] },
        { ...readOnly, actions: ["s3:*"], pools: ["*"], readOnly: true },
      ],
    });
    client = clientFor(key);
  });
  after(() => world.close());

  const put = (Key: string, Body: string | Buffer | Readable, more: Partial<s3.PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string, more: Partial<s3.GetObjectCommandInput> = {}) => {
    const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...answer, text: await answer.Body!.transformToString() };
  };

  test("T-32 keys with any characters are signed for, kept and found", async () => {
    for (const Key of ["a.json", "a b+c/d(e)!'*~.json", "ü/日本.zip", "a//b/../c", "%41", "x?y=1&z#"]) {
      const { ETag } = await put(Key, `content of ${Key}`, { ContentType: "application/json", Metadata: { one: "1" } });
      const found = await get(Key);
      assert.equal(found.text, `content of ${Key}`, Key);
      assert.deepEqual([found.ETag, found.ContentType, found.Metadata], [ETag, "application/json", { one: "1" }]);
      const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
      assert.deepEqual([head.ContentLength, head.ETag], [Buffer.byteLength(`content of ${Key}`), ETag]);
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      await assert.rejects(() => get(Key), { name: "NoSuchKey", message: "The specified key does not exist." });
      await assert.rejects(() => client.send(new HeadObjectCommand({ Bucket, Key })), { name: "NotFound" });
    }
  });

  test("T-32 wrong keys, wrong secrets and missing rights are told in S3's words", async () => {
    const send = (credentials: typeof key) =>
      clientFor(credentials).send(new PutObjectCommand({ Bucket, Key: "k", Body: "b" }));
    await assert.rejects(() => send({ accessKeyId: "NOBODY", secretAccessKey: "x" }), { name: "InvalidAccessKeyId" });
    await assert.rejects(() => send({ ...key, secretAccessKey: "x" }), { name: "SignatureDoesNotMatch" });
    await assert.rejects(() => send(readOnly), { name: "AccessDenied" });
    const bare = await fetch(`${world.url}/${Bucket}/k`, { method: "PUT", body: "b" });
    assert.equal(bare.status, 404);
    assert.deepEqual((await clientFor(readOnly).send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
  });

  test("a body that is streamed, and one whose chunks are signed", async () => {
    await put("streamed", Readable.from([Buffer.from("hello "), Buffer.from("world")]), { ContentLength: 11 });
    const found = await get("streamed");
    assert.deepEqual([found.text, found.ContentEncoding], ["hello world", undefined]);
    for (const [forge, status] of [
      [false, 200],
      [true, 403],
    ] as const) {
      const response = await signedInChunks(world.url, `/${Bucket}/chunked`, ["first ", "second"], forge);
      assert.equal(response.status, status, await response.text());
    }
    assert.equal((await get("chunked")).text, "first second");
  });

  test("checksums are compared, and told again", async () => {
    const sha = (text: string) => createHash("sha256").update(text).digest("base64");
    const { ChecksumSHA256 } = await put("checked", "abc", { ChecksumSHA256: sha("abc") });
    assert.equal(ChecksumSHA256, sha("abc"));
    assert.equal((await get("checked", { ChecksumMode: "ENABLED" })).ChecksumSHA256, sha("abc"));
    await assert.rejects(() => put("checked", "abd", { ChecksumSHA256: sha("abc") }), { name: "BadDigest" });
    await assert.rejects(
      () => put("checked", "abd", { ContentMD5: createHash("md5").update("abc").digest("base64") }),
      {
        name: "BadDigest",
      },
    );
    // Check values of the catalogue of CRC algorithms: over "123456789".
    const values = { ChecksumCRC32: "cbf43926", ChecksumCRC32C: "e3069283", ChecksumCRC64NVME: "ae8b14860a799888" };
    for (const [name, hex] of Object.entries(values)) {
      await put("checked", "123456789", { [name]: Buffer.from(hex, "hex").toString("base64") });
    }
    assert.equal((await get("checked")).text, "123456789");
  });

  test("ranges, conditions and bytes that are no page of ours", async () => {
    await put("ranged", "0123456789");
    const part = await get("ranged", { Range: "bytes=2-4" });
    assert.deepEqual([part.text, part.ContentRange, part.$metadata.httpStatusCode], ["234", "bytes 2-4/10", 206]);
    assert.equal((await get("ranged", { Range: "bytes=-3" })).text, "789");
    await assert.rejects(() => get("ranged", { Range: "bytes=10-" }), { name: "InvalidRange" });
    await assert.rejects(() => put("ranged", "x", { IfNoneMatch: "*" }), { name: "PreconditionFailed" });
    const { headers } = await presigned(world.url, `/${Bucket}/ranged`);
    assert.equal(headers.get("content-security-policy"), "sandbox; default-src 'none'");
  });

  test("listings go by prefix, delimiter and page", async () => {
    for (const name of ["l/a", "l/b/1", "l/b/2", "l/c", "l"]) await put(name, name);
    const list = (more: Partial<s3.ListObjectsV2CommandInput>) =>
      client.send(new ListObjectsV2Command({ Bucket, Prefix: "l", ...more }));
    const keys = (answer: s3.ListObjectsV2CommandOutput) => answer.Contents?.map(({ Key }) => Key) ?? [];
    assert.deepEqual(keys(await list({})), ["l", "l/a", "l/b/1", "l/b/2", "l/c"]);
    // How the CDK asks whether an asset is there.
    const one = await list({ Prefix: "l/a", MaxKeys: 1 });
    assert.deepEqual([keys(one), one.IsTruncated], [["l/a"], false]);
    const first = await list({ Prefix: "l/", Delimiter: "/", MaxKeys: 2 });
    assert.deepEqual([keys(first), first.CommonPrefixes, first.IsTruncated], [["l/a"], [{ Prefix: "l/b/" }], true]);
    const second = await list({ Prefix: "l/", Delimiter: "/", ContinuationToken: first.NextContinuationToken });
    assert.deepEqual([keys(second), second.CommonPrefixes, second.IsTruncated], [["l/c"], undefined, false]);
    await assert.rejects(() => list({ Prefix: "other", ContinuationToken: first.NextContinuationToken }), {
      name: "InvalidArgument",
    });
  });

  test("an object in parts", async () => {
    const Key = "large.zip";
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "application/zip" }),
    );
    const bodies = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("the end")];
    const Parts: s3.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    const complete = (parts: s3.CompletedPart[]) =>
      client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }));
    await assert.rejects(() => complete([Parts[1]!, Parts[0]!]), { name: "InvalidPartOrder" });
    await assert.rejects(() => complete([{ PartNumber: 1, ETag: '"x"' }]), { name: "InvalidPart" });
    const { ETag } = await complete(Parts);
    assert.match(ETag!, /^"[0-9a-f]{32}-2"$/);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    assert.deepEqual([head.ContentLength, head.ContentType, head.ETag], [5 * 1024 * 1024 + 7, "application/zip", ETag]);
    assert.equal((await get(Key, { Range: "bytes=5242878-5242883" })).text, "aathe ");
    await assert.rejects(() => complete(Parts), { name: "NoSuchUpload" });
    const other = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other.UploadId }));
    await assert.rejects(
      () => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other.UploadId })),
      { name: "NoSuchUpload" },
    );
  });

  test("T-37 a body above the operator's limit is taken from known callers only, and not without end", async () => {
    assert.equal((await put("two-megabytes", Buffer.alloc(2 * 1024 * 1024))).$metadata.httpStatusCode, 200);
    const forged = clientFor({ ...key, secretAccessKey: "x" });
    const send = () => forged.send(new PutObjectCommand({ Bucket, Key: "k", Body: Buffer.alloc(2 * 1024 * 1024) }));
    await assert.rejects(send, { name: "EntityTooLarge" });
    await assert.rejects(() => put("too-large", Buffer.alloc(34 * 1024 * 1024)), { name: "EntityTooLarge" });
  });

  test("buckets: those of the CDK are there, others are created", async () => {
    await client.send(new HeadBucketCommand({ Bucket }));
    assert.equal((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, "eu-west-1");
    await assert.rejects(() => client.send(new GetBucketEncryptionCommand({ Bucket })), {
      name: "ServerSideEncryptionConfigurationNotFoundError",
    });
    await assert.rejects(() => client.send(new GetBucketPolicyCommand({ Bucket })), { name: "NoSuchBucketPolicy" });
    assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
    for (const strange of ["cdk-hnb659fds-assets-111111111111-eu-west-1", "nobodys"]) {
      await assert.rejects(() => client.send(new GetBucketLocationCommand({ Bucket: strange })), {
        name: "NoSuchBucket",
      });
    }
    await client.send(new CreateBucketCommand({ Bucket: "my-bucket" }));
    await assert.rejects(() => client.send(new CreateBucketCommand({ Bucket: "my-bucket" })), {
      name: "BucketAlreadyOwnedByYou",
    });
    await assert.rejects(() => client.send(new CreateBucketCommand({ Bucket: "My_Bucket" })), {
      name: "InvalidBucketName",
    });
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      ["my-bucket"],
    );
    await client.send(new PutObjectCommand({ Bucket: "my-bucket", Key: "k", Body: "b" }));
    await assert.rejects(() => client.send(new DeleteBucketCommand({ Bucket: "my-bucket" })), {
      name: "BucketNotEmpty",
    });
    await client.send(new DeleteObjectCommand({ Bucket: "my-bucket", Key: "k" }));
    await client.send(new DeleteBucketCommand({ Bucket: "my-bucket" }));
    await assert.rejects(() => client.send(new HeadBucketCommand({ Bucket: "my-bucket" })), { name: "NotFound" });
  });

  test("what there is not is refused by name, with a 400 that nobody repeats", async () => {
    const tagging = new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } });
    await assert.rejects(
      () => client.send(tagging),
      (error: s3.S3ServiceException) => {
        assert.deepEqual([error.name, error.$metadata.httpStatusCode], ["NotImplemented", 400]);
        return true;
      },
    );
  });

  test("T-43 no page of another origin gets in", async () => {
    const answer = await presigned(world.url, `/${Bucket}/ranged`, { origin: "https://evil.example" });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /<Code>AccessDenied<\/Code>/);
  });
});

describe("templates in the asset bucket", () => {
  let world: TestWorld;
  let client: s3.S3Client;
  before(async () => {
    world = await startTestWorld({ account: "000000000000" });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    client = new S3Client({ endpoint: world.url, region: "eu-west-1", credentials, forcePathStyle: true });
  });
  after(() => world.close());

  test("T-49 stacks take templates by every form of URL, from our own buckets", async () => {
    const template = {
      Resources: { Pool: { Type: "AWS::Cognito::UserPool", Properties: { UserPoolName: "by-url" } } },
    };
    await client.send(new PutObjectCommand({ Bucket, Key: "t.json", Body: JSON.stringify(template) }));
    const stacks = stackClient(world.url, "local", "eu-west-1");
    const validate = (TemplateURL: string) => stacks.call("ValidateTemplate", { TemplateURL });
    const urls = [
      `${world.url}/${Bucket}/t.json`,
      `https://s3.eu-west-1.amazonaws.com/${Bucket}/t.json`,
      `https://${Bucket}.s3.eu-west-1.amazonaws.com/t.json`,
      `s3://${Bucket}/t.json`,
    ];
    for (const url of urls) await validate(url);
    await stacks.call("CreateStack", { StackName: "by-url", TemplateURL: urls[0] });
    assert.equal((await stacks.settled("by-url"))["StackStatus"], "CREATE_COMPLETE");
    const seeAlso = "\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html";
    await assert.rejects(() => validate(`s3://${Bucket}/none.json`), {
      name: "ValidationError",
      message: `S3 error: The specified key does not exist.${seeAlso}`,
    });
    await assert.rejects(() => validate("https://s3.amazonaws.com/nobodys/t.json"), {
      message: `S3 error: The specified bucket does not exist${seeAlso}`,
    });
    await assert.rejects(() => validate("https://example.com/templates/t.json"), {
      message: "TemplateURL must be a supported URL.",
    });
  });

  test("an upload that nobody completes is given up when another one begins a week later", async () => {
    const begin = () => client.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
    const { UploadId } = await begin();
    const upload = () =>
      client.send(new UploadPartCommand({ Bucket, Key: "parts", UploadId, PartNumber: 1, Body: "x" }));
    await upload();
    world.clock.advance(8 * 86_400_000);
    await upload();
    await begin();
    await assert.rejects(upload, { name: "NoSuchUpload" });
  });

  test("a bucket may be the name before localhost", async () => {
    const { port } = new URL(world.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { ...shaped, host: `${Bucket}.localhost:${port}` };
      const request = httpRequest(`${world.url}/t.json`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on("error", reject).end();
    });
    assert.equal(status, 200);
  });
});

const shaped = {
  authorization: `AWS4-HMAC-SHA256 Credential=a/20261121/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
  "x-amz-date": "20261121T100000Z",
};

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

function signingKey(day: string): Buffer {
  let made: Buffer | string = `AWS4${key.secretAccessKey}`;
  for (const part of [day, "eu-west-1", "s3", "aws4_request"]) made = createHmac("sha256", made).update(part).digest();
  return made as Buffer;
}

/** A GET by a signature in the query. */
function presigned(url: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  const { host } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/eu-west-1/s3/aws4_request`;
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(`${key.accessKeyId}/${scope}`)}&X-Amz-Date=${time}&X-Amz-Expires=60&X-Amz-SignedHeaders=host`;
  const canonical = `GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  const signature = createHmac("sha256", signingKey(time.slice(0, 8)))
    .update(text)
    .digest("hex");
  return fetch(`${url}${path}?${query}&X-Amz-Signature=${signature}`, { headers });
}

/** A PUT whose chunks and trailer are signed, after the published algorithm. */
function signedInChunks(url: string, path: string, parts: readonly string[], forge: boolean): Promise<Response> {
  const { host } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/eu-west-1/s3/aws4_request`;
  const mac = (text: string) =>
    createHmac("sha256", signingKey(time.slice(0, 8)))
      .update(text)
      .digest("hex");
  const declared = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  const headers: Record<string, string> = {
    "content-encoding": "aws-chunked",
    host,
    "x-amz-content-sha256": declared,
    "x-amz-date": time,
    "x-amz-decoded-content-length": String(parts.join("").length),
    "x-amz-trailer": "x-amz-checksum-sha256",
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = `PUT\n${path}\n\n${lines.join("")}\n${names}\n${declared}`;
  let previous = mac(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`);
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope},SignedHeaders=${names},Signature=${previous}`;
  let body = "";
  for (const part of [...parts, ""]) {
    previous = mac(`AWS4-HMAC-SHA256-PAYLOAD\n${time}\n${scope}\n${previous}\n${sha256("")}\n${sha256(part)}`);
    body += `${part.length.toString(16)};chunk-signature=${previous}\r\n${part}${part === "" ? "" : "\r\n"}`;
  }
  const checksum = createHash("sha256").update(parts.join("")).digest("base64");
  const signed = mac(
    `AWS4-HMAC-SHA256-TRAILER\n${time}\n${scope}\n${previous}\n${sha256(`x-amz-checksum-sha256:${checksum}\n`)}`,
  );
  body += `x-amz-checksum-sha256:${checksum}\r\nx-amz-trailer-signature:${forge ? "0".repeat(64) : signed}\r\n\r\n`;
  return fetch(`${url}${path}`, { method: "PUT", headers: { ...headers, authorization }, body });
}
