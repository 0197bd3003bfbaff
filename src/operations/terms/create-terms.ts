/** CreateTerms: links to the terms of use or the privacy policy of an app client. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html */
import { describeTerms, newTermsDocument, type TermsDocument, termsClaim } from "../../domain/terms.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { refuseTakenTerms, termsKind } from "../../services/directories/terms-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const createTerms = operation("CreateTerms", async ({ store, clock, random }, input) => {
  const now = clock.now();
  const document = newTermsDocument(input);
  const terms: PoolSetting<TermsDocument> = {
    poolId: input.UserPoolId,
    kind: termsKind,
    id: random.uuid(),
    clientId: document.clientId,
    claim: termsClaim(document),
    version: 1,
    document,
    createdAt: now,
    modifiedAt: now,
  };
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    await appClientOrThrow(tx, document.clientId, pool.id);
    await refuseTakenTerms(tx, pool.id, document);
    await beginAgainIfTaken(tx.poolSettings.insert(terms));
  });
  return { Terms: describeTerms(terms) };
});
