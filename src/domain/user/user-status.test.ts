import assert from "node:assert/strict";
import { test } from "node:test";
import type { User, UserStatus } from "../user.js";
import {
  checkConfirmable,
  checkInvitable,
  checkResettable,
  nextStatus,
  type StatusEvent,
  withStatus,
} from "./user-status.js";

const STATES: readonly UserStatus[] = [
  "UNCONFIRMED",
  "CONFIRMED",
  "FORCE_CHANGE_PASSWORD",
  "RESET_REQUIRED",
  "EXTERNAL_PROVIDER",
];

const cannotConfirm = (status: string): string =>
  `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
const CONFIRMED_ALREADY = "InvalidParameterException: User is already confirmed.";
const CANNOT_RESET = "NotAuthorizedException: User password cannot be reset in the current state.";
const NOT_CONFIRMED = "UserNotConfirmedException: User is not confirmed.";
const NO_RECOVERY =
  "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number";
const RESET = "PasswordResetRequiredException: Password reset required for the user";
const CANNOT_RESEND = "UnsupportedUserStateException: Resend not possible. bob status is not FORCE_CHANGE_PASSWORD";
const OVER = "NotAuthorizedException: Invalid session for the user.";

const CONFIRMATION = ["CONFIRMED", ...STATES.slice(1).map(cannotConfirm)];

/** Outcomes in the order of STATES. */
const OUTCOMES: Record<StatusEvent, string[]> = {
  ConfirmSignUp: CONFIRMATION,
  AdminConfirmSignUp: CONFIRMATION,
  ResendConfirmationCode: ["UNCONFIRMED", CONFIRMED_ALREADY, CONFIRMED_ALREADY, CONFIRMED_ALREADY, CONFIRMED_ALREADY],
  ForgotPassword: [NO_RECOVERY, "CONFIRMED", CANNOT_RESET, "RESET_REQUIRED", CANNOT_RESET],
  ConfirmForgotPassword: [NOT_CONFIRMED, "CONFIRMED", CANNOT_RESET, "CONFIRMED", CANNOT_RESET],
  ChangePassword: [NOT_CONFIRMED, "CONFIRMED", "CONFIRMED", RESET, "CONFIRMED"],
  AdminResetUserPassword: [NO_RECOVERY, "RESET_REQUIRED", CANNOT_RESET, "RESET_REQUIRED", CANNOT_RESET],
  AdminSetPermanentPassword: STATES.map(() => "CONFIRMED"),
  AdminSetTemporaryPassword: STATES.map(() => "FORCE_CHANGE_PASSWORD"),
  ResendInvitation: [CANNOT_RESEND, CANNOT_RESEND, "FORCE_CHANGE_PASSWORD", CANNOT_RESEND, CANNOT_RESEND],
  NewPasswordAnswered: [OVER, OVER, "CONFIRMED", OVER, OVER],
};

function outcome(decide: () => UserStatus): string {
  try {
    return decide();
  } catch (error) {
    return String(error);
  }
}

for (const [event, outcomes] of Object.entries(OUTCOMES) as [StatusEvent, string[]][]) {
  test(`${event} from each state`, () => {
    const user = { username: "bob", enabled: true };
    assert.deepEqual(
      STATES.map((status) => outcome(() => nextStatus(event, { ...user, status }))),
      outcomes,
    );
  });
}

test("a disabled user can do nothing, an administrator can still set the state", () => {
  const disabled = { username: "bob", enabled: false };
  const open = ["AdminConfirmSignUp", "AdminSetPermanentPassword", "AdminSetTemporaryPassword", "ResendInvitation"];
  for (const event of Object.keys(OUTCOMES) as StatusEvent[]) {
    for (const status of STATES) {
      const refused = outcome(() => nextStatus(event, { ...disabled, status }));
      assert.equal(refused === "NotAuthorizedException: User is disabled.", !open.includes(event), event);
    }
  }
});

test("the checks that have no next state say the same", () => {
  for (const status of STATES) {
    const check = (decide: () => void): string =>
      outcome(() => {
        decide();
        return status;
      });
    const user = { username: "bob", status, enabled: true };
    const same = (event: StatusEvent): string => check(() => nextStatus(event, user));
    assert.equal(
      check(() => checkConfirmable(user)),
      same("AdminConfirmSignUp"),
    );
    assert.equal(
      check(() => checkResettable(user)),
      same("AdminResetUserPassword"),
    );
    assert.equal(
      check(() => checkInvitable({ status }, "bob")),
      same("ResendInvitation"),
    );
  }
});

test("a change of state is a change of the user", () => {
  const user = { username: "bob", status: "UNCONFIRMED", modifiedAt: 1 } as User;
  assert.deepEqual(withStatus(user, "CONFIRMED", 2), { username: "bob", status: "CONFIRMED", modifiedAt: 2 });
});
