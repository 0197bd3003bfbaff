/**
 * Owns looking at sign-ins and passwords with the eyes of threat protection: it loads what the rules in `domain/threat` want
 * to know and answers what they say. What becomes of a sign-in is decided in `sign-in/protection.ts`. Pools without threat
 * protection cost nothing here.
 */
import { createHash } from "node:crypto";
import type { AppClient } from "../domain/app-client.js";
import type { EventOrigin } from "../domain/auth-event.js";
import type { Progress } from "../domain/challenge/progress.js";
import type { RiskConfiguration } from "../domain/risk-configuration.js";
import { isFrequentPassword } from "../domain/threat/frequent-passwords.js";
import {
  isBlockedAddress,
  isSkippedAddress,
  looksForCompromised,
  noticeOf,
  type ProtectionMode,
  protectionMode,
  refusesCompromised,
  type TakeoverAction,
  takeoverAction,
} from "../domain/threat/protection.js";
import { type AssessedRisk, levelOf, noRisk, signalsOf } from "../domain/threat/risk.js";
import type { UserPool } from "../domain/user-pool.js";
import { InvalidPasswordException } from "../model/generated/exceptions.js";
import type { EventFilterType } from "../model/generated/types.js";
import type { LocateAddress } from "../ports/address-places.js";
import type { BreachedPasswords } from "../ports/breached-passwords.js";
import type { Clock } from "../ports/clock.js";
import type { Logger } from "../ports/logger.js";
import type { Store } from "../ports/store.js";
import { everyClient } from "./directories/pool-settings.js";

/** Where a request comes in. */
export interface ProtectedCall {
  readonly pool: UserPool;
  readonly client: Pick<AppClient, "id">;
  readonly origin: EventOrigin;
}

/** A password that was right. */
export interface ProvenSignIn {
  readonly sub: string;
  readonly progress: Progress;
  /** Absent where only a proof of it was sent. */
  readonly password?: string | undefined;
  readonly hasRememberedDevice: boolean;
}

/** What is to become of a sign-in. */
export interface SignInVerdict extends TakeoverAction {
  readonly risk: AssessedRisk;
  /** The password must be chosen anew before anything else. */
  readonly mustReset: boolean;
}

export interface ThreatProtection {
  /** Whether the pool, or the client, refuses everything from this address. */
  refusesAddress(call: ProtectedCall): Promise<boolean>;
  /** Judges a sign-in whose password was right; undefined where nobody looks. Not to be awaited inside a transaction. */
  judge(call: ProtectedCall, signIn: ProvenSignIn): Promise<SignInVerdict | undefined>;
  /** The same action with the notice that goes with blocking, for a demand that cannot be met. */
  blocked(call: ProtectedCall, verdict: SignInVerdict): Promise<SignInVerdict>;
  /**
   * Refuses a compromised password that somebody chooses: InvalidPasswordException. Answers what the event remembers;
   * undefined where nobody looks. Not to be awaited inside a transaction.
   */
  checkChosenPassword(
    pool: UserPool,
    client: Pick<AppClient, "id">,
    event: Exclude<EventFilterType, "SIGN_IN">,
    password: string,
  ): Promise<AssessedRisk | undefined>;
}

/** So many events of a user are looked at: those that count, and the newest. */
const knownEvents = 20;
const recentEvents = 20;

/** Makes threat protection. */
export function createThreatProtection(needs: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent, only the list that comes with the program is asked. */
  readonly breachedPasswords?: BreachedPasswords | undefined;
  readonly locate?: LocateAddress | undefined;
}): ThreatProtection {
  const { store, clock, logger, breachedPasswords, locate } = needs;
  let commonList: Promise<Buffer> | undefined;

  /** The client's own configuration replaces the pool's. */
  async function rulesFor({ pool, client }: Pick<ProtectedCall, "pool" | "client">): Promise<RiskConfiguration> {
    const key = { poolId: pool.id, kind: "risk-configuration" } as const;
    const setting =
      (await store.poolSettings.get<RiskConfiguration>({ ...key, id: client.id })) ??
      (await store.poolSettings.get<RiskConfiguration>({ ...key, id: everyClient }));
    return setting?.document ?? {};
  }

  /** Loaded with the first password that is looked up: most servers never need it. */
  function common(): Promise<Buffer> {
    commonList ??= import("../domain/threat/generated/frequent-passwords.js").then(({ frequentPasswords }) =>
      Buffer.from(frequentPasswords, "base64"),
    );
    return commonList;
  }

  async function isCompromised(pool: UserPool, password: string): Promise<boolean> {
    if (isFrequentPassword(password, await common())) return true;
    if (breachedPasswords === undefined) return false;
    const sum = createHash("sha1").update(password, "utf8").digest("hex").toUpperCase();
    try {
      return (await breachedPasswords.endsOf(sum.slice(0, 5))).has(sum.slice(5));
    } catch (error) {
      // The password was right: nobody is locked out because a list cannot be read.
      logger.warn("breached passwords could not be asked: the password counts as unknown", {
        userPoolId: pool.id,
        error,
      });
      return false;
    }
  }

  async function assess(
    { pool, origin }: ProtectedCall,
    rules: RiskConfiguration,
    { sub, hasRememberedDevice }: ProvenSignIn,
  ): Promise<AssessedRisk> {
    if (isBlockedAddress(rules, origin.ipAddress)) return { ...noRisk, signals: ["blocked-address"] };
    if (isSkippedAddress(rules, origin.ipAddress)) return { ...noRisk, signals: ["skipped-address"] };
    const place = locate?.(origin.ipAddress);
    const signals = signalsOf({
      now: clock.now(),
      origin: place === undefined ? origin : { ...origin, context: { ...origin.context, ...place } },
      hasRememberedDevice,
      known: await store.authEvents.known(pool.id, sub, knownEvents),
      recent: (await store.authEvents.page(pool.id, sub, { limit: recentEvents })).items,
    });
    const level = levelOf(signals);
    return level === undefined
      ? { ...noRisk, signals }
      : { decision: "AccountTakeover", level, compromised: false, signals };
  }

  function tell({ pool }: ProtectedCall, { risk, action, mustReset }: SignInVerdict, mode: ProtectionMode): void {
    if (risk.signals.length === 0 && !risk.compromised) return;
    logger.info("sign-in assessed", {
      userPoolId: pool.id,
      mode,
      kind: risk.level ?? "None",
      reason: [
        ...risk.signals,
        ...(risk.compromised ? ["compromised-password"] : []),
        mustReset ? "RESET" : action,
      ].join(" "),
    });
  }

  return {
    async refusesAddress(call) {
      if (protectionMode(call.pool) !== "ENFORCED") return false;
      return isBlockedAddress(await rulesFor(call), call.origin.ipAddress);
    },

    async judge(call, signIn) {
      const mode = protectionMode(call.pool, signIn.progress);
      if (mode === "OFF") return undefined;
      const rules = await rulesFor(call);
      const { password } = signIn;
      const compromised =
        password !== undefined &&
        looksForCompromised(mode, rules, "SIGN_IN") &&
        (await isCompromised(call.pool, password));
      const assessed = { ...(await assess(call, rules, signIn)), compromised };
      const mustReset = compromised && refusesCompromised(mode, rules);
      const action = takeoverAction(mode, rules, assessed.level);
      const isRefused = mustReset || action.action === "BLOCK";
      const risk: AssessedRisk = isRefused ? { ...assessed, decision: "Block" } : assessed;
      const verdict: SignInVerdict = mustReset
        ? { action: "NO_ACTION", risk, mustReset }
        : { ...action, risk, mustReset };
      tell(call, verdict, mode);
      return verdict;
    },

    async blocked(call, { risk, notice }) {
      const configured = (await rulesFor(call)).AccountTakeoverRiskConfiguration?.NotifyConfiguration;
      const told = notice !== undefined && configured !== undefined ? { notice: noticeOf(configured, "BLOCK") } : {};
      return { action: "BLOCK", mustReset: false, risk: { ...risk, decision: "Block" }, ...told };
    },

    async checkChosenPassword(pool, client, event, password) {
      const mode = protectionMode(pool);
      if (mode === "OFF") return undefined;
      const rules = await rulesFor({ pool, client });
      if (!looksForCompromised(mode, rules, event) || !(await isCompromised(pool, password))) return undefined;
      if (refusesCompromised(mode, rules)) {
        throw new InvalidPasswordException("Provided password cannot be used for security reasons.");
      }
      return { ...noRisk, compromised: true };
    },
  };
}
