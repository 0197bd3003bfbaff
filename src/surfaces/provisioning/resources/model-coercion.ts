/**
 * Owns the freedom that templates have in how they write values: texts for numbers and booleans, and numbers and booleans
 * for texts, as CloudFormation takes them. What does not convert is left as it is, for the check to name.
 */
import type { ResourceTypeFacts, ValueSchema } from "../../../model/resource-type-facts.js";
import type { ResourceModel } from "./resource-type.js";

/** The model with every scalar in the type that the schema gives it, where it can be written so. */
export function coerceModel(facts: ResourceTypeFacts, model: ResourceModel): ResourceModel {
  return coerceObject({ type: "object", properties: facts.properties }, model);
}

/** A single value as text, as CloudFormation writes it; undefined for lists, objects and null. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function coerce(schema: ValueSchema, value: unknown): unknown {
  switch (schema.type) {
    case "string":
      return scalarText(value) ?? value;
    case "boolean": {
      if (typeof value !== "string") return value;
      const text = value.toLowerCase();
      return text === "true" ? true : text === "false" ? false : value;
    }
    case "integer":
    case "number":
      return typeof value === "string" && isNumeral(value) ? Number(value) : value;
    case "array":
      return Array.isArray(value) ? value.map((item) => coerce(schema.items, item)) : value;
    case "any":
      return value;
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? coerceObject(schema, value as ResourceModel)
        : value;
  }
}

function coerceObject(schema: ValueSchema & { type: "object" }, value: ResourceModel): ResourceModel {
  // Names come from outside: `fromEntries` defines each as a member of its own, `__proto__` too (T-36).
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const { properties, entries } = schema;
      const schemaOf = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : entries?.value;
      return [name, schemaOf === undefined ? member : coerce(schemaOf, member)];
    }),
  );
}

function isNumeral(text: string): boolean {
  return text.length <= 32 && /^-?[0-9]{1,15}(\.[0-9]{1,15})?$/.test(text);
}
