/**
 * Owns the categories of operations that have request rates, and which rate may be provisioned for one. Source: Cognito
 * developer guide, quotas, per-category request rates and "Managing provisioned limits", 2026. Counting is a service's.
 *
 * Rates of one installation cost nothing, so none is limited until its operator provisions one; then it is enforced. The
 * default value stands for "nothing provisioned".
 */
import { InvalidParameterException, ServiceQuotaExceededException } from "../model/generated/exceptions.js";
import type { OperationName } from "../model/generated/operations.js";
import type { LimitDefinitionType, LimitType } from "../model/generated/types.js";

/** Requests per second that come free, for all pools of a region together. */
interface Category {
  readonly free: number;
  /** Only these can be provisioned. */
  readonly adjustable: boolean;
}

const fixed = (free: number): Category => ({ free, adjustable: false });
const adjustable = (free: number): Category => ({ free, adjustable: true });

const categories = {
  UserAuthentication: adjustable(120),
  UserCreation: adjustable(50),
  UserFederation: adjustable(25),
  UserAccountRecovery: fixed(30),
  UserRead: adjustable(120),
  UserUpdate: fixed(25),
  UserToken: adjustable(120),
  UserResourceRead: adjustable(50),
  UserResourceUpdate: fixed(25),
  UserList: fixed(30),
  UserPoolRead: fixed(15),
  UserPoolUpdate: fixed(15),
  UserPoolResourceRead: fixed(20),
  UserPoolResourceUpdate: fixed(15),
  UserPoolClientRead: fixed(15),
  UserPoolClientUpdate: fixed(15),
  ClientAuthentication: fixed(150),
  LimitManagement: fixed(1),
} as const satisfies Record<string, Category>;

export type LimitCategory = keyof typeof categories;

/** Operations of the categories that can be provisioned; those of UserFederation are no operations of this API. */
const membersOf: Readonly<Partial<Record<LimitCategory, readonly OperationName[]>>> = {
  UserAuthentication: [
    "InitiateAuth",
    "RespondToAuthChallenge",
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "GetTokensFromRefreshToken",
  ],
  UserCreation: ["SignUp", "ConfirmSignUp", "AdminCreateUser", "AdminConfirmSignUp"],
  UserRead: ["AdminGetUser", "AdminGetUserAuthFactors", "GetUser"],
  UserToken: ["RevokeToken"],
  UserResourceRead: [
    "AdminGetDevice",
    "AdminListGroupsForUser",
    "AdminListDevices",
    "GetDevice",
    "ListDevices",
    "GetUserAttributeVerificationCode",
    "ResendConfirmationCode",
    "AdminListUserAuthEvents",
  ],
};

const categoryOfOperation = new Map(
  Object.entries(membersOf).flatMap(([category, names]) =>
    names.map((name) => [name, category as LimitCategory] as const),
  ),
);

/** An account's own maximum in Service Quotas has no counterpart here; this only keeps values sensible. */
const highestRate = 100_000;

/** The category whose rate a request counts towards; undefined where none can be provisioned for it. */
export function limitedCategory(operation: OperationName, input: unknown): LimitCategory | undefined {
  const category = categoryOfOperation.get(operation);
  // Whoever chooses a new password counts towards the recovery of accounts, whose rate is fixed.
  const challenge = (input as { ChallengeName?: string }).ChallengeName;
  return challenge === "NEW_PASSWORD_REQUIRED" ? undefined : category;
}

/** The category that a definition names; the words of the refusal are not known. */
export function categoryOf({ Attributes }: LimitDefinitionType): LimitCategory {
  const { Category: name = "", ...others } = Attributes;
  if (Object.keys(others).length > 0 || !Object.hasOwn(categories, name)) {
    throw new InvalidParameterException("The limit definition does not name an API category.");
  }
  return name as LimitCategory;
}

/** What is stored for a requested rate: nothing for the default. Refuses rates that cannot be provisioned. */
export function provisionedRate(category: LimitCategory, requested: number): number | undefined {
  const { free, adjustable } = categories[category];
  if (!adjustable) throw new InvalidParameterException(`The limit of category ${category} is not adjustable.`);
  if (requested < free) {
    throw new InvalidParameterException(`The limit of category ${category} cannot be less than ${free}.`);
  }
  if (requested > highestRate) {
    throw new ServiceQuotaExceededException(`The limit of category ${category} cannot be more than ${highestRate}.`);
  }
  return requested === free ? undefined : requested;
}

/** The wire form. */
export function describeLimit(category: LimitCategory, provisioned: number | undefined): LimitType {
  const { free } = categories[category];
  return {
    LimitDefinition: { LimitClass: "API_CATEGORY", Attributes: { Category: category } },
    ProvisionedLimitValue: provisioned ?? free,
    FreeLimitValue: free,
  };
}
