/**
 * AdminListUserAuthEvents: what was recorded of a user's sign-ins, sign-ups and recoveries, newest first, in pools with
 * threat protection. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html
 */
import { authEventType } from "../../domain/auth-event-view.js";
import { requireThreatProtection } from "../../domain/risk-configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

const longestPage = 60;

export const adminListUserAuthEvents = operation(
  "AdminListUserAuthEvents",
  async ({ store, paging, request }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    requireThreatProtection(pool);
    const user = await userOrThrow(store, pool, input.Username);
    const listing = { operation: "AdminListUserAuthEvents", poolId: pool.id, filter: user.sub };
    const asked = paging.request(listing, {
      token: input.NextToken,
      limit: input.MaxResults || longestPage,
      requestId: request.requestId,
    });
    const page = await store.authEvents.page(pool.id, user.sub, asked);
    const NextToken = paging.token(listing, page.next);
    return { AuthEvents: page.items.map(authEventType), ...(NextToken === undefined ? {} : { NextToken }) };
  },
);
