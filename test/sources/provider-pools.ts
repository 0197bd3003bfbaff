/**
 * Owns the calls that the Terraform provider makes for aws_cognito_user_pool, in its order, and what it demands of the
 * answers after each create and update: members it reads unchecked must be there, members that nobody configured must be
 * absent (they would be a change in the next plan), and every schema entry must equal the standard list or be configured.
 * An update sends what is configured and nothing else; the provider repeats the members that it computed from the last
 * answer as well, which the rows could not tell from the service's own memory. The real provider has its own test.
 */
import assert from "node:assert/strict";
import {
  AddCustomAttributesCommand,
  type CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  type GetUserPoolMfaConfigCommandOutput,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateUserPoolCommand,
  type UserPoolType,
} from "@aws-sdk/client-cognito-identity-provider";
import { namesInState, schemaInState } from "./standard-attributes.js";

/** What a configuration says of a pool: the API's members, with the software token beside them. */
export interface PoolSettings extends Partial<CreateUserPoolCommandInput> {
  SoftwareTokenMfaConfiguration?: { Enabled?: boolean } | undefined;
}

/** A pool as the provider holds it after its last read. */
export interface PoolState {
  readonly id: string;
  readonly pool: UserPoolType;
  readonly mfa: Omit<GetUserPoolMfaConfigCommandOutput, "$metadata">;
  readonly settings: PoolSettings;
}

/** The resource's four verbs. */
export interface PoolSequences {
  create(settings: PoolSettings): Promise<PoolState>;
  /** DescribeUserPool, GetUserPoolMfaConfig, and the provider's demands on both. */
  read(id: string, settings: PoolSettings): Promise<PoolState>;
  update(state: PoolState, settings: PoolSettings): Promise<PoolState>;
  /** Deletes and sees that the pool is gone. */
  remove(id: string): Promise<void>;
}

/** The sequences over one client. */
export function poolSequences(client: CognitoIdentityProviderClient): PoolSequences {
  /** The read that ends the apply and the one that begins the next plan must say the same. */
  const settle = async (id: string, settings: PoolSettings): Promise<PoolState> => {
    const applied = await sequences.read(id, settings);
    const planned = await sequences.read(id, settings);
    assert.deepEqual(planned, applied);
    return planned;
  };
  const sequences: PoolSequences = {
    async create(settings) {
      const { SoftwareTokenMfaConfiguration: _, MfaConfiguration, ...request } = settings;
      const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: "mypool", ...request }));
      assert.ok(UserPool?.Id, "CreateUserPool answers no Id");
      if ((MfaConfiguration ?? "OFF") !== "OFF") {
        await client.send(new SetUserPoolMfaConfigCommand(mfaRequest(UserPool.Id, settings)));
      }
      return settle(UserPool.Id, settings);
    },

    async read(id, settings) {
      const { UserPool: pool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
      const { $metadata: _, ...mfa } = await client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: id }));
      assert.ok(pool, "DescribeUserPool answers no UserPool");
      demandMembers(pool);
      demandAbsence(pool, mfa, settings);
      demandSchema(pool, settings);
      return { id, pool, mfa, settings };
    },

    async update({ id, pool, settings: before }, settings) {
      await retag(client, String(pool.Arn), before.UserPoolTags ?? {}, settings.UserPoolTags ?? {});
      const changed = changedMembers(before, settings);
      if (changed.some((name) => mfaMembers.includes(name))) {
        await client.send(new SetUserPoolMfaConfigCommand(mfaRequest(id, settings)));
      }
      if (changed.some((name) => !mfaMembers.includes(name) && !notUpdated.includes(name))) {
        await client.send(new UpdateUserPoolCommand(updateRequest(id, before, settings)));
      }
      const known = new Set(before.Schema?.map(({ Name }) => Name));
      const added = settings.Schema?.filter(({ Name }) => !known.has(Name)) ?? [];
      if (added.length > 0) {
        await client.send(new AddCustomAttributesCommand({ UserPoolId: id, CustomAttributes: added }));
      }
      return settle(id, settings);
    },

    async remove(id) {
      await client.send(new DeleteUserPoolCommand({ UserPoolId: id }));
      await assert.rejects(client.send(new DescribeUserPoolCommand({ UserPoolId: id })), {
        name: "ResourceNotFoundException",
        message: `User pool ${id} does not exist.`,
      });
    },
  };
  return sequences;
}

/** Members that go by SetUserPoolMfaConfig. */
const mfaMembers = [
  "MfaConfiguration",
  "SmsAuthenticationMessage",
  "SmsConfiguration",
  "SoftwareTokenMfaConfiguration",
];

/** Members whose change is no reason for UpdateUserPool: fixed at creation, or changed by calls of their own. */
const notUpdated = ["Schema", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "UserPoolTags"];

function changedMembers(before: PoolSettings, after: PoolSettings): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof PoolSettings>;
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function mfaRequest(id: string, settings: PoolSettings): SetUserPoolMfaConfigCommandInput {
  const { MfaConfiguration = "OFF", SmsConfiguration, SmsAuthenticationMessage } = settings;
  const software = settings.SoftwareTokenMfaConfiguration;
  return {
    UserPoolId: id,
    MfaConfiguration,
    ...(software === undefined ? {} : { SoftwareTokenMfaConfiguration: software }),
    ...(MfaConfiguration === "OFF" || SmsConfiguration === undefined
      ? {}
      : {
          SmsMfaConfiguration: {
            SmsConfiguration,
            ...(SmsAuthenticationMessage === undefined ? {} : { SmsAuthenticationMessage }),
          },
        }),
  };
}

/** All that is configured; a removed block is left out, but for the list of attributes to verify, which is emptied. */
function updateRequest(id: string, before: PoolSettings, settings: PoolSettings) {
  const { PoolName: _, SoftwareTokenMfaConfiguration: __, ...members } = settings;
  const request = Object.fromEntries(Object.entries(members).filter(([name]) => !notUpdated.includes(name)));
  const cleared =
    before.UserAttributeUpdateSettings !== undefined && settings.UserAttributeUpdateSettings === undefined
      ? { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] } }
      : {};
  return { UserPoolId: id, ...request, ...cleared };
}

async function retag(
  client: CognitoIdentityProviderClient,
  ResourceArn: string,
  before: Record<string, string>,
  after: Record<string, string>,
): Promise<void> {
  const removed = Object.keys(before).filter((key) => !(key in after));
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
  if (removed.length > 0) await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: removed }));
  if (Object.keys(changed).length > 0) await client.send(new TagResourceCommand({ ResourceArn, Tags: changed }));
}

/** The provider follows these without asking whether they are there. */
function demandMembers(pool: UserPoolType): void {
  for (const name of [
    "Id",
    "Arn",
    "Name",
    "CreationDate",
    "LastModifiedDate",
    "EstimatedNumberOfUsers",
    "SchemaAttributes",
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "EmailConfiguration",
    "VerificationMessageTemplate",
    "DeletionProtection",
    "MfaConfiguration",
  ] as const) {
    assert.notEqual(pool[name], undefined, `DescribeUserPool lacks ${name}`);
  }
  assert.ok(pool.Policies?.PasswordPolicy, "DescribeUserPool lacks Policies.PasswordPolicy");
}

/** Optional arguments that are not computed: unasked they would be a change, one of them a replacement. */
function demandAbsence(pool: UserPoolType, mfa: PoolState["mfa"], settings: PoolSettings): void {
  for (const name of [
    "UsernameConfiguration",
    "DeviceConfiguration",
    "UserPoolAddOns",
    "SmsAuthenticationMessage",
    "AliasAttributes",
    "UsernameAttributes",
  ] as const) {
    if (settings[name] === undefined) assert.equal(pool[name], undefined, `${name} was never asked for`);
  }
  const none = (list: readonly unknown[] | undefined) => list === undefined || list.length === 0;
  if (none(settings.AutoVerifiedAttributes)) assert.ok(none(pool.AutoVerifiedAttributes), "AutoVerifiedAttributes");
  if (settings.UserAttributeUpdateSettings === undefined) {
    const { AttributesRequireVerificationBeforeUpdate } = pool.UserAttributeUpdateSettings ?? {};
    assert.ok(none(AttributesRequireVerificationBeforeUpdate), "UserAttributeUpdateSettings");
  }
  if (settings.LambdaConfig === undefined) assert.deepEqual(pool.LambdaConfig ?? {}, {});
  if (settings.SoftwareTokenMfaConfiguration === undefined) {
    assert.equal(mfa.SoftwareTokenMfaConfiguration, undefined, "SoftwareTokenMfaConfiguration was never asked for");
  }
  for (const name of ["EmailMfaConfiguration", "WebAuthnConfiguration"] as const) {
    assert.equal(mfa[name], undefined, `${name} was never asked for`);
  }
  if ((settings.MfaConfiguration ?? "OFF") === "OFF") assert.equal(mfa.SmsMfaConfiguration, undefined);
}

/** What enters the state is what is configured, and it is whole. */
function demandSchema(pool: UserPoolType, settings: PoolSettings): void {
  const inState = schemaInState(pool);
  for (const { Name, AttributeDataType, DeveloperOnlyAttribute, Mutable, Required, ...limits } of inState) {
    for (const member of [AttributeDataType, DeveloperOnlyAttribute, Mutable, Name, Required]) {
      assert.notEqual(member, undefined, `the schema entry ${Name} is not whole`);
    }
    const kind = { String: ["StringAttributeConstraints"], Number: ["NumberAttributeConstraints"] }[
      String(AttributeDataType)
    ];
    assert.deepEqual(Object.keys(limits), kind ?? [], `constraints of ${Name}`);
  }
  const configured = new Set(namesInState(settings.Schema ?? []));
  for (const { Name } of inState) assert.ok(configured.has(String(Name)), `nobody configured the attribute ${Name}`);
}
