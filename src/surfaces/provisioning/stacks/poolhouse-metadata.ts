/**
 * Owns what a template may ask of Poolhouse beyond CloudFormation, under `Metadata: Poolhouse:` of a resource:
 *
 * - `Id` of a UserPool or UserPoolClient: the id it gets;
 * - `PasswordFrom` of a UserPoolUser: `Environment: NAME` or `File: NAME`, the permanent password set at creation.
 *
 * CloudFormation itself ignores metadata, so the same template works on AWS.
 */
import type { DeclaredPassword } from "../../../ports/declared-passwords.js";
import { HandlerError } from "../resources/handler-error.js";
import type { TemplateValue } from "./template-value.js";

/** What is asked. */
export interface PoolhouseMetadata {
  readonly id?: string | undefined;
  readonly passwordFrom?: DeclaredPassword | undefined;
}

const known: Readonly<Record<string, readonly string[]>> = {
  "AWS::Cognito::UserPool": ["Id"],
  "AWS::Cognito::UserPoolClient": ["Id"],
  "AWS::Cognito::UserPoolUser": ["PasswordFrom"],
};

/** The part of a resource's metadata that is ours, as the template has it. */
export function askedIn(metadata: TemplateValue | undefined): TemplateValue | undefined {
  return isObject(metadata) && Object.hasOwn(metadata, "Poolhouse")
    ? (metadata["Poolhouse"] as TemplateValue)
    : undefined;
}

/** What a resource asks. Throws HandlerError InvalidRequest when it cannot be understood. */
export function poolhouseMetadata(typeName: string, asked: TemplateValue | undefined): PoolhouseMetadata {
  if (asked === undefined) return {};
  const names = known[typeName] ?? [];
  if (!isObject(asked)) throw refusal("must be an object");
  const strange = Object.keys(asked).find((name) => !names.includes(name));
  if (strange !== undefined) throw refusal(`${strange} is not known for ${typeName}`);
  const { Id: id, PasswordFrom: from } = asked;
  if (id !== undefined && typeof id !== "string") throw refusal("Id must be text");
  return { id, passwordFrom: from === undefined ? undefined : passwordFrom(from) };
}

function passwordFrom(from: unknown): DeclaredPassword {
  const [name, ...others] = isObject(from) ? Object.keys(from) : [];
  const value = isObject(from) && name !== undefined ? from[name] : undefined;
  if (others.length > 0 || typeof value !== "string" || value === "") {
    throw refusal("PasswordFrom must hold either Environment or File, a text");
  }
  if (name === "Environment") return { environment: value };
  if (name === "File") return { file: value };
  throw refusal("PasswordFrom must hold either Environment or File, a text");
}

function refusal(text: string): HandlerError {
  return new HandlerError("InvalidRequest", `Metadata/Poolhouse: ${text}.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
