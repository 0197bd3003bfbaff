/** ListTerms: the terms documents of a pool's app clients. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html */
import { describeTermsInList, type TermsDocument } from "../../domain/terms.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { termsKind } from "../../services/directories/terms-directory.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const listTerms = operation("ListTerms", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListTerms", poolId: pool.id };
  const limit = input.MaxResults ?? defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.poolSettings.page<TermsDocument>(pool.id, termsKind, asked);
  const NextToken = paging.token(listing, page.next);
  return { Terms: page.items.map(describeTermsInList), ...(NextToken === undefined ? {} : { NextToken }) };
});
