/** Owns what is kept of a parameter, and how it looks on the wire. */
import type { Keyring } from "../../../ports/keyring.js";
import type { Tag } from "../members.js";
import { type ParameterPlace, parameterArn } from "./parameter-name.js";

/** The types of parameters. */
export type ParameterType = "String" | "StringList" | "SecureString";

/** One version of a parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly tier: "Standard" | "Advanced";
  readonly dataType: string;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly keyId?: string | undefined;
  /** When and by whom it was made. */
  readonly at: number;
  readonly by: string;
}

/** A parameter; versions before the current one are records of their own. */
export interface Parameter {
  readonly current: ParameterVersion;
  /** The oldest version that is kept. */
  readonly oldest: number;
  /** Versions by label. */
  readonly labels: Readonly<Record<string, number>>;
  readonly tags: readonly Tag[];
}

/** The value as a reader gets it; that of a SecureString only in clear to those who ask for it. */
export function shownValue(
  keyring: Keyring,
  place: ParameterPlace,
  name: string,
  { type, value }: ParameterVersion,
  withDecryption: boolean,
): string {
  if (type !== "SecureString" || withDecryption) return value;
  const subject = parameterArn(place, name);
  return keyring.seal({ purpose: "ssm-shown-secure-string", subject }, value).toString("base64");
}

/** What GetParameter tells of a version. */
export function wireParameter(
  keyring: Keyring,
  place: ParameterPlace,
  name: string,
  found: ParameterVersion,
  asked: { readonly withDecryption: boolean; readonly selector?: string | undefined },
): Readonly<Record<string, unknown>> {
  return {
    Name: name,
    Type: found.type,
    Value: shownValue(keyring, place, name, found, asked.withDecryption),
    Version: found.version,
    ...(asked.selector === undefined ? {} : { Selector: asked.selector }),
    LastModifiedDate: found.at / 1000,
    ARN: parameterArn(place, name),
    DataType: found.dataType,
  };
}

/** What listings and the history tell besides. */
export function wireMetadata(name: string, found: ParameterVersion): Readonly<Record<string, unknown>> {
  return {
    Name: name,
    Type: found.type,
    ...(found.keyId === undefined ? {} : { KeyId: found.keyId }),
    LastModifiedDate: found.at / 1000,
    LastModifiedUser: found.by,
    ...(found.description === undefined ? {} : { Description: found.description }),
    ...(found.allowedPattern === undefined ? {} : { AllowedPattern: found.allowedPattern }),
    Version: found.version,
    Tier: found.tier,
    Policies: [],
    DataType: found.dataType,
  };
}
