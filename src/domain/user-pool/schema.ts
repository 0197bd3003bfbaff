/**
 * Owns the schema of a user pool: building it from `Schema` of CreateUserPool, adding custom attributes, looking one up.
 * Checking the values of users against it belongs to `domain/attributes/`.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { SchemaAttributeType } from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";
import {
  identitiesAttribute,
  overridableStandardNames,
  type SchemaAttribute,
  standardAttributes,
} from "./standard-attributes.js";

const maxCustomAttributes = 50;
const maxTextLength = 2048;
const customPrefix = "custom:";
const developerPrefix = "dev:custom:";

/** The schema of a new pool: the standard attributes as overridden, then the custom ones in the order given. */
export function schemaAtCreation(sent: readonly SchemaAttributeType[] | undefined): readonly SchemaAttribute[] {
  const overrides = new Map<string, SchemaAttributeType>();
  const custom: SchemaAttribute[] = [];
  for (const attribute of sent ?? []) {
    const name = attribute.Name ?? "";
    if (overridableStandardNames.has(name)) {
      overrides.set(name, attribute);
      continue;
    }
    const added = customAttribute(attribute);
    if (custom.some((other) => bareName(other.Name) === name)) {
      throw new InvalidParameterException(
        `Duplicate custom attribute names ${customPrefix}${name} are not allowed in a user pool schema.`,
      );
    }
    custom.push(added);
  }
  const standard = standardAttributes.map((attribute) => overridden(attribute, overrides.get(attribute.Name)));
  return [...standard, ...custom];
}

/** The schema with custom attributes added; all of them, or none and an exception. */
export function withCustomAttributes(
  schema: readonly SchemaAttributeType[],
  added: readonly SchemaAttributeType[],
): readonly SchemaAttributeType[] {
  const result = [...schema];
  for (const sent of added) {
    const attribute = customAttribute(sent);
    const bare = bareName(attribute.Name);
    const existing = result.find((other) => isCustom(other.Name) && bareName(other.Name ?? "") === bare);
    if (existing !== undefined) {
      throw new InvalidParameterException(
        `${customPrefix}${bare}: Existing attribute already has name ${existing.Name}.`,
      );
    }
    result.push(attribute);
  }
  if (result.filter((attribute) => isCustom(attribute.Name)).length > maxCustomAttributes) {
    throw new InvalidParameterException(
      `A user pool schema cannot have more than ${maxCustomAttributes} custom attributes.`,
    );
  }
  return result;
}

/** The schema as callers see it: `identities` stands behind the standard attributes once a provider has existed. */
export function visibleSchema(pool: Pick<UserPool, "schema" | "hadIdentityProvider">): readonly SchemaAttributeType[] {
  if (!pool.hadIdentityProvider) return pool.schema;
  const standard = pool.schema.filter((attribute) => !isCustom(attribute.Name));
  const custom = pool.schema.filter((attribute) => isCustom(attribute.Name));
  return [...standard, identitiesAttribute, ...custom];
}

/** One attribute by its full name (`email`, `custom:x`, `dev:custom:x`). */
export function schemaAttribute(
  pool: Pick<UserPool, "schema" | "hadIdentityProvider">,
  name: string,
): SchemaAttributeType | undefined {
  return visibleSchema(pool).find((attribute) => attribute.Name === name);
}

/** Whether a full attribute name is that of a custom attribute. */
function isCustom(name: string | undefined): boolean {
  return name?.startsWith(customPrefix) === true || name?.startsWith(developerPrefix) === true;
}

function bareName(name: string): string {
  if (name.startsWith(developerPrefix)) return name.slice(developerPrefix.length);
  return name.startsWith(customPrefix) ? name.slice(customPrefix.length) : name;
}

function overridden(standard: SchemaAttribute, sent: SchemaAttributeType | undefined): SchemaAttribute {
  if (sent === undefined) return standard;
  const name = standard.Name;
  const otherType = sent.AttributeDataType !== undefined && sent.AttributeDataType !== standard.AttributeDataType;
  if (otherType || sent.DeveloperOnlyAttribute === true) {
    throw new InvalidParameterException(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`,
    );
  }
  if (sent.NumberAttributeConstraints !== undefined && standard.AttributeDataType !== "Number") {
    throw new InvalidParameterException(`Invalid NumberAttributeConstraints for schema attribute ${name}`);
  }
  if (sent.StringAttributeConstraints !== undefined && standard.AttributeDataType !== "String") {
    throw new InvalidParameterException(`Invalid StringAttributeConstraints for schema attribute ${name}`);
  }
  const result: SchemaAttribute = {
    ...standard,
    Mutable: sent.Mutable ?? standard.Mutable,
    Required: sent.Required ?? standard.Required,
  };
  if (name === "sub" && (result.Mutable || !result.Required)) {
    throw new InvalidParameterException("The attribute sub is required and immutable in every user pool.");
  }
  checkConstraints(sent, name);
  // Constraints count only together with the data type; alone they leave the defaults.
  if (sent.AttributeDataType === undefined || name === "sub") return result;
  if (sent.StringAttributeConstraints !== undefined)
    result.StringAttributeConstraints = sent.StringAttributeConstraints;
  if (sent.NumberAttributeConstraints !== undefined)
    result.NumberAttributeConstraints = sent.NumberAttributeConstraints;
  return result;
}

function customAttribute(sent: SchemaAttributeType): SchemaAttribute {
  if (sent.Name === undefined || sent.Name === "") {
    throw new InvalidParameterException("Invalid Name input, a custom attribute must have a name.");
  }
  if (sent.Required === true) {
    throw new InvalidParameterException("Required custom attributes are not supported currently.");
  }
  if (sent.AttributeDataType === undefined) {
    throw new InvalidParameterException(
      "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
    );
  }
  const developerOnly = sent.DeveloperOnlyAttribute ?? false;
  const attribute: SchemaAttribute = {
    Name: `${developerOnly ? developerPrefix : customPrefix}${sent.Name}`,
    AttributeDataType: sent.AttributeDataType,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: sent.Mutable ?? true,
    Required: false,
  };
  // Constraints of the other kind are dropped: Terraform takes whatever comes back for the attribute's own.
  if (sent.AttributeDataType === "String") {
    attribute.StringAttributeConstraints = { ...sent.StringAttributeConstraints };
  }
  if (sent.AttributeDataType === "Number") {
    attribute.NumberAttributeConstraints = { ...sent.NumberAttributeConstraints };
  }
  checkConstraints(attribute, `${customPrefix}${sent.Name}`);
  return attribute;
}

function checkConstraints(
  attribute: Pick<SchemaAttributeType, "StringAttributeConstraints" | "NumberAttributeConstraints">,
  name: string,
): void {
  const text = attribute.StringAttributeConstraints;
  if (text !== undefined) {
    const problem = `Invalid StringAttributeConstraints for schema attribute ${name}`;
    const min = limit(text.MinLength, /^\d{1,9}$/, problem);
    const max = limit(text.MaxLength, /^\d{1,9}$/, problem);
    if ((min ?? 0) > maxTextLength || (max ?? 0) > maxTextLength) {
      throw new InvalidParameterException(
        `user.${name}: String attributes cannot have a length of more than ${maxTextLength}`,
      );
    }
    if (min !== undefined && max !== undefined && max < min) {
      throw new InvalidParameterException(`Attribute ${name} cannot have a max length shorter than it's min length`);
    }
  }
  const number = attribute.NumberAttributeConstraints;
  if (number !== undefined) {
    const problem = `Invalid NumberAttributeConstraints for schema attribute ${name}`;
    const min = limit(number.MinValue, /^-?\d{1,20}(?:\.\d{1,20})?$/, problem);
    const max = limit(number.MaxValue, /^-?\d{1,20}(?:\.\d{1,20})?$/, problem);
    if (min !== undefined && max !== undefined && max < min) {
      throw new InvalidParameterException(`Attribute ${name} cannot have a max value smaller than it's min value`);
    }
  }
}

function limit(value: string | undefined, form: RegExp, problem: string): number | undefined {
  if (value === undefined) return undefined;
  if (value.length > 64 || !form.test(value)) throw new InvalidParameterException(problem);
  return Number(value);
}
