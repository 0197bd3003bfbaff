/** Owns which SES identities a pool may send from, whichever operation names one. */
import { InvalidEmailRoleAccessPolicyException, InvalidParameterException } from "../../model/generated/exceptions.js";
import type { UserPool } from "../user-pool.js";
import { arnParts, isOfOtherAccount } from "./arn.js";

/** Regions whose identities every pool may use, besides those of its own region. */
const sesRegions = ["eu-west-1", "us-east-1", "us-west-2"];

/** Refuses an identity of a region that cannot send for this pool and, with strict ARNs, of another account. */
export function checkSendingIdentity(
  pool: Pick<UserPool, "region" | "accountId">,
  sourceArn: string,
  strictArns: boolean,
): void {
  if (strictArns && isOfOtherAccount(sourceArn, pool.accountId)) {
    throw new InvalidEmailRoleAccessPolicyException("Cognito is not allowed to use your email identity");
  }
  const region = arnParts(sourceArn)?.region;
  if (region && region !== pool.region && !sesRegions.includes(region)) {
    throw new InvalidParameterException(
      `Provided SourceArn must be in one of the following SES regions: ${sesRegions.join(", ")}.`,
    );
  }
}
