/** Reads inputs of STS, whose numbers arrive as text by one protocol and as numbers by the other, and words its refusals. */
import { CompanionException, type CompanionInput } from "../../protocols/companion.js";

/** Something of the input does not fit. */
export function stsInvalid(message: string): CompanionException {
  return new CompanionException("ValidationError", message);
}

/** A text of this form and length. */
export function stsText(
  input: CompanionInput,
  name: string,
  rule: { readonly min: number; readonly max: number; readonly pattern: RegExp },
): string | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const fail = (constraint: string): never => {
    throw stsInvalid(
      `1 validation error detected: Value '${String(value).slice(0, 128)}' at '${member}' failed to satisfy constraint: ${constraint}`,
    );
  };
  if (typeof value !== "string" || value.length < rule.min) {
    return fail(`Member must have length greater than or equal to ${rule.min}`);
  }
  if (value.length > rule.max) return fail(`Member must have length less than or equal to ${rule.max}`);
  if (!rule.pattern.test(value)) return fail(`Member must satisfy regular expression pattern: ${rule.pattern.source}`);
  return value;
}

/** A text that must be there. */
export function requiredStsText(
  input: CompanionInput,
  name: string,
  rule: { readonly min: number; readonly max: number; readonly pattern: RegExp },
): string {
  const value = stsText(input, name, rule);
  if (value !== undefined) return value;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw stsInvalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** A number of seconds between two bounds. */
export function durationOf(input: CompanionInput, least: number, most: number, usual: number): number {
  const given = input["DurationSeconds"];
  if (given === undefined) return usual;
  const seconds = typeof given === "number" || /^[0-9]{1,9}$/.test(String(given)) ? Number(given) : Number.NaN;
  if (seconds >= least && seconds <= most) return seconds;
  const bound = seconds < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw stsInvalid(
    `1 validation error detected: Value '${String(given).slice(0, 32)}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
