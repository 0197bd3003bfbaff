/**
 * Owns beginning a password reset, by the user or by an administrator: who may, where the code goes, what becomes of the
 * user meanwhile. Setting the new password takes the code and belongs to ConfirmForgotPassword (T-10).
 */
import type { Delivery } from "../domain/message/delivery.js";
import { recoveryDelivery } from "../domain/password/recovery.js";
import { nextStatus, withStatus } from "../domain/user/user-status.js";
import type { User, UserStatus } from "../domain/user.js";
import { accountRecoverySetting, availableMfaFactors } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { TooManyRequestsException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Store } from "../ports/store.js";
import type { CodeBook } from "./codes.js";
import { currentUser } from "./current-user.js";
import { updateUser } from "./directories/user-directory.js";
import type { AuthEventLog, EventOrigin } from "./events/auth-events.js";
import type { MessageDesk } from "./messages/message-desk.js";

/** What a reset works with. */
export interface PasswordResetNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly codes: CodeBook;
  readonly messages: MessageDesk;
  readonly authEvents: AuthEventLog;
}

/** One request to reset a password. */
export interface PasswordReset {
  readonly pool: UserPool;
  readonly user: User;
  /** An administrator's request bars the old password at once; a user's leaves it until the code is redeemed. */
  readonly by: "user" | "admin";
  /** Absent for administrators. */
  readonly clientId?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly origin: EventOrigin;
}

/**
 * Sends the code and answers where it went. NotAuthorizedException in a state that knows no reset or where only an
 * administrator may help, InvalidParameterException without a proven address.
 */
export async function beginPasswordReset(needs: PasswordResetNeeds, reset: PasswordReset): Promise<Delivery> {
  const { store, clock, codes, messages, authEvents } = needs;
  const { pool, by, clientId, clientMetadata } = reset;
  const { delivery } = decide(reset, reset.user);
  const message = await messages.prepare({
    pool,
    kind: "forgot-password",
    source: "ForgotPassword",
    username: reset.user.username,
    attributes: reset.user.attributes,
    user: reset.user,
    medium: delivery.medium,
    to: delivery.destination,
    clientId,
    clientMetadata,
  });
  const poolId = pool.id;
  await store.transaction(async (tx) => {
    const user = await currentUser(tx, reset.user);
    // The address was changed since the trigger was asked: a code must not go to what is no longer the user's (T-10).
    const decided = decide(reset, user);
    if (decided.delivery.destination !== delivery.destination) {
      throw new TooManyRequestsException("Too many requests");
    }
    // The old verifier stays: sign-in tells only those who know the old password that it is barred.
    if (by === "admin") {
      await updateUser(tx, pool, withStatus(user, decided.status, clock.now()));
      // Except for a hash that another directory made: barred for good, it is kept for nothing.
      const credential = await tx.credentials.get(poolId, user.sub);
      if (credential?.importedHash !== undefined) await tx.credentials.delete(poolId, user.sub);
    }
    const code = await codes.issue(tx, {
      poolId,
      sub: user.sub,
      purpose: "forgot-password",
      target: "",
      attribute: delivery.attribute,
      destination: delivery.destination,
      clientId: clientId ?? "",
    });
    await messages.write(tx, message, { code });
    if (by === "user") {
      const event = { poolId, sub: user.sub, type: "ForgotPassword", response: "InProgress" } as const;
      await authEvents.record(tx, { ...event, clientId: clientId ?? "" }, reset.origin);
    }
  });
  return delivery;
}

function decide({ pool, by }: PasswordReset, user: User): { readonly status: UserStatus; readonly delivery: Delivery } {
  const status = nextStatus(by === "admin" ? "AdminResetUserPassword" : "ForgotPassword", user);
  const available = availableMfaFactors(pool);
  const delivery = recoveryDelivery({
    setting: accountRecoverySetting(pool),
    attributes: user.attributes,
    mfaFactors: user.mfa.enabled.filter((factor) => available.includes(factor)),
  });
  return { status, delivery };
}
