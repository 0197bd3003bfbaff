/**
 * Owns the form of generated passwords, and how long a temporary one lasts. Randomness comes in from outside. Characters
 * that people mistake for each other are left out: somebody has to type this off a message.
 */
import { NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { PasswordPolicyType } from "../../model/generated/types.js";

/** A random whole number from 0 to below `bound`, each equally likely. */
export type RandomBelow = (bound: number) => number;

/** One of each kind satisfies every policy; the symbols need no escaping in shells, JSON or HTML. */
const KINDS = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#%*+-=?@_"] as const;

const SHORTEST = 12;

const DAY_MS = 24 * 60 * 60 * 1000;

const DEFAULT_VALIDITY_DAYS = 7;

/** A new password that conforms to any policy of this minimum length. */
export function temporaryPassword(policy: Pick<PasswordPolicyType, "MinimumLength">, pick: RandomBelow): string {
  const length = Math.max(SHORTEST, policy.MinimumLength ?? 0);
  const every = KINDS.join("");
  const characters = KINDS.map((kind) => oneOf(kind, pick));
  while (characters.length < length) characters.push(oneOf(every, pick));
  return shuffled(characters, pick).join("");
}

/** Refuses the sign-in with a temporary password that is past its validity. `setAt` and `now` are epoch milliseconds. */
export function checkTemporaryPasswordAge(
  policy: Pick<PasswordPolicyType, "TemporaryPasswordValidityDays">,
  setAt: number,
  now: number,
): void {
  // Zero days mean the default, as they do where the policy is described.
  const days = policy.TemporaryPasswordValidityDays || DEFAULT_VALIDITY_DAYS;
  if (now - setAt >= days * DAY_MS) {
    throw new NotAuthorizedException("Temporary password has expired and must be reset by an administrator.");
  }
}

function oneOf(characters: string, pick: RandomBelow): string {
  return characters.charAt(pick(characters.length));
}

/** Fisher and Yates: every order equally likely. */
function shuffled(characters: readonly string[], pick: RandomBelow): string[] {
  const result = [...characters];
  for (let last = result.length - 1; last > 0; last--) {
    const other = pick(last + 1);
    [result[last], result[other]] = [result[other] ?? "", result[last] ?? ""];
  }
  return result;
}
