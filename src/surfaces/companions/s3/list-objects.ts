/** ListObjectsV2. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import type { CompanionAction } from "../../protocols/companion.js";
import type { PageTokens } from "../page-tokens.js";
import { resume } from "../page-tokens.js";
import type { ObjectNeeds } from "./object.js";
import type { StoredObject } from "./object-store.js";
import { invalidArgument, noSuchBucket } from "./s3-exceptions.js";

const maxKeys = 1000;
/** How many objects one call looks at, however few prefixes they share. */
const maxSeen = 5000;

/** The action. Keys in order; those that share a prefix up to the delimiter are told once. */
export function listObjectsV2({ buckets, objects }: ObjectNeeds, pageTokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const { accountId } = caller;
    const { Bucket: bucket } = input;
    if (typeof bucket !== "string") throw noSuchBucket();
    await buckets.getOrThrow(accountId, bucket);
    const text = (name: string): string => (typeof input[name] === "string" ? (input[name] as string) : "");
    const [prefix, delimiter, startAfter] = [text("Prefix"), text("Delimiter"), text("StartAfter")];
    const limit = Math.min(input["MaxKeys"] === undefined ? maxKeys : Number(input["MaxKeys"]), maxKeys);
    if (!Number.isInteger(limit) || limit < 0)
      throw invalidArgument("Argument max-keys must be an integer between 0 and 2147483647");
    const listing = JSON.stringify(["ListObjectsV2", bucket, prefix, delimiter]);
    const token = typeof input["ContinuationToken"] === "string" ? input["ContinuationToken"] : undefined;
    const failure = invalidArgument("The continuation token provided is incorrect");
    const from = resume(pageTokens, caller, listing, token, failure) ?? startAfter;

    const Contents: unknown[] = [];
    const CommonPrefixes: string[] = [];
    let last = from;
    let seen = 0;
    const answer = (isTruncated: boolean) => ({
      Name: bucket,
      Prefix: prefix,
      Delimiter: delimiter,
      MaxKeys: limit,
      KeyCount: Contents.length + CommonPrefixes.length,
      IsTruncated: isTruncated,
      StartAfter: startAfter,
      ContinuationToken: token,
      NextContinuationToken: isTruncated ? pageTokens.seal(caller, listing, last) : undefined,
      Contents,
      CommonPrefixes,
    });
    /** False when there is no room for it. */
    const take = (key: string, object: StoredObject): boolean => {
      const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      const shared = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
      const told = shared !== undefined && (CommonPrefixes.at(-1) === shared || from.startsWith(shared));
      if (!told && (Contents.length + CommonPrefixes.length >= limit || seen >= maxSeen)) return false;
      seen++;
      last = key;
      if (told) return true;
      if (shared !== undefined) CommonPrefixes.push(shared);
      else Contents.push({ Key: key, LastModified: object.at, ETag: `"${object.etag}"`, Size: object.size });
      return true;
    };

    if (limit === 0) return answer(false);
    // The page begins behind a name; the prefix itself may be one.
    if (prefix !== "" && from < prefix) {
      const exact = await objects.get(accountId, bucket, prefix);
      if (exact !== undefined) take(prefix, exact);
    }
    let after = `${bucket}/${from > prefix ? from : prefix}`;
    for (;;) {
      const page = await objects.page(accountId, after, Math.min(limit + 1, 200));
      for (const { name, value } of page.items) {
        if (!name.startsWith(`${bucket}/${prefix}`)) return answer(false);
        if (!take(name.slice(bucket.length + 1), value)) return answer(true);
        after = name;
      }
      if (page.next === undefined) return answer(false);
    }
  };
}
