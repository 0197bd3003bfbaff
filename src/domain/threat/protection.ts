/**
 * Owns what a pool does about risks: which configuration is in force, whether it only watches (AUDIT) or acts (ENFORCED), and
 * what a level or a compromised password leads to. How high a risk is, is `risk.ts`.
 */
import type {
  AccountTakeoverEventActionType,
  EventFilterType,
  NotifyConfigurationType,
  NotifyEmailType,
  RiskLevelType,
} from "../../model/generated/types.js";
import type { Progress } from "../challenge/progress.js";
import type { RiskConfiguration } from "../risk-configuration.js";
import { advancedSecurityMode } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import { isInRanges } from "./ip-range.js";

export type ProtectionMode = "OFF" | "AUDIT" | "ENFORCED";

type Pool = Pick<UserPool, "settings">;

/** Whether the pool watches or acts. Sign-ins that its own functions lead have a mode of their own. */
export function protectionMode(pool: Pool, { custom }: Pick<Progress, "custom"> = {}): ProtectionMode {
  const mode = advancedSecurityMode(pool);
  if (mode === "OFF" || custom === undefined) return mode;
  return pool.settings.UserPoolAddOns?.AdvancedSecurityAdditionalFlows?.CustomAuthMode ?? "OFF";
}

/** Whether requests from the address are refused whatever they bring. */
export function isBlockedAddress(rules: RiskConfiguration, ipAddress: string): boolean {
  return isInRanges(ipAddress, rules.RiskExceptionConfiguration?.BlockedIPRangeList ?? []);
}

/** Whether nobody looks at sign-ins from the address. */
export function isSkippedAddress(rules: RiskConfiguration, ipAddress: string): boolean {
  return isInRanges(ipAddress, rules.RiskExceptionConfiguration?.SkippedIPRangeList ?? []);
}

/** Whether a compromised password is looked for in such an event. What was left out is every event. */
export function looksForCompromised(mode: ProtectionMode, rules: RiskConfiguration, event: EventFilterType): boolean {
  if (mode === "OFF") return false;
  return rules.CompromisedCredentialsRiskConfiguration?.EventFilter?.includes(event) ?? true;
}

/** Whether one that was found is refused. Without a configuration it is only recorded. */
export function refusesCompromised(mode: ProtectionMode, rules: RiskConfiguration): boolean {
  const action = rules.CompromisedCredentialsRiskConfiguration?.Actions.EventAction;
  return mode === "ENFORCED" && action === "BLOCK";
}

/** What is done about a sign-in. */
export interface TakeoverAction {
  readonly action: AccountTakeoverEventActionType;
  /** How the user is told; absent where nobody is. */
  readonly notice?: TakeoverNotice | undefined;
}

/** A mail about what was done. */
export interface TakeoverNotice {
  readonly action: AccountTakeoverEventActionType;
  readonly sender: Pick<NotifyConfigurationType, "From" | "ReplyTo" | "SourceArn">;
  /** Absent where the pool has no words of its own. */
  readonly email?: NotifyEmailType | undefined;
}

const nothing: TakeoverAction = { action: "NO_ACTION" };

/** What a pool does about a level. Only ENFORCED acts, and only what acts is told. */
export function takeoverAction(
  mode: ProtectionMode,
  rules: RiskConfiguration,
  level: RiskLevelType | undefined,
): TakeoverAction {
  const { Actions, NotifyConfiguration } = rules.AccountTakeoverRiskConfiguration ?? {};
  if (mode !== "ENFORCED" || level === undefined) return nothing;
  const configured = Actions?.[`${level}Action`];
  if (configured === undefined) return nothing;
  const { EventAction: action, Notify } = configured;
  if (!Notify || NotifyConfiguration === undefined) return { action };
  return { action, notice: noticeOf(NotifyConfiguration, action) };
}

/** The mail about an action. */
export function noticeOf(
  { From, ReplyTo, SourceArn, BlockEmail, MfaEmail, NoActionEmail }: NotifyConfigurationType,
  action: AccountTakeoverEventActionType,
): TakeoverNotice {
  const emails = {
    BLOCK: BlockEmail,
    MFA_IF_CONFIGURED: MfaEmail,
    MFA_REQUIRED: MfaEmail,
    NO_ACTION: NoActionEmail,
  } as const;
  return { action, sender: { From, ReplyTo, SourceArn }, email: emails[action] };
}
