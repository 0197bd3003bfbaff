/** DescribeSecret, ListSecrets, ListSecretVersionIds, GetResourcePolicy, TagResource and UntagResource. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
import { type CompanionAction, type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import { membersOf, retagged, tagsOf } from "../members.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { type Secret, secretArn, stagesByVersion } from "./secret.js";
import { checkedTags, type SecretNeeds } from "./secret-life.js";

function described(caller: CompanionCaller, name: string, secret: Secret): Readonly<Record<string, unknown>> {
  return {
    ARN: secretArn(caller, name, secret),
    Name: name,
    ...(secret.type === undefined ? {} : { Type: secret.type }),
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    LastChangedDate: secret.changedAt / 1000,
    CreatedDate: secret.createdAt / 1000,
    ...(secret.deletedAt === undefined ? {} : { DeletedDate: secret.deletedAt / 1000 }),
    ...(secret.tags.length === 0 ? {} : { Tags: secret.tags }),
  };
}

/** DescribeSecret, also of one that waits for its end. */
export function describeSecret({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const id = membersOf(input).requiredText("SecretId", { min: 1, max: 2048 });
    const { name, value } = await secrets.findOrThrow(caller, id);
    const VersionIdsToStages = stagesByVersion(value);
    return { ...described(caller, name, value), ...(VersionIdsToStages === undefined ? {} : { VersionIdsToStages }) };
  };
}

const filterKeys = ["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"];

/** ListSecrets, by name. */
export function listSecrets({ secrets }: SecretNeeds, pageTokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const limit = members.number("MaxResults", 1, 100) ?? 100;
    const all = members.flag("IncludePlannedDeletion") ?? false;
    const filters = (members.objects("Filters", 10) ?? []).map((one) => ({
      key: one.requiredText("Key", { oneOf: filterKeys }),
      values: one.texts("Values", 1, 10, { max: 512 }) ?? [],
    }));
    const failure = new CompanionException("InvalidNextTokenException", "Invalid Token");
    const after = resume(pageTokens, caller, "ListSecrets", members.text("NextToken", { min: 1, max: 4096 }), failure);
    const page = await secrets.page(caller, { after, limit });
    const SecretList = page.items
      .filter(({ value }) => all || value.deletedAt === undefined)
      .filter(({ name, value }) => filters.every((filter) => passes(filter, name, value)))
      .map(({ name, value }) => {
        const SecretVersionsToStages = stagesByVersion(value);
        return {
          ...described(caller, name, value),
          ...(SecretVersionsToStages === undefined ? {} : { SecretVersionsToStages }),
        };
      });
    return { SecretList, NextToken: pageTokens.seal(caller, "ListSecrets", page.next) };
  };
}

/** Whether a secret passes a filter: texts are compared from their beginning, in lower case but for names. */
function passes(filter: { readonly key: string; readonly values: readonly string[] }, name: string, secret: Secret) {
  const description = secret.description ?? "";
  const keys = secret.tags.map(({ Key }) => Key);
  const values = secret.tags.map(({ Value }) => Value);
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [name],
    description: description.split(/[ /_+=.@!-]/),
    "tag-key": keys,
    "tag-value": values,
    all: [name, ...description.split(/[ /_+=.@!-]/), ...keys, ...values],
  };
  const begins = (value: string): boolean =>
    (texts[filter.key] ?? []).some((text) => text.toLowerCase().startsWith(value.toLowerCase()));
  return filter.values.some((value) => (value.startsWith("!") ? !begins(value.slice(1)) : begins(value)));
}

/** ListSecretVersionIds, all at once. */
export function listSecretVersionIds({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const deprecated = members.flag("IncludeDeprecated") ?? false;
    const { name, value } = await secrets.findOrThrow(caller, id);
    const Versions = value.versions
      .filter(({ stages }) => deprecated || stages.length > 0)
      .map((one) => ({ VersionId: one.id, VersionStages: one.stages, CreatedDate: one.at / 1000 }));
    return { ARN: secretArn(caller, name, value), Name: name, Versions };
  };
}

/** GetResourcePolicy: no secret here has one. */
export function getResourcePolicy({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const id = membersOf(input).requiredText("SecretId", { min: 1, max: 2048 });
    const { name, value } = await secrets.findOrThrow(caller, id);
    return { ARN: secretArn(caller, name, value), Name: name };
  };
}

/** TagResource. */
export function tagResource({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const tags = tagsOf(members, "Tags", 200) ?? [];
    await secrets.change(caller, id, (before) => ({ ...before, tags: checkedTags(retagged(before.tags, tags, [])) }));
    return {};
  };
}

/** UntagResource. */
export function untagResource({ secrets }: SecretNeeds): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const id = members.requiredText("SecretId", { min: 1, max: 2048 });
    const keys = members.texts("TagKeys", 0, 200, { min: 1, max: 128 }) ?? [];
    await secrets.change(caller, id, (before) => ({ ...before, tags: retagged(before.tags, [], keys) }));
    return {};
  };
}
