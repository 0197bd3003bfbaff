/** Owns looking up a domain of a pool, and the words when the pool does not have it. */
import type { UserPoolDomain } from "../domain/user-pool-domain.js";
import { InvalidParameterException } from "../model/generated/exceptions.js";
import type { Tables } from "../ports/store.js";

/** The domain if this pool has it; Terraform takes these words for "already gone". */
export async function domainOrThrow(
  tables: Pick<Tables, "userPoolDomains">,
  poolId: string,
  name: string,
): Promise<UserPoolDomain> {
  const domain = await tables.userPoolDomains.get(name);
  if (domain === undefined || domain.poolId !== poolId) {
    throw new InvalidParameterException("No such domain or user pool exists.");
  }
  return domain;
}
