/**
 * Exceptions of the published model that operations list for things that cannot come about in this version on purpose, each
 * with its reason; and those operations in which they can all the same, which stand with what the tests provoke.
 */
import { limitedCategory } from "../../src/domain/provisioned-limit.js";
import { type OperationName, operations } from "../../src/model/generated/operations.js";

/** The reasons. */
export const whyNotProvoked: Readonly<Record<string, string>> = {
  InternalErrorException: "stands for a defect or a failing store; test/faults provokes it by breaking the store",
  InternalServerException:
    "as InternalErrorException, for the operations on client secrets; the tests of src/surfaces/cognito-idp provoke it",
  TooManyRequestsException:
    "answered under overload and to those who lose a race again and again, alike in all operations; otherwise where a rate can be provisioned (src/operations/limits), and beyond budgets of messages and limits of attempts",
  ConcurrentModificationException:
    "answered to those who lose a race again and again; storms in test/faults meet it by chance",
  ForbiddenException:
    "AWS WAF's answer; there is no WAF in front of this server, which refuses pages of other origins by that name before any operation",
  OperationNotEnabledException:
    "secondary replica regions, which one installation does not have; otherwise tokens of identity providers",
  AccessDeniedException:
    "raised by the signature check before the operation; test/threats provokes it for all operations",
  CodeDeliveryFailureException:
    "messages are written with the transaction and leave after it, so that no request waits for a mail server",
  InvalidSmsRoleAccessPolicyException: "no role is assumed for SMS",
  InvalidSmsRoleTrustRelationshipException: "no role is assumed for SMS",
  InvalidEmailRoleAccessPolicyException:
    "no identity is asked for e-mail when one is sent; only settings that name one of another account are refused, with --strict-arns",
  TierChangeNotAllowedException: "tiers cost nothing here and every change is allowed",
};

/** Operations in which an exception of the list above is provoked on purpose. */
const provokedAllTheSame: Readonly<Record<string, readonly OperationName[]>> = {
  TooManyRequestsException: [
    ...(Object.keys(operations) as OperationName[]).filter((name) => limitedCategory(name, {}) !== undefined),
    "VerifySoftwareToken",
  ],
  OperationNotEnabledException: ["GetDerivedToken"],
  InvalidEmailRoleAccessPolicyException: ["CreateUserPool", "UpdateUserPool", "SetRiskConfiguration"],
};

/** Whether a test can be expected to meet this exception in this operation. */
export function canBeProvoked(operation: OperationName, exception: string): boolean {
  return whyNotProvoked[exception] === undefined || (provokedAllTheSame[exception]?.includes(operation) ?? false);
}
