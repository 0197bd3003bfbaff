/** Aliases: names for keys that may be moved to another key. */
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { readInput, required, text, ValidationException } from "../member-rules.js";
import { type PageTokens, resume } from "../page-tokens.js";
import {
  type AliasValue,
  aliasKey,
  aliasKind,
  aliasNotFound,
  checkNotPending,
  destroyOver,
  isOver,
  type KeyNeeds,
  type KeyPlace,
  type KeyValue,
  keyIdRule,
  keyKey,
  keyOrThrow,
  kmsArn,
} from "./key-record.js";
import { invalidMarker, listRules, timeOf } from "./listing.js";

const nameRules = { AliasName: required(text({ min: 1, max: 256, pattern: "[a-zA-Z0-9:/_-]+" })) };
const targetRules = { ...nameRules, TargetKeyId: required(keyIdRule) };
const listAliasRules = { ...listRules, KeyId: keyIdRule };

/** Throws unless callers may have aliases of that name. */
function checkName(name: string): void {
  if (!name.startsWith("alias/") || name === "alias/") {
    throw new ValidationException(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.includes(":")) throw new ValidationException(`${name} contains invalid characters for an alias`);
  // Names of keys that AWS manages for its services.
  if (name.startsWith("alias/aws/")) throw new CompanionException("NotAuthorizedException", "");
}

function checkTarget(target: string): void {
  if (target.startsWith("alias/") || target.includes(":alias/")) {
    throw new ValidationException("Aliases must refer to keys. Not aliases");
  }
}

/** The actions. */
export function aliasActions(needs: KeyNeeds, pages: PageTokens): Readonly<Record<string, CompanionAction>> {
  const { store, clock } = needs;

  const entry = (place: KeyPlace, name: string, { keyId, createdAt, updatedAt }: AliasValue) => ({
    AliasName: name,
    AliasArn: kmsArn(place, name),
    TargetKeyId: keyId,
    CreationDate: timeOf(createdAt),
    LastUpdatedDate: timeOf(updatedAt),
  });

  /** Whether an alias leads to a key that is still there; one whose key's time is over goes with the key. */
  async function isLive(place: KeyPlace, name: string): Promise<boolean> {
    const alias = await store.companionRecords.get<AliasValue>(aliasKey(place, name));
    if (alias === undefined) return false;
    const key = await store.companionRecords.get<KeyValue>(keyKey(place, alias.value.keyId));
    if (key === undefined || !isOver(key, clock.now())) return key !== undefined;
    await destroyOver(needs, [key]);
    return false;
  }

  return {
    async CreateAlias(caller, input) {
      const { AliasName, TargetKeyId } = readInput(targetRules, input);
      checkName(AliasName);
      checkTarget(TargetKeyId);
      const now = clock.now();
      await isLive(caller, AliasName);
      try {
        await store.transaction(async (tx) => {
          const key = await keyOrThrow(needs, tx, caller, TargetKeyId);
          checkNotPending(key);
          const value: AliasValue = { keyId: key.name, createdAt: now, updatedAt: now };
          await tx.companionRecords.insert({ ...aliasKey(caller, AliasName), value });
          const aliases = [...key.value.aliases, AliasName];
          await tx.companionRecords.update({ ...key, value: { ...key.value, aliases } });
        });
      } catch (error) {
        if (!(error instanceof AlreadyExists)) throw error;
        throw new CompanionException(
          "AlreadyExistsException",
          `An alias with the name ${kmsArn(caller, AliasName)} already exists`,
        );
      }
      return {};
    },

    async UpdateAlias(caller, input) {
      const { AliasName, TargetKeyId } = readInput(targetRules, input);
      checkName(AliasName);
      checkTarget(TargetKeyId);
      await store.transaction(async (tx) => {
        const alias = await tx.companionRecords.get<AliasValue>(aliasKey(caller, AliasName));
        if (alias === undefined) throw aliasNotFound(caller, AliasName);
        const key = await keyOrThrow(needs, tx, caller, TargetKeyId);
        checkNotPending(key);
        const value = { ...alias.value, keyId: key.name, updatedAt: clock.now() };
        await tx.companionRecords.update({ ...alias, value });
        if (alias.value.keyId === key.name) return;
        await forget(tx, caller, alias.value.keyId, AliasName);
        const aliases = [...key.value.aliases, AliasName];
        await tx.companionRecords.update({ ...key, value: { ...key.value, aliases } });
      });
      return {};
    },

    async DeleteAlias(caller, input) {
      const { AliasName } = readInput(nameRules, input);
      checkName(AliasName);
      await store.transaction(async (tx) => {
        const alias = await tx.companionRecords.get<AliasValue>(aliasKey(caller, AliasName));
        if (alias === undefined) throw aliasNotFound(caller, AliasName);
        await tx.companionRecords.delete(aliasKey(caller, AliasName));
        await forget(tx, caller, alias.value.keyId, AliasName);
      });
      return {};
    },

    async ListAliases(caller, input) {
      const { KeyId, Limit = 50, Marker } = readInput(listAliasRules, input);
      const { accountId, region } = caller;
      const key = KeyId === undefined ? undefined : await keyOrThrow(needs, store, caller, KeyId, { byAlias: true });
      const listing = `${aliasKind}/${key?.name ?? ""}`;
      const after = resume(pages, caller, listing, Marker, invalidMarker);
      const Aliases: unknown[] = [];
      let next: string | undefined;
      if (key === undefined) {
        const of = { accountId, region, kind: aliasKind };
        const page = await store.companionRecords.page<AliasValue>(of, { after, limit: Limit });
        for (const { name, value } of page.items) {
          if (await isLive(caller, name)) Aliases.push(entry(caller, name, value));
        }
        next = page.next;
      } else {
        const names = [...key.value.aliases].sort().filter((name) => after === undefined || name > after);
        for (const name of names.slice(0, Limit)) {
          const alias = await store.companionRecords.get<AliasValue>(aliasKey(caller, name));
          if (alias !== undefined) Aliases.push(entry(caller, name, alias.value));
        }
        next = names.length > Limit ? names[Limit - 1] : undefined;
      }
      const NextMarker = pages.seal(caller, listing, next);
      return { Aliases, ...(NextMarker !== undefined && { NextMarker }), Truncated: NextMarker !== undefined };
    },
  };
}

/** The key that an alias leaves knows nothing of it any more. */
async function forget(
  tx: Parameters<typeof keyOrThrow>[1],
  place: KeyPlace,
  keyId: string,
  alias: string,
): Promise<void> {
  const key = await tx.companionRecords.get<KeyValue>(keyKey(place, keyId));
  if (key === undefined) return;
  const aliases = key.value.aliases.filter((name) => name !== alias);
  await tx.companionRecords.update({ ...key, value: { ...key.value, aliases } });
}
