/** Owns what rows about stacks do: a template is deployed, and looked at by what the service says of it. */
import assert from "node:assert/strict";
import { stackClient } from "../../provisioning/stack-client.js";
import { attributesOf } from "../../users.js";
import type { Scene } from "../scene.js";

/** A template as an object. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  readonly Outputs?: object;
  readonly Parameters?: object;
  readonly Conditions?: object;
}

/** What became of a stack. */
export interface DeployedStack {
  readonly name: string;
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** `LogicalId STATUS reason`, oldest first. */
  readonly events: readonly string[];
}

let stacks = 0;

/** Makes a stack of its own of a template, and waits for its end. */
export async function deployed(scene: Scene, template: Template | string): Promise<DeployedStack> {
  const cfn = stackClient(scene.world.url);
  const name = `row-${stacks++}`;
  const TemplateBody = typeof template === "string" ? template : JSON.stringify(template);
  await cfn.call("CreateStack", { StackName: name, TemplateBody });
  const { StackStatus } = await cfn.settled(name);
  return { name, status: String(StackStatus), outputs: await cfn.outputs(name), events: await cfn.events(name) };
}

/** The same, which must be made. */
export async function made(scene: Scene, template: Template | string): Promise<DeployedStack> {
  const stack = await deployed(scene, template);
  assert.equal(stack.status, "CREATE_COMPLETE", stack.events.join("\n"));
  return stack;
}

/** What another template would do to each resource: `Modify True` where it would be replaced. */
export async function changesBy(scene: Scene, stack: DeployedStack, template: Template): Promise<Map<string, string>> {
  const cfn = stackClient(scene.world.url);
  const given = { StackName: stack.name, ChangeSetName: "row" };
  await cfn.call("CreateChangeSet", { ...given, TemplateBody: JSON.stringify(template) });
  const { Changes, Status } = await cfn.call("DescribeChangeSet", given);
  assert.equal(Status, "CREATE_COMPLETE");
  await cfn.call("DeleteChangeSet", given);
  const changes = (Changes as { ResourceChange: Record<string, string> }[]).map(({ ResourceChange }) => ResourceChange);
  return new Map(changes.map((one) => [one["LogicalResourceId"] ?? "", `${one["Action"]} ${one["Replacement"]}`]));
}

/** The attributes of a user that a stack made, without his id. */
export async function attributesIn(scene: Scene, stack: DeployedStack, Username: string): Promise<object> {
  return attributesOf(scene.world, String(stack.outputs["PoolId"]), Username);
}

/** A pool that a row's users live in, as a resource; it has an attribute `tenant`. */
export const poolResource = {
  Type: "AWS::Cognito::UserPool",
  Properties: {
    UserPoolName: "stack-rows",
    AliasAttributes: ["email"],
    Schema: [{ Name: "tenant", AttributeDataType: "String", Mutable: true }],
  },
} as const;

/** A template of that pool and one user. */
export function userTemplate(properties: object, type = "AWS::Cognito::UserPoolUser"): Template {
  return {
    Resources: { Pool: poolResource, User: { Type: type, Properties: properties } },
    Outputs: { PoolId: { Value: { Ref: "Pool" } }, User: { Value: { Ref: "User" } } },
  };
}
