/** AddTagsToResource, ListTagsForResource and RemoveTagsFromResource, for parameters only. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { type Members, membersOf, retagged, type Tag, tagsOf } from "../members.js";
import type { ParameterStore } from "./parameter-store.js";
import { placeOf, tooManyTags } from "./put-parameter.js";

const maxTags = 50;
const resourceTypes = [
  "Document",
  "ManagedInstance",
  "MaintenanceWindow",
  "Parameter",
  "PatchBaseline",
  "OpsItem",
  "OpsMetadata",
  "Automation",
  "Association",
];

/** AddTagsToResource. */
export function addTagsToResource(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = parameterNamed(members);
    const tags = tagsOf(members, "Tags", 1000) ?? [];
    await parameters.change(placeOf(caller), name, (before) => {
      if (before === undefined) throw invalidResource();
      const after = retagged(before.tags, tags, []);
      if (after.length > maxTags) throw tooManyTags();
      return { ...before, tags: after };
    });
    return {};
  };
}

/** RemoveTagsFromResource. */
export function removeTagsFromResource(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = parameterNamed(members);
    const keys = members.texts("TagKeys", 0, 1000, { min: 1, max: 128 }) ?? [];
    await parameters.change(placeOf(caller), name, (before) => {
      if (before === undefined) throw invalidResource();
      return { ...before, tags: retagged(before.tags, [], keys) };
    });
    return {};
  };
}

/** ListTagsForResource. */
export function listTagsForResource(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const found = await parameters.get(placeOf(caller), parameterNamed(membersOf(input)));
    if (found === undefined) throw invalidResource();
    return { TagList: found.value.tags satisfies readonly Tag[] };
  };
}

function parameterNamed(members: Members): string {
  const type = members.requiredText("ResourceType", { oneOf: resourceTypes });
  const id = members.requiredText("ResourceId", { max: 2048 });
  if (type === "Parameter") return id;
  throw new CompanionException(
    "InvalidResourceType",
    `Resources of the type ${type} are not available on this server; only Parameter is.`,
  );
}

function invalidResource(): CompanionException {
  return new CompanionException(
    "InvalidResourceId",
    "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
  );
}
