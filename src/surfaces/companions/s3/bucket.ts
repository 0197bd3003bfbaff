/** CreateBucket, HeadBucket, DeleteBucket, ListBuckets, GetBucketLocation, and the settings that no bucket here has. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, CompanionException, type CompanionInput } from "../../protocols/companion.js";
import { isBucketName } from "./bucket-store.js";
import type { ObjectNeeds } from "./object.js";
import { noSuchBucket } from "./s3-exceptions.js";

const maxListed = 1000;

function bucketName(input: CompanionInput): string {
  const { Bucket } = input;
  if (typeof Bucket === "string") return Bucket;
  throw noSuchBucket();
}

/** CreateBucket, in the region that the caller signed for. */
export function createBucket({ buckets, clock }: ObjectNeeds): CompanionAction {
  return async ({ accountId, region }, input) => {
    const name = bucketName(input);
    if (!isBucketName(name)) {
      throw new CompanionException("InvalidBucketName", "The specified bucket is not valid.");
    }
    try {
      if ((await buckets.get(accountId, name)) !== undefined) throw new AlreadyExists("name");
      await buckets.insert(accountId, name, { region, at: clock.now() });
    } catch (error) {
      if (!(error instanceof AlreadyExists)) throw error;
      // The oldest region forgives its owners.
      if (region !== "us-east-1") {
        throw new CompanionException(
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409,
        );
      }
    }
    return { Location: `/${name}` };
  };
}

/** HeadBucket. */
export function headBucket({ buckets }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const { region } = await buckets.getOrThrow(accountId, bucketName(input));
    return { BucketRegion: region };
  };
}

/** GetBucketLocation; the first region has no name here. */
export function getBucketLocation({ buckets }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const { region } = await buckets.getOrThrow(accountId, bucketName(input));
    return { LocationConstraint: region === "us-east-1" ? "" : region };
  };
}

/** DeleteBucket, when it is empty. An asset bucket of the CDK stays, as it is there without being made. */
export function deleteBucket({ buckets, objects }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    const name = bucketName(input);
    await buckets.getOrThrow(accountId, name);
    const page = await objects.page(accountId, `${name}/`, 1);
    if (page.items[0]?.name.startsWith(`${name}/`) === true) {
      throw new CompanionException("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
    }
    await buckets.delete(accountId, name);
    return {};
  };
}

/** ListBuckets: those that were created. */
export function listBuckets({ buckets }: ObjectNeeds): CompanionAction {
  return async ({ accountId }) => {
    const { items } = await buckets.page(accountId, { limit: maxListed });
    return {
      Buckets: items.map(({ name, value }) => ({ Name: name, CreationDate: value.at, BucketRegion: value.region })),
      Owner: { ID: accountId },
    };
  };
}

/** GetBucketVersioning: no bucket here has versions. */
export function getBucketVersioning({ buckets }: ObjectNeeds): CompanionAction {
  return async ({ accountId }, input) => {
    await buckets.getOrThrow(accountId, bucketName(input));
    return {};
  };
}

/** A setting that buckets may have and no bucket here has: S3's own answer for that. */
export function absentSetting({ buckets }: ObjectNeeds, code: string, message: string): CompanionAction {
  return async ({ accountId }, input) => {
    await buckets.getOrThrow(accountId, bucketName(input));
    throw new CompanionException(code, message, 404);
  };
}
