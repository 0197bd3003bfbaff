/** DescribeTermsByClient: a terms document by client and name. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html */
import { describeTerms } from "../../domain/terms.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { clientsTermsOrThrow } from "../../services/directories/terms-directory.js";
import { operation } from "../operation.js";

export const describeTermsByClient = operation("DescribeTermsByClient", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const client = await appClientOrThrow(store, input.ClientId, pool.id);
  return {
    Terms: describeTerms(await clientsTermsOrThrow(store, pool.id, { clientId: client.id, name: input.TermsName })),
  };
});
