/** Reads deployment packages out of this server's own buckets, with the rights of whoever creates the function. */
import { type Companion, CompanionException } from "../../protocols/companion.js";
import type { SignedCallers } from "../../protocols/signed-caller.js";
import type { AssetReader } from "./code-package.js";

/** The reader. Throws AccessDeniedException when the caller may not read the object himself. */
export function assetReader(callers: SignedCallers, s3: Companion): AssetReader {
  return async (caller, bucket, key) => {
    const { accessKeyId, arn, region } = caller;
    callers.authorise({ kind: "signed", accessKeyId, arn, region }, "s3:GetObject", undefined);
    try {
      const { Body } = await s3.actions["GetObject"]!(caller, { Bucket: bucket, Key: key });
      return Body as Buffer;
    } catch (error) {
      const { wireName } = error as Partial<CompanionException>;
      if (error instanceof CompanionException && (wireName === "NoSuchBucket" || wireName === "NoSuchKey")) {
        return wireName;
      }
      throw error;
    }
  };
}
