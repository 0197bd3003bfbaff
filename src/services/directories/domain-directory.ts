/** Owns looking up a domain of a pool, by its name or by a host's, and the words when the pool does not have it. */
import { domainsNamedBy } from "../../domain/user-pool-domain/host-names.js";
import type { UserPoolDomain } from "../../domain/user-pool-domain.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";

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

/** The domain that a host's name leads to; `host` without port, in lower case. */
export async function domainOfHost(
  tables: Pick<Tables, "userPoolDomains">,
  host: string,
  publicUrl: string | undefined,
): Promise<UserPoolDomain | undefined> {
  for (const named of domainsNamedBy(host, publicUrl)) {
    const domain = await tables.userPoolDomains.get(named.domain);
    if (domain?.kind === named.kind) return domain;
  }
  return undefined;
}
