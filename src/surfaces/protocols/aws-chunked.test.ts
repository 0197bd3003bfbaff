import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readAwsChunked } from "./aws-chunked.js";
import type { HttpRequest } from "./http.js";
import { verifySignature, verifySignedHead } from "./sigv4.js";
import { readSignature } from "./sigv4-credential.js";

/** The examples that AWS publishes for S3: "Signature calculations … transferring payload in multiple chunks". */
const secret = { secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const now = Date.parse("2013-05-24T00:00:00Z");
const seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const signatures = [
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];

function chunk(data: string, signature?: string): string {
  const extension = signature === undefined ? "" : `;chunk-signature=${signature}`;
  return `${data.length.toString(16)}${extension}\r\n${data}${data === "" ? "" : "\r\n"}`;
}

const published = [
  chunk("a".repeat(65_536), signatures[0]),
  chunk("a".repeat(1024), signatures[1]),
  chunk("", signatures[2]),
  "\r\n",
].join("");

function request(body: string, signature = seed): HttpRequest {
  return {
    requestId: "r",
    method: "PUT",
    path: "/examplebucket/chunkObject.txt",
    rawQuery: "",
    headers: {
      host: "s3.amazonaws.com",
      "content-encoding": "aws-chunked",
      "content-length": "66824",
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-date": "20130524T000000Z",
      "x-amz-decoded-content-length": "66560",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=${signature}`,
    },
    remoteAddress: "127.0.0.1",
    secure: false,
    body: Buffer.from(body),
  };
}

function verify(one: HttpRequest): void {
  verifySignature(one, readSignature(one)!, secret, { now, services: ["s3"] });
}

describe("bodies in chunks", () => {
  test("T-32 the published example is genuine; a changed byte, chunk or order is not", () => {
    verify(request(published));
    const forged = [
      published.replace("aaa", "aab"),
      published.replace(signatures[1]!, signatures[0]!),
      published.replace(`;chunk-signature=${signatures[1]}`, ""),
      [chunk("a".repeat(1024), signatures[1]), chunk("", signatures[2]), "\r\n"].join(""),
      published.slice(0, -100),
      "",
    ];
    for (const body of forged) assert.throws(() => verify(request(body)), { wireName: "InvalidSignatureException" });
  });

  test("T-37 the head alone proves who sends, before the body", () => {
    const head = request("");
    verifySignedHead(head, readSignature(head)!, secret, { now, services: ["s3"] });
    const other = request("", "a".repeat(64));
    assert.throws(() => verifySignedHead(other, readSignature(other)!, secret, { now, services: ["s3"] }));
    const bare = request("");
    const headers = { ...bare.headers, "x-amz-content-sha256": undefined };
    assert.throws(() =>
      verifySignedHead({ ...bare, headers }, readSignature(bare)!, secret, { now, services: ["s3"] }),
    );
  });

  test("takes chunks and trailers apart", () => {
    const read = readAwsChunked(
      Buffer.from("5\r\nhello\r\n0\r\nx-amz-checksum-crc32: NhCmhg==\r\nX-Amz-Trailer-Signature:abc\r\n\r\n"),
    );
    assert.deepEqual(
      read?.chunks.map(({ data }) => data.toString()),
      ["hello", ""],
    );
    assert.deepEqual(read?.trailers, [["x-amz-checksum-crc32", "NhCmhg=="]]);
    assert.equal(read?.trailerSignature, "abc");
    assert.equal(readAwsChunked(Buffer.from("0\r\n\r\n"))?.chunks.length, 1);
  });

  test("reads nothing into what is no such body", () => {
    const bad = [
      "",
      "hello",
      "5\r\nhell",
      "5\r\nhelloo\r\n0\r\n\r\n",
      "-1\r\n\r\n",
      "fffffffff\r\n\r\n",
      "5;x=y\r\nhello\r\n0\r\n\r\n",
    ];
    for (const body of [...bad, "0\r\n\r\nmore", "0\r\nno colon\r\n\r\n", `${"0".repeat(2000)}\r\n\r\n`]) {
      assert.equal(readAwsChunked(Buffer.from(body)), undefined, body.slice(0, 40));
    }
  });
});
