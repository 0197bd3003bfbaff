/** DeleteTerms: the links are shown no more. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { termsKind, termsOrThrow } from "../../services/directories/terms-directory.js";
import { operation } from "../operation.js";

export const deleteTerms = operation("DeleteTerms", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const { id } = await termsOrThrow(tx, pool.id, input.TermsId);
    await tx.poolSettings.delete({ poolId: pool.id, kind: termsKind, id });
  });
});
