/** Doors that open with a token: everything that somebody signed in does, and getting new tokens for old ones. */
import type { OperationName } from "../../../src/model/generated/operations.js";
import { feedbackToken } from "../../../src/services/events/event-feedback.js";
import { goodPassword } from "../../sign-in.js";
import { totpCode } from "../../totp.js";
import {
  admin,
  adminInitiate,
  begun,
  call,
  codeTo,
  type Door,
  type Doors,
  type Opened,
  type Place,
  password,
  then,
} from "./door.js";
import {
  always,
  locked,
  nobody,
  noClient,
  noPool,
  notConfirmed,
  notHere,
  ofAdministrators,
  type Row,
  reset,
  withAccessToken,
  withAccessTokenOnly,
  withRefreshToken,
} from "./words.js";

const ofTokens = { by: "user", proof: "right", ignoresMode: true } as const;
const signedIn = begun(password("user"));

/** A call with the access token of a sign-in. */
const withAccess = (at: OperationName, words: Row, more: object = {}): Door => ({
  ...ofTokens,
  at,
  before: signedIn,
  knock: (place, _person, { AuthenticationResult: { AccessToken } }) => call(place, at, { AccessToken, ...more }),
  words,
});

/** A call with the refresh token of a sign-in. */
const withRefresh = (
  at: Door["at"],
  knock: (place: Place, RefreshToken: string) => ReturnType<Door["knock"]>,
  words: Row,
): Door => ({
  ...ofTokens,
  at,
  before: signedIn,
  knock: (place, _person, { AuthenticationResult }) => knock(place, AuthenticationResult.RefreshToken),
  words,
});

const refreshFlow = (flow: "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN") =>
  withRefresh(
    `InitiateAuth ${flow}`,
    (place, REFRESH_TOKEN) =>
      call(place, "InitiateAuth", { ClientId: place.clientId, AuthFlow: flow, AuthParameters: { REFRESH_TOKEN } }),
    withRefreshToken,
  );

const refreshByAdmin = (flow: "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN") =>
  withRefresh(
    `AdminInitiateAuth ${flow}`,
    (place, REFRESH_TOKEN) => adminInitiate(place, flow, { REFRESH_TOKEN }),
    ofAdministrators(withRefreshToken),
  );

/** Two sign-ins of one user, one of which ends the other. */
const otherSession = (place: Place, { AccessToken, sessions }: Opened) =>
  call(place, "RevokeUserSession", {
    AccessToken,
    SessionId: sessions.find((one: Opened) => !one.IsCurrentSession)?.SessionId,
  });

const revokedSubject = "NotAuthorizedException: Subject Token has been revoked";

const exchanged = (type: "ACCESS_TOKEN" | "ID_TOKEN"): Door => ({
  ...ofTokens,
  at: "GetDerivedToken",
  place: "exchanges tokens",
  before: signedIn,
  knock: (place, _person, { AuthenticationResult: { AccessToken, IdToken } }) =>
    call(place, "GetDerivedToken", {
      ...place.backend,
      SubjectToken: type === "ACCESS_TOKEN" ? AccessToken : IdToken,
      SubjectTokenType: type,
    }),
  words: {
    ...withAccessToken,
    "force change expired": "NotAuthorizedException: Subject Token has expired",
    "signed out": revokedSubject,
    "client deleted": revokedSubject,
    "pool deleted": noClient,
  },
});

/** The token of a mail that tells of a sign-in. */
const feedback: Door = {
  ...ofTokens,
  at: "UpdateAuthEventFeedback",
  place: "protects from threats",
  before: (place, person) =>
    then(password("user")(place, person), async () => {
      const { AuthEvents } = await admin(place, person, "AdminListUserAuthEvents");
      const { UserAttributes } = await admin(place, person, "AdminGetUser");
      const [{ EventId }] = AuthEvents;
      const sub = UserAttributes.find(({ Name }: { Name: string }) => Name === "sub").Value;
      const { keyring } = place.world.world;
      const { clock } = place.world;
      return { EventId, FeedbackToken: feedbackToken({ keyring, clock }, place.poolId, { sub, eventId: EventId }) };
    }),
  knock: (place, { name: Username }, opened) =>
    call(place, "UpdateAuthEventFeedback", { UserPoolId: place.poolId, Username, ...opened, FeedbackValue: "Valid" }),
  words: {
    ...always("success"),
    unknown: nobody,
    deleted: notHere,
    "made anew": "NotAuthorizedException: Invalid feedback token",
    "pool deleted": noPool,
  },
};

export const tokenDoors: Doors = {
  GetUser: withAccess("GetUser", withAccessToken),
  ChangePassword: withAccess(
    "ChangePassword",
    {
      ...withAccessToken,
      unconfirmed: notConfirmed,
      "reset required": reset,
      "password replaced": "NotAuthorizedException: Incorrect username or password.",
      locked,
    },
    { PreviousPassword: goodPassword, ProposedPassword: "Yet-Another-Horse-3" },
  ),
  UpdateUserAttributes: withAccess("UpdateUserAttributes", withAccessToken, {
    UserAttributes: [{ Name: "name", Value: "Jane" }],
  }),
  "UpdateUserAttributes, another address": withAccess("UpdateUserAttributes", withAccessToken, {
    UserAttributes: [{ Name: "email", Value: "jane@example.org" }],
  }),
  DeleteUserAttributes: withAccess("DeleteUserAttributes", withAccessToken, { UserAttributeNames: ["name"] }),
  GetUserAttributeVerificationCode: withAccess("GetUserAttributeVerificationCode", withAccessToken, {
    AttributeName: "email",
  }),
  VerifyUserAttribute: {
    ...ofTokens,
    at: "VerifyUserAttribute",
    before: (place, person) =>
      then(password("user")(place, person), ({ AuthenticationResult: { AccessToken } }) =>
        then(call(place, "GetUserAttributeVerificationCode", { AccessToken, AttributeName: "email" }), async () => ({
          AccessToken,
          AttributeName: "email",
          Code: await codeTo(place, person),
        })),
      ),
    knock: (place, _person, opened) => call(place, "VerifyUserAttribute", opened),
    words: withAccessToken,
  },
  AssociateSoftwareToken: withAccess("AssociateSoftwareToken", withAccessTokenOnly),
  VerifySoftwareToken: {
    ...ofTokens,
    at: "VerifySoftwareToken",
    before: (place, person) =>
      then(password("user")(place, person), ({ AuthenticationResult: { AccessToken } }) =>
        then(call(place, "AssociateSoftwareToken", { AccessToken }), ({ SecretCode }) => ({ AccessToken, SecretCode })),
      ),
    knock: (place, _person, { AccessToken, SecretCode }) =>
      call(place, "VerifySoftwareToken", { AccessToken, UserCode: totpCode(SecretCode, place.world.clock.now()) }),
    words: withAccessToken,
  },
  SetUserMFAPreference: withAccess("SetUserMFAPreference", withAccessToken, { SMSMfaSettings: { Enabled: false } }),
  SetUserSettings: withAccess("SetUserSettings", withAccessToken, { MFAOptions: [] }),
  "ListDevices where none are tracked": withAccess("ListDevices", {
    ...withAccessToken,
    ...Object.fromEntries(
      Object.entries(withAccessToken).flatMap(([state, words]) =>
        words === "success"
          ? [[state, "InvalidUserPoolConfigurationException: User pool is not configured to remember devices."]]
          : [],
      ),
    ),
  }),
  GetUserAuthFactors: withAccess("GetUserAuthFactors", withAccessToken),
  ListUserSessions: { ...withAccess("ListUserSessions", withAccessToken), place: "tracks sessions" },
  RevokeUserSession: {
    ...ofTokens,
    at: "RevokeUserSession",
    place: "tracks sessions",
    before: (place, person) =>
      then(password("user")(place, person), () =>
        then(password("user")(place, person), ({ AuthenticationResult: { AccessToken } }) =>
          then(call(place, "ListUserSessions", { AccessToken }), ({ Sessions: sessions }) => ({
            AccessToken,
            sessions,
          })),
        ),
      ),
    knock: (place, _person, opened) => otherSession(place, opened),
    words: withAccessToken,
  },
  GlobalSignOut: withAccess("GlobalSignOut", withAccessTokenOnly),
  DeleteUser: withAccess("DeleteUser", withAccessToken),
  RevokeToken: withRefresh(
    "RevokeToken",
    (place, Token) => call(place, "RevokeToken", { ClientId: place.clientId, Token }),
    {
      ...always("success"),
      unknown: nobody,
      "client deleted": "UnauthorizedException: Client does not exist.",
      "pool deleted": "UnauthorizedException: Client does not exist.",
    },
  ),
  REFRESH_TOKEN_AUTH: refreshFlow("REFRESH_TOKEN_AUTH"),
  REFRESH_TOKEN: refreshFlow("REFRESH_TOKEN"),
  "administrator's REFRESH_TOKEN_AUTH": refreshByAdmin("REFRESH_TOKEN_AUTH"),
  "administrator's REFRESH_TOKEN": refreshByAdmin("REFRESH_TOKEN"),
  GetTokensFromRefreshToken: withRefresh(
    "GetTokensFromRefreshToken",
    (place, RefreshToken) => call(place, "GetTokensFromRefreshToken", { ClientId: place.clientId, RefreshToken }),
    withRefreshToken,
  ),
  "GetDerivedToken of an access token": exchanged("ACCESS_TOKEN"),
  "GetDerivedToken of an ID token": exchanged("ID_TOKEN"),
  UpdateAuthEventFeedback: feedback,
};
