/**
 * Owns what a trigger's answer may hold. Nothing of it is believed before its shape is checked (T-47); what does not fit
 * is InvalidLambdaResponseException, whichever trigger it was.
 */
import { InvalidLambdaResponseException } from "../../model/generated/exceptions.js";

/** A part of an answer. */
export type AnswerPart = Readonly<Record<string, unknown>>;

/** The refusal of an answer that has another shape than it may have. */
export function unrecognizable(): InvalidLambdaResponseException {
  return new InvalidLambdaResponseException("Unrecognizable lambda output");
}

/** `response` of what a function returned: the whole event must come back. Throws InvalidLambdaResponseException. */
export function responseOf(payload: unknown): AnswerPart {
  const response = part(payload)?.["response"];
  const found = part(response);
  if (found === undefined) throw unrecognizable();
  return found;
}

/** An object, or nothing where it is absent or null. Throws for anything else. */
function part(value: unknown): AnswerPart | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw unrecognizable();
  return value as AnswerPart;
}

/** A boolean; false where it is absent or null. */
export function flag(of: AnswerPart, name: string): boolean {
  const value = own(of, name);
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw unrecognizable();
  return value;
}

/** A text, or nothing. */
export function text(of: AnswerPart, name: string): string | undefined {
  const value = own(of, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw unrecognizable();
  return value;
}

/** Texts, or nothing. */
export function texts(of: AnswerPart, name: string): readonly string[] | undefined {
  const value = own(of, name);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string")) throw unrecognizable();
  return value as readonly string[];
}

/** A map of texts, or nothing. */
export function textMap(of: AnswerPart, name: string): Readonly<Record<string, string>> | undefined {
  const map = part(own(of, name));
  if (map === undefined) return undefined;
  if (!Object.values(map).every((one) => typeof one === "string")) throw unrecognizable();
  return map as Readonly<Record<string, string>>;
}

/** An object among the members of another. */
export function member(of: AnswerPart, name: string): AnswerPart | undefined {
  return part(own(of, name));
}

/** Members of the object itself: an answer is foreign JSON, whose `constructor` is no member (T-36). */
function own(of: AnswerPart, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
