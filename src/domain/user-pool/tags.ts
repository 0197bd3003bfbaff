/** Owns the rules about tags of a user pool. Which exception tells of a problem depends on the operation. */

const maxTags = 50;

type Tags = Readonly<Record<string, string>>;

/** What is wrong with a set of tags, in words; undefined when nothing is. */
export function tagProblem(tags: Tags): string | undefined {
  const keys = Object.keys(tags);
  if (keys.length > maxTags) return `A user pool cannot have more than ${maxTags} tags.`;
  const reserved = keys.find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved !== undefined) return `Tag key ${reserved} is invalid: the prefix aws: is reserved.`;
  return undefined;
}

/** The tags after TagResource: new keys added, known keys replaced. */
export function withTags(tags: Tags, added: Tags): Tags {
  return Object.fromEntries([...Object.entries(tags), ...Object.entries(added)]);
}

/** The tags after UntagResource; keys that are not there are passed over. */
export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  const removed = new Set(keys);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key)));
}
