/**
 * Owns the refusals of a sign-in by the user's state, in their order. Where they stand among all other checks tells
 * `order-of-checks.ts`; behind them comes what `challenge/next-challenge.ts` says, then PostAuthentication, PreTokenGeneration
 * and tokens. In SRP they are told with the second call only, as that is where the password is proven.
 */
import {
  NotAuthorizedException,
  PasswordResetRequiredException,
  UserNotConfirmedException,
} from "../model/generated/exceptions.js";
import { checkTemporaryPasswordAge } from "./password/temporary-password.js";
import type { PasswordCredential, User } from "./user.js";
import { passwordPolicy } from "./user-pool/in-force.js";
import type { UserPool } from "./user-pool.js";

/** What the states are judged on. */
export interface SignInFacts {
  readonly pool: Pick<UserPool, "settings">;
  readonly user: Pick<User, "enabled" | "status">;
  readonly credential: Pick<PasswordCredential, "temporary" | "setAt"> | undefined;
  readonly now: number;
}

type StateCheck = (facts: SignInFacts) => void;

/** Told whether or not the password is right. */
const beforePassword: readonly StateCheck[] = [
  ({ user }) => {
    if (!user.enabled) throw userIsDisabled();
  },
];

/** Told only to those who know the password. */
const afterPassword: readonly StateCheck[] = [
  ({ user }) => {
    if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  },
  ({ user }) => {
    if (user.status === "UNCONFIRMED") throw new UserNotConfirmedException("User is not confirmed.");
  },
  ({ user, credential, pool, now }) => {
    if (user.status === "FORCE_CHANGE_PASSWORD" && credential !== undefined) {
      checkTemporaryPasswordAge(passwordPolicy(pool), credential.setAt, now);
    }
  },
];

/** Refuses before the password is looked at. */
export function checkBeforePassword(facts: SignInFacts): void {
  for (const check of beforePassword) check(facts);
}

/** Refuses in spite of the right password. */
export function checkAfterPassword(facts: SignInFacts): void {
  for (const check of afterPassword) check(facts);
}

/** The one answer to a wrong password, an unknown user, and a user who has no password. */
export const wrongPassword = () => new NotAuthorizedException("Incorrect username or password.");

/** The answer to disabled users, at every door. */
export const userIsDisabled = () => new NotAuthorizedException("User is disabled.");

/** The answer to users whose password an administrator took away. */
export const passwordResetRequired = () => new PasswordResetRequiredException("Password reset required for the user");
