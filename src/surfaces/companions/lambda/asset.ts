/** Reads deployment packages out of this server's own bucket, with the rights of whoever creates the function. */
import type { CompanionNeeds } from "../companions.js";
import type { AssetReader } from "./code-package.js";

/** The reader. Throws AccessDeniedException when the caller may not read the object himself. */
export function assetReader({ store, callers }: Pick<CompanionNeeds, "store" | "callers">): AssetReader {
  return async ({ accessKeyId, arn, region }, bucket, key) => {
    callers.authorise({ kind: "signed", accessKeyId, arn, region }, "s3:GetObject", undefined);
    return (await store.companionContents.get(`s3/${bucket}/${key}`)) ?? "NoSuchKey";
  };
}
