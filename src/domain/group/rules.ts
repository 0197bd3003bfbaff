/** Owns what a group is made from, what an update keeps, and its wire form. What tokens say of groups is `token-claims`. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { CreateGroupRequest, GroupType, UpdateGroupRequest } from "../../model/generated/types.js";
import type { Group } from "../group.js";
import { isOfOtherAccount } from "../user-pool/arn.js";

/** The group that CreateGroup asks for. */
export function newGroup(request: CreateGroupRequest, now: number): Group {
  return {
    poolId: request.UserPoolId,
    name: request.GroupName,
    description: request.Description,
    roleArn: request.RoleArn,
    precedence: request.Precedence,
    createdAt: now,
    modifiedAt: now,
  };
}

/** The group after UpdateGroup, which keeps what it is not told. */
export function withUpdatedGroup(group: Group, request: UpdateGroupRequest, now: number): Group {
  return {
    ...group,
    description: request.Description ?? group.description,
    roleArn: request.RoleArn ?? group.roleArn,
    precedence: request.Precedence ?? group.precedence,
    modifiedAt: now,
  };
}

/** With strict ARNs, refuses a role of another account. */
export function checkGroupRole(roleArn: string | undefined, accountId: string, strictArns: boolean): void {
  if (strictArns && isOfOtherAccount(roleArn, accountId)) {
    throw new InvalidParameterException("Cross-account pass role is not allowed.");
  }
}

/** The wire form; what was never set is absent. */
export function describeGroup(group: Group): GroupType {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    ...(group.description === undefined ? {} : { Description: group.description }),
    ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
    ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
    LastModifiedDate: group.modifiedAt / 1000,
    CreationDate: group.createdAt / 1000,
  };
}
