/**
 * Owns playing what a CDKTF program synthesises (test/interop/cdktf-synthesised) by the calls of the Terraform provider:
 * variables and references are resolved, arguments become the API's members, and each resource lives once: created, found
 * unchanged by the next plan, changed, destroyed. What it does not know it refuses, lest a setting be lost on the way.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../world.js";
import type { PoolSettings, PoolState } from "./provider-pools.js";
import { createRole, type RoleState, removeRole } from "./provider-roles.js";
import type { UserSettings, UserState } from "./provider-users.js";
import type { Scene } from "./scene.js";
import { schemaEntry } from "./standard-attributes.js";

/** The configuration of one stack. */
export interface SynthesisedStack {
  readonly resource?: {
    readonly aws_cognito_user_pool?: Readonly<Record<string, Arguments>>;
    readonly aws_cognito_user?: Readonly<Record<string, Arguments>>;
    readonly aws_iam_role?: Readonly<Record<string, Arguments>>;
  };
  readonly variable?: Readonly<Record<string, { readonly default: Value }>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly provider: { readonly aws: readonly Arguments[] };
  readonly terraform: { readonly required_providers: Readonly<Record<string, Arguments>> };
}

type Value = string | number | boolean | null | readonly Value[] | Arguments;

/** A block of a configuration. */
export interface Arguments {
  readonly [name: string]: Value;
}

/** What a stack has made, by the names of its resources. */
export interface AppliedStack {
  readonly roles: Readonly<Record<string, RoleState>>;
  readonly pools: Readonly<Record<string, PoolState>>;
  readonly users: Readonly<Record<string, UserState>>;
}

/** Reads the stack of an example. */
export function readStack(name: string): SynthesisedStack {
  const path = join(repository, "test", "interop", "cdktf-synthesised", `${name}.json`);
  return JSON.parse(readFileSync(path, "utf8")) as SynthesisedStack;
}

/** Creates what the stack describes; every answer must hold what was configured, so that the next plan is empty. */
export async function applyStack(
  { pools, users, world }: Scene,
  stack: SynthesisedStack,
  variables: Readonly<Record<string, string>> = {},
): Promise<AppliedStack> {
  const applied = {
    roles: {} as Record<string, RoleState>,
    pools: {} as Record<string, PoolState>,
    users: {} as Record<string, UserState>,
  };
  const resolve = (value: Value): Value => resolved(value, { stack, variables, applied });
  for (const [name, given] of Object.entries(stack.resource?.aws_iam_role ?? {})) {
    applied.roles[name] = await createRole(world, given);
  }
  for (const [name, given] of Object.entries(stack.resource?.aws_cognito_user_pool ?? {})) {
    const settings = poolSettings(resolve(given) as Arguments);
    const state = await pools.create(settings);
    demandConfigured(state, settings);
    applied.pools[name] = state;
  }
  for (const [name, given] of Object.entries(stack.resource?.aws_cognito_user ?? {})) {
    const { user_pool_id, username, ...settings } = userArguments(resolve(given) as Arguments);
    applied.users[name] = await users.create(user_pool_id, username, settings);
  }
  return applied;
}

/** Changes every resource and changes it back, by a tag of the provider and by settings of its own. */
export async function changeStack({ pools, users }: Scene, applied: AppliedStack): Promise<void> {
  for (const state of Object.values(applied.pools)) {
    const { settings } = state;
    const UserPoolTags = { changed: "yes", ...settings.UserPoolTags };
    const changed = await pools.update(state, { ...settings, UserPoolTags, DeletionProtection: "ACTIVE" });
    demandConfigured(changed, { ...settings, UserPoolTags, DeletionProtection: "ACTIVE" });
    const back = await pools.update(changed, settings);
    demandConfigured(back, settings);
  }
  for (const state of Object.values(applied.users)) {
    const enabled = !state.enabled;
    const changed = await users.update(state, { ...state.settings, enabled });
    await users.update(changed, state.settings);
  }
}

/** Destroys everything, in the order opposite to that of creation. */
export async function destroyStack({ pools, users, world }: Scene, applied: AppliedStack): Promise<void> {
  for (const state of Object.values(applied.users)) await users.remove(state);
  for (const { id } of Object.values(applied.pools)) await pools.remove(id);
  for (const role of Object.values(applied.roles)) await removeRole(world, role);
}

/** The whole life of a stack; returns what it had made. */
export async function liveOnce(scene: Scene, name: string, variables = {}): Promise<AppliedStack> {
  const applied = await applyStack(scene, readStack(name), variables);
  await changeStack(scene, applied);
  await destroyStack(scene, applied);
  return applied;
}

interface Known {
  readonly stack: SynthesisedStack;
  readonly variables: Readonly<Record<string, string>>;
  readonly applied: AppliedStack;
}

/** The value without expressions; what is null is left out, as Terraform does. */
function resolved(value: Value, known: Known): Value {
  if (Array.isArray(value)) return value.map((each: Value) => resolved(each, known));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, each]) => [name, resolved(each, known)] as const);
    return Object.fromEntries(members.filter(([, each]) => each !== null));
  }
  if (typeof value !== "string" || !value.startsWith("${")) return value;
  const [kind = "", name = "", attribute] = value.slice(2, -1).split(".");
  if (kind === "var") return known.variables[name] ?? known.stack.variable?.[name]?.default ?? null;
  const { pools, roles } = known.applied;
  const found = { "aws_cognito_user_pool.id": pools[name]?.id, "aws_iam_role.arn": roles[name]?.arn };
  const [, attributeOf] = Object.entries(found).find(([path]) => path === `${kind}.${attribute}`) ?? [];
  assert.ok(attributeOf, `nothing is known of ${value}`);
  return attributeOf;
}

function userArguments(given: Arguments): UserSettings & { readonly user_pool_id: string; readonly username: string } {
  const { user_pool_id, username, attributes, ...others } = given;
  const known = [
    "client_metadata",
    "desired_delivery_mediums",
    "enabled",
    "force_alias_creation",
    "message_action",
    "password",
    "temporary_password",
    "validation_data",
  ];
  for (const name of Object.keys(others)) assert.ok(known.includes(name), `aws_cognito_user has no ${name}`);
  // A map of texts: the provider gets "true" where the configuration has true.
  const texts = Object.entries((attributes ?? {}) as Arguments).map(([name, each]) => [name, String(each)]);
  return {
    ...(others as UserSettings),
    ...(attributes === undefined ? {} : { attributes: Object.fromEntries(texts) as Record<string, string> }),
    user_pool_id: String(user_pool_id),
    username: String(username),
  };
}

/** Names that are not the argument's own in another spelling, by the block that they stand in. */
const renamed: Readonly<Record<string, string>> = {
  name: "PoolName",
  tags: "UserPoolTags",
  "account_recovery_setting.recovery_mechanism": "RecoveryMechanisms",
  "invite_message_template.sms_message": "SMSMessage",
  "email_configuration.from_email_address": "From",
  "lambda_config.kms_key_id": "KMSKeyID",
  "lambda_config.custom_sms_sender": "CustomSMSSender",
};

/** Arguments whose value is a map of the user's own names, and numbers that travel as texts. */
const opaque = ["tags"];
const textual = ["string_attribute_constraints", "number_attribute_constraints"];

function poolSettings(given: Arguments): PoolSettings {
  const { PasswordPolicy, ...settings } = members(given, "") as PoolSettings & { PasswordPolicy?: object };
  return { ...settings, ...(PasswordPolicy === undefined ? {} : { Policies: { PasswordPolicy } }) };
}

function members(given: Arguments, block: string): object {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const path = block === "" ? name : `${block}.${name}`;
      return [renamed[path] ?? pascal(name), member(name, textual.includes(block) ? String(value) : value)];
    }),
  );
}

function member(name: string, value: Value): unknown {
  if (Array.isArray(value)) return value.map((each: Value) => member(name, each));
  if (typeof value !== "object" || value === null || opaque.includes(name)) return value;
  return members(value as Arguments, name);
}

function pascal(name: string): string {
  return name
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

/** Whatever was configured comes back; the service may add to it. */
function demandConfigured({ pool, mfa }: PoolState, settings: PoolSettings): void {
  const { PoolName, Schema = [], SoftwareTokenMfaConfiguration, ...others } = settings;
  assert.equal(pool.Name, PoolName);
  assert.deepEqual(mfa.SoftwareTokenMfaConfiguration, SoftwareTokenMfaConfiguration);
  for (const [name, value] of Object.entries(others)) demandPart(pool[name as keyof typeof pool], value, name);
  for (const entry of Schema) {
    const { Name, DeveloperOnlyAttribute } = entry;
    const found =
      schemaEntry(pool, String(Name)) ??
      schemaEntry(pool, `${DeveloperOnlyAttribute === true ? "dev:" : ""}custom:${Name}`);
    demandPart(found, { ...entry, Name: found?.Name }, `Schema.${Name}`);
  }
}

function demandPart(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected !== "object" || expected === null) {
    assert.deepEqual(actual, expected, path);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null, `${path} is missing`);
  if (Array.isArray(expected)) assert.equal((actual as unknown[]).length, expected.length, path);
  for (const [name, value] of Object.entries(expected)) {
    demandPart((actual as Record<string, unknown>)[name], value, `${path}.${name}`);
  }
}
