/** Exceptions of the published model that no request can provoke on purpose in this version, each with its reason. */
export const whyNotProvoked: Readonly<Record<string, string>> = {
  InternalErrorException: "stands for a defect or a failing store; test/faults provokes it by breaking the store",
  InternalServerException: "as InternalErrorException, for the operations on client secrets",
  TooManyRequestsException:
    "answered under overload and beyond rates, budgets and limits of attempts, alike in all operations; test/threats, src/operations/limits and src/operations/factors provoke it",
  ConcurrentModificationException:
    "answered to those who lose a race again and again; storms in test/faults meet it by chance",
  ForbiddenException: "AWS WAF's answer; there is no WAF in front of this server",
  OperationNotEnabledException:
    "secondary replica regions, which one installation does not have; tokens of identity providers in GetDerivedToken, whose test provokes it",
  AccessDeniedException:
    "raised by the signature check before the operation; test/threats provokes it for all operations",
  CodeDeliveryFailureException:
    "messages are written with the transaction and leave after it, so that no request waits for a mail server",
  InvalidSmsRoleAccessPolicyException: "no role is assumed for SMS",
  InvalidSmsRoleTrustRelationshipException: "no role is assumed for SMS",
  InvalidEmailRoleAccessPolicyException: "no identity is asked for e-mail, unless the server runs with --strict-arns",
  UserLambdaValidationException: "test/triggers provokes it once for every function; here the same function is called",
  InvalidLambdaResponseException: "test/triggers provokes it once for every function; here the same function is called",
  TierChangeNotAllowedException: "tiers cost nothing here and every change is allowed",
};
