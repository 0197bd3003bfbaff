/**
 * Owns the calls that the Terraform provider makes for aws_cognito_user, in its order, and what it makes of the answers:
 * attribute names lose their prefixes, every returned attribute enters the state, only `sub` is kept apart.
 */
import assert from "node:assert/strict";
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { standardAttributes } from "./standard-attributes.js";

/** The resource's optional arguments, by the names of the document. */
export interface UserSettings {
  attributes?: Record<string, string> | undefined;
  client_metadata?: Record<string, string> | undefined;
  desired_delivery_mediums?: string[] | undefined;
  enabled?: boolean | undefined;
  force_alias_creation?: boolean | undefined;
  message_action?: string | undefined;
  password?: string | undefined;
  temporary_password?: string | undefined;
  validation_data?: Record<string, string> | undefined;
}

/** A user as the provider holds it after its last read. */
export interface UserState {
  /** `poolId/username`, the import id. */
  readonly id: string;
  readonly poolId: string;
  readonly username: string;
  readonly attributes: Record<string, string>;
  readonly sub: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly mfa_setting_list: readonly string[];
  readonly preferred_mfa_setting: string | undefined;
  readonly settings: UserSettings;
}

/** The resource's four verbs. */
export interface UserSequences {
  create(poolId: string, username: string, settings: UserSettings): Promise<UserState>;
  /** AdminGetUser by the import id; every attribute that comes back unasked fails. */
  read(id: string, settings: UserSettings): Promise<UserState>;
  update(state: UserState, settings: UserSettings): Promise<UserState>;
  /** Deletes and sees that the user is gone. */
  remove(state: Pick<UserState, "poolId" | "username">): Promise<void>;
}

/** The sequences over one client. */
export function userSequences(client: CognitoIdentityProviderClient): UserSequences {
  const sequences: UserSequences = {
    async create(poolId, username, settings) {
      const user = { UserPoolId: poolId, Username: username };
      await client.send(new AdminCreateUserCommand({ ...user, ...createMembers(settings) }));
      if (settings.enabled === false) await client.send(new AdminDisableUserCommand(user));
      if (settings.password !== undefined) {
        await client.send(new AdminSetUserPasswordCommand({ ...user, Password: settings.password, Permanent: true }));
      }
      return sequences.read(`${poolId}/${username}`, settings);
    },

    async read(id, settings) {
      const [poolId = "", username = ""] = id.split("/");
      const user = await client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: username }));
      for (const name of ["UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"] as const) {
        assert.notEqual(user[name], undefined, `AdminGetUser lacks ${name}`);
      }
      const { sub, ...attributes } = Object.fromEntries(
        (user.UserAttributes ?? []).map(({ Name, Value }) => [
          String(Name)
            .replace(/^dev:/, "")
            .replace(/^custom:/, ""),
          String(Value),
        ]),
      );
      assert.ok(sub, "the user has no sub");
      assert.deepEqual(
        sorted(attributes),
        sorted(settings.attributes ?? {}),
        "attributes would change in the next plan",
      );
      assert.equal(user.Enabled, settings.enabled ?? true);
      return {
        id,
        poolId,
        username,
        attributes,
        sub,
        status: String(user.UserStatus),
        enabled: user.Enabled === true,
        mfa_setting_list: user.UserMFASettingList ?? [],
        preferred_mfa_setting: user.PreferredMfaSetting,
        settings,
      };
    },

    async update({ id, poolId, username, settings: before }, settings) {
      const user = { UserPoolId: poolId, Username: username };
      const wanted = settings.attributes ?? {};
      const changed = Object.entries(wanted).filter(([name, value]) => before.attributes?.[name] !== value);
      const removed = Object.keys(before.attributes ?? {}).filter((name) => !(name in wanted));
      if (changed.length > 0) {
        const metadata = settings.client_metadata === undefined ? {} : { ClientMetadata: settings.client_metadata };
        const list = listOf(Object.fromEntries(changed));
        await client.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: list, ...metadata }));
      }
      if (removed.length > 0) {
        const names = removed.map(wireName);
        await client.send(new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: names }));
      }
      const [enabledBefore, enabled] = [before.enabled ?? true, settings.enabled ?? true];
      if (enabled && !enabledBefore) await client.send(new AdminEnableUserCommand(user));
      if (!enabled && enabledBefore) await client.send(new AdminDisableUserCommand(user));
      for (const [name, Permanent] of [
        ["temporary_password", false],
        ["password", true],
      ] as const) {
        const Password = settings[name];
        if (Password === undefined || Password === before[name]) continue;
        await client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent }));
      }
      return sequences.read(id, settings);
    },

    async remove({ poolId, username }) {
      const user = { UserPoolId: poolId, Username: username };
      await client.send(new AdminDeleteUserCommand(user));
      await assert.rejects(client.send(new AdminGetUserCommand(user)), {
        name: "UserNotFoundException",
        message: "User does not exist.",
      });
    },
  };
  return sequences;
}

function createMembers(settings: UserSettings): Partial<AdminCreateUserCommandInput> {
  const members = {
    ClientMetadata: settings.client_metadata,
    DesiredDeliveryMediums: settings.desired_delivery_mediums,
    ForceAliasCreation: settings.force_alias_creation === true ? true : undefined,
    MessageAction: settings.message_action,
    TemporaryPassword: settings.temporary_password,
    UserAttributes: settings.attributes && listOf(settings.attributes),
    ValidationData: settings.validation_data && listOf(settings.validation_data),
  };
  // Values outside the enumerations are sent on purpose by some rows.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function wireName(name: string): string {
  const standard = standardAttributes.some((entry) => entry.Name === name);
  return standard || name.startsWith("custom:") ? name : `custom:${name}`;
}

function listOf(record: Readonly<Record<string, string>>) {
  return Object.entries(record).map(([name, Value]) => ({ Name: wireName(name), Value }));
}

function sorted(record: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
