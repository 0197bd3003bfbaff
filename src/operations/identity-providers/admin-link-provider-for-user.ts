/**
 * AdminLinkProviderForUser: from now on an identity at a provider signs in as an existing user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html
 */
import {
  checkAttributeName,
  maxLinkedIdentities,
  namedIdentity,
  ownProvider,
  usernameOf,
} from "../../domain/identity-provider/linking.js";
import {
  AliasExistsException,
  InvalidParameterException,
  LimitExceededException,
} from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { findUser, userOrThrow } from "../../services/directories/user-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const adminLinkProviderForUser = operation("AdminLinkProviderForUser", async ({ store, clock }, input) => {
  const destination = namedIdentity("DestinationUser", input.DestinationUser);
  const source = namedIdentity("SourceUser", input.SourceUser);
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    if (source.providerName === ownProvider) {
      throw new InvalidParameterException(
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
      );
    }
    const provider = await tx.identityProviders.get(pool.id, source.providerName);
    if (provider === undefined) {
      throw new InvalidParameterException(
        `The provider ${source.providerName} does not exist for User Pool ${pool.id}`,
      );
    }
    checkAttributeName(provider.type, source);
    const user = await userOrThrow(tx, pool, usernameOf(destination));
    if ((await findUser(tx, pool, usernameOf(source))) !== undefined) {
      throw new InvalidParameterException(
        "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
      );
    }
    const existing = await tx.linkedIdentities.get(pool.id, provider.name, source.attributeName, source.attributeValue);
    if (existing?.sub === user.sub) {
      throw new InvalidParameterException("SourceUser is already linked to DestinationUser");
    }
    if (existing !== undefined) throw new AliasExistsException("SourceUser is already linked to another user.");
    if ((await tx.linkedIdentities.listOfUser(pool.id, user.sub)).length >= maxLinkedIdentities) {
      throw new LimitExceededException(`A user cannot have more than ${maxLinkedIdentities} linked identities.`);
    }
    const { attributeName, attributeValue } = source;
    await beginAgainIfTaken(
      tx.linkedIdentities.insert({
        poolId: pool.id,
        providerName: provider.name,
        attributeName,
        attributeValue,
        sub: user.sub,
        linkedAt: clock.now(),
      }),
    );
  });
  return {};
});
