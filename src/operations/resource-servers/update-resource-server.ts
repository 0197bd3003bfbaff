/** UpdateResourceServer: replaces name and scopes. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html */
import { describeResourceServer, resourceServer } from "../../domain/resource-server/rules.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const updateResourceServer = operation("UpdateResourceServer", async ({ store }, input) => {
  const server = resourceServer(input);
  await store.transaction(async (tx) => {
    await userPoolOrThrow(tx, input.UserPoolId);
    if ((await tx.resourceServers.get(server.poolId, server.identifier)) === undefined) {
      throw new ResourceNotFoundException(`Resource server ${input.Identifier} does not exist.`);
    }
    await tx.resourceServers.update(server);
  });
  return { ResourceServer: describeResourceServer(server) };
});
