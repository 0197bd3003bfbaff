/** Owns the way from a template's text to its value: limits, and which of the two languages it is written in. */
import { ValidationError } from "./exceptions.js";
import { JsonTextError, readJsonText } from "./json-text.js";
import { isObject, type TemplateObject } from "./template-value.js";
import { readYamlText } from "./yaml-text.js";

/** What a request may carry in itself. */
export const maxTemplateBody = 51_200;
/** What a template may have at all. */
const maxTemplate = 1_048_576;

/** The value of a template's text. Throws ValidationError in CloudFormation's words. */
export function readTemplateText(text: string): TemplateObject {
  if (Buffer.byteLength(text) > maxTemplate) {
    throw new ValidationError(`Template may not exceed ${maxTemplate} bytes in size.`);
  }
  const value = text.trimStart().startsWith("{") ? readJson(text) : readYamlText(text);
  if (!isObject(value)) throw new ValidationError("Template format error: unsupported structure.");
  return value;
}

function readJson(text: string) {
  try {
    return readJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ValidationError(`Template format error: JSON not well-formed. (${error.message})`);
  }
}
