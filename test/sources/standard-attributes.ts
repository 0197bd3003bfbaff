/**
 * Owns the provider's own list of standard attributes. An entry of a pool's schema that equals its entry here is left out
 * of the provider's state; all others are compared with the configuration.
 */
import { isDeepStrictEqual } from "node:util";
import type { SchemaAttributeType, UserPoolType } from "@aws-sdk/client-cognito-identity-provider";

const text = (Name: string, MinLength = "0", MaxLength = "2048"): SchemaAttributeType => ({
  AttributeDataType: "String",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Name,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
});

const flag = (Name: string): SchemaAttributeType => ({
  AttributeDataType: "Boolean",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Name,
  Required: false,
});

const texts = [
  "address",
  "email",
  "family_name",
  "gender",
  "given_name",
  "locale",
  "middle_name",
  "name",
  "nickname",
  "phone_number",
  "picture",
  "preferred_username",
  "profile",
  "website",
  "zoneinfo",
];

/** Every standard attribute as a pool has it that says nothing about it. */
export const standardAttributes: readonly SchemaAttributeType[] = [
  ...texts.map((name) => text(name)),
  text("birthdate", "10", "10"),
  { ...text("sub", "1", "2048"), Mutable: false, Required: true },
  {
    AttributeDataType: "Number",
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Name: "updated_at",
    Required: false,
    NumberAttributeConstraints: { MinValue: "0" },
  },
  flag("email_verified"),
  flag("phone_number_verified"),
];

/** The entries that the provider would keep in its state. */
export function schemaInState(pool: UserPoolType): SchemaAttributeType[] {
  return (pool.SchemaAttributes ?? []).filter(
    (entry) => !standardAttributes.some((standard) => isDeepStrictEqual(standard, entry)),
  );
}

/** One entry of a pool's schema by its name in the answer. */
export function schemaEntry(pool: UserPoolType, name: string): SchemaAttributeType | undefined {
  return pool.SchemaAttributes?.find(({ Name }) => Name === name);
}

/** The names under which configured entries come back. */
export function namesInState(schema: readonly SchemaAttributeType[]): string[] {
  return schema.map(({ Name, DeveloperOnlyAttribute }) => {
    if (standardAttributes.some((standard) => standard.Name === Name)) return String(Name);
    return `${DeveloperOnlyAttribute ? "dev:" : ""}custom:${Name}`;
  });
}
