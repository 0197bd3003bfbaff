/**
 * Owns which buckets there are: those that were created, and every asset bucket that a CDK bootstrap of this account would
 * have made, in any region.
 */
import type { Page, PageRequest, Store } from "../../../ports/store.js";
import type { CompanionRecord } from "../../../ports/tables/companion-records.js";
import { noSuchBucket } from "./s3-exceptions.js";

/** A bucket. */
export interface Bucket {
  readonly region: string;
  readonly at: number;
}

/** Buckets and objects belong to no region. */
export const everywhere = "global";
const kind = "s3/bucket";
const nameForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const qualifierForm = /^[a-z0-9_-]{1,10}$/i;
const regionForm = /^[a-z]{2,4}-[a-z-]{4,20}-[0-9]{1,2}$/;

/** Whether a bucket may have that name. */
export function isBucketName(name: string): boolean {
  return nameForm.test(name) && !name.includes("..") && !/^[0-9.]+$/.test(name);
}

/** The region of an asset bucket of this account, by its name. */
function assetBucketRegion(accountId: string, name: string): string | undefined {
  const middle = name.indexOf(`-assets-${accountId}-`);
  if (!name.startsWith("cdk-") || middle < 5) return undefined;
  const region = name.slice(middle + `-assets-${accountId}-`.length);
  return qualifierForm.test(name.slice(4, middle)) && regionForm.test(region) ? region : undefined;
}

/** The buckets of a store. */
export type BucketStore = ReturnType<typeof createBucketStore>;

/** Makes the keeper of buckets. */
export function createBucketStore(store: Pick<Store, "companionRecords">) {
  const keyOf = (accountId: string, name: string) => ({ accountId, region: everywhere, kind, name });

  async function get(accountId: string, name: string): Promise<Bucket | undefined> {
    if (!isBucketName(name)) return undefined;
    const stored = await store.companionRecords.get<Bucket>(keyOf(accountId, name));
    if (stored !== undefined) return stored.value;
    const region = assetBucketRegion(accountId, name);
    return region === undefined ? undefined : { region, at: 0 };
  }

  return {
    get,
    async getOrThrow(accountId: string, name: string): Promise<Bucket> {
      const found = await get(accountId, name);
      if (found === undefined) throw noSuchBucket();
      return found;
    },
    /** Fails with AlreadyExists. */
    insert: (accountId: string, name: string, bucket: Bucket): Promise<void> =>
      store.companionRecords.insert({ ...keyOf(accountId, name), value: bucket }),
    /** True when it was there. */
    delete: (accountId: string, name: string): Promise<boolean> =>
      store.companionRecords.delete(keyOf(accountId, name)),
    page: (accountId: string, request: PageRequest): Promise<Page<CompanionRecord<Bucket>>> =>
      store.companionRecords.page<Bucket>({ accountId, region: everywhere, kind }, request),
  };
}
