/**
 * Owns the risk configuration of a pool or an app client: what may be configured, and its wire form. What it leads to at a
 * sign-in is `threat/protection.ts`.
 */
import { InvalidParameterException, UserPoolAddOnNotEnabledException } from "../model/generated/exceptions.js";
import type {
  AccountTakeoverRiskConfigurationType,
  EventFilterType,
  RiskConfigurationType,
  SetRiskConfigurationRequest,
} from "../model/generated/types.js";
import { advancedSecurityMode } from "./user-pool/in-force.js";
import { checkSendingIdentity } from "./user-pool/sending-identity.js";
import type { UserPool } from "./user-pool.js";

/** What is configured, as it was sent; each part is absent unless set. */
export type RiskConfiguration = Pick<
  SetRiskConfigurationRequest,
  "CompromisedCredentialsRiskConfiguration" | "AccountTakeoverRiskConfiguration" | "RiskExceptionConfiguration"
>;

const allEvents: readonly EventFilterType[] = ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"];

/** Longer than any address with its prefix length. */
const longestRange = 50;

/** Refuses pools without threat protection. */
export function requireThreatProtection(pool: Pick<UserPool, "settings">): void {
  if (advancedSecurityMode(pool) === "OFF") {
    // The wording is not published.
    throw new UserPoolAddOnNotEnabledException("User pool add-on is not enabled.");
  }
}

/** The configuration that a request sets; undefined when it names nothing but whose, which removes what is there. */
export function riskConfiguration(
  pool: Pick<UserPool, "region" | "accountId">,
  request: SetRiskConfigurationRequest,
  strictArns: boolean,
): RiskConfiguration | undefined {
  const { CompromisedCredentialsRiskConfiguration, AccountTakeoverRiskConfiguration, RiskExceptionConfiguration } =
    request;
  const { BlockedIPRangeList = [], SkippedIPRangeList = [] } = RiskExceptionConfiguration ?? {};
  if (![...BlockedIPRangeList, ...SkippedIPRangeList].every(isRange)) {
    throw new InvalidParameterException("Incorrect CIDR format");
  }
  if (AccountTakeoverRiskConfiguration !== undefined) checkTakeover(pool, AccountTakeoverRiskConfiguration, strictArns);
  const parts = {
    ...(CompromisedCredentialsRiskConfiguration && { CompromisedCredentialsRiskConfiguration }),
    ...(AccountTakeoverRiskConfiguration && { AccountTakeoverRiskConfiguration }),
    ...(RiskExceptionConfiguration && { RiskExceptionConfiguration }),
  };
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function checkTakeover(
  pool: Pick<UserPool, "region" | "accountId">,
  { Actions, NotifyConfiguration }: AccountTakeoverRiskConfigurationType,
  strictArns: boolean,
): void {
  if (NotifyConfiguration !== undefined) {
    checkSendingIdentity(pool, NotifyConfiguration.SourceArn, strictArns);
    return;
  }
  const levels = [Actions.LowAction, Actions.MediumAction, Actions.HighAction];
  if (levels.some((level) => level?.Notify === true)) {
    // Nobody could send the notice; the words for that are not published.
    throw new InvalidParameterException("NotifyConfiguration is required when Notify is true.");
  }
}

/** The wire form of what is configured for `ids`, or of nothing. Events that were left out are all events. */
export function describeRiskConfiguration(
  ids: Pick<RiskConfigurationType, "UserPoolId" | "ClientId">,
  configured: { readonly document: RiskConfiguration; readonly modifiedAt: number } | undefined,
): RiskConfigurationType {
  if (configured === undefined) return ids;
  const { CompromisedCredentialsRiskConfiguration: credentials, ...others } = configured.document;
  return {
    ...ids,
    ...(credentials && {
      CompromisedCredentialsRiskConfiguration: { EventFilter: [...allEvents], ...credentials },
    }),
    ...others,
    LastModifiedDate: configured.modifiedAt / 1000,
  };
}

/** Whether a text is an address and a prefix length that it can have. */
function isRange(text: string): boolean {
  if (text.length > longestRange) return false;
  const [address = "", prefix = "", ...more] = text.split("/");
  if (more.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
  return Number(prefix) <= bits;
}

function isIpv4(address: string): boolean {
  const parts = address.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Addresses in URLs are IPv6 by the same grammar; only their own characters are let in there. */
function isIpv6(address: string): boolean {
  return /^[0-9A-Fa-f:.]+$/.test(address) && URL.canParse(`http://[${address}]/`);
}
