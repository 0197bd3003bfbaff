/**
 * Owns the keys under which users are found: the only place that decides when two spellings are one name (T-07). Which
 * keys a user has is `user-keys.ts`; what is shown and where messages go is always the stored spelling, never a key.
 *
 * - Every key is in Unicode normal form C. Canonically equivalent spellings cannot be told apart by anybody, and two
 *   systems of one person may well send different ones.
 * - Compatibility forms are left alone (no NFKC): full-width letters and circled digits are names of their own, as
 *   Cognito takes every letter, symbol and number into a username as it is. Only case folding joins different letters.
 * - Pools without case sensitivity use Unicode's full default case folding, which knows no language: `Straße`, `STRASSE`
 *   and `strasse` are one name, `ı` is not `i`, and `İ` is `i` with a dot above in every country.
 * - Domains are not converted between Unicode and punycode: two spellings of one domain are two names.
 * - A lone surrogate counts as U+FFFD, because that is what both databases make of it.
 */
import { looksLikeEmail, looksLikePhoneNumber } from "../attributes/formats.js";

/** How a pool compares names. */
export interface CaseRule {
  readonly caseSensitive: boolean;
}

/** Attributes whose values can stand in for a username. */
export type AliasAttribute = "email" | "phone_number" | "preferred_username";

/** A name other than the username under which a user can be found; unique in the pool. */
export interface UserAlias {
  readonly attribute: AliasAttribute;
  readonly key: string;
}

/** What ListUsers asks: one attribute, equal to or beginning with a canonical key. */
export interface UserSearch {
  readonly attribute: string;
  readonly match: "equals" | "prefix";
  readonly key: string;
}

/** The longest name that a request can carry as Username; a longer value can never be typed and is no alias. */
const LONGEST_NAME = 128;

/**
 * Where a search key is cut, in UTF-16 units: an index entry of PostgreSQL holds 2,704 bytes. A filter has at most 256
 * characters, so what lies behind the cut can never decide a search.
 */
const LONGEST_SEARCH_KEY = 512;

const ASCII_ONLY = /^[\0-\x7f]*$/;

const LONE_SURROGATE = /\p{Surrogate}/gu;

const DOTLESS_I = "ı";

/** The key of a username, by the rule of its pool. */
export function usernameKey(username: string, rule: CaseRule): string {
  return nameKey(username, rule);
}

/** The key of an email address, by the rule of its pool; the local part folds as the domain does. */
export function emailKey(email: string, rule: CaseRule): string {
  return nameKey(email, rule);
}

/** The key of a phone number: its digits have one spelling only. */
function phoneKey(phoneNumber: string): string {
  return exactKey(phoneNumber);
}

/** The key of a preferred username, by the rule of its pool. */
function preferredUsernameKey(preferredUsername: string, rule: CaseRule): string {
  return nameKey(preferredUsername, rule);
}

/** The alias that `value` of `attribute` makes, or undefined if it is too long to be typed as a username. */
export function aliasOf(attribute: AliasAttribute, value: string, rule: CaseRule): UserAlias | undefined {
  if (value === "" || value.length > LONGEST_NAME) return undefined;
  switch (attribute) {
    case "email":
      return { attribute, key: emailKey(value, rule) };
    case "phone_number":
      return { attribute, key: phoneKey(value) };
    case "preferred_username":
      return { attribute, key: preferredUsernameKey(value, rule) };
  }
}

/**
 * The aliases to look up for a typed name, best first. `attributes` are the pool's alias or username attributes. An
 * address is looked for as an address before it is taken for somebody's preferred username, so that choosing another
 * person's address as preferred username wins nothing (T-08).
 */
export function aliasCandidates(typedName: string, attributes: readonly string[], rule: CaseRule): UserAlias[] {
  const shapes: readonly [AliasAttribute, boolean][] = [
    ["email", looksLikeEmail(typedName)],
    ["phone_number", looksLikePhoneNumber(typedName)],
    ["preferred_username", true],
  ];
  return shapes
    .filter(([attribute, fits]) => fits && attributes.includes(attribute))
    .map(([attribute]) => aliasOf(attribute, typedName, rule))
    .filter((alias) => alias !== undefined);
}

/**
 * The key of an attribute in ListUsers. Usernames, preferred usernames and email addresses compare as the pool compares
 * them at sign-in, so that a filter finds exactly the account that a name signs in to; the status ignores case, the
 * enabled state and everything else do not.
 */
export function searchKey(attribute: string, value: string, rule: CaseRule): string {
  const key = searchFolds(attribute, rule) ? nameKey(value, { caseSensitive: false }) : exactKey(value);
  if (key.length <= LONGEST_SEARCH_KEY) return key;
  // Dropping the half of a pair that the cut may have left keeps the key well formed.
  return key.slice(0, LONGEST_SEARCH_KEY).replace(/\p{Surrogate}$/u, "");
}

/** What the store is asked for a parsed filter. */
export function userSearch(
  filter: { readonly attribute: string; readonly match: UserSearch["match"]; readonly value: string },
  rule: CaseRule,
): UserSearch {
  return {
    attribute: filter.attribute,
    match: filter.match,
    key: searchKey(filter.attribute, filter.value, rule),
  };
}

function searchFolds(attribute: string, rule: CaseRule): boolean {
  switch (attribute) {
    case "cognito:user_status":
      return true;
    case "username":
    case "preferred_username":
    case "email":
      return !rule.caseSensitive;
    default:
      return false;
  }
}

function nameKey(name: string, rule: CaseRule): string {
  return rule.caseSensitive ? exactKey(name) : foldCase(name);
}

function exactKey(text: string): string {
  return text.replace(LONE_SURROGATE, "\ufffd").normalize("NFC");
}

/** Canonical caseless matching of the Unicode standard (definition D145), composed again. */
function foldCase(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  let folded = "";
  // One character at a time: toLowerCase over a whole word turns its last sigma into another letter.
  for (const character of exactKey(text).normalize("NFD")) folded += foldCharacter(character);
  return folded.normalize("NFC");
}

/**
 * Full case folding of one character. JavaScript has no function for it, but lower, upper, lower is the same mapping for
 * every character but the dotless i, whose upper case is a plain I. (Cherokee folds to capitals in the standard, to small
 * letters here: the same names fall together.)
 */
function foldCharacter(character: string): string {
  return character === DOTLESS_I ? character : character.toLowerCase().toUpperCase().toLowerCase();
}
