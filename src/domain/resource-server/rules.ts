/** Owns what a resource server is made from, its wire form, and the scopes it gives to app clients. */
import type { CreateResourceServerRequest, ResourceServerType } from "../../model/generated/types.js";
import type { ResourceServer } from "../resource-server.js";

/** The server that a create or update request describes; an update replaces name and scopes. */
export function resourceServer(request: CreateResourceServerRequest): ResourceServer {
  return {
    poolId: request.UserPoolId,
    identifier: request.Identifier,
    name: request.Name,
    scopes: (request.Scopes ?? []).map((scope) => ({ name: scope.ScopeName, description: scope.ScopeDescription })),
  };
}

/** The wire form; scopes are absent where there are none. */
export function describeResourceServer(server: ResourceServer): ResourceServerType {
  const scopes = server.scopes.map((scope) => ({ ScopeName: scope.name, ScopeDescription: scope.description }));
  return {
    UserPoolId: server.poolId,
    Identifier: server.identifier,
    Name: server.name,
    ...(scopes.length === 0 ? {} : { Scopes: scopes }),
  };
}

/** The scopes as tokens and app clients name them: `<identifier>/<scope>`. */
export function scopesOf(server: Pick<ResourceServer, "identifier" | "scopes">): readonly string[] {
  return server.scopes.map((scope) => `${server.identifier}/${scope.name}`);
}
