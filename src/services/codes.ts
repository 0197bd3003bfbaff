/**
 * Owns short codes: making, storing and redeeming them (T-11, T-14). Sending one belongs to `messages`; how many may be
 * asked for in an hour belongs to `hourly-limits`.
 */
import { timingSafeEqual } from "node:crypto";
import type { Code, CodeKey, CodePurpose } from "../domain/code.js";
import { CodeMismatchException, ExpiredCodeException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { Random } from "../ports/random.js";
import type { Store, Tables } from "../ports/store.js";

/** How long a code of each purpose lives, ms; MFA and OTP codes live as long as their challenge session. */
const lifetimeMs: Record<CodePurpose, number> = {
  "confirm-sign-up": 24 * 3_600_000,
  "verify-attribute": 24 * 3_600_000,
  "forgot-password": 3_600_000,
  mfa: 3 * 60_000,
  otp: 3 * 60_000,
};

/** First-factor codes have 8 digits, all others 6. */
const digits: Record<CodePurpose, number> = {
  "confirm-sign-up": 6,
  "verify-attribute": 6,
  "forgot-password": 6,
  mfa: 6,
  otp: 8,
};

/** Guesses per code: 5 of a million with six digits, 10 of a hundred million with eight (T-14). */
const triesPerCode = (purpose: CodePurpose): number => (digits[purpose] === 8 ? 10 : 5);

export interface CodeBook {
  /** Makes a code, stores its MAC and answers the code itself, which exists nowhere else but in its message. */
  issue(
    tx: Tables,
    wanted: CodeKey & Pick<Code, "attribute" | "destination" | "clientId"> & { readonly lifetimeMs?: number },
  ): Promise<string>;
  /**
   * Checks a code and answers it without using it up: CodeMismatchException for a wrong one (a try is spent, and stays
   * spent), ExpiredCodeException when there is none. Redeem it with `consume` inside the transaction of its effect.
   */
  check(store: Store, key: CodeKey, typed: string): Promise<Code>;
  /** Uses up a checked code inside the transaction of its effect; ExpiredCodeException for every caller but one. */
  consume(tx: Tables, code: Code): Promise<void>;
}

/** The answer to a wrong code. */
export const wrongCode = () => new CodeMismatchException("Invalid verification code provided, please try again.");
const gone = () => new ExpiredCodeException("Invalid code provided, please request a code again.");

/** Makes the book of codes. */
export function createCodeBook(needs: { clock: Clock; random: Random; keyring: Keyring }): CodeBook {
  const { clock, random, keyring } = needs;
  const macOf = (key: CodeKey, code: string) =>
    keyring.mac({ purpose: `code:${key.purpose}:${key.target}`, poolId: key.poolId, subject: key.sub }, code);

  return {
    async issue(tx, wanted) {
      const code = random.digits(digits[wanted.purpose]);
      const now = clock.now();
      const { lifetimeMs: asked, ...rest } = wanted;
      await tx.codes.put({
        ...rest,
        mac: macOf(wanted, code),
        issuedAt: now,
        expiresAt: now + (asked ?? lifetimeMs[wanted.purpose]),
        triesLeft: triesPerCode(wanted.purpose),
      });
      return code;
    },

    async check(store, key, typed) {
      const code = await store.codes.take(key, clock.now());
      if (code === undefined) throw gone();
      const mac = macOf(key, typed);
      if (!timingSafeEqual(mac, code.mac)) throw wrongCode();
      return code;
    },

    async consume(tx, code) {
      if (!(await tx.codes.consume(code, code.mac))) throw gone();
    },
  };
}
