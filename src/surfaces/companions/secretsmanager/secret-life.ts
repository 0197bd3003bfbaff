/** CreateSecret, UpdateSecret, DeleteSecret and RestoreSecret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { invalid, membersOf, type Tag, tagsOf } from "../members.js";
import { currentStage, type Secret, secretArn } from "./secret.js";
import type { SecretStore } from "./secret-store.js";
import { tokenOf, valueOfInput, withValue } from "./secret-value.js";

const nameForm = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;
const suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const maxTags = 50;
const dayMs = 86_400_000;
const usualWindowDays = 30;

/** What the actions are made over. */
export interface SecretNeeds {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** CreateSecret, with a first value or without. */
export function createSecret({ secrets, clock, random }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = members.requiredText("Name", { min: 1, max: 512 });
    const token = tokenOf(members, random);
    const value = valueOfInput(members);
    const tags = checkedTags(tagsOf(members, "Tags", 200) ?? []);
    const description = members.text("Description", { max: 2048 }) || undefined;
    const kmsKeyId = members.text("KmsKeyId", { max: 2048 }) || undefined;
    const type = members.text("Type", { max: 256 }) || undefined;
    if (!nameForm.test(name)) {
      throw invalid(
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    if ((members.objects("AddReplicaRegions", 100) ?? []).length > 0) {
      throw new CompanionException(
        "InvalidParameterException",
        "Replicas of secrets are not available on this server.",
      );
    }
    const at = clock.now();
    const empty: Secret = {
      suffix: random.text(suffixAlphabet, 6),
      description,
      kmsKeyId,
      type,
      tags,
      versions: [],
      createdAt: at,
      changedAt: at,
    };
    const arnOf = (secret: Secret): string => secretArn(caller, name, secret);
    const first = (secret: Secret): Secret =>
      value === undefined ? secret : withValue(secret, arnOf(secret), token, value, [currentStage], at);
    try {
      const secret = await secrets.create(caller, name, (before) => {
        if (before === undefined) return first(empty);
        if (before.value.deletedAt !== undefined) {
          throw new CompanionException(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
          );
        }
        // The same request again; any other one is refused.
        if (value !== undefined && before.value.versions.some(({ id }) => id === token)) return first(before.value);
        throw exists(name);
      });
      return { ARN: arnOf(secret), Name: name, ...(value === undefined ? {} : { VersionId: token }) };
    } catch (error) {
      if (error instanceof AlreadyExists) throw exists(name);
      throw error;
    }
  };
}

/** UpdateSecret: what it says about the secret, and a new current value. */
export function updateSecret({ secrets, clock, random }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const token = tokenOf(members, random);
    const value = valueOfInput(members);
    const description = members.text("Description", { max: 2048 });
    const kmsKeyId = members.text("KmsKeyId", { max: 2048 });
    const type = members.text("Type", { max: 256 });
    const at = clock.now();
    const { name, secret } = await secrets.change(caller, id, (before, named) => {
      const told: Secret = {
        ...before,
        ...(description === undefined ? {} : { description: description || undefined }),
        ...(kmsKeyId === undefined ? {} : { kmsKeyId: kmsKeyId || undefined }),
        ...(type === undefined ? {} : { type: type || undefined }),
        changedAt: at,
      };
      return value === undefined
        ? told
        : withValue(told, secretArn(caller, named, before), token, value, [currentStage], at);
    });
    return { ARN: secretArn(caller, name, secret), Name: name, ...(value === undefined ? {} : { VersionId: token }) };
  };
}

/** DeleteSecret: after a time in which it can be restored, or at once. */
export function deleteSecret({ secrets, clock }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const days = members.number("RecoveryWindowInDays");
    const force = members.flag("ForceDeleteWithoutRecovery") ?? false;
    if (force && days !== undefined) {
      throw new CompanionException(
        "InvalidParameterException",
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    if (days !== undefined && (days < 7 || days > 30)) {
      throw new CompanionException(
        "InvalidParameterException",
        "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
      );
    }
    const at = clock.now();
    if (force) {
      const { name, value } = await secrets.findOrThrow(caller, id);
      await secrets.delete(caller, name);
      return { ARN: secretArn(caller, name, value), Name: name, DeletionDate: at / 1000 };
    }
    const goneAt = at + (days ?? usualWindowDays) * dayMs;
    const { name, secret } = await secrets.change(caller, id, (before) => ({ ...before, deletedAt: at, goneAt }));
    return { ARN: secretArn(caller, name, secret), Name: name, DeletionDate: goneAt / 1000 };
  };
}

/** RestoreSecret. */
export function restoreSecret({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const id = membersOf(input).requiredText("SecretId", { min: 1, max: 2048 });
    const { name, secret } = await secrets.change(
      caller,
      id,
      (before) => ({ ...before, deletedAt: undefined, goneAt: undefined }),
      true,
    );
    return { ARN: secretArn(caller, name, secret), Name: name };
  };
}

/** Throws when there are more tags than a secret may have. */
export function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > maxTags) {
    throw new CompanionException("InvalidParameterException", `You can specify up to ${maxTags} tags for a secret.`);
  }
  if (tags.some(({ Key }) => Key.startsWith("aws:"))) {
    throw new CompanionException("InvalidParameterException", "Tag keys can't begin with aws:.");
  }
  return tags;
}

function exists(name: string): CompanionException {
  return new CompanionException(
    "ResourceExistsException",
    `The operation failed because the secret ${name} already exists.`,
  );
}
