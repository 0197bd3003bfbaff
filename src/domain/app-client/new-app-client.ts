/** Owns what a new app client is, and what an update makes of one. Checks are `check.ts`. */
import type { CreateUserPoolClientRequest, UpdateUserPoolClientRequest } from "../../model/generated/types.js";
import type { AppClient } from "../app-client.js";

/** The client that CreateUserPoolClient asks for. */
export function newAppClient(
  request: CreateUserPoolClientRequest,
  identity: { readonly id: string; readonly now: number },
): AppClient {
  const { UserPoolId, ClientName, GenerateSecret: _generate, ClientSecret: _secret, ...settings } = request;
  return {
    id: identity.id,
    poolId: UserPoolId,
    name: ClientName,
    createdAt: identity.now,
    modifiedAt: identity.now,
    version: 1,
    settings,
  };
}

/** The client after UpdateUserPoolClient: the request is the whole configuration, only an omitted name is kept. */
export function withUpdatedClientSettings(
  client: AppClient,
  request: UpdateUserPoolClientRequest,
  now: number,
): AppClient {
  const { UserPoolId: _pool, ClientId: _client, ClientName, ...settings } = request;
  return { ...client, name: ClientName ?? client.name, modifiedAt: now, settings };
}
