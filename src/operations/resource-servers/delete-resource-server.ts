/** DeleteResourceServer: its scopes stay on clients as text and are issued no more. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html */
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const deleteResourceServer = operation("DeleteResourceServer", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    await userPoolOrThrow(tx, input.UserPoolId);
    if (!(await tx.resourceServers.delete(input.UserPoolId, input.Identifier))) {
      throw new ResourceNotFoundException(`Resource server ${input.Identifier} does not exist.`);
    }
  });
});
