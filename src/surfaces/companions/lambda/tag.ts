/** Tags of functions. */
import type { CompanionAction } from "../../protocols/companion.js";
import { listOf, mapOf, readInput, required, text } from "../member-rules.js";
import { InvalidParameterValueException } from "./exceptions.js";
import { unqualifiedReference } from "./function-name.js";
import { functionOrThrow } from "./function-record.js";
import type { LambdaNeeds } from "./lambda.js";

/** The member `Tags`. */
export const tagsRule = mapOf(text({ max: 256 }), { max: 128 });
const maxTags = 50;

const resourceRule = text({
  min: 1,
  max: 10_000,
  pattern: String.raw`arn:(aws[a-zA-Z-]*):lambda:[a-z0-9-]{1,32}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?`,
});
const resourceRules = { Resource: required(resourceRule) };
const tagRules = { ...resourceRules, Tags: required(tagsRule) };
const untagRules = { ...resourceRules, TagKeys: required(listOf(text({ min: 1, max: 128 }))) };

/** The actions. */
export function tagActions({ store }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  type Tags = Readonly<Record<string, string>>;
  async function change(caller: Parameters<CompanionAction>[0], resource: string, to: (before: Tags) => Tags) {
    const of = unqualifiedReference(caller, resource);
    await store.transaction(async (tx) => {
      const record = await functionOrThrow(tx, of);
      const tags = to(record.value.tags);
      if (Object.keys(tags).length > maxTags) {
        throw new InvalidParameterValueException("Number of tags exceeds resource tag limit.");
      }
      await tx.companionRecords.update({ ...record, value: { ...record.value, tags } });
    });
    return {};
  }

  return {
    async TagResource(caller, input) {
      const { Resource, Tags } = readInput(tagRules, input);
      return change(caller, Resource, (before) => ({ ...before, ...Tags }));
    },
    async UntagResource(caller, input) {
      const { Resource, TagKeys } = readInput(untagRules, input);
      return change(caller, Resource, (before) =>
        Object.fromEntries(Object.entries(before).filter(([key]) => !TagKeys.includes(key))),
      );
    },
    async ListTags(caller, input) {
      const { Resource } = readInput(resourceRules, input);
      const { value } = await functionOrThrow(store, unqualifiedReference(caller, Resource));
      return { Tags: value.tags };
    },
  };
}
