/**
 * Owns the states of a user and what moves between them, as one table, with the refusal of each operation in each state.
 * Enabling and disabling is no state: it leaves the status alone. What the states mean for a sign-in is
 * `sign-in-order.ts`.
 */
import {
  InvalidParameterException,
  NotAuthorizedException,
  UnsupportedUserStateException,
  UserNotConfirmedException,
} from "../../model/generated/exceptions.js";
import { noRecoveryAddress } from "../password/recovery.js";
import { passwordResetRequired, userIsDisabled } from "../sign-in-order.js";
import type { User, UserStatus } from "../user.js";

/** What happens to a user. */
export type StatusEvent =
  | "ConfirmSignUp"
  | "AdminConfirmSignUp"
  | "ResendConfirmationCode"
  | "ForgotPassword"
  | "ConfirmForgotPassword"
  | "ChangePassword"
  | "AdminResetUserPassword"
  | "AdminSetPermanentPassword"
  | "AdminSetTemporaryPassword"
  | "ResendInvitation"
  | "NewPasswordAnswered";

type Subject = Pick<User, "status" | "username">;

type Refusal = (user: Subject) => Error;

type Row = Readonly<Record<UserStatus, UserStatus | Refusal>>;

const cannotConfirm: Refusal = ({ status }) =>
  new NotAuthorizedException(`User cannot be confirmed. Current status is ${status}`);
const alreadyConfirmed: Refusal = () => new InvalidParameterException("User is already confirmed.");
const cannotReset: Refusal = () => new NotAuthorizedException("User password cannot be reset in the current state.");
const notConfirmed: Refusal = () => new UserNotConfirmedException("User is not confirmed.");
const cannotInvite: Refusal = ({ username }) =>
  new UnsupportedUserStateException(`Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`);
/** The state changed between the challenge and its answer. */
const sessionIsOver: Refusal = () => new NotAuthorizedException("Invalid session for the user.");

const CONFIRMATION = { ...fromAny(cannotConfirm), UNCONFIRMED: "CONFIRMED" } satisfies Row;

const TRANSITIONS: Readonly<Record<StatusEvent, Row>> = {
  ConfirmSignUp: CONFIRMATION,
  AdminConfirmSignUp: CONFIRMATION,
  ResendConfirmationCode: { ...fromAny(alreadyConfirmed), UNCONFIRMED: "UNCONFIRMED" },
  ForgotPassword: {
    UNCONFIRMED: noRecoveryAddress,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: cannotReset,
    RESET_REQUIRED: "RESET_REQUIRED",
    EXTERNAL_PROVIDER: cannotReset,
  },
  ConfirmForgotPassword: {
    UNCONFIRMED: notConfirmed,
    CONFIRMED: "CONFIRMED",
    FORCE_CHANGE_PASSWORD: cannotReset,
    RESET_REQUIRED: "CONFIRMED",
    EXTERNAL_PROVIDER: cannotReset,
  },
  ChangePassword: { ...fromAny("CONFIRMED"), UNCONFIRMED: notConfirmed, RESET_REQUIRED: passwordResetRequired },
  AdminResetUserPassword: {
    UNCONFIRMED: noRecoveryAddress,
    CONFIRMED: "RESET_REQUIRED",
    FORCE_CHANGE_PASSWORD: cannotReset,
    RESET_REQUIRED: "RESET_REQUIRED",
    EXTERNAL_PROVIDER: cannotReset,
  },
  AdminSetPermanentPassword: fromAny("CONFIRMED"),
  AdminSetTemporaryPassword: fromAny("FORCE_CHANGE_PASSWORD"),
  ResendInvitation: { ...fromAny(cannotInvite), FORCE_CHANGE_PASSWORD: "FORCE_CHANGE_PASSWORD" },
  NewPasswordAnswered: { ...fromAny(sessionIsOver), FORCE_CHANGE_PASSWORD: "CONFIRMED" },
};

/** What users do themselves: closed to the disabled. Resets by administrators are as well, their codes would be void. */
const CLOSED_TO_DISABLED: ReadonlySet<StatusEvent> = new Set([
  "ConfirmSignUp",
  "ResendConfirmationCode",
  "ForgotPassword",
  "ConfirmForgotPassword",
  "ChangePassword",
  "AdminResetUserPassword",
  "NewPasswordAnswered",
]);

/** The status after an event, or the service's refusal of it. */
export function nextStatus(event: StatusEvent, user: Pick<User, "status" | "enabled" | "username">): UserStatus {
  if (CLOSED_TO_DISABLED.has(event)) checkEnabled(user);
  const outcome = TRANSITIONS[event][user.status];
  if (typeof outcome === "function") throw outcome(user);
  return outcome;
}

/** Refuses disabled users. */
function checkEnabled(user: Pick<User, "enabled">): void {
  if (!user.enabled) throw userIsDisabled();
}

/** Refuses to confirm whoever does not wait for it. */
export function checkConfirmable(user: Pick<User, "status">): void {
  nextStatus("AdminConfirmSignUp", { enabled: true, username: "", ...user });
}

/** Refuses to reset the password of users who never had one of their own choice, or cannot prove who they are. */
export function checkResettable(user: Pick<User, "status" | "enabled">): void {
  nextStatus("ForgotPassword", { username: "", ...user });
}

/** Refuses to invite once more whoever has already answered the invitation; `typedName` is what the caller asked for. */
export function checkInvitable(user: Pick<User, "status">, typedName: string): void {
  nextStatus("ResendInvitation", { enabled: true, status: user.status, username: typedName });
}

/** The user in another state, changed at `now`. */
export function withStatus(user: User, status: UserStatus, now: number): User {
  return { ...user, status, modifiedAt: now };
}

function fromAny<Outcome extends UserStatus | Refusal>(outcome: Outcome): Readonly<Record<UserStatus, Outcome>> {
  return {
    UNCONFIRMED: outcome,
    CONFIRMED: outcome,
    FORCE_CHANGE_PASSWORD: outcome,
    RESET_REQUIRED: outcome,
    EXTERNAL_PROVIDER: outcome,
  };
}
