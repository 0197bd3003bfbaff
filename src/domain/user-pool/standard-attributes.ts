/** Owns the table of standard attributes as every new pool has them, in the order Cognito returns them. */
import type { AttributeDataType, SchemaAttributeType } from "../../model/generated/types.js";

/** A schema attribute with every member that Cognito always returns. */
export interface SchemaAttribute extends SchemaAttributeType {
  Name: string;
  AttributeDataType: AttributeDataType;
  DeveloperOnlyAttribute: boolean;
  Mutable: boolean;
  Required: boolean;
}

const plain = { DeveloperOnlyAttribute: false, Mutable: true, Required: false } as const;

function text(Name: string, MinLength = "0", MaxLength = "2048"): SchemaAttribute {
  return { Name, AttributeDataType: "String", ...plain, StringAttributeConstraints: { MinLength, MaxLength } };
}

function flag(Name: string): SchemaAttribute {
  return { Name, AttributeDataType: "Boolean", ...plain };
}

/** Standard attributes with their defaults. Limits are texts on the wire. */
export const standardAttributes: readonly SchemaAttribute[] = [
  { ...text("sub", "1"), Mutable: false, Required: true },
  text("name"),
  text("given_name"),
  text("family_name"),
  text("middle_name"),
  text("nickname"),
  text("preferred_username"),
  text("profile"),
  text("picture"),
  text("website"),
  text("email"),
  flag("email_verified"),
  text("gender"),
  text("birthdate", "10", "10"),
  text("zoneinfo"),
  text("locale"),
  text("phone_number"),
  flag("phone_number_verified"),
  text("address"),
  {
    Name: "updated_at",
    AttributeDataType: "Number",
    ...plain,
    NumberAttributeConstraints: { MinValue: "0" },
  },
];

/** Shown behind the standard attributes once the pool has had an identity provider. */
export const identitiesAttribute: SchemaAttribute = {
  Name: "identities",
  AttributeDataType: "String",
  ...plain,
  StringAttributeConstraints: {},
};

/**
 * Standard attributes that `Schema` of CreateUserPool can name. The verified flags are not among them: the service takes
 * their names for those of new custom attributes (aws/aws-cdk issue 14175).
 */
export const overridableStandardNames: ReadonlySet<string> = new Set(
  standardAttributes
    .map((attribute) => attribute.Name)
    .filter((name) => name !== "email_verified" && name !== "phone_number_verified"),
);
