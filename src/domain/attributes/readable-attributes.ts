/** Owns which attributes a client sees when it asks as the user. Signed operations see all of them. */
import { NotAuthorizedException } from "../../model/generated/exceptions.js";
import { isDeveloperOnly } from "./attribute-names.js";

/**
 * The attributes that a client with these ReadAttributes sees; without any list it sees all but the developer's own.
 * What it may not read is left out silently; a client that may read nothing at all is refused.
 */
export function readableAttributes(
  attributes: ReadonlyMap<string, string>,
  readable: ReadonlySet<string> | undefined,
): Map<string, string> {
  if (readable?.size === 0) throw new NotAuthorizedException("A client attempted to read unauthorized attribute");
  return new Map([...attributes].filter(([name]) => !isDeveloperOnly(name) && (readable?.has(name) ?? true)));
}
