import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCompleteDocument } from "./complete-document.js";

const read = (text: string) => readCompleteDocument(Buffer.from(text));
const part = "<Part><ETag>&quot;abc&quot;</ETag><PartNumber>1</PartNumber></Part>";

describe("the document that completes an upload", () => {
  test("is read as clients write it", () => {
    const full = `<?xml version="1.0" encoding="UTF-8"?>\n<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n  <Part>\n <PartNumber>2</PartNumber><ChecksumCRC32>AAAA==</ChecksumCRC32><ETag>"x&amp;y"</ETag></Part>\n${part.replace("1<", "3<")}</CompleteMultipartUpload>\n`;
    assert.deepEqual(read(full), [
      { number: 2, etag: "x&y", checksums: { crc32: "AAAA==" } },
      { number: 3, etag: "abc", checksums: {} },
    ]);
  });

  test("T-20d anything else is malformed", () => {
    const around = (inner: string) => `<CompleteMultipartUpload>${inner}</CompleteMultipartUpload>`;
    for (const text of [
      "",
      "<CompleteMultipartUpload/>",
      around(""),
      around(part).replace("</Complete", "</Completed"),
      `${around(part)}<more/>`,
      `<!DOCTYPE x [<!ENTITY a "b">]>${around(part)}`,
      around(part.replace("&quot;", "&a;")),
      around(part.replace("abc", "<!-- -->")),
      around("<Part><PartNumber>1</PartNumber></Part>"),
      around("<Part><ETag>a</ETag><PartNumber>0</PartNumber></Part>"),
      around("<Part><ETag>a</ETag><ETag>a</ETag><PartNumber>1</PartNumber></Part>"),
      around("<Part><ETag>a</ETag><Other>1</Other><PartNumber>1</PartNumber></Part>"),
      around(`<Part><ETag>${"a".repeat(600)}</ETag><PartNumber>1</PartNumber></Part>`),
      around(part.repeat(10_001)),
      "<".repeat(100_000),
    ]) {
      assert.throws(() => read(text), { wireName: "MalformedXML" }, text.slice(0, 80));
    }
  });
});
