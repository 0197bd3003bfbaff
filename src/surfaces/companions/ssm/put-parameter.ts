/** PutParameter: makes a parameter, or a new version of one. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
import { givenPattern } from "../../../model/given-pattern.js";
import type { Clock } from "../../../ports/clock.js";
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import { invalid, type Members, membersOf, type Tag, tagsOf } from "../members.js";
import type { Parameter, ParameterType, ParameterVersion } from "./parameter.js";
import { checkNewName } from "./parameter-name.js";
import { maxVersions, type ParameterStore } from "./parameter-store.js";

const types = ["String", "StringList", "SecureString"] as const;
const tiers = ["Standard", "Advanced", "Intelligent-Tiering"] as const;
const standardSize = 4096;
const advancedSize = 8192;
const maxTags = 50;

interface Put {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType | undefined;
  readonly tier: (typeof tiers)[number] | undefined;
  readonly overwrite: boolean;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly keyId: string | undefined;
  readonly dataType: string | undefined;
  readonly tags: readonly Tag[] | undefined;
}

/** The action. */
export function putParameter(parameters: ParameterStore, clock: Clock): CompanionAction {
  return async (caller, input) => {
    const put = readPut(membersOf(input));
    try {
      const kept = await parameters.change(placeOf(caller), put.name, (before) => {
        if (before === undefined) return firstVersion(put, caller, clock);
        if (put.overwrite) return nextVersion(put, before, caller, clock);
        throw existsAlready();
      });
      return { Version: kept!.current.version, Tier: kept!.current.tier };
    } catch (error) {
      if (error instanceof AlreadyExists) throw existsAlready();
      throw error;
    }
  };
}

/** Where the parameters of a caller are. */
export function placeOf({ accountId, region }: CompanionCaller) {
  return { accountId, region };
}

function readPut(members: Members): Put {
  const put: Put = {
    name: members.requiredText("Name", { min: 1, max: 2048 }),
    value: members.requiredText("Value", { isSensitive: true }),
    type: members.text("Type", { oneOf: types }) as ParameterType | undefined,
    tier: members.text("Tier", { oneOf: tiers }) as Put["tier"],
    overwrite: members.flag("Overwrite") ?? false,
    description: members.text("Description", { max: 1024 }),
    allowedPattern: members.text("AllowedPattern", { max: 1024 }) || undefined,
    keyId: members.text("KeyId", { min: 1, max: 256, pattern: "[a-zA-Z0-9:/_-]+" }),
    dataType: members.text("DataType", { max: 128 }),
    tags: tagsOf(members, "Tags", 1000),
  };
  const policies = members.text("Policies", { max: 4096 });
  if (policies !== undefined && policies !== "" && policies !== "[]") {
    throw invalid("Parameter policies are not available on this server.");
  }
  if (put.dataType !== undefined && put.dataType !== "text") {
    throw invalid(`The following data type is not supported: ${put.dataType} (Data type names are all lowercase.)`);
  }
  checkNewName(put.name);
  if (put.value === "") throw invalid("Parameter value must not be empty.");
  if (put.overwrite && put.tags !== undefined && put.tags.length > 0) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (put.tags !== undefined && put.tags.length > maxTags) throw tooManyTags();
  return put;
}

/** More tags than a parameter may have. */
export function tooManyTags(): CompanionException {
  return new CompanionException("TooManyTagsError", `A parameter can have up to ${maxTags} tags.`);
}

function firstVersion(put: Put, caller: CompanionCaller, clock: Clock): Parameter {
  if (put.type === undefined) throw invalid("A parameter type is required when you create a parameter.");
  const current: ParameterVersion = {
    version: 1,
    type: put.type,
    value: put.value,
    tier: tierFor(put, undefined),
    dataType: "text",
    description: put.description || undefined,
    allowedPattern: put.allowedPattern,
    keyId: keyFor(put, put.type, undefined),
    at: clock.now(),
    by: caller.arn,
  };
  checkValue(current);
  return { current, oldest: 1, labels: {}, tags: put.tags ?? [] };
}

function nextVersion(put: Put, before: Parameter, caller: CompanionCaller, clock: Clock): Parameter {
  const old = before.current;
  if (put.type !== undefined && put.type !== old.type) {
    // Only a change to or from encryption, or into a list, needs another parameter.
    throw new CompanionException(
      "HierarchyTypeMismatchException",
      `Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.`,
    );
  }
  const version = old.version + 1;
  const oldest = version - before.oldest >= maxVersions ? before.oldest + 1 : before.oldest;
  if (oldest > before.oldest && Object.values(before.labels).includes(before.oldest)) {
    throw new CompanionException(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${put.name} by calling the PutParameter API with the overwrite flag. Version ${before.oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  }
  const current: ParameterVersion = {
    version,
    type: old.type,
    value: put.value,
    tier: tierFor(put, old.tier),
    dataType: old.dataType,
    description: put.description === undefined ? old.description : put.description || undefined,
    allowedPattern: put.allowedPattern ?? old.allowedPattern,
    keyId: keyFor(put, old.type, old.keyId),
    at: clock.now(),
    by: caller.arn,
  };
  checkValue(current);
  return { ...before, current, oldest };
}

function keyFor(put: Put, type: ParameterType, before: string | undefined): string | undefined {
  if (type === "SecureString") return put.keyId ?? before ?? "alias/aws/ssm";
  if (put.keyId === undefined) return undefined;
  throw invalid("KeyId is required only for parameters that use the SecureString data type.");
}

function tierFor(put: Put, before: ParameterVersion["tier"] | undefined): ParameterVersion["tier"] {
  if (put.tier === "Standard" && before === "Advanced") {
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  }
  const size = Buffer.byteLength(put.value);
  const tier =
    put.tier === "Intelligent-Tiering"
      ? size > standardSize
        ? "Advanced"
        : (before ?? "Standard")
      : (put.tier ?? before ?? "Standard");
  if (tier === "Standard" && size > standardSize) {
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${standardSize} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`,
    );
  }
  if (size > advancedSize) {
    throw invalid(`Advanced tier parameters support a maximum parameter value of ${advancedSize} characters.`);
  }
  return tier;
}

function checkValue({ allowedPattern, value }: ParameterVersion): void {
  if (allowedPattern === undefined) return;
  const matches = givenPattern(allowedPattern);
  if (typeof matches === "string") {
    throw new CompanionException(
      "InvalidAllowedPatternException",
      matches === "malformed"
        ? "The request does not meet the regular expression requirement."
        : "The pattern repeats a repetition; this server does not run such patterns.",
    );
  }
  if (matches(value)) return;
  throw new CompanionException(
    "ParameterPatternMismatchException",
    `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
  );
}

function existsAlready(): CompanionException {
  return new CompanionException(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
}
