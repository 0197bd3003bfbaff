/** Tags of keys. */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { listOf, readInput, required, structure, text } from "../member-rules.js";
import { TagException } from "./exceptions.js";
import { changeKey, checkNotPending, type KeyNeeds, type KeyTag, keyIdRule, keyOrThrow } from "./key-record.js";
import { listRules } from "./listing.js";

const tagKeyRule = text({ min: 1, max: 128 });
const maxTags = 50;

/** The member `Tags`. */
export const tagsRule = listOf(structure({ TagKey: required(tagKeyRule), TagValue: required(text({ max: 256 })) }), {
  max: 200,
});
const keyRules = { KeyId: required(keyIdRule) };
const tagRules = { ...keyRules, Tags: required(tagsRule) };
const untagRules = { ...keyRules, TagKeys: required(listOf(tagKeyRule, { max: 200 })) };
const listTagRules = { ...keyRules, ...listRules };

/** Throws TagException or LimitExceededException unless a key may have these tags. */
export function checkTags(tags: readonly KeyTag[]): void {
  const keys = tags.map(({ TagKey }) => TagKey);
  if (new Set(keys).size < keys.length) throw new TagException("Duplicate tag keys");
  if (keys.some((key) => key.toLowerCase().startsWith("aws:"))) {
    throw new TagException("Tag keys that begin with aws: are reserved for system use.");
  }
  if (keys.length > maxTags) throw new CompanionException("LimitExceededException", "Too many tags");
}

/** The actions. */
export function tagActions(needs: KeyNeeds): Readonly<Record<string, CompanionAction>> {
  return {
    async TagResource(caller, input) {
      const { KeyId, Tags } = readInput(tagRules, input);
      checkTags(Tags);
      await changeKey(needs, caller, KeyId, (record) => {
        checkNotPending(record);
        const others = record.value.tags.filter(({ TagKey }) => !Tags.some((tag) => tag.TagKey === TagKey));
        const tags = [...others, ...Tags];
        checkTags(tags);
        return { ...record.value, tags };
      });
      return {};
    },
    async UntagResource(caller, input) {
      const { KeyId, TagKeys } = readInput(untagRules, input);
      await changeKey(needs, caller, KeyId, (record) => {
        checkNotPending(record);
        return { ...record.value, tags: record.value.tags.filter(({ TagKey }) => !TagKeys.includes(TagKey)) };
      });
      return {};
    },
    /** All of them are fewer than a page. */
    async ListResourceTags(caller, input) {
      const { value } = await keyOrThrow(needs, needs.store, caller, readInput(listTagRules, input).KeyId);
      return { Tags: value.tags, Truncated: false };
    },
  };
}
