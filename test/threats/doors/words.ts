/**
 * Owns Cognito's words, and what is behind doors of one kind in each state. A cell is `tokens`, `success`, the name of the
 * next challenge, or an exception with its message.
 */
import type { StateName } from "../door-states.js";

/** Whether the client hides who exists (PreventUserExistenceErrors). */
export type Mode = "LEGACY" | "ENABLED";

/** One answer, or those of which chance takes one. */
type Answers = string | readonly string[];
export type Words = Answers | Readonly<Record<Mode, Answers>>;
/** What is expected in each state. */
export type Row = Readonly<Record<StateName, Words>>;

/** Words that depend on the mode. */
export const told = (LEGACY: Answers, ENABLED: Answers): Words => ({ LEGACY, ENABLED });

export const wrong = "NotAuthorizedException: Incorrect username or password.";
export const disabled = "NotAuthorizedException: User is disabled.";
export const locked = "NotAuthorizedException: Password attempts exceeded";
export const reset = "PasswordResetRequiredException: Password reset required for the user";
export const notConfirmed = "UserNotConfirmedException: User is not confirmed.";
export const tooOld = "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
export const invalidSession = "NotAuthorizedException: Invalid session for the user.";
export const expiredSession = "NotAuthorizedException: Invalid session for the user, session is expired.";
export const wrongCode = "CodeMismatchException: Invalid code or auth state for the user.";
export const noCode = "ExpiredCodeException: Invalid code provided, please request a code again.";
export const wrongVerification = "CodeMismatchException: Invalid verification code provided, please try again.";
export const noClient = "ResourceNotFoundException: User pool client <client> does not exist.";
export const noPool = "ResourceNotFoundException: User pool <pool> does not exist.";
export const notHere = "UserNotFoundException: User does not exist.";
export const notFound = "UserNotFoundException: Username/client id combination not found.";
export const notNow = "NotAuthorizedException: User password cannot be reset in the current state.";
export const noAddress =
  "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number";
export const confirmedAlready = "InvalidParameterException: User is already confirmed.";
export const inStatus = (status: string) =>
  `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
const noToken = "NotAuthorizedException: Access Token has been revoked";
const expiredToken = "NotAuthorizedException: Access Token has expired";
export const noFactor =
  "InvalidParameterException: The user pool requires multi-factor authentication and the user has no factor that it allows.";
export const notOffered = (factor: string) =>
  `InvalidParameterException: Challenge ${factor} is not available for the user.`;

/** One word in every state; what is otherwise is said after it. */
export const always = (words: Words): Row => ({
  unknown: words,
  confirmed: words,
  unconfirmed: words,
  disabled: words,
  "reset required": words,
  "force change": words,
  "force change expired": words,
  "password replaced": words,
  locked: words,
  "signed out": words,
  deleted: words,
  "made anew": words,
  "external only": words,
  "client deleted": words,
  "pool deleted": words,
});

/** What clients that are gone answer. */
export const gone = { "client deleted": noClient, "pool deleted": noClient };
/** A name that leads to nobody. */
export const nobody = told(notHere, wrong);

/** A wrong password: nothing is told but what keeps everybody out. */
export const withWrongPassword: Row = { ...always(wrong), unknown: nobody, disabled, locked, deleted: nobody, ...gone };

/** The right one: the state is told. */
export const withRightPassword: Row = {
  ...withWrongPassword,
  confirmed: "tokens",
  unconfirmed: notConfirmed,
  "reset required": reset,
  "force change": "NEW_PASSWORD_REQUIRED",
  "force change expired": tooOld,
  "signed out": "tokens",
  "made anew": "tokens",
};

/** Steps whose Session was got before the state came; eight days end any, and a Session is nobody else's. */
export const begunBefore = {
  "force change expired": expiredSession,
  "password replaced": invalidSession,
  deleted: invalidSession,
  "made anew": invalidSession,
};

/** The same row where the caller names the pool. */
export const ofAdministrators = (row: Row): Row => ({ ...row, "pool deleted": noPool });

/** Second steps that show something right: of somebody whose password was right a moment ago. */
export const behindPassword: Row = {
  ...withRightPassword,
  ...begunBefore,
  // Another password since: the sign-in is worth nothing.
  "force change": invalidSession,
  "external only": invalidSession,
};

/** Something wrong after the password: states are told, because that was right. */
export const afterPassword = (refusal: string): Row => ({
  ...behindPassword,
  confirmed: refusal,
  "signed out": refusal,
});

/** A token got while all was well. Its door asks whose it is, and whether that one may still (T-17b). */
export const withAccessToken: Row = {
  ...always("success"),
  unknown: nobody,
  disabled,
  "force change expired": expiredToken,
  "signed out": noToken,
  deleted: notHere,
  "made anew": notHere,
  "client deleted": noToken,
  "pool deleted": "NotAuthorizedException: Invalid Access Token",
};

/** Operations whose model knows no UserNotFoundException. */
export const withAccessTokenOnly: Row = { ...withAccessToken, deleted: noToken, "made anew": noToken };

/** Thirty days are more than eight, and a refresh asks for no password. */
export const withRefreshToken: Row = {
  ...always("tokens"),
  unknown: nobody,
  disabled,
  "signed out": "NotAuthorizedException: Refresh Token has been revoked",
  deleted: "NotAuthorizedException: Invalid Refresh Token.",
  "made anew": "NotAuthorizedException: Invalid Refresh Token.",
  ...gone,
};

/** What administrators do about anybody who is there. */
export const byAdministrators: Row = {
  ...always("success"),
  unknown: notHere,
  deleted: notHere,
  "pool deleted": noPool,
};
