/**
 * Owns how many messages may be caused, by whom and to whom, before further ones are refused (T-29): against mail bombs,
 * and against those who earn by every text message that is sent to numbers of theirs. Counting is the service's.
 *
 * The figures are for people at work: no user, office or application that is not under attack comes near them. Text
 * messages cost their sender money, so they are counted more strictly than mail.
 */
import { networkOf } from "../network.js";

/** What a budget is kept for. Each stands for itself within one pool. */
export type BudgetScope = "ip" | "target" | "targetPerDay" | "range" | "country" | "client" | "pool" | "administrators";

type Medium = "EMAIL" | "SMS";

const HOUR_MS = 60 * 60 * 1000;

/** Figures of one medium; absent, nothing is counted. */
export type BudgetFigures = Readonly<Partial<Record<BudgetScope, number>>>;

/** The figures of an installation. */
export type MessageBudgets = Readonly<Record<Medium, BudgetFigures>>;

/** Messages per hour, unless the name says otherwise. */
export const defaultBudgets: MessageBudgets = {
  EMAIL: {
    ip: 1_000,
    target: 30,
    targetPerDay: 100,
    client: 20_000,
    pool: 30_000,
    administrators: 50_000,
  },
  SMS: {
    ip: 200,
    target: 15,
    targetPerDay: 40,
    /** Ten thousand numbers in a row: fraud has whole blocks of them. */
    range: 100,
    /** Fraud goes where a message costs most. */
    country: 1_000,
    client: 2_000,
    pool: 3_000,
    administrators: 5_000,
  },
};

type BudgetChanges = Readonly<Record<string, number | "off" | undefined>>;

/** The usual figures but for some; `off` counts nothing. */
export function budgetsWith({
  mail,
  sms,
}: {
  readonly mail: BudgetChanges;
  readonly sms: BudgetChanges;
}): MessageBudgets {
  return { EMAIL: changed(defaultBudgets.EMAIL, mail), SMS: changed(defaultBudgets.SMS, sms) };
}

function changed(usual: BudgetFigures, changes: BudgetChanges): BudgetFigures {
  return Object.fromEntries(
    Object.entries({ ...usual, ...changes }).filter(([, figure]) => typeof figure === "number"),
  );
}

/** Who causes a message. */
export interface MessageOrigin {
  /**
   * Administrators are trusted with whom they write to: theirs is a budget of the pool's, apart from the users'. Who signs
   * a user in through a client is no administrator in this, but the user's application, and its address is not the user's.
   */
  readonly by: "user" | "administrator";
  /** Absent where it is not known. */
  readonly ipAddress?: string | undefined;
}

/** A message that is about to be caused. */
export interface MessageCause extends MessageOrigin {
  readonly poolId: string;
  readonly medium: Medium;
  /** The address or number; whatever stands for it where nobody is behind a name. */
  readonly to: string;
  readonly clientId?: string | undefined;
}

/** One counter that a message is counted under. */
export interface BudgetEntry {
  readonly scope: BudgetScope;
  readonly key: string;
  readonly windowMs: number;
  readonly limit: number;
}

/**
 * The counters of a message, from the narrowest to the widest. The order matters: who is refused by a narrow one must not
 * use up a wide one, or one attacker would silence the pool.
 */
export function budgetsOf(budgets: MessageBudgets, cause: MessageCause): BudgetEntry[] {
  const figures = budgets[cause.medium];
  return subjectsOf(cause).flatMap(([scope, subject]) => {
    const limit = figures[scope];
    if (limit === undefined) return [];
    const windowMs = scope === "targetPerDay" ? 24 * HOUR_MS : HOUR_MS;
    return [{ scope, key: `message/${cause.medium}/${scope}/${cause.poolId}/${subject}`, windowMs, limit }];
  });
}

function subjectsOf({ by, ipAddress, medium, to, clientId }: MessageCause): [BudgetScope, string][] {
  if (by === "administrator" && clientId === undefined) return [["administrators", ""]];
  const target = medium === "EMAIL" ? mailboxOf(to) : to;
  const network = by === "administrator" || ipAddress === undefined ? undefined : networkOf(ipAddress);
  return [
    // Without an address of their own, callers are behind a proxy that nobody has told us about: all of them.
    ...(network === undefined ? [] : [["ip", network] satisfies [BudgetScope, string]]),
    ["target", target],
    ["targetPerDay", target],
    ["range", rangeOf(to)],
    ["country", countryOf(to)],
    ...(clientId === undefined ? [] : [["client", clientId] satisfies [BudgetScope, string]]),
    ["pool", ""],
  ];
}

/** The mailbox that an address leads to: what follows a plus sign, and capitals, lead to the same one. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf("@");
  if (at < 0) return address.toLowerCase();
  const plus = address.indexOf("+");
  const local = plus > 0 && plus < at ? address.slice(0, plus) : address.slice(0, at);
  return `${local}${address.slice(at)}`.toLowerCase();
}

/** The block of ten thousand numbers that a number is in. */
export function rangeOf(number: string): string {
  return number.startsWith("+") && number.length > 8 ? number.slice(0, -4) : number;
}

/** Calling codes of two digits (ITU-T E.164); beside +1 and +7 all others have three. */
const twoDigits: ReadonlySet<string> = new Set(
  (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
    "81 82 84 86 90 91 92 93 94 95 98"
  ).split(" "),
);

/** The calling code of a number. With +1 many countries share one, and the area tells them apart. */
export function countryOf(number: string): string {
  if (!number.startsWith("+")) return number;
  if (number.startsWith("+1")) return number.slice(0, 5);
  if (number.startsWith("+7")) return "+7";
  return number.slice(0, twoDigits.has(number.slice(1, 3)) ? 3 : 4);
}
