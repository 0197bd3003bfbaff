/**
 * What is expected behind each door in each state, in Cognito's words. Doors are in `doors.ts`, states in `door-states.ts`.
 * A cell is `tokens`, `success`, the name of the next challenge, or an exception with its message.
 */
import type { StateName } from "./door-states.js";
import { type Door, type DoorName, doors } from "./doors.js";

/** Whether the client hides who exists (PreventUserExistenceErrors). */
export type Mode = "LEGACY" | "ENABLED";

type Words = string | Readonly<Record<Mode, string>>;
type Row = Readonly<Record<StateName, Words>>;

const told = (LEGACY: string, ENABLED: string): Words => ({ LEGACY, ENABLED });

const wrong = "NotAuthorizedException: Incorrect username or password.";
const disabled = "NotAuthorizedException: User is disabled.";
const locked = "NotAuthorizedException: Password attempts exceeded";
const reset = "PasswordResetRequiredException: Password reset required for the user";
const notConfirmed = "UserNotConfirmedException: User is not confirmed.";
const tooOld = "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
const invalidSession = "NotAuthorizedException: Invalid session for the user.";
const expiredSession = "NotAuthorizedException: Invalid session for the user, session is expired.";
const wrongCode = "CodeMismatchException: Invalid code or auth state for the user.";
const noCode = "ExpiredCodeException: Invalid code provided, please request a code again.";
const wrongVerification = "CodeMismatchException: Invalid verification code provided, please try again.";
const noClient = "ResourceNotFoundException: User pool client <client> does not exist.";
const noPool = "ResourceNotFoundException: User pool <pool> does not exist.";
const notHere = "UserNotFoundException: User does not exist.";
const notFound = "UserNotFoundException: Username/client id combination not found.";
const notNow = "NotAuthorizedException: User password cannot be reset in the current state.";
const noAddress =
  "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number";
const confirmedAlready = "InvalidParameterException: User is already confirmed.";
const inStatus = (status: string) => `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
const noToken = "NotAuthorizedException: Access Token has been revoked";

const gone = { "client deleted": noClient, "pool deleted": noClient };
const nobody = told(notHere, wrong);

/** A wrong password: nothing is told but what keeps everybody out. */
const withWrongPassword: Row = {
  unknown: nobody,
  confirmed: wrong,
  unconfirmed: wrong,
  disabled,
  "reset required": wrong,
  "force change": wrong,
  "force change expired": wrong,
  locked,
  deleted: nobody,
  "external only": wrong,
  ...gone,
};

/** The right one: the state is told. */
const withRightPassword: Row = {
  ...withWrongPassword,
  confirmed: "tokens",
  unconfirmed: notConfirmed,
  "reset required": reset,
  "force change": "NEW_PASSWORD_REQUIRED",
  "force change expired": tooOld,
};

/** Steps whose Session was got before the state came; eight days end any. */
const begunBefore = { "force change expired": expiredSession };

const ofAdministrators = (row: Row): Row => ({ ...row, "pool deleted": noPool });

/** Codes of second factors, right: of somebody whose password was right a moment ago. */
const withRightCode: Row = {
  ...withRightPassword,
  ...begunBefore,
  // Another password since: the sign-in is worth nothing.
  "force change": invalidSession,
  deleted: invalidSession,
  "external only": invalidSession,
};

/** Something wrong after the password: states are told, because that was right. */
const afterPassword = (refusal: string): Row => ({ ...withRightCode, confirmed: refusal });

const withEmailCode = (right: boolean): Row => ({
  ...gone,
  unknown: told(notHere, wrongCode),
  confirmed: right ? "tokens" : wrongCode,
  // A right code confirms whoever has waited for one.
  unconfirmed: right ? "tokens" : wrongCode,
  disabled,
  // These are offered passwords only, and have no code to send back.
  "reset required": invalidSession,
  "force change": invalidSession,
  "force change expired": invalidSession,
  // Wrong codes are counted by code, and told as such.
  locked: right ? locked : wrongCode,
  deleted: told(notHere, wrongCode),
  "external only": wrongCode,
});

const withSum = (right: boolean): Row => ({
  ...gone,
  unknown: told(notHere, right ? wrong : "CUSTOM_CHALLENGE"),
  confirmed: right ? "tokens" : "CUSTOM_CHALLENGE",
  unconfirmed: notConfirmed,
  disabled,
  "reset required": reset,
  "force change": right ? "NEW_PASSWORD_REQUIRED" : "CUSTOM_CHALLENGE",
  "force change expired": right ? tooOld : "CUSTOM_CHALLENGE",
  // Wrong passwords lock nobody out where no password is asked for (developer guide).
  locked: right ? "tokens" : "CUSTOM_CHALLENGE",
  deleted: told(notHere, right ? wrong : "CUSTOM_CHALLENGE"),
  "external only": right ? wrong : "CUSTOM_CHALLENGE",
});

/** A token got while all was well. Its door asks whose it is, and whether that one may still. */
const withAccessToken: Row = {
  unknown: nobody,
  confirmed: "success",
  unconfirmed: "success",
  disabled,
  "reset required": "success",
  "force change": "success",
  "force change expired": "NotAuthorizedException: Access Token has expired",
  locked: "success",
  deleted: notHere,
  "external only": "success",
  "client deleted": noToken,
  "pool deleted": "NotAuthorizedException: Invalid Access Token",
};

/** Operations whose model knows no UserNotFoundException. */
const withAccessTokenOnly: Row = { ...withAccessToken, deleted: noToken };

/** Thirty days are more than eight, and a refresh asks for no password. */
const withRefreshToken: Row = {
  unknown: nobody,
  confirmed: "tokens",
  unconfirmed: "tokens",
  disabled,
  "reset required": "tokens",
  "force change": "tokens",
  "force change expired": "tokens",
  locked: "tokens",
  deleted: "NotAuthorizedException: Invalid Refresh Token.",
  "external only": "tokens",
  ...gone,
};

const noDevices = "InvalidUserPoolConfigurationException: User pool is not configured to remember devices.";

const rows: Readonly<Record<DoorName, Row>> = {
  "password, wrong": withWrongPassword,
  "password, right": withRightPassword,
  "administrator's password, wrong": ofAdministrators(withWrongPassword),
  "administrator's password, right": ofAdministrators(withRightPassword),
  "SRP, wrong": withWrongPassword,
  "SRP, right": withRightPassword,
  "PASSWORD_VERIFIER, begun before": {
    ...withRightPassword,
    ...begunBefore,
    // Another password since has another verifier.
    "force change": wrong,
    deleted: wrong,
  },
  "choice of PASSWORD, wrong": withWrongPassword,
  "choice of PASSWORD, right": withRightPassword,
  "SELECT_CHALLENGE, begun before": { ...withRightPassword, ...begunBefore, deleted: wrong },
  "preferred PASSWORD, right": withRightPassword,
  "preferred PASSWORD_SRP, right": withRightPassword,
  "code by email, wrong": withEmailCode(false),
  "code by email, right": withEmailCode(true),
  "EMAIL_OTP, begun before": {
    ...withEmailCode(true),
    ...begunBefore,
    "reset required": reset,
    // Passwords only, as everywhere; what words Cognito has for it is not published.
    "force change":
      "InvalidParameterException: The user pool requires multi-factor authentication and the user has no factor that it allows.",
    deleted: noCode,
    "external only": wrongCode,
  },
  "custom challenge, wrong": withSum(false),
  "custom challenge, right": withSum(true),
  "CUSTOM_CHALLENGE, begun before": { ...withSum(true), ...begunBefore, deleted: invalidSession },
  "SMS_MFA, wrong, begun before": afterPassword(wrongCode),
  "SMS_MFA, begun before": withRightCode,
  "SOFTWARE_TOKEN_MFA, wrong, begun before": afterPassword("CodeMismatchException: Invalid code received for user"),
  "SOFTWARE_TOKEN_MFA, begun before": withRightCode,
  NEW_PASSWORD_REQUIRED: { ...withRightPassword, confirmed: invalidSession, "force change": "tokens" },
  "a Session that is none": {
    ...withWrongPassword,
    ...Object.fromEntries(
      ["unknown", "confirmed", "unconfirmed", "disabled", "reset required", "force change"].map((state) => [
        state,
        invalidSession,
      ]),
    ),
    "force change expired": invalidSession,
    locked: invalidSession,
    deleted: invalidSession,
    "external only": invalidSession,
  },
  ForgotPassword: {
    unknown: told(notFound, "success"),
    confirmed: "success",
    unconfirmed: told(noAddress, "success"),
    disabled: told(disabled, "success"),
    "reset required": "success",
    "force change": notNow,
    "force change expired": notNow,
    locked: "success",
    deleted: told(notFound, "success"),
    "external only": notNow,
    ...gone,
  },
  "ConfirmForgotPassword, wrong": {
    unknown: told(notFound, wrongVerification),
    confirmed: wrongVerification,
    unconfirmed: told(notConfirmed, wrongVerification),
    disabled: told(disabled, wrongVerification),
    "reset required": wrongVerification,
    "force change": told(notNow, noCode),
    "force change expired": told(notNow, noCode),
    locked: wrongVerification,
    deleted: told(notFound, wrongVerification),
    "external only": told(notNow, noCode),
    ...gone,
  },
  "ConfirmForgotPassword, begun before": {
    unknown: told(notFound, wrongVerification),
    confirmed: "success",
    unconfirmed: notConfirmed,
    disabled,
    // A newer code has made the older one void.
    "reset required": wrongVerification,
    "force change": told(notNow, noCode),
    "force change expired": told(notNow, noCode),
    locked: "success",
    deleted: told(notFound, noCode),
    "external only": notNow,
    ...gone,
  },
  ResendConfirmationCode: {
    unknown: told(notFound, "success"),
    confirmed: confirmedAlready,
    unconfirmed: "success",
    disabled: told(disabled, "success"),
    "reset required": confirmedAlready,
    "force change": confirmedAlready,
    "force change expired": confirmedAlready,
    locked: confirmedAlready,
    deleted: told(notFound, "success"),
    "external only": confirmedAlready,
    ...gone,
  },
  "ConfirmSignUp, wrong": {
    unknown: told(notFound, wrongVerification),
    confirmed: inStatus("CONFIRMED"),
    unconfirmed: wrongVerification,
    disabled,
    "reset required": inStatus("RESET_REQUIRED"),
    "force change": inStatus("FORCE_CHANGE_PASSWORD"),
    "force change expired": inStatus("FORCE_CHANGE_PASSWORD"),
    locked: inStatus("CONFIRMED"),
    deleted: told(notFound, wrongVerification),
    "external only": inStatus("EXTERNAL_PROVIDER"),
    ...gone,
  },
  AdminConfirmSignUp: {
    unknown: notHere,
    confirmed: inStatus("CONFIRMED"),
    unconfirmed: "success",
    disabled: inStatus("CONFIRMED"),
    "reset required": inStatus("RESET_REQUIRED"),
    "force change": inStatus("FORCE_CHANGE_PASSWORD"),
    "force change expired": inStatus("FORCE_CHANGE_PASSWORD"),
    locked: inStatus("CONFIRMED"),
    deleted: notHere,
    "external only": inStatus("EXTERNAL_PROVIDER"),
    "client deleted": inStatus("CONFIRMED"),
    "pool deleted": noPool,
  },
  AdminResetUserPassword: {
    unknown: notHere,
    confirmed: "success",
    unconfirmed: noAddress,
    disabled,
    "reset required": "success",
    "force change": notNow,
    "force change expired": notNow,
    locked: "success",
    deleted: notHere,
    "external only": notNow,
    "client deleted": "success",
    "pool deleted": noPool,
  },
  GetUser: withAccessToken,
  ChangePassword: { ...withAccessToken, unconfirmed: notConfirmed, "reset required": reset, locked },
  UpdateUserAttributes: withAccessToken,
  DeleteUserAttributes: withAccessToken,
  GetUserAttributeVerificationCode: withAccessToken,
  AssociateSoftwareToken: withAccessTokenOnly,
  SetUserMFAPreference: withAccessToken,
  ListDevices: {
    ...withAccessToken,
    confirmed: noDevices,
    unconfirmed: noDevices,
    "reset required": noDevices,
    "force change": noDevices,
    locked: noDevices,
    "external only": noDevices,
  },
  ListWebAuthnCredentials: { ...withAccessTokenOnly, "reset required": reset },
  GetUserAuthFactors: withAccessToken,
  GlobalSignOut: withAccessTokenOnly,
  DeleteUser: withAccessToken,
  RevokeToken: {
    ...withRefreshToken,
    ...Object.fromEntries(
      Object.keys(withRefreshToken).flatMap((state) => (state === "unknown" ? [] : [[state, "success"]])),
    ),
    "client deleted": "UnauthorizedException: Client does not exist.",
    "pool deleted": "UnauthorizedException: Client does not exist.",
  },
  REFRESH_TOKEN_AUTH: withRefreshToken,
  GetTokensFromRefreshToken: withRefreshToken,
};

/** The words of a cell. */
export function wordsOf(door: DoorName, state: StateName, mode: Mode): string {
  const words = rows[door][state];
  return typeof words === "string" ? words : words[mode];
}

/** Doors at which, with nothing shown or something wrong, nobody may be told from somebody (T-01). */
export const doorsThatHide = (Object.keys(doors) as DoorName[]).filter((name) => {
  const { by, proof }: Door = doors[name];
  const tellsStates: readonly DoorName[] = ["ResendConfirmationCode", "ConfirmSignUp, wrong"];
  return by === "user" && proof !== "right" && !name.includes("_MFA") && !tellsStates.includes(name);
});
