/** CreateResourceServer: an API with scopes of its own. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html */
import { describeResourceServer, resourceServer } from "../../domain/resource-server/rules.js";
import { InvalidParameterException, LimitExceededException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

const maxServers = 25;

export const createResourceServer = operation("CreateResourceServer", async ({ store }, input) => {
  const server = resourceServer(input);
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    if ((await tx.resourceServers.get(pool.id, server.identifier)) !== undefined) {
      throw new InvalidParameterException(`${server.identifier} already exists in user pool ${pool.id}.`);
    }
    if ((await tx.resourceServers.count(pool.id)) >= maxServers) {
      throw new LimitExceededException(`A user pool cannot have more than ${maxServers} resource servers.`);
    }
    await beginAgainIfTaken(tx.resourceServers.insert(server));
  });
  return { ResourceServer: describeResourceServer(server) };
});
