/**
 * Which user pool a request concerns, read from its raw input: what an access key's policy is asked about. A table of
 * where the pool stands; validation comes later, so anything may stand there.
 */
import { type OperationName, operations } from "../../model/generated/operations.js";
import { type ConcernedPool, partitionOf } from "../protocols/signed-caller.js";

/** Operations that name the pool by its ARN. */
const namedByArn: ReadonlySet<OperationName> = new Set(["ListTagsForResource", "TagResource", "UntagResource"]);

/** Signed operations that concern no one pool, or one that the input does not name: IAM's resource `*`. */
export const withoutPool: ReadonlySet<OperationName> = new Set([
  "CreateUserPool",
  "DescribeUserPoolDomain",
  "GetClientToken",
  "GetDerivedToken",
  "GetProvisionedLimit",
  "ListUserPools",
  "UpdateProvisionedLimit",
]);

/** The pool, or undefined for the resource `*`. */
export function concernedPool(
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  place: { readonly region: string; readonly accountId: string },
): ConcernedPool | undefined {
  if (withoutPool.has(operation)) return undefined;
  const poolId = namedByArn.has(operation) ? poolIdOfArn(input["ResourceArn"]) : input["UserPoolId"];
  if (typeof poolId !== "string" || poolId === "") return undefined;
  // The ARN is always built anew: account and region of a foreign ARN must not satisfy a policy.
  const region = poolId.slice(0, Math.max(0, poolId.lastIndexOf("_"))) || place.region;
  return {
    poolId,
    arn: `arn:${partitionOf(region)}:cognito-idp:${region}:${place.accountId}:userpool/${poolId}`,
  };
}

function poolIdOfArn(arn: unknown): string | undefined {
  if (typeof arn !== "string") return undefined;
  const mark = arn.indexOf(":userpool/");
  return mark < 0 ? undefined : arn.slice(mark + 10);
}

/** Whether the model has an operation of that name. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
