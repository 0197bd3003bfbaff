/** Owns comparing and cutting models: equality, changed properties, and views without what cannot be read or set. */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { ResourceModel } from "./resource-type.js";

/** Whether two values of models are the same; the order of lists counts, that of members does not. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), b as ResourceModel];
  return (
    left.length === Object.keys(right).length &&
    left.every(([name, value]) => Object.hasOwn(right, name) && isSame(value, right[name]))
  );
}

/** The properties in which two models differ, in the order of the schema. */
export function changedProperties(facts: ResourceTypeFacts, a: ResourceModel, b: ResourceModel): readonly string[] {
  return Object.keys(facts.properties).filter((name) => !isSame(a[name], b[name]));
}

/** The changed properties that cannot change on a resource that exists. */
export function createOnlyChanges(facts: ResourceTypeFacts, a: ResourceModel, b: ResourceModel): readonly string[] {
  return changedProperties(facts, a, b).filter((name) => facts.createOnly.includes(name));
}

/** The model without properties that the service must never show. */
export function withoutWriteOnly(facts: ResourceTypeFacts, model: ResourceModel): ResourceModel {
  return without(model, facts.writeOnly);
}

/** The model without properties that only the service sets. */
export function withoutReadOnly(facts: ResourceTypeFacts, model: ResourceModel): ResourceModel {
  return without(model, facts.readOnly);
}

/** The model without these properties, and without members that hold nothing. */
export function without(model: ResourceModel, names: readonly string[]): ResourceModel {
  return Object.fromEntries(
    Object.entries(model).filter(([name, value]) => value !== undefined && !names.includes(name)),
  );
}

/** Only these properties of a model, as far as it has them. */
export function only(model: ResourceModel, names: readonly string[]): ResourceModel {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(model, name) && model[name] !== undefined ? [[name, model[name]]] : [])),
  );
}
