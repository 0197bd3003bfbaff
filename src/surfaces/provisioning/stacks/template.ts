/** Owns the sections of a template and their form: what each declaration holds, and what CloudFormation says of a bad one. */
import { ValidationError } from "./exceptions.js";
import {
  isList,
  isObject,
  scalarText,
  type TemplateObject,
  type TemplateValue,
  templateObject,
} from "./template-value.js";

/** What happens to a resource that leaves the stack, or is replaced. */
export type RemovalPolicy = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

/** A resource as it is declared. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  /** Whether the template says what a deletion does: an import demands it. */
  readonly hasDeletionPolicy: boolean;
  readonly metadata: TemplateValue | undefined;
  /** Attributes that are read and have no effect here; the stack's events say so. */
  readonly ignored: readonly string[];
}

/** An output as it is declared. */
export interface OutputDeclaration {
  readonly key: string;
  readonly value: TemplateValue;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly exportName: TemplateValue | undefined;
}

/** A template, its form checked. */
export interface Template {
  readonly description: string | undefined;
  readonly metadata: TemplateValue | undefined;
  readonly parameters: ReadonlyMap<string, TemplateObject>;
  readonly mappings: TemplateObject;
  readonly conditions: TemplateObject;
  readonly rules: TemplateObject;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const sections = new Set(
  "AWSTemplateFormatVersion,Description,Metadata,Parameters,Rules,Mappings,Conditions,Transform,Resources,Outputs,Hooks".split(
    ",",
  ),
);
const resourceMembers = new Set(
  "Type,Properties,DependsOn,Condition,DeletionPolicy,UpdateReplacePolicy,CreationPolicy,UpdatePolicy,Metadata".split(
    ",",
  ),
);
const policies = new Set<string>(["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]);
const logicalIdForm = /^[A-Za-z0-9]{1,255}$/;

/** The template that this value spells. Throws ValidationError. */
export function readTemplate(value: TemplateObject): Template {
  const strange = Object.keys(value).filter((name) => !sections.has(name));
  if (strange.length > 0) {
    throw new ValidationError(`Invalid template property or properties [${strange.map(clip).join(", ")}]`);
  }
  const version = value["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== "2010-09-09") {
    throw new ValidationError("Template format error: Unsupported template format version. Expected 2010-09-09.");
  }
  refuseTransform(value["Transform"]);
  if (value["Hooks"] !== undefined)
    throw new ValidationError("Template format error: Hooks are not supported by this server.");
  const description = value["Description"];
  if (description !== undefined && scalarText(description) === undefined) {
    throw new ValidationError("Template format error: Description member must be a string.");
  }
  const resources = section(value, "Resources");
  if (Object.keys(resources).length === 0) {
    throw new ValidationError("Template format error: At least one Resources member must be defined.");
  }
  limit("resources", Object.keys(resources).length, 500);
  const parameters = section(value, "Parameters");
  limit("parameters", Object.keys(parameters).length, 200);
  const outputs = section(value, "Outputs");
  limit("outputs", Object.keys(outputs).length, 200);
  return {
    description: scalarText(description),
    metadata: value["Metadata"],
    parameters: new Map(Object.keys(parameters).map((name) => [name, parameterOf(name, parameters[name])])),
    mappings: section(value, "Mappings"),
    conditions: section(value, "Conditions"),
    rules: section(value, "Rules"),
    resources: new Map(Object.keys(resources).map((name) => [name, resourceOf(name, resources[name])])),
    outputs: new Map(Object.keys(outputs).map((name) => [name, outputOf(name, outputs[name])])),
  };
}

function refuseTransform(transform: TemplateValue | undefined): void {
  if (transform === undefined) return;
  const names = (isList(transform) ? transform : [transform]).map((one) =>
    isObject(one) ? scalarText(one["Name"]) : scalarText(one),
  );
  const named = names.map((name) => clip(name ?? "?")).join(", ");
  throw new ValidationError(
    `Template format error: Transform [${named}] is not supported by this server. Macros are not run, and serverless templates are not expanded: deploy the template that the SAM or CDK tool expands to.`,
  );
}

function limit(what: string, found: number, most: number): void {
  if (found <= most) return;
  throw new ValidationError(
    `Template format error: Number of ${what}, ${found}, is greater than maximum allowed, ${most}`,
  );
}

function section(value: TemplateObject, name: string): TemplateObject {
  const found = value[name];
  if (found === undefined || (found === null && name !== "Resources")) return templateObject();
  if (!isObject(found)) throw new ValidationError(`Template format error: ${name} must be an object.`);
  for (const key of Object.keys(found)) {
    const isTransform = key.startsWith("Fn::");
    if (isTransform) throw new ValidationError(`Template format error: ${clip(key)} is not supported in ${name}.`);
    if (name !== "Mappings" && name !== "Conditions" && name !== "Rules" && !logicalIdForm.test(key)) {
      throw new ValidationError(
        `Template format error: ${name === "Resources" ? "Resource" : name.slice(0, -1)} name ${clip(key)} is non alphanumeric.`,
      );
    }
  }
  return found;
}

function parameterOf(name: string, value: TemplateValue | undefined): TemplateObject {
  if (!isObject(value)) throw new ValidationError("Template format error: Any Parameters member must be an object.");
  if (scalarText(value["Type"]) === undefined) {
    throw new ValidationError("Template format error: Every Parameters object must contain a Type member.");
  }
  const known = new Set(
    "Type,Default,AllowedValues,AllowedPattern,MinLength,MaxLength,MinValue,MaxValue,NoEcho,Description,ConstraintDescription".split(
      ",",
    ),
  );
  const strange = Object.keys(value).find((key) => !known.has(key));
  if (strange !== undefined) {
    throw new ValidationError(`Invalid template parameter property '${clip(strange)}' of parameter ${name}`);
  }
  return value;
}

function resourceOf(logicalId: string, value: TemplateValue | undefined): ResourceDeclaration {
  if (!isObject(value)) throw new ValidationError("Template format error: Any Resources member must be an object.");
  const type = scalarText(value["Type"]);
  if (type === undefined) {
    throw new ValidationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  const strange = Object.keys(value).find((key) => !resourceMembers.has(key));
  if (strange !== undefined) {
    throw new ValidationError(`Encountered unsupported property ${clip(strange)}`);
  }
  const properties = value["Properties"] ?? templateObject();
  if (!isObject(properties)) {
    throw new ValidationError(`Template format error: [/Resources/${logicalId}/Properties] must be an object.`);
  }
  return {
    logicalId,
    type,
    properties,
    dependsOn: dependenciesOf(value["DependsOn"]),
    condition: value["Condition"] === undefined ? undefined : conditionName(value["Condition"], logicalId),
    deletionPolicy: policyOf(value["DeletionPolicy"], "DeletionPolicy", logicalId),
    updateReplacePolicy: policyOf(value["UpdateReplacePolicy"], "UpdateReplacePolicy", logicalId),
    hasDeletionPolicy: value["DeletionPolicy"] !== undefined,
    metadata: value["Metadata"],
    ignored: ["CreationPolicy", "UpdatePolicy"].filter((name) => value[name] !== undefined),
  };
}

function dependenciesOf(value: TemplateValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const names = (isList(value) ? value : [value]).map(scalarText);
  if (names.some((name) => name === undefined)) {
    throw new ValidationError("Template format error: DependsOn must be a string or list of strings.");
  }
  return names as string[];
}

function conditionName(value: TemplateValue | undefined, logicalId: string): string {
  if (typeof value === "string") return value;
  throw new ValidationError(`Template format error: Every Condition member must be a string. [${logicalId}]`);
}

function policyOf(value: TemplateValue | undefined, name: string, logicalId: string): RemovalPolicy {
  if (value === undefined) return "Delete";
  if (typeof value === "string" && policies.has(value)) return value as RemovalPolicy;
  throw new ValidationError(
    `Template error: resource ${logicalId} has an invalid ${name} [${clip(scalarText(value) ?? "an object")}]: Delete, Retain, RetainExceptOnCreate and Snapshot are known.`,
  );
}

function outputOf(key: string, value: TemplateValue | undefined): OutputDeclaration {
  if (!isObject(value)) throw new ValidationError("Template format error: Any Outputs member must be an object.");
  if (value["Value"] === undefined || value["Value"] === null) {
    throw new ValidationError(`Template format error: Every Outputs member must contain a Value object. [${key}]`);
  }
  const exported = value["Export"];
  if (exported !== undefined && (!isObject(exported) || exported["Name"] === undefined)) {
    throw new ValidationError(`Template format error: Output ${key} is malformed. The Export field must have a Name.`);
  }
  return {
    key,
    value: value["Value"],
    description: scalarText(value["Description"]),
    condition: value["Condition"] === undefined ? undefined : conditionName(value["Condition"], key),
    exportName: isObject(exported) ? exported["Name"] : undefined,
  };
}

/** A name in a message: as it was given, but never longer than a message should be. */
function clip(name: string): string {
  return name.slice(0, 128);
}
