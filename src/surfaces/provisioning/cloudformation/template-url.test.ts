import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { templatePlace } from "./template-url.js";

describe("where the URL of a template leads", () => {
  const forms: [string, string, string, boolean][] = [
    ["https://s3.amazonaws.com/assets/a/b.json", "assets", "a/b.json", true],
    ["https://s3.eu-west-1.amazonaws.com/assets/b.json", "assets", "b.json", true],
    ["https://s3-eu-west-1.amazonaws.com/assets/b.json", "assets", "b.json", true],
    ["https://s3.dualstack.eu-west-1.amazonaws.com/assets/b.json", "assets", "b.json", true],
    ["https://s3.cn-north-1.amazonaws.com.cn/assets/b.json", "assets", "b.json", true],
    ["https://assets.s3.amazonaws.com/a/b.json", "assets", "a/b.json", true],
    ["https://my.assets.s3.us-east-2.amazonaws.com/b.json?versionId=null", "my.assets", "b.json", true],
    ["s3://assets/a/b%20c.json", "assets", "a/b c.json", true],
    ["http://127.0.0.1:9229/assets/b.json", "assets", "b.json", true],
    ["http://localhost:9229/assets/b.json", "assets", "b.json", true],
    ["http://assets.localhost:9229/b.json", "assets", "b.json", true],
    ["https://id.example.com/assets/b.json", "assets", "b.json", false],
  ];
  for (const [url, bucket, key, isCertain] of forms) {
    test(url, () => assert.deepEqual(templatePlace(url), { bucket, key, isCertain }));
  }

  test("T-49 refuses what can be no place of ours", () => {
    for (const url of [
      "b.json",
      "file:///etc/passwd",
      "ftp://x/y/z",
      "https://example.com/",
      "https://example.com/x",
      "https://s3.amazonaws.com/%zz/x",
    ]) {
      assert.throws(() => templatePlace(url), { message: "TemplateURL must be a supported URL." }, url);
    }
  });
});
