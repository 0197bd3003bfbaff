/**
 * Owns which text is a value of an attribute: the one table for String, Number, Boolean and DateTime. Cognito publishes
 * the data types and their constraints but neither the accepted notations nor most of the refusals; what stands here
 * beyond the lengths is decided here:
 *
 * | type     | accepted                                                  | kept as                |
 * |----------|-----------------------------------------------------------|------------------------|
 * | String   | any text of MinLength to MaxLength UTF-16 units           | sent                   |
 * | Number   | decimal notation, `-12`, `0.5`, within MinValue, MaxValue | sent                   |
 * | Boolean  | `true` or `false` in any case                             | lower case             |
 * | DateTime | ISO 8601 date, or date and time; or digits of an epoch    | sent                   |
 *
 * `birthdate` is a String of exactly ten characters and nothing more. No type holds a null character, which PostgreSQL
 * cannot keep; a lone surrogate becomes U+FFFD, as in both databases.
 */
import type { SchemaAttributeType } from "../../model/generated/types.js";

/** The text to keep, or what is wrong with it in the words behind `<name>: `. */
export type CheckedValue = { readonly value: string } | { readonly fault: string };

const DECIMAL = /^[+-]?[0-9]{1,400}(?:\.[0-9]{1,400})?$/;

const LONGEST_NUMBER = 802;

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const LONGEST_DATE_TIME = 40;

const EPOCH = /^\d{1,15}$/;

/** Judges one value that is not blank; a blank one means "no value" and never comes here. */
export function checkAttributeValue(attribute: SchemaAttributeType, sent: string): CheckedValue {
  if (sent.includes("\0")) return { fault: "Value must not contain a null character" };
  const text = sent.replace(/\p{Surrogate}/gu, "\ufffd");
  switch (attribute.AttributeDataType) {
    case "Number":
      return checkNumber(attribute, text);
    case "Boolean":
      return checkBoolean(text);
    case "DateTime":
      return isDateTime(text) ? { value: text } : { fault: "DateTime must be an ISO 8601 date or a number of seconds" };
    default:
      return checkString(attribute, text);
  }
}

function checkString(attribute: SchemaAttributeType, text: string): CheckedValue {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
  if (MinLength !== undefined && text.length < Number(MinLength)) {
    return { fault: `String must be no shorter than ${MinLength} characters` };
  }
  if (MaxLength !== undefined && text.length > Number(MaxLength)) {
    return { fault: `String must be no longer than ${MaxLength} characters` };
  }
  return { value: text };
}

function checkNumber(attribute: SchemaAttributeType, text: string): CheckedValue {
  if (!isDecimal(text)) return { fault: "Number must be a decimal number" };
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
  if (MinValue !== undefined && isDecimal(MinValue) && compareDecimals(text, MinValue) < 0) {
    return { fault: `Number must be no less than ${MinValue}` };
  }
  if (MaxValue !== undefined && isDecimal(MaxValue) && compareDecimals(text, MaxValue) > 0) {
    return { fault: `Number must be no greater than ${MaxValue}` };
  }
  return { value: text };
}

function checkBoolean(text: string): CheckedValue {
  const value = text.length <= 5 ? text.toLowerCase() : text;
  return value === "true" || value === "false" ? { value } : { fault: "Boolean must be true or false" };
}

function isDecimal(text: string): boolean {
  return text.length <= LONGEST_NUMBER && DECIMAL.test(text);
}

/** Exact at any length: constraints may be 2^63 - 1, which a double cannot hold. */
function compareDecimals(one: string, other: string): number {
  const places = Math.max(fractionOf(one).length, fractionOf(other).length);
  const difference = scaled(one, places) - scaled(other, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function fractionOf(decimal: string): string {
  return decimal.split(".")[1] ?? "";
}

function scaled(decimal: string, places: number): bigint {
  const [whole = ""] = decimal.replace(/^[+-]/, "").split(".");
  const amount = BigInt(whole + fractionOf(decimal).padEnd(places, "0"));
  return decimal.startsWith("-") ? -amount : amount;
}

function isDateTime(text: string): boolean {
  if (text.length > LONGEST_DATE_TIME) return false;
  if (EPOCH.test(text)) return true;
  const parts = DATE_TIME.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(2000, month - 1, day));
  // Setting the year afterwards keeps the first century from becoming the twentieth.
  date.setUTCFullYear(year, month - 1, day);
  const isRealDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isRealDay && hour <= 23 && minute <= 59 && second <= 59;
}
