/** DescribeTerms: one terms document. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html */
import { describeTerms as describe } from "../../domain/terms.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { termsOrThrow } from "../../services/directories/terms-directory.js";
import { operation } from "../operation.js";

export const describeTerms = operation("DescribeTerms", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { Terms: describe(await termsOrThrow(store, pool.id, input.TermsId)) };
});
