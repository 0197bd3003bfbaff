/**
 * Owns whose declarations are whose: a pool's id names its region, so what was declared of user pools needs no place; names
 * of other services are the same in every account and region, and their declarations are kept under both.
 */
import type { DeclaredResource, ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";

/** The declarations of one account and region. */
export function declarationsOf(
  all: ResourceDeclarations,
  place: { readonly accountId: string; readonly region: string },
): ResourceDeclarations {
  const placed = (resource: DeclaredResource): DeclaredResource =>
    resource.typeName.startsWith("AWS::Cognito::")
      ? resource
      : { ...resource, identifier: `${place.accountId}/${place.region}/${resource.identifier}` };
  return {
    get: (resource) => all.get(placed(resource)),
    put: (resource, model) => all.put(placed(resource), model),
    delete: (resource) => all.delete(placed(resource)),
  };
}
