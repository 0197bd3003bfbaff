/**
 * ListWebAuthnCredentials: the passkeys of the signed-in user, oldest first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html
 */
import { describePasskey } from "../../domain/passkey/describe.js";
import { passkeysPerUser } from "../../domain/passkey.js";
import { passkeyOwner } from "../../services/factors/passkey-owner.js";
import { operation } from "../operation.js";

export const listWebAuthnCredentials = operation(
  "ListWebAuthnCredentials",
  async ({ store, accessTokens, paging, request }, input) => {
    const { pool, user } = await passkeyOwner(accessTokens, input.AccessToken);
    const listing = { operation: "ListWebAuthnCredentials", poolId: pool.id, filter: user.sub };
    const limit = input.MaxResults || passkeysPerUser;
    const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
    const page = await store.webAuthnCredentials.page(pool.id, user.sub, asked);
    const NextToken = paging.token(listing, page.next);
    return { Credentials: page.items.map(describePasskey), ...(NextToken === undefined ? {} : { NextToken }) };
  },
);
