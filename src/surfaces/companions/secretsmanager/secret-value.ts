/** GetSecretValue and PutSecretValue, and how an input carries a value. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { type Members, membersOf } from "../members.js";
import {
  currentStage,
  isOwnStage,
  markedForDeletion,
  type Secret,
  secretArn,
  versionOf,
  withVersion,
} from "./secret.js";
import type { SecretStore } from "./secret-store.js";

const maxValue = 65_536;
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;

/** A value as an input carries it. */
export interface GivenValue {
  readonly string?: string | undefined;
  readonly binary?: string | undefined;
}

/** The value of an input, if it has one. Throws on two. */
export function valueOfInput(members: Members): GivenValue | undefined {
  const string = members.text("SecretString", { min: 1, max: maxValue, isSensitive: true });
  const binary = members.text("SecretBinary", { min: 1, max: maxValue * 2, isSensitive: true });
  if (string !== undefined && binary !== undefined) {
    throw new CompanionException(
      "InvalidParameterException",
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (Buffer.byteLength(string ?? "") > maxValue) throw tooLong();
  if (binary !== undefined && (!base64Form.test(binary) || Buffer.from(binary, "base64").length > maxValue)) {
    throw tooLong();
  }
  return string === undefined && binary === undefined ? undefined : { string, binary };
}

function tooLong(): CompanionException {
  return new CompanionException("InvalidParameterException", `A secret value holds up to ${maxValue} bytes.`);
}

/** The token of an input, which becomes the id of the version that it makes. */
export function tokenOf(members: Members, random: Random): string {
  return members.text("ClientRequestToken", { min: 32, max: 64 }) ?? random.uuid();
}

/**
 * The secret with this value as a version of that id; unchanged when the very same request was carried out before.
 * Throws ResourceExistsException when the id stands for another value.
 */
export function withValue(
  secret: Secret,
  arn: string,
  id: string,
  value: GivenValue,
  stages: readonly string[],
  at: number,
): Secret {
  const known = secret.versions.find((one) => one.id === id);
  if (known === undefined) return withVersion(secret, { id, ...value, stages, at });
  if (known.string === value.string && known.binary === value.binary) return secret;
  throw new CompanionException(
    "ResourceExistsException",
    `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${arn}.`,
  );
}

/** GetSecretValue. */
export function getSecretValue(secrets: SecretStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const versionId = members.text("VersionId", { min: 32, max: 64 });
    const stage = members.text("VersionStage", { min: 1, max: 256 });
    const { name, value: secret } = await secrets.findOrThrow(caller, id);
    if (secret.deletedAt !== undefined) throw markedForDeletion();
    const found = versionOf(secret, versionId, stage);
    return {
      ARN: secretArn(caller, name, secret),
      Name: name,
      VersionId: found.id,
      ...(found.string === undefined ? {} : { SecretString: found.string }),
      ...(found.binary === undefined ? {} : { SecretBinary: found.binary }),
      VersionStages: found.stages,
      CreatedDate: found.at / 1000,
    };
  };
}

/** PutSecretValue. */
export function putSecretValue(secrets: SecretStore, clock: Clock, random: Random): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const token = tokenOf(members, random);
    const value = valueOfInput(members);
    const stages = members.texts("VersionStages", 1, 20, { min: 1, max: 256 }) ?? [currentStage];
    if (value === undefined) {
      throw new CompanionException("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    }
    if (!stages.every(isOwnStage)) {
      throw new CompanionException("InvalidParameterException", "You can't use a staging label that begins with AWS.");
    }
    const { name, secret } = await secrets.change(caller, id, (before, named) => {
      // The first value is the current one, whatever its stages.
      const all = before.versions.length === 0 && !stages.includes(currentStage) ? [...stages, currentStage] : stages;
      return withValue(before, secretArn(caller, named, before), token, value, all, clock.now());
    });
    return {
      ARN: secretArn(caller, name, secret),
      Name: name,
      VersionId: token,
      VersionStages: secret.versions.find((one) => one.id === token)?.stages ?? [],
    };
  };
}
