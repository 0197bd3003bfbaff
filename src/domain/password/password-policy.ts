/**
 * Owns which passwords a pool takes and how a refusal reads. Only the first broken rule is told, the length first.
 * Password history is kept as keyed MACs and compared elsewhere; generated passwords are `temporary-password.ts`.
 */
import { InvalidPasswordException } from "../../model/generated/exceptions.js";
import type { PasswordPolicyType } from "../../model/generated/types.js";

/** Where the password comes in; the service words its refusals differently. */
export type PasswordDoor = "sign-up" | "admin-create" | "other";

const PREFIXES: Readonly<Record<PasswordDoor, string>> = {
  "sign-up": "Password did not conform with policy: ",
  "admin-create": "Password did not conform with password policy: ",
  other: "Password does not conform to policy: ",
};

/** What counts as a symbol; a space inside the password does as well. */
export const PASSWORD_SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

const LONGEST = 256;

const FEWEST = 6;

interface Requirement {
  readonly applies: (policy: PasswordPolicyType) => boolean;
  readonly isMet: (password: string) => boolean;
  readonly fault: string;
  readonly description: string;
}

/** Upper and lower case mean basic Latin letters only, in Cognito as here. */
const REQUIREMENTS: readonly Requirement[] = [
  {
    applies: (policy) => policy.RequireUppercase === true,
    isMet: (password) => /[A-Z]/.test(password),
    fault: "Password must have uppercase characters",
    description: "an uppercase letter",
  },
  {
    applies: (policy) => policy.RequireLowercase === true,
    isMet: (password) => /[a-z]/.test(password),
    fault: "Password must have lowercase characters",
    description: "a lowercase letter",
  },
  {
    applies: (policy) => policy.RequireNumbers === true,
    isMet: (password) => /[0-9]/.test(password),
    fault: "Password must have numeric characters",
    description: "a number",
  },
  {
    applies: (policy) => policy.RequireSymbols === true,
    isMet: hasSymbol,
    fault: "Password must have symbol characters",
    description: "a symbol",
  },
];

/** Refuses a password that the pool does not take. `policy` is the one in force. */
export function checkPassword(password: string, policy: PasswordPolicyType, door: PasswordDoor): void {
  const fault = passwordFault(password, policy);
  if (fault !== undefined) throw new InvalidPasswordException(PREFIXES[door] + fault);
}

/** What the pool asks of a password, in parts of a sentence, for those who have to choose one. */
export function policyDescription(policy: PasswordPolicyType): string[] {
  return [
    `at least ${fewest(policy)} characters`,
    ...REQUIREMENTS.filter(({ applies }) => applies(policy)).map(({ description }) => description),
  ];
}

function passwordFault(password: string, policy: PasswordPolicyType): string | undefined {
  if (password.length < fewest(policy)) return "Password not long enough";
  // Most doors refuse these two by the model's constraint before; challenge responses have no such constraint.
  if (password.length > LONGEST) return "Password too long";
  if (/^\s|\s$/.test(password)) return "Password must not begin or end with a space";
  return REQUIREMENTS.find(({ applies, isMet }) => applies(policy) && !isMet(password))?.fault;
}

function fewest(policy: PasswordPolicyType): number {
  return policy.MinimumLength ?? FEWEST;
}

function hasSymbol(password: string): boolean {
  for (const character of password) {
    if (character === " " || PASSWORD_SYMBOLS.includes(character)) return true;
  }
  return false;
}
