/**
 * AdminDisableProviderForUser: ends an identity's way to a user. For the pool itself that is the password, for a provider
 * the link. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html
 */
import { namedIdentity, ownProvider, usernameOf } from "../../domain/identity-provider/linking.js";
import { UserNotFoundException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminDisableProviderForUser = operation("AdminDisableProviderForUser", async ({ store }, input) => {
  const identity = namedIdentity("User", input.User);
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    if (identity.providerName === ownProvider) {
      const user = await userOrThrow(tx, pool, usernameOf(identity));
      await tx.credentials.delete(pool.id, user.sub);
      return;
    }
    const { providerName, attributeName, attributeValue } = identity;
    if (!(await tx.linkedIdentities.delete(pool.id, providerName, attributeName, attributeValue))) {
      throw new UserNotFoundException("User does not exist.");
    }
  });
  return {};
});
