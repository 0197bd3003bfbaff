import assert from "node:assert/strict";
import { test } from "node:test";
import { processorMs } from "../../../test/processor-time.js";
import type { SchemaAttributeType } from "../../model/generated/types.js";
import { type CheckedValue, checkAttributeValue } from "./attribute-value.js";

const STRING: SchemaAttributeType = { AttributeDataType: "String" };
const SHORT: SchemaAttributeType = { ...STRING, StringAttributeConstraints: { MinLength: "2", MaxLength: "3" } };
const NUMBER: SchemaAttributeType = { AttributeDataType: "Number" };
const BOUNDED: SchemaAttributeType = { ...NUMBER, NumberAttributeConstraints: { MinValue: "-5", MaxValue: "10" } };
const HUGE: SchemaAttributeType = { ...NUMBER, NumberAttributeConstraints: { MaxValue: "9223372036854775807" } };
const BOOLEAN: SchemaAttributeType = { AttributeDataType: "Boolean" };
const DATE_TIME: SchemaAttributeType = { AttributeDataType: "DateTime" };

const DATE_FAULT = "DateTime must be an ISO 8601 date or a number of seconds";

const CASES: [SchemaAttributeType, string, CheckedValue][] = [
  [STRING, "bar", { value: "bar" }],
  [STRING, "a\ud800b", { value: "a\ufffdb" }],
  [STRING, "a\0b", { fault: "Value must not contain a null character" }],
  [SHORT, "a", { fault: "String must be no shorter than 2 characters" }],
  [SHORT, "ab", { value: "ab" }],
  [SHORT, "abc", { value: "abc" }],
  [SHORT, "abcd", { fault: "String must be no longer than 3 characters" }],
  [SHORT, "😀", { value: "😀" }],
  [NUMBER, "1", { value: "1" }],
  [NUMBER, "+007", { value: "+007" }],
  [NUMBER, "-0.50", { value: "-0.50" }],
  [NUMBER, "1e3", { fault: "Number must be a decimal number" }],
  [NUMBER, "0x10", { fault: "Number must be a decimal number" }],
  [NUMBER, "1.", { fault: "Number must be a decimal number" }],
  [NUMBER, "NaN", { fault: "Number must be a decimal number" }],
  [NUMBER, " 1", { fault: "Number must be a decimal number" }],
  [NUMBER, "1\n", { fault: "Number must be a decimal number" }],
  [NUMBER, "٣", { fault: "Number must be a decimal number" }],
  [BOUNDED, "-5", { value: "-5" }],
  [BOUNDED, "-5.01", { fault: "Number must be no less than -5" }],
  [BOUNDED, "10.0", { value: "10.0" }],
  [BOUNDED, "10.001", { fault: "Number must be no greater than 10" }],
  [HUGE, "9223372036854775807", { value: "9223372036854775807" }],
  [HUGE, "9223372036854775808", { fault: "Number must be no greater than 9223372036854775807" }],
  [BOOLEAN, "true", { value: "true" }],
  [BOOLEAN, "False", { value: "false" }],
  [BOOLEAN, "1", { fault: "Boolean must be true or false" }],
  [BOOLEAN, "yes", { fault: "Boolean must be true or false" }],
  [DATE_TIME, "2026-11-07", { value: "2026-11-07" }],
  [DATE_TIME, "2026-11-07T09:05", { value: "2026-11-07T09:05" }],
  [DATE_TIME, "2026-11-07T09:05:03.123Z", { value: "2026-11-07T09:05:03.123Z" }],
  [DATE_TIME, "2024-02-29T23:59:59+05:30", { value: "2024-02-29T23:59:59+05:30" }],
  [DATE_TIME, "1548097827", { value: "1548097827" }],
  [DATE_TIME, "2026-02-29", { fault: DATE_FAULT }],
  [DATE_TIME, "2026-13-01", { fault: DATE_FAULT }],
  [DATE_TIME, "2026-11-07T24:00", { fault: DATE_FAULT }],
  [DATE_TIME, "07.11.2026", { fault: DATE_FAULT }],
  [DATE_TIME, "tomorrow", { fault: DATE_FAULT }],
];

for (const [attribute, text, outcome] of CASES) {
  const constraints = JSON.stringify(
    attribute.StringAttributeConstraints ?? attribute.NumberAttributeConstraints ?? {},
  );
  test(`${attribute.AttributeDataType} ${constraints} ${JSON.stringify(text)}`, () => {
    assert.deepEqual(checkAttributeValue(attribute, text), outcome);
  });
}

test("T-38 long texts are judged at once", () => {
  const cost = processorMs(() => {
    for (const attribute of [NUMBER, BOOLEAN, DATE_TIME, SHORT]) {
      for (const part of ["1", "-", ".1", "2026-", "t"]) checkAttributeValue(attribute, part.repeat(200_000));
    }
  });
  assert.ok(cost < 500, `${cost} ms`);
});
