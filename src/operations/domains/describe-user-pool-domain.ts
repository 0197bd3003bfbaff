/** DescribeUserPoolDomain: a domain; one that nobody has is an empty description. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html */
import { describeDomain } from "../../domain/user-pool-domain/rules.js";
import { operation } from "../operation.js";

export const describeUserPoolDomain = operation("DescribeUserPoolDomain", async ({ store }, input) => {
  const domain = await store.userPoolDomains.get(input.Domain);
  const pool = domain === undefined ? undefined : await store.userPools.get(domain.poolId);
  // Not an error: Terraform waits for exactly this after deleting a domain.
  if (domain === undefined || pool === undefined) return { DomainDescription: {} };
  return { DomainDescription: describeDomain(domain, pool) };
});
