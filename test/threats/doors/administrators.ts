/** Doors of administrators who name a user: what becomes of somebody in each state. */

import type { OperationName } from "../../../src/model/generated/operations.js";
import { deviceSecret } from "../../devices.js";
import { goodPassword } from "../../sign-in.js";
import {
  admin,
  call,
  callAbout,
  type Door,
  type Doors,
  newPassword,
  type Person,
  type Place,
  password,
  then,
} from "./door.js";
import { always, byAdministrators, noPool, notHere, type Row } from "./words.js";

const byAdmin = { by: "admin", proof: "none", ignoresMode: true } as const;

const about = (at: OperationName, more: object = {}, words: Row = byAdministrators): Door => ({
  ...byAdmin,
  at,
  knock: (place, person) => callAbout(place, person, at, more),
  words,
});

/** A group that exists, and the person in it where the call takes it out. */
const inGroup = (at: "AdminAddUserToGroup" | "AdminRemoveUserFromGroup" | "AdminListGroupsForUser"): Door => {
  const GroupName = (person: Person) => `of ${person.name}`.replace(" ", "-");
  return {
    ...byAdmin,
    at,
    before: async (place, person) => {
      await call(place, "CreateGroup", { UserPoolId: place.poolId, GroupName: GroupName(person) });
      return {};
    },
    knock: (place, person) =>
      callAbout(place, person, at, at === "AdminListGroupsForUser" ? {} : { GroupName: GroupName(person) }),
    words: byAdministrators,
  };
};

/** A device that the person has. */
const onDevice = (at: OperationName, more: object = {}, words: Partial<Row> = {}): Door => ({
  ...byAdmin,
  at,
  place: "devices",
  before: async (place, person) => {
    const first = await password("user")(place, person);
    if (first.status !== 200) return { DeviceKey: "us-east-1_00000000-0000-0000-0000-000000000000" };
    const { AccessToken, NewDeviceMetadata } = first.body.AuthenticationResult;
    const { DeviceKey } = NewDeviceMetadata;
    const { config: DeviceSecretVerifierConfig } = deviceSecret(NewDeviceMetadata);
    return then(call(place, "ConfirmDevice", { AccessToken, DeviceKey, DeviceSecretVerifierConfig }), () => ({
      DeviceKey,
    }));
  },
  knock: (place, person, { DeviceKey }) =>
    callAbout(place, person, at, at === "AdminListDevices" ? {} : { DeviceKey, ...more }),
  words: { ...byAdministrators, "made anew": "ResourceNotFoundException: Device does not exist.", ...words },
});

/** Reading operations on devices know no UserNotFoundException. */
const nobodyHere = "ResourceNotFoundException: User does not exist.";

/** The newest event, or session, of the person. */
async function newest(
  place: Place,
  person: Person,
  operation: OperationName,
): Promise<{ EventId?: string; SessionId?: string }> {
  const first = await password("user")(place, person);
  if (first.status !== 200) return {};
  const { AuthEvents, Sessions } = await admin(place, person, operation);
  return (AuthEvents ?? Sessions)[0];
}

const endedSession = "ResourceNotFoundException: Session does not exist.";
/** The id of a session that nobody has. */
const noSession = `tkn${"0".repeat(25)}`;

const linking = (place: Place, { name: Username }: Person) =>
  call(place, "AdminLinkProviderForUser", {
    UserPoolId: place.poolId,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: Username },
    SourceUser: { ProviderName: "Acme", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: Username },
  });

export const administratorDoors: Doors = {
  "AdminCreateUser of a name": {
    ...about("AdminCreateUser", { TemporaryPassword: goodPassword, MessageAction: "SUPPRESS" }),
    words: {
      ...always("UsernameExistsException: User account already exists"),
      unknown: "success",
      deleted: "success",
      "pool deleted": noPool,
    },
  },
  "AdminCreateUser, invited again": about(
    "AdminCreateUser",
    { MessageAction: "RESEND", DesiredDeliveryMediums: ["EMAIL"] },
    {
      ...always("UnsupportedUserStateException: Resend not possible. <name> status is not FORCE_CHANGE_PASSWORD"),
      unknown: notHere,
      "force change": "success",
      "force change expired": "success",
      deleted: notHere,
      "pool deleted": noPool,
    },
  ),
  AdminGetUser: about("AdminGetUser"),
  AdminDeleteUser: about("AdminDeleteUser"),
  AdminDisableUser: about("AdminDisableUser"),
  AdminEnableUser: about("AdminEnableUser"),
  AdminSetUserPassword: about("AdminSetUserPassword", { Password: newPassword, Permanent: true }),
  AdminUserGlobalSignOut: about("AdminUserGlobalSignOut"),
  AdminUpdateUserAttributes: about("AdminUpdateUserAttributes", { UserAttributes: [{ Name: "name", Value: "Jane" }] }),
  AdminDeleteUserAttributes: about("AdminDeleteUserAttributes", { UserAttributeNames: ["name"] }),
  AdminSetUserMFAPreference: about("AdminSetUserMFAPreference", { SMSMfaSettings: { Enabled: true } }),
  AdminSetUserSettings: about("AdminSetUserSettings", { MFAOptions: [] }),
  AdminGetUserAuthFactors: about("AdminGetUserAuthFactors"),
  AdminDeleteSoftwareToken: about("AdminDeleteSoftwareToken"),
  AdminAddUserToGroup: inGroup("AdminAddUserToGroup"),
  AdminRemoveUserFromGroup: inGroup("AdminRemoveUserFromGroup"),
  AdminListGroupsForUser: inGroup("AdminListGroupsForUser"),
  AdminGetDevice: onDevice("AdminGetDevice", {}, { unknown: nobodyHere, deleted: nobodyHere }),
  AdminListDevices: onDevice(
    "AdminListDevices",
    {},
    { unknown: nobodyHere, deleted: nobodyHere, "made anew": "success" },
  ),
  AdminUpdateDeviceStatus: onDevice("AdminUpdateDeviceStatus", { DeviceRememberedStatus: "not_remembered" }),
  AdminForgetDevice: onDevice("AdminForgetDevice"),
  AdminListUserSessions: { ...about("AdminListUserSessions"), place: "tracks sessions" },
  AdminRevokeUserSession: {
    ...byAdmin,
    at: "AdminRevokeUserSession",
    place: "tracks sessions",
    before: async (place, person) => newest(place, person, "AdminListUserSessions"),
    knock: (place, person, { SessionId = noSession }) =>
      callAbout(place, person, "AdminRevokeUserSession", { SessionId }),
    words: { ...byAdministrators, disabled: endedSession, "signed out": endedSession, "made anew": endedSession },
  },
  AdminListUserAuthEvents: { ...about("AdminListUserAuthEvents"), place: "protects from threats" },
  AdminUpdateAuthEventFeedback: {
    ...byAdmin,
    at: "AdminUpdateAuthEventFeedback",
    place: "protects from threats",
    before: async (place, person) => newest(place, person, "AdminListUserAuthEvents"),
    knock: (place, person, { EventId = "none" }) =>
      callAbout(place, person, "AdminUpdateAuthEventFeedback", { EventId, FeedbackValue: "Valid" }),
    words: { ...byAdministrators, "made anew": "ResourceNotFoundException: Auth event does not exist." },
  },
  AdminLinkProviderForUser: {
    ...byAdmin,
    at: "AdminLinkProviderForUser",
    before: async (place) => {
      await call(place, "CreateIdentityProvider", {
        UserPoolId: place.poolId,
        ProviderName: "Acme",
        ProviderType: "OIDC",
        ProviderDetails: {
          client_id: "acme",
          client_secret: "secret",
          attributes_request_method: "GET",
          oidc_issuer: "https://acme.example.com",
          authorize_scopes: "openid",
        },
      });
      return {};
    },
    knock: linking,
    words: byAdministrators,
  },
};
