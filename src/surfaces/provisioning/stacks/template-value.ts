/** Owns what a template is made of once its text is read: JSON values on prototype-free objects (T-36). */

/** Any value in a template. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | TemplateObject;

/** A mapping in a template; has no prototype. */
export interface TemplateObject {
  readonly [key: string]: TemplateValue;
}

/** A new mapping without prototype, with these members. */
export function templateObject(members: Iterable<readonly [string, TemplateValue]> = []): {
  [key: string]: TemplateValue;
} {
  const made: { [key: string]: TemplateValue } = Object.create(null);
  for (const [key, value] of members) made[key] = value;
  return made;
}

/** Whether a value is a mapping. */
export function isObject(value: TemplateValue | undefined): value is TemplateObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** The scalar as CloudFormation spells it where text is wanted. */
export function scalarText(value: TemplateValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A text that two equal values share, whatever the order of their members. */
export function canonicalText(value: TemplateValue | undefined): string {
  if (value === undefined) return "";
  if (isList(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Whether two values say the same; a scalar and its text do, because templates mix them. */
export function sameValue(one: TemplateValue | undefined, other: TemplateValue | undefined): boolean {
  return canonicalText(loose(one)) === canonicalText(loose(other));
}

function loose(value: TemplateValue | undefined): TemplateValue | undefined {
  if (isList(value)) return value.map((item) => loose(item) ?? null);
  if (isObject(value)) return templateObject(Object.keys(value).map((key) => [key, loose(value[key]) ?? null]));
  return scalarText(value) ?? value;
}
