/** Owns the calls that the Terraform provider makes for aws_iam_role without policies, in its order. */
import assert from "node:assert/strict";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { TestWorld } from "../world.js";

/** A role as the provider holds it after its last read. */
export interface RoleState {
  readonly name: string;
  readonly arn: string;
}

/** Creates the role of these arguments and reads it as the next plan does. */
export async function createRole(world: TestWorld, given: Readonly<Record<string, unknown>>): Promise<RoleState> {
  const { name: RoleName, assume_role_policy: AssumeRolePolicyDocument, ...others } = given;
  assert.deepEqual(others, {}, "arguments of a role that nobody sends");
  assert.ok(typeof RoleName === "string" && typeof AssumeRolePolicyDocument === "string");
  const iam = clientOf(world);
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Path: "/", MaxSessionDuration: 3600 }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  assert.equal(Role?.Path, "/");
  assert.equal(Role.MaxSessionDuration, 3600);
  assert.ok(Role.Arn && Role.CreateDate && Role.RoleId);
  const kept = JSON.parse(decodeURIComponent(String(Role.AssumeRolePolicyDocument))) as unknown;
  assert.deepEqual(kept, JSON.parse(AssumeRolePolicyDocument));
  assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames, []);
  assert.deepEqual((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies, []);
  return { name: RoleName, arn: Role.Arn };
}

/** Deletes the role and sees that it is gone. */
export async function removeRole(world: TestWorld, { name: RoleName }: RoleState): Promise<void> {
  const iam = clientOf(world);
  assert.deepEqual((await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles, []);
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await assert.rejects(iam.send(new GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
}

function clientOf({ url: endpoint }: TestWorld): IAMClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new IAMClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}
