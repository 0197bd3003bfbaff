/** DeleteUserPoolDomain: gives a domain back. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html */
import { domainOrThrow } from "../../services/directories/domain-directory.js";
import { operation } from "../operation.js";

export const deleteUserPoolDomain = operation("DeleteUserPoolDomain", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    // One answer for an unknown pool and an unknown domain, as its words say.
    const domain = await domainOrThrow(tx, input.UserPoolId, input.Domain);
    await tx.userPoolDomains.delete(domain.domain);
  });
  return {};
});
