/** UpdateTerms: changes what is sent and keeps the rest; links are replaced as a whole. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html */
import { describeTerms, termsClaim, withUpdatedTerms } from "../../domain/terms.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { refuseTakenTerms, termsOrThrow } from "../../services/directories/terms-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const updateTerms = operation("UpdateTerms", async ({ store, clock }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const before = await termsOrThrow(tx, pool.id, input.TermsId);
    const document = withUpdatedTerms(before.document, input);
    await refuseTakenTerms(tx, pool.id, document, before.id);
    const terms = { ...before, claim: termsClaim(document), document, modifiedAt: clock.now() };
    await beginAgainIfTaken(tx.poolSettings.update(terms));
    return { Terms: describeTerms(terms) };
  }),
);
