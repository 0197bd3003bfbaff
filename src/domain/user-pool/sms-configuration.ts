/** Owns what a pool's SMS role and region may be, whichever operation sets them. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { UserPool } from "../user-pool.js";
import { isOfOtherAccount } from "./arn.js";

/** Regions whose pools must send through another one. */
const sendingRegions: Readonly<Record<string, string>> = { "ap-northeast-2": "ap-northeast-1" };

/** Refuses what this version lacks and, with strict ARNs, a role of another account or another region to send from. */
export function checkSmsConfiguration(
  pool: Pick<UserPool, "settings" | "region" | "accountId">,
  strictArns: boolean,
): void {
  const sms = pool.settings.SmsConfiguration;
  if (sms === undefined) return;
  if (sms.EumsSms !== undefined) {
    throw new InvalidParameterException("SmsConfiguration.EumsSms is not available in this version of Poolhouse.");
  }
  if (!strictArns) return;
  if (isOfOtherAccount(sms.SnsCallerArn, pool.accountId)) {
    throw new InvalidParameterException("Cross-account pass role is not allowed.");
  }
  const allowed = sendingRegions[pool.region] ?? pool.region;
  if (sms.SnsRegion !== undefined && sms.SnsRegion !== allowed) {
    throw new InvalidParameterException(`Invalid snsRegion. Allowed SNS region for ${pool.region} is ${allowed}`);
  }
}
