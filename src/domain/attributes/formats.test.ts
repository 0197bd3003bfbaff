import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "../../../test/processor-time.js";
import { checkAddressFormats, looksLikeEmail, looksLikePhoneNumber } from "./formats.js";

const EMAILS: [string, boolean][] = [
  ["a@b", true],
  ["no-reply@hashicorp.com", true],
  ["o'neil+tag@example.co.uk", true],
  ["jörg@bücher.example", true],
  ["", false],
  ["a", false],
  ["@b", false],
  ["a@", false],
  ["a@b@c", false],
  ["a b@c", false],
  ["a@b\r\nBcc: c@d", false],
  ["a@b\u200b", false],
  ["a\0@b", false],
  ["a@.b", false],
  ["a@b.", false],
  ["a@b,c@d", false],
  ["Bob <a@b>", false],
  [`${"a".repeat(2048)}@b`, false],
];

const PHONE_NUMBERS: [string, boolean][] = [
  ["+12065550100", true],
  ["+1", true],
  ["+123456789012345", true],
  ["+1234567890123456", false],
  ["+0123", false],
  ["12065550100", false],
  ["+1 206 555", false],
  ["+1206555a", false],
  ["+", false],
  ["+1\n", false],
];

for (const [text, fits] of EMAILS) {
  test(`${fits ? "an" : "no"} email address: ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(looksLikeEmail(text), fits);
  });
}

for (const [text, fits] of PHONE_NUMBERS) {
  test(`${fits ? "a" : "no"} phone number: ${JSON.stringify(text)}`, () => {
    assert.equal(looksLikePhoneNumber(text), fits);
  });
}

test("a misshapen address is refused in Cognito's words, a blank one is not looked at", () => {
  checkAddressFormats(new Map([["email", ""]]));
  assert.throws(() => checkAddressFormats(new Map([["email", "x"]])), {
    name: "InvalidParameterException",
    message: "Invalid email address format.",
  });
  assert.throws(() => checkAddressFormats(new Map([["phone_number", "1"]])), {
    name: "InvalidParameterException",
    message: "Invalid phone number format.",
  });
});

test("T-38 long texts are judged at once", () => {
  const cost = processorMs(() => {
    for (const part of ["a", "@", " ", "+1", "a@"]) looksLikeEmail(part.repeat(500_000));
    for (const part of ["1", "+", "+1"]) looksLikePhoneNumber(part.repeat(500_000));
  });
  assert.ok(cost < 500, `${cost} ms`);
});
