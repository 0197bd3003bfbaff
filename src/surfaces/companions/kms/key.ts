/** Keys: made, described, listed, enabled and disabled, and deleted after a waiting period. */
import type { CompanionAction, CompanionOutput } from "../../protocols/companion.js";
import { flag, listOf, readInput, required, text, ValidationException, whole } from "../member-rules.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { KMSInvalidStateException, NotAvailableException } from "./exceptions.js";
import {
  arnOf,
  changeKey,
  checkNotPending,
  dayMs,
  destroyOver,
  isOver,
  type KeyNeeds,
  type KeyRecord,
  type KeyValue,
  keyIdRule,
  keyKey,
  keyKind,
  keyOrThrow,
  newMaterial,
  stateOf,
} from "./key-record.js";
import { invalidMarker, listRules, timeOf } from "./listing.js";
import { checkPolicy, defaultPolicy, policyRule } from "./policy.js";
import { checkTags, tagsRule } from "./tag.js";

const symmetric = "SYMMETRIC_DEFAULT";
const descriptionRule = text({ max: 8192 });
const keyRules = { KeyId: required(keyIdRule) };
const createRules = {
  Policy: policyRule,
  Description: descriptionRule,
  KeyUsage: text({ max: 64 }),
  CustomerMasterKeySpec: text({ max: 64 }),
  KeySpec: text({ max: 64 }),
  Origin: text({ max: 64 }),
  CustomKeyStoreId: text({ min: 1, max: 64 }),
  XksKeyId: text({ min: 1, max: 128 }),
  MultiRegion: flag,
  BypassPolicyLockoutSafetyCheck: flag,
  Tags: tagsRule,
};
const describeRules = { ...keyRules, GrantTokens: listOf(text({ min: 1, max: 8192 }), { max: 10 }) };
const descriptionRules = { ...keyRules, Description: required(descriptionRule) };
const deletionRules = { ...keyRules, PendingWindowInDays: whole({ min: 7, max: 30 }) };

/** The actions. */
export function keyActions(needs: KeyNeeds, pages: PageTokens): Readonly<Record<string, CompanionAction>> {
  const { store, clock, random } = needs;

  function changing(change: (value: KeyValue) => KeyValue): CompanionAction {
    return async (caller, input) => {
      const { KeyId } = readInput(keyRules, input);
      await changeKey(needs, caller, KeyId, (record) => {
        checkNotPending(record);
        return change(record.value);
      });
      return {};
    };
  }

  return {
    async CreateKey(caller, input) {
      const asked = readInput(createRules, input);
      const spec = asked.KeySpec ?? asked.CustomerMasterKeySpec ?? symmetric;
      if (spec !== symmetric) throw new NotAvailableException(`KeySpec ${spec}`);
      const usage = asked.KeyUsage ?? "ENCRYPT_DECRYPT";
      if (usage !== "ENCRYPT_DECRYPT") {
        throw new ValidationException(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
      }
      const origin = asked.Origin ?? "AWS_KMS";
      if (origin !== "AWS_KMS") throw new NotAvailableException(`Origin ${origin}`);
      if (asked.MultiRegion === true) throw new NotAvailableException("A multi-Region key");
      if (asked.CustomKeyStoreId !== undefined || asked.XksKeyId !== undefined) {
        throw new NotAvailableException("A custom key store");
      }
      checkTags(asked.Tags ?? []);
      if (asked.Policy !== undefined) checkPolicy(asked.Policy);
      const value: KeyValue = {
        description: asked.Description ?? "",
        isEnabled: true,
        createdAt: clock.now(),
        policy: asked.Policy ?? defaultPolicy(caller),
        materials: [newMaterial(needs)],
        aliases: [],
        tags: asked.Tags ?? [],
        grants: [],
      };
      const key = keyKey(caller, random.uuid());
      await store.companionRecords.insert({ ...key, value });
      return { KeyMetadata: metadata({ ...key, version: 1, value }) };
    },

    async DescribeKey(caller, input) {
      const { KeyId } = readInput(describeRules, input);
      return { KeyMetadata: metadata(await keyOrThrow(needs, store, caller, KeyId, { byAlias: true })) };
    },

    async ListKeys(caller, input) {
      const { Limit = 100, Marker } = readInput(listRules, input);
      const { accountId, region } = caller;
      const after = resume(pages, caller, keyKind, Marker, invalidMarker);
      const page = await store.companionRecords.page<KeyValue>(
        { accountId, region, kind: keyKind },
        { after, limit: Limit },
      );
      await destroyOver(needs, page.items);
      const there = page.items.filter((record) => !isOver(record, clock.now()));
      const NextMarker = pages.seal(caller, keyKind, page.next);
      return {
        Keys: there.map((record) => ({ KeyId: record.name, KeyArn: arnOf(record) })),
        ...(NextMarker !== undefined && { NextMarker }),
        Truncated: NextMarker !== undefined,
      };
    },

    async UpdateKeyDescription(caller, input) {
      const { KeyId, Description } = readInput(descriptionRules, input);
      await changeKey(needs, caller, KeyId, (record) => {
        checkNotPending(record);
        return { ...record.value, description: Description };
      });
      return {};
    },

    EnableKey: changing((value) => ({ ...value, isEnabled: true })),
    DisableKey: changing((value) => ({ ...value, isEnabled: false })),

    async ScheduleKeyDeletion(caller, input) {
      const { KeyId, PendingWindowInDays: windowDays = 30 } = readInput(deletionRules, input);
      const record = await changeKey(needs, caller, KeyId, (before) => {
        checkNotPending(before);
        return { ...before.value, deletion: { at: clock.now() + windowDays * dayMs, windowDays } };
      });
      return {
        KeyId: arnOf(record),
        DeletionDate: timeOf(record.value.deletion!.at),
        KeyState: stateOf(record.value),
        PendingWindowInDays: windowDays,
      };
    },

    /** The key comes back disabled. */
    async CancelKeyDeletion(caller, input) {
      const { KeyId } = readInput(keyRules, input);
      const record = await changeKey(needs, caller, KeyId, (before) => {
        if (before.value.deletion === undefined) {
          throw new KMSInvalidStateException(`${arnOf(before)} is not pending deletion.`);
        }
        const { deletion, ...value } = before.value;
        return { ...value, isEnabled: false };
      });
      return { KeyId: arnOf(record) };
    },
  };
}

/** KeyMetadata. */
function metadata(record: KeyRecord): CompanionOutput {
  const { value, name, accountId } = record;
  const state = stateOf(value);
  return {
    AWSAccountId: accountId,
    KeyId: name,
    Arn: arnOf(record),
    CreationDate: timeOf(value.createdAt),
    Enabled: state === "Enabled",
    Description: value.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: state,
    ...(value.deletion && { DeletionDate: timeOf(value.deletion.at) }),
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: symmetric,
    KeySpec: symmetric,
    EncryptionAlgorithms: [symmetric],
    MultiRegion: false,
    CurrentKeyMaterialId: value.materials.at(-1)!.id,
  };
}
