/**
 * Owns how much a right password is trusted: signals that speak against a sign-in, what each counts, and the level that
 * their sum reaches. Cognito's own estimate is not published; this one can be read, and every event keeps its signals.
 * What a pool does about a level is `protection.ts`.
 */
import type { RiskDecisionType, RiskLevelType } from "../../model/generated/types.js";
import type { AuthEvent, EventOrigin } from "../auth-event.js";
import { networkOf } from "../network.js";
import { deviceFamily } from "./device-name.js";
import { distanceKm } from "./distance.js";

/** What speaks for or against a sign-in. */
export type RiskSignal =
  /** No earlier sign-in came from a browser and system like this, and no remembered device is named. */
  | "new-device"
  | "new-address"
  | "new-country"
  /** Some wrong answers within the hour before, or many; where nothing else is new, it was the user who forgot. */
  | "failures"
  | "many-failures"
  /** Nobody travels so far in that time. */
  | "impossible-travel"
  /** The user, or an administrator, has said that such a sign-in was not the user's. */
  | "reported"
  /** … or that it was. */
  | "vouched-for"
  /** The pool's own lists of addresses. */
  | "blocked-address"
  | "skipped-address";

/** What an event keeps of its assessment. */
export interface AssessedRisk {
  readonly decision: RiskDecisionType;
  readonly level?: RiskLevelType | undefined;
  readonly compromised: boolean;
  readonly signals: readonly RiskSignal[];
}

/** Nothing speaks against it, or nobody looked. */
export const noRisk: AssessedRisk = { decision: "NoRisk", compromised: false, signals: [] };

/** What each signal counts. A lone surprise is everyday life; two of them deserve a look. */
const points: Readonly<Record<RiskSignal, number>> = {
  "new-device": 15,
  "new-address": 10,
  "new-country": 15,
  failures: 20,
  "many-failures": 40,
  "impossible-travel": 50,
  reported: 50,
  "vouched-for": -30,
  "blocked-address": 0,
  "skipped-address": 0,
};

/** The sum from which on each level holds. */
const thresholds: Readonly<Record<RiskLevelType, number>> = { Low: 20, Medium: 40, High: 70 };

/** An earlier event, as far as it matters here. */
export type EarlierEvent = Pick<
  AuthEvent,
  "at" | "response" | "challenges" | "type" | "ipAddress" | "userAgent" | "context" | "feedback"
>;

/** What is known when a password was right. */
export interface RiskFacts {
  readonly now: number;
  readonly origin: EventOrigin;
  /** The client names a device that the user has remembered, which is yet to prove itself. */
  readonly hasRememberedDevice: boolean;
  /** Sign-ins of this user that succeeded or that somebody has judged, newest first. */
  readonly known: readonly EarlierEvent[];
  /** The newest events of this user, whatever became of them. */
  readonly recent: readonly EarlierEvent[];
}

const HOUR_MS = 3_600_000;
const failureWindowMs = HOUR_MS;
const someFailures = 3;
const manyFailures = 8;
/** Nearer places are the same one to a database of addresses. */
const nearKm = 300;
/** Faster than airliners. */
const fastestKmPerHour = 1_000;

/** The signals of a sign-in. Somebody's first one has nothing to be compared with but failures. */
export function signalsOf(facts: RiskFacts): RiskSignal[] {
  const { origin, known, hasRememberedDevice } = facts;
  const signals: RiskSignal[] = [];
  const good = known.filter(({ response, feedback }) =>
    feedback === undefined ? response === "Pass" : feedback.value === "Valid",
  );
  if (good.length > 0) {
    if (!hasRememberedDevice && !good.some((event) => isSameDevice(event, origin))) signals.push("new-device");
    if (!good.some((event) => isSameNetwork(event, origin))) signals.push("new-address");
    const country = origin.context?.country;
    const countries = good.map((event) => event.context?.country).filter((one) => one !== undefined);
    if (country !== undefined && countries.length > 0 && !countries.includes(country)) signals.push("new-country");
    if (isImpossibleTravel(good, facts)) signals.push("impossible-travel");
  }
  const failures = good.length === 0 || signals.length > 0 ? failuresIn(facts) : 0;
  if (failures >= manyFailures) signals.push("many-failures");
  else if (failures >= someFailures) signals.push("failures");
  // The last word about a pattern counts.
  const judged = known.find((event) => event.feedback !== undefined && isLike(event, origin))?.feedback?.value;
  if (judged === "Invalid") signals.push("reported");
  if (judged === "Valid") signals.push("vouched-for");
  return signals;
}

/** The level that signals reach together; undefined is none. */
export function levelOf(signals: readonly RiskSignal[]): RiskLevelType | undefined {
  const sum = signals.reduce((total, signal) => total + points[signal], 0);
  if (sum >= thresholds.High) return "High";
  if (sum >= thresholds.Medium) return "Medium";
  return sum >= thresholds.Low ? "Low" : undefined;
}

function isSameDevice(event: EarlierEvent, origin: EventOrigin): boolean {
  const [before, now] = [event.context?.device, origin.context?.device];
  if (before !== undefined && now !== undefined) return before === now;
  const [one, other] = [deviceFamily(event.userAgent), deviceFamily(origin.userAgent)];
  return one.program === other.program && one.system === other.system;
}

function isSameNetwork(event: EarlierEvent, origin: EventOrigin): boolean {
  return networkIn(event.ipAddress) === networkIn(origin.ipAddress);
}

/** This machine's own addresses are one network. */
const networkIn = (address: string): string => networkOf(address) ?? "";

/** The same device at the same place: what somebody's judgement is about. */
function isLike(event: EarlierEvent, origin: EventOrigin): boolean {
  return isSameDevice(event, origin) && isSameNetwork(event, origin);
}

/** Sign-ins at which something wrong was shown; one that was refused in spite of the right password is no guess. */
function failuresIn({ recent, now }: RiskFacts): number {
  const isGuess = ({ type, at, challenges }: EarlierEvent) =>
    type === "SignIn" && at > now - failureWindowMs && challenges.some(({ response }) => response === "Failure");
  return recent.filter((event) => event.response === "Fail" && isGuess(event)).length;
}

function isImpossibleTravel(good: readonly EarlierEvent[], { origin, now }: RiskFacts): boolean {
  const last = good.find((event) => event.context?.latitude !== undefined);
  const distance = last && distanceKm(last.context, origin.context);
  if (last === undefined || distance === undefined || distance <= nearKm) return false;
  const hours = Math.max(0, now - last.at) / HOUR_MS;
  return distance > fastestKmPerHour * hours;
}
