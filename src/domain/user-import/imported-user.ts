/**
 * Owns what a line of an import file comes to: a user, or the reason why it is none. The rules are those of the Cognito
 * developer guide on CSV files; of the reasons it publishes one, and the rest are said as at the other doors. No reason
 * quotes the line: logs of imports hold nobody's data.
 */
import { ModeledException } from "../../model/exceptions.js";
import type { AttributeType, PasswordHashingAlgorithmType } from "../../model/generated/types.js";
import { requiredLine } from "../attributes/attribute-faults.js";
import { requiredAttributes, verifiedFlagOf } from "../attributes/attribute-names.js";
import { attributesAtCreation } from "../attributes/attributes-at-creation.js";
import { addressesOfCodeFactors } from "../challenge/code-factor.js";
import { isHashFault, readImportedHash } from "../password/imported-hash.js";
import { legacyMfaOptions } from "../user/mfa-preference.js";
import { usernameFills, withUsernameAttribute } from "../user/username.js";
import type { StoredHash, User, UserMfa } from "../user.js";
import {
  aliasAttributes,
  autoVerifiedAttributes,
  availableMfaFactors,
  isCaseSensitive,
  mfaConfiguration,
  usernameAttributes,
} from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import { type CsvColumns, MFA_ENABLED, PASSWORD_HASH, USERNAME } from "./csv-columns.js";
import { importQuotas } from "./user-import-job.js";

/** What a line comes to before the store is asked whether its names are free. */
export type ImportedUser =
  | { readonly user: User; readonly hash?: StoredHash | undefined }
  | { readonly failure: string };

const notVerified =
  "The User Record does not set any of the auto verified attributes to verified. (Example: email_verified to true).";

/** The constraint that the model puts on the usernames of every other door. */
const usernameForm = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** A reason, on its way out of a rule. */
class RowRefused extends Error {}

/** Judges a line. `sub` and `now` are the user's, should it become one; `hashing` is the job's. */
export function importedUser(
  pool: UserPool,
  columns: CsvColumns,
  cells: readonly string[],
  {
    sub,
    now,
    hashing,
  }: { readonly sub: string; readonly now: number; readonly hashing?: PasswordHashingAlgorithmType | undefined },
): ImportedUser {
  try {
    const values = valuesOf(columns, cells);
    const hash = hashing && hashOf(hashing, values.get(PASSWORD_HASH));
    const user = userOf(pool, values, sub, now);
    // Whoever has the old password needs no other one.
    return hash === undefined ? { user } : { user: { ...user, status: "CONFIRMED" }, hash };
  } catch (error) {
    if (error instanceof RowRefused) return { failure: error.message };
    // What other doors refuse in an exception is one line here.
    if (error instanceof ModeledException) return { failure: error.message.replace(/\s+/g, " ").trim() };
    throw error;
  }
}

function valuesOf(columns: CsvColumns, cells: readonly string[]): ReadonlyMap<string, string> {
  const length = cells.reduce((sum, cell) => sum + cell.length + 1, 0);
  if (length > importQuotas.rowCharacters + 1) {
    throw new RowRefused(`The line is longer than ${importQuotas.rowCharacters} characters.`);
  }
  if (cells.length !== columns.length) {
    throw new RowRefused(`The line has ${cells.length} columns, the header has ${columns.length}.`);
  }
  // What is no UTF-8 was read as this character.
  if (cells.some((cell) => cell.includes("\ufffd"))) throw new RowRefused("The line is not in UTF-8.");
  const values = columns.map((name, at) => [name, (cells[at] ?? "").trim()] as const);
  return new Map(values.filter(([, value]) => value !== ""));
}

function hashOf(algorithm: PasswordHashingAlgorithmType, text: string | undefined): StoredHash | undefined {
  if (text === undefined) return undefined;
  const read = readImportedHash(algorithm, text);
  if (isHashFault(read)) throw new RowRefused(read.fault);
  return { algorithm, text };
}

/** What stands in columns that are no attributes. */
const ownColumns = [USERNAME, MFA_ENABLED, PASSWORD_HASH];

function userOf(pool: UserPool, values: ReadonlyMap<string, string>, sub: string, now: number): User {
  const given = [...values]
    .filter(([name]) => !ownColumns.includes(name))
    .map(([Name, Value]): AttributeType => ({ Name, Value: Name === "birthdate" ? isoDate(Value) : Value }));
  const { username, withName } = named(pool, values, given, sub);
  const attributes = attributesAtCreation(pool.schema, withName, { selfService: false });
  const missing = requiredAttributes(pool.schema).filter((name) => !attributes.has(name));
  if (missing.length > 0) throw new RowRefused(missing.map(requiredLine).join(" "));
  const isVerified = (address: "email" | "phone_number"): boolean => attributes.get(verifiedFlagOf(address)) === "true";
  if (!autoVerifiedAttributes(pool).some(isVerified)) throw new RowRefused(notVerified);
  return {
    poolId: pool.id,
    sub,
    username,
    // Whoever can sign in by a code needs no password.
    status: addressesOfCodeFactors(pool).some((address) => attributes.has(address)) ? "CONFIRMED" : "RESET_REQUIRED",
    enabled: true,
    attributes,
    mfa: mfaOf(pool, values.get(MFA_ENABLED), attributes),
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}

/** Where addresses are usernames, the line may repeat the address as username or leave it out. */
function named(
  pool: UserPool,
  values: ReadonlyMap<string, string>,
  given: readonly AttributeType[],
  sub: string,
): { readonly username: string; readonly withName: readonly AttributeType[] } {
  const rules = { usernameAttributes: usernameAttributes(pool), aliasAttributes: aliasAttributes(pool) };
  const username = values.get(USERNAME);
  if (username === undefined) {
    if (rules.usernameAttributes.some((name) => values.has(name))) return { username: sub, withName: given };
    const wanted = rules.usernameAttributes.length > 0 ? rules.usernameAttributes.join(" or ") : USERNAME;
    throw new RowRefused(`The line has no value for ${wanted}.`);
  }
  if (username.length > 256 || !usernameForm.test(username)) {
    throw new RowRefused("The username is longer than 128 characters or contains spaces or control characters.");
  }
  const fills = usernameFills(username, rules);
  const withName = withUsernameAttribute(given, username, fills, { caseSensitive: isCaseSensitive(pool) });
  return { username: fills === undefined ? username : sub, withName };
}

/** The flag has to agree with the pool; where the pool leaves it to its users, it switches on codes by SMS. */
function mfaOf(pool: UserPool, flag: string | undefined, attributes: ReadonlyMap<string, string>): UserMfa {
  const word = flag === undefined || flag.length > 5 ? flag : flag.toLowerCase();
  if (word !== undefined && word !== "true" && word !== "false") {
    throw new RowRefused(`${MFA_ENABLED} must be true, false or blank.`);
  }
  const configuration = mfaConfiguration(pool);
  if (configuration === "ON" && word === "false") {
    throw new RowRefused(`${MFA_ENABLED} must be true or blank: the user pool requires MFA.`);
  }
  if (configuration === "OFF" && word === "true") {
    throw new RowRefused(`${MFA_ENABLED} must be false or blank: the user pool has MFA switched off.`);
  }
  const enabled = word === "true" || configuration === "ON";
  if (!enabled || !availableMfaFactors(pool).includes("SMS_MFA") || !attributes.has("phone_number")) {
    return { enabled: [] };
  }
  return legacyMfaOptions([{ DeliveryMedium: "SMS", AttributeName: "phone_number" }], { enabled: [] }, attributes);
}

const csvDate = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/** Files write month, day and year; the attribute is kept as OpenID Connect has it. */
function isoDate(text: string): string {
  const parts = csvDate.exec(text);
  if (parts === null) throw new RowRefused("birthdate must be written as mm/dd/yyyy.");
  const [, month = "", day = "", year = ""] = parts;
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  // A date that is none is refused, or becomes another one.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date)) {
    throw new RowRefused("birthdate must be a date, written as mm/dd/yyyy.");
  }
  return date;
}
