/** DeleteUserPoolDomain: gives a domain back. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { domainOrThrow } from "../../services/domain-directory.js";
import { operation } from "../operation.js";

export const deleteUserPoolDomain = operation("DeleteUserPoolDomain", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const domain = await domainOrThrow(tx, pool.id, input.Domain);
    await tx.userPoolDomains.delete(domain.domain);
  });
  return {};
});
