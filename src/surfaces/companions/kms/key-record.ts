/**
 * What is kept of a key, how callers name one, and which state it is in. The store seals the record, material included;
 * a key whose waiting period is over is destroyed by whoever meets it first.
 */
import type { Clock } from "../../../ports/clock.js";
import type { Random } from "../../../ports/random.js";
import type { Store, Tables } from "../../../ports/store.js";
import type { CompanionRecord, CompanionRecordKey } from "../../../ports/tables/companion-records.js";
import { type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { text } from "../member-rules.js";
import { DisabledException, KMSInvalidStateException, NotFoundException } from "./exceptions.js";

/** Where keys live, and for whom they are looked for. */
export type KeyPlace = Pick<CompanionCaller, "accountId" | "region" | "arn">;

/** What actions on keys are made over. */
export interface KeyNeeds {
  readonly store: Pick<Store, "companionRecords" | "transaction">;
  readonly clock: Clock;
  readonly random: Random;
}

type KeyTables = Pick<Tables, "companionRecords">;

/** 256 bits that encrypt. Old ones stay, for what they encrypted. */
export interface KeyMaterial {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly base64: string;
  /** When it took over; the first one with the key. */
  readonly from: number;
  readonly by?: "AUTOMATIC" | "ON_DEMAND" | undefined;
}

export interface KeyTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** A grant, as ListGrants tells it, but for what its key says. */
export interface KeyGrant {
  readonly GrantId: string;
  readonly Name?: string | undefined;
  readonly CreationDate: number;
  readonly GranteePrincipal: string;
  readonly RetiringPrincipal?: string | undefined;
  readonly Operations: readonly string[];
  readonly Constraints?: unknown;
}

export interface KeyValue {
  readonly description: string;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  /** Set while the deletion is pending. */
  readonly deletion?: { readonly at: number; readonly windowDays: number } | undefined;
  readonly policy: string;
  /** `since`: the last time that the period began. */
  readonly rotation?: { readonly periodDays: number; readonly since: number } | undefined;
  /** The last one encrypts. */
  readonly materials: readonly [KeyMaterial, ...KeyMaterial[]];
  readonly aliases: readonly string[];
  readonly tags: readonly KeyTag[];
  readonly grants: readonly KeyGrant[];
}

export interface AliasValue {
  readonly keyId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type KeyRecord = CompanionRecord<KeyValue>;

/** Kinds of the records. */
export const keyKind = "kms/key";
export const aliasKind = "kms/alias";

/** The member `KeyId` of every action. */
export const keyIdRule = text({ min: 1, max: 2048 });

/** Days as milliseconds. */
export const dayMs = 86_400_000;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function keyKey(
  { accountId, region }: Pick<KeyPlace, "accountId" | "region">,
  name: string,
): CompanionRecordKey {
  return { accountId, region, kind: keyKind, name };
}

export function aliasKey({ accountId, region }: KeyPlace, name: string): CompanionRecordKey {
  return { accountId, region, kind: aliasKind, name };
}

/** The ARN of a key (`key/…`) or an alias (`alias/…`). */
export function kmsArn({ accountId, region }: Pick<KeyPlace, "accountId" | "region">, resource: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${resource}`;
}

/** The ARN of a key that is there. */
export function arnOf(record: Pick<KeyRecord, "accountId" | "region" | "name">): string {
  return kmsArn(record, `key/${record.name}`);
}

/** `key/…` or `alias/…`, from any form of a name. Throws where the ARN leads elsewhere. */
function resourceOf(place: KeyPlace, given: string): string {
  if (!given.startsWith("arn:")) return given.startsWith("alias/") ? given : `key/${given}`;
  const [, , service, region = "", accountId, ...rest] = given.split(":");
  const resource = rest.join(":");
  if (service !== "kms" || !(resource.startsWith("key/") || resource.startsWith("alias/"))) {
    throw new NotFoundException(`Invalid arn ${given}`);
  }
  if (region !== place.region) throw new NotFoundException(`Invalid arn ${region}`);
  if (accountId === place.accountId) return resource;
  throw new CompanionException(
    "AccessDeniedException",
    `User: ${place.arn} is not authorized to perform this action on resource: ${given}`,
  );
}

/** The key of an id or ARN; of an alias too, where the action takes one. Throws NotFoundException. */
export async function keyOrThrow(
  needs: Pick<KeyNeeds, "clock">,
  tables: KeyTables,
  place: KeyPlace,
  given: string,
  { byAlias = false }: { readonly byAlias?: boolean } = {},
): Promise<KeyRecord> {
  const resource = resourceOf(place, given);
  if (!resource.startsWith("alias/")) return keyByIdOrThrow(needs, tables, place, resource.slice("key/".length));
  if (!byAlias) throw new NotFoundException(`Invalid keyId '${given}'`);
  const alias = await tables.companionRecords.get<AliasValue>(aliasKey(place, resource));
  if (alias === undefined) throw aliasNotFound(place, resource);
  return keyByIdOrThrow(needs, tables, place, alias.value.keyId);
}

async function keyByIdOrThrow(
  { clock }: Pick<KeyNeeds, "clock">,
  tables: KeyTables,
  place: KeyPlace,
  id: string,
): Promise<KeyRecord> {
  if (!uuidShape.test(id)) throw new NotFoundException(`Invalid keyId '${id}'`);
  const record = await tables.companionRecords.get<KeyValue>(keyKey(place, id));
  if (record === undefined || isOver(record, clock.now())) {
    throw new NotFoundException(`Key '${kmsArn(place, `key/${id}`)}' does not exist`);
  }
  return record;
}

/** The failure for an alias that is not there. */
export function aliasNotFound(place: KeyPlace, name: string): NotFoundException {
  return new NotFoundException(`Alias ${kmsArn(place, name)} is not found.`);
}

/** Whether the waiting period of a deletion is over: then the key is no more. */
export function isOver({ value }: Pick<KeyRecord, "value">, now: number): boolean {
  return value.deletion !== undefined && value.deletion.at <= now;
}

/** Destroys the keys of a place whose waiting period is over, with their aliases. */
export async function destroyOver({ store, clock }: KeyNeeds, records: readonly KeyRecord[]): Promise<void> {
  for (const { accountId, region, name } of records.filter((record) => isOver(record, clock.now()))) {
    await store.transaction(async (tx) => {
      const record = await tx.companionRecords.get<KeyValue>(keyKey({ accountId, region }, name));
      if (record === undefined || !isOver(record, clock.now())) return;
      for (const alias of record.value.aliases) {
        await tx.companionRecords.delete({ accountId, region, kind: aliasKind, name: alias });
      }
      await tx.companionRecords.delete(keyKey({ accountId, region }, name));
    });
  }
}

/** KeyState. */
export function stateOf({ isEnabled, deletion }: KeyValue): "Enabled" | "Disabled" | "PendingDeletion" {
  if (deletion !== undefined) return "PendingDeletion";
  return isEnabled ? "Enabled" : "Disabled";
}

/** Throws KMSInvalidStateException for a key that waits for its deletion. */
export function checkNotPending(record: KeyRecord): void {
  if (record.value.deletion !== undefined) {
    throw new KMSInvalidStateException(`${arnOf(record)} is pending deletion.`);
  }
}

/** Throws unless the key may encrypt and decrypt. */
export function checkUsable(record: KeyRecord): void {
  checkNotPending(record);
  if (!record.value.isEnabled) throw new DisabledException(arnOf(record));
}

/** Changes a key in one transaction; answers what it became. */
export async function changeKey(
  needs: KeyNeeds,
  place: KeyPlace,
  given: string,
  to: (record: KeyRecord) => KeyValue,
): Promise<KeyRecord> {
  return needs.store.transaction(async (tx) => {
    const record = await keyOrThrow(needs, tx, place, given);
    const changed = { ...record, value: to(record) };
    await tx.companionRecords.update(changed);
    return changed;
  });
}

/** New material, as good as random bytes can be. */
export function newMaterial({ random, clock }: KeyNeeds, by?: KeyMaterial["by"]): KeyMaterial {
  return { id: random.bytes(32).toString("hex"), base64: random.bytes(32).toString("base64"), from: clock.now(), by };
}
