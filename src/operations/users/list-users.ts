/**
 * ListUsers: the users of a pool, all of them or those that one attribute finds, page by page.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
import { userSearch } from "../../domain/user/canonical-key.js";
import { parseFilter } from "../../domain/user/user-filter.js";
import { userType } from "../../domain/user/user-view.js";
import { isCaseSensitive } from "../../domain/user-pool/in-force.js";
import { visibleSchema } from "../../domain/user-pool/schema.js";
import type { UserPool } from "../../domain/user-pool.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { identitiesOf } from "../../services/user-identities.js";
import { operation } from "../operation.js";

const longestPage = 60;

export const listUsers = operation("ListUsers", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  checkAttributesToGet(pool, input.AttributesToGet);
  const filter = input.Filter === undefined ? undefined : parseFilter(input.Filter);
  const search = filter && userSearch(filter, { caseSensitive: isCaseSensitive(pool) });
  // A token goes on in the order of one filter only, however that filter is written.
  const listing = { operation: "ListUsers", poolId: pool.id, filter: search && JSON.stringify(search) };
  const asked = paging.request(listing, {
    token: input.PaginationToken,
    // Zero means the same as none.
    limit: input.Limit || longestPage,
    requestId: request.requestId,
  });
  const page =
    search === undefined ? await store.users.page(pool.id, asked) : await store.users.search(pool.id, search, asked);
  const Users = [];
  for (const user of page.items) {
    Users.push(userType(user, await identitiesOf(store, pool, user), input.AttributesToGet));
  }
  const PaginationToken = paging.token(listing, page.next);
  return { Users, ...(PaginationToken === undefined ? {} : { PaginationToken }) };
});

function checkAttributesToGet(pool: UserPool, names: readonly string[] = []): void {
  const schema = visibleSchema(pool);
  if (names.every((name) => schema.some(({ Name }) => Name === name))) return;
  throw new InvalidParameterException("One or more requested attributes do not exist in user pool.");
}
