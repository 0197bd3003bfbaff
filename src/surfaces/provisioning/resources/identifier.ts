/** Owns identifiers: the values of a type's primary identifier, in the order of its schema, joined with `|`. */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import { HandlerError } from "./handler-error.js";
import type { ResourceModel } from "./resource-type.js";

/** The identifier of a model. Throws when a part of it is missing: a defect of the handler. */
export function identifierOf(facts: ResourceTypeFacts, model: ResourceModel): string {
  return facts.primaryIdentifier
    .map((name) => {
      const value = model[name];
      if (typeof value !== "string") throw new Error(`${facts.name}: no ${name} for the identifier`);
      return value;
    })
    .join("|");
}

/**
 * The parts of an identifier by property. Only the last part may hold a `|` itself (usernames may), except where that is
 * a matter of the type. Throws InvalidRequest when there are too few.
 */
export function identifierParts(facts: ResourceTypeFacts, identifier: string): Readonly<Record<string, string>> {
  const names = facts.primaryIdentifier;
  const parts = identifier.split("|");
  const last = parts.slice(names.length - 1).join("|");
  const values = [...parts.slice(0, names.length - 1), last];
  if (parts.length < names.length || values.some((value) => value === "")) {
    throw new HandlerError(
      "InvalidRequest",
      `Identifier ${identifier} is not valid for identifier [${names.map((name) => `/properties/${name}`).join(", ")}]`,
    );
  }
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}
