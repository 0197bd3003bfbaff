/** Owns how policy documents stand in templates and how they travel to IAM, for every type that has one. */
import { HandlerError } from "../resources/handler-error.js";
import type { ResourceModel } from "../resources/resource-type.js";

/** A document of a model as IAM wants it. Templates may hold it as an object or as text. */
export function documentText(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

/** A document of an answer as models hold it. */
export function documentOf(encoded: unknown): unknown {
  return JSON.parse(decodeURIComponent(String(encoded)));
}

/** Text in the place of an object, in the one form in which models are compared; what is no JSON, IAM will refuse. */
export function documentValue(document: unknown): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document);
  } catch {
    return document;
  }
}

/** The model with that document in the one form, if it has it. */
export function withDocument(model: ResourceModel, name: string): ResourceModel {
  return Object.hasOwn(model, name) ? { ...model, [name]: documentValue(model[name]) } : model;
}

/** There are no users and groups here that a policy could be attached to. */
export function refuseUsersAndGroups(typeName: string, model: ResourceModel): void {
  const named = ["Users", "Groups"].find((name) => textsOf(model[name]).length > 0);
  if (named === undefined) return;
  throw new HandlerError(
    "InvalidRequest",
    `Property ${named} of ${typeName} is not supported by this server: it has no IAM users and no groups.`,
  );
}

/** A list of texts; empty where there is none. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** What stands in the first list only. */
export function missingIn(list: readonly string[], other: readonly string[]): readonly string[] {
  return list.filter((one) => !other.includes(one));
}
