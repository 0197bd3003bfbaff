/**
 * Owns tokens of app clients that act for themselves: who may have one, and with which scopes. By whatever door a client
 * comes, the rules are these.
 */

import { clientTokenScopes } from "../../domain/app-client/client-scopes.js";
import { clientTokenFlow, isMachineClient } from "../../domain/app-client/in-force.js";
import type { AppClient } from "../../domain/app-client.js";
import {
  InvalidLambdaResponseException,
  InvalidParameterException,
  NotAuthorizedException,
  UnexpectedLambdaException,
  UserLambdaValidationException,
} from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { judgeClientSecret } from "../client-secrets.js";
import { clientSurroundings } from "../client-surroundings.js";

/** A client that has proven itself by its secret and may act for itself; in the words of the live service where they are known. */
export async function checkMachineClient(
  tables: Pick<Tables, "clientSecrets">,
  client: AppClient,
  secret: string,
): Promise<void> {
  if ((await judgeClientSecret(tables, client, secret)) !== "good") {
    throw new NotAuthorizedException("Invalid client or secret");
  }
  if (!isMachineClient(client)) {
    throw new InvalidParameterException(`${clientTokenFlow.slice("ALLOW_".length)} is not enabled for the client.`);
  }
}

/** The scopes of its token: those asked for, or all that it has. */
export async function scopesForClient(
  tables: Pick<Tables, "identityProviders" | "resourceServers">,
  client: AppClient,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  const { customScopes } = await clientSurroundings(tables, client.poolId, client.settings);
  return clientTokenScopes(client, customScopes, asked);
}

/** GetClientToken's model lists no exception of functions; whatever goes wrong with one, there is no token. */
export function withoutFunctionExceptions(error: unknown): never {
  const isOfFunction =
    error instanceof UserLambdaValidationException ||
    error instanceof UnexpectedLambdaException ||
    error instanceof InvalidLambdaResponseException;
  throw isOfFunction ? new NotAuthorizedException(error.message) : error;
}
