/** AWS::KMS::Key: a key with its policy, state, rotation and tags. A deleted one waits out its period. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf, ifFound } from "../resources/handler-error.js";
import { isSame, only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { documentText, documentValue, withDocument } from "./iam-documents.js";

const schema = foreignTypeFacts["AWS::KMS::Key"];
/** What a key is for ever, though the schema lets a template change it. */
const fixedNames = ["KeySpec", "KeyUsage", "Origin", "MultiRegion"] as const;

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const kmsKey: ResourceType = {
  name: schema.name,
  schema,
  normalise: (model) => withDocument(model, "KeyPolicy"),
  async create(call, model) {
    const { KeyPolicy } = model;
    const made = await call.companion("kms", "CreateKey", {
      ...only(model, ["Description", "BypassPolicyLockoutSafetyCheck", ...fixedNames]),
      ...(KeyPolicy !== undefined && { Policy: documentText(KeyPolicy) }),
      Tags: kmsTags(tagsOf(model)),
    });
    const { KeyId } = made["KeyMetadata"] as { KeyId: string };
    try {
      await changeRotation(call, KeyId, {}, model);
      if (model["Enabled"] === false) await call.companion("kms", "DisableKey", { KeyId });
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(KeyId) ?? error;
    }
    return { identifier: KeyId };
  },
  /** A key that waits for its deletion is no more, as CloudFormation sees it. */
  async read(call, KeyId) {
    const answer = await ifFound(call.companion("kms", "DescribeKey", { KeyId }));
    const key = answer?.["KeyMetadata"] as ResourceModel | undefined;
    if (key === undefined || key["KeyState"] === "PendingDeletion") return undefined;
    const { Policy } = await call.companion("kms", "GetKeyPolicy", { KeyId });
    const { KeyRotationEnabled } = await call.companion("kms", "GetKeyRotationStatus", { KeyId });
    const { Tags } = await call.companion("kms", "ListResourceTags", { KeyId });
    const tags = (Tags as readonly { TagKey: string; TagValue: string }[]).map(({ TagKey, TagValue }) => ({
      Key: TagKey,
      Value: TagValue,
    }));
    return without(
      {
        ...only(key, ["KeyId", "Arn", "Enabled", ...fixedNames]),
        Description: key["Description"] === "" ? undefined : key["Description"],
        KeyPolicy: documentValue(Policy),
        EnableKeyRotation: KeyRotationEnabled,
        Tags: tags.length === 0 ? undefined : tags,
      },
      [],
    );
  },
  async update(call, KeyId, previous, desired) {
    const differs = (name: string): boolean => !isSame(previous[name], desired[name]);
    if (fixedNames.some(differs)) {
      throw new HandlerError(
        "InvalidRequest",
        "You cannot change the KeySpec, KeyUsage, Origin, or MultiRegion properties of a KMS key after it is created.",
      );
    }
    // A disabled key takes no change of its rotation: it is enabled first, or disabled last.
    const isEnabled = desired["Enabled"] !== false;
    if (differs("Enabled") && isEnabled) await call.companion("kms", "EnableKey", { KeyId });
    if (differs("Description")) {
      await call.companion("kms", "UpdateKeyDescription", { KeyId, Description: desired["Description"] ?? "" });
    }
    if (differs("KeyPolicy") && desired["KeyPolicy"] !== undefined) {
      await call.companion("kms", "PutKeyPolicy", { KeyId, Policy: documentText(desired["KeyPolicy"]) });
    }
    await changeRotation(call, KeyId, previous, desired);
    if (differs("Tags")) await changeTags(call, KeyId, tagsOf(previous), tagsOf(desired));
    if (differs("Enabled") && !isEnabled) await call.companion("kms", "DisableKey", { KeyId });
  },
  async delete(call, KeyId) {
    const answer = await call.companion("kms", "DescribeKey", { KeyId });
    if ((answer["KeyMetadata"] as ResourceModel)["KeyState"] === "PendingDeletion") {
      throw new HandlerError("NotFound", `Key '${KeyId}' is pending deletion.`);
    }
    await call.companion("kms", "ScheduleKeyDeletion", { KeyId });
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("kms", "ListKeys", { Limit: Math.min(limit, 1000), Marker: next });
    const keys = page["Keys"] as readonly { KeyId: string }[];
    return { identifiers: keys.map(({ KeyId }) => KeyId), next: page["NextMarker"] as string | undefined };
  },
  ref: (_model, identifier) => identifier,
  attributes: ({ Arn, KeyId }) => ({ Arn: String(Arn), KeyId: String(KeyId) }),
};

async function changeRotation(call: PrincipalCall, KeyId: string, previous: ResourceModel, desired: ResourceModel) {
  const names = ["EnableKeyRotation", "RotationPeriodInDays"] as const;
  if (names.every((name) => previous[name] === desired[name])) return;
  const { EnableKeyRotation, RotationPeriodInDays } = desired;
  if (EnableKeyRotation === true) await call.companion("kms", "EnableKeyRotation", { KeyId, RotationPeriodInDays });
  else if (previous["EnableKeyRotation"] === true) await call.companion("kms", "DisableKeyRotation", { KeyId });
}

async function changeTags(call: PrincipalCall, KeyId: string, previous: readonly Tag[], desired: readonly Tag[]) {
  const TagKeys = previous.map(({ Key }) => Key).filter((key) => !desired.some((tag) => tag.Key === key));
  if (TagKeys.length > 0) await call.companion("kms", "UntagResource", { KeyId, TagKeys });
  if (desired.length > 0) await call.companion("kms", "TagResource", { KeyId, Tags: kmsTags(desired) });
}

function tagsOf(model: ResourceModel): readonly Tag[] {
  return (model["Tags"] ?? []) as readonly Tag[];
}

function kmsTags(tags: readonly Tag[]): readonly { readonly TagKey: string; readonly TagValue: string }[] {
  return tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
}
