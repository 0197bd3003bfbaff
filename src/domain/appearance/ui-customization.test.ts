import assert from "node:assert/strict";
import { test } from "node:test";
import { describeUiCustomization, logoMediaType, uiCustomization } from "./ui-customization.js";

const now = Date.UTC(2025, 0, 15, 19, 19, 28);
const png = Buffer.from("\x89PNG\r\n\x1a\n…", "latin1").toString("base64");
const jpeg = Buffer.from("\xff\xd8\xff\xe0", "latin1").toString("base64");
const css = ".label-customizable {font-weight: 400;}";

test("sheet and logo are set together, and named by the second", () => {
  assert.deepEqual(uiCustomization({ CSS: css, ImageFile: png }, now), {
    css,
    image: png,
    version: "20250115191928",
  });
  assert.deepEqual(uiCustomization({ ImageFile: jpeg }, now), { image: jpeg, version: "20250115191928" });
  assert.equal(uiCustomization({}, now), undefined);
  assert.equal(uiCustomization({ CSS: "", ImageFile: "" }, now), undefined);
});

test("a logo is PNG or JPEG by its bytes", () => {
  assert.equal(logoMediaType(Buffer.from(png, "base64")), "image/png");
  assert.equal(logoMediaType(Buffer.from(jpeg, "base64")), "image/jpeg");
  for (const other of ["<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a", "\x89PN", ""]) {
    assert.equal(logoMediaType(Buffer.from(other, "latin1")), undefined);
  }
  assert.throws(() => uiCustomization({ ImageFile: Buffer.from("GIF89a").toString("base64") }, now), {
    name: "InvalidParameterException",
    message: "The image file must be in PNG or JPEG format.",
  });
});

test("sheet and logo have a size together", () => {
  const logo = (bytes: number) => Buffer.concat([Buffer.from(png, "base64"), Buffer.alloc(bytes)]).toString("base64");
  assert.ok(uiCustomization({ CSS: css, ImageFile: logo(100_000) }, now));
  assert.throws(() => uiCustomization({ CSS: `/*${"x".repeat(6_000)}*/`, ImageFile: logo(100_000) }, now), {
    name: "InvalidParameterException",
    message: "request parameters too large",
  });
});

test("what is not set is not shown", () => {
  assert.deepEqual(describeUiCustomization(undefined, "https://h"), {});
  const setting = { poolId: "us-east-1_a", id: "ALL", createdAt: 1_000, modifiedAt: 2_500 };
  const ids = { UserPoolId: "us-east-1_a", ClientId: "ALL", CreationDate: 1, LastModifiedDate: 2.5 };
  assert.deepEqual(describeUiCustomization({ ...setting, document: { css, version: "v" } }, "https://h"), {
    ...ids,
    CSS: css,
    CSSVersion: "v",
  });
  assert.deepEqual(describeUiCustomization({ ...setting, document: { image: png, version: "v" } }, "https://h"), {
    ...ids,
    ImageUrl: "https://h/us-east-1_a/ALL/v/assets/images/image.jpg",
  });
});
