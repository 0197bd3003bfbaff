/** Owns what of a template must be acknowledged: roles and policies, and more so where their names are fixed. */
import { InsufficientCapabilitiesException } from "./exceptions.js";
import type { Template } from "./template.js";

/** What must be acknowledged, and for the sake of which types. */
export interface RequiredCapability {
  readonly name: "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM";
  readonly types: readonly string[];
}

/** Where a resource gets a name that the template chooses. */
const nameProperties: Readonly<Record<string, string>> = {
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::User": "UserName",
};

/** Undefined where a template needs none. */
export function requiredCapability(template: Template): RequiredCapability | undefined {
  const found = [...template.resources.values()].filter(({ type }) => type.startsWith("AWS::IAM::"));
  if (found.length === 0) return undefined;
  const isNamed = found.some(({ type, properties }) => properties[nameProperties[type] ?? ""] !== undefined);
  const types = [...new Set(found.map(({ type }) => type))];
  return { name: isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM", types };
}

/** Throws InsufficientCapabilitiesException unless what the template needs was acknowledged. */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const needed = requiredCapability(template);
  if (needed === undefined || given.includes(needed.name) || given.includes("CAPABILITY_NAMED_IAM")) return;
  throw new InsufficientCapabilitiesException([needed.name]);
}
