/** DescribeResourceServer: a resource server with its scopes. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html */
import { describeResourceServer as describe } from "../../domain/resource-server/rules.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const describeResourceServer = operation("DescribeResourceServer", async ({ store }, input) => {
  await userPoolOrThrow(store, input.UserPoolId);
  const server = await store.resourceServers.get(input.UserPoolId, input.Identifier);
  if (server === undefined) throw new ResourceNotFoundException(`Resource server ${input.Identifier} does not exist.`);
  return { ResourceServer: describe(server) };
});
