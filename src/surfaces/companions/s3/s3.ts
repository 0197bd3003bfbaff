/**
 * Just enough of S3: buckets for assets, their objects, uploads in parts. It owns which actions there are, which right
 * each needs, and how much a caller may send.
 */
import type { Companion, CompanionAction } from "../../protocols/companion.js";
import type { ApiSurface } from "../../protocols/http.js";
import { endingOf } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { pageTokensOf } from "../page-tokens.js";
import {
  absentSetting,
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from "./bucket.js";
import { createBucketStore } from "./bucket-store.js";
import { listObjectsV2 } from "./list-objects.js";
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload, uploadPart } from "./multipart.js";
import { deleteObject, getObject, headObject, maxPiece, putObject } from "./object.js";
import { createObjectStore } from "./object-store.js";
import { s3Failure, s3Success } from "./s3-answer.js";
import { readCall } from "./s3-request.js";

const signingNames = ["s3"] as const;
/** What a stranger may send; chunks and trailers need a little more than the bytes themselves. */
const strangersBytes = 64 * 1024;
const callersBytes = maxPiece + 1024 * 1024;

/** Rights that are not called like their action. */
const rights: Readonly<Record<string, string>> = {
  HeadObject: "GetObject",
  HeadBucket: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListBuckets: "ListAllMyBuckets",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketCors: "GetBucketCORS",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
};

/** The service. */
export function createS3(needs: CompanionNeeds): MountedCompanion {
  const { store, clock, random, keyring, callers, accountId } = needs;
  const buckets = createBucketStore(store);
  const objects = createObjectStore(store, random);
  const over = { store, clock, random, buckets, objects };
  const actions: Readonly<Record<string, CompanionAction>> = {
    CreateBucket: createBucket(over),
    HeadBucket: headBucket(over),
    DeleteBucket: deleteBucket(over),
    ListBuckets: listBuckets(over),
    GetBucketLocation: getBucketLocation(over),
    GetBucketVersioning: getBucketVersioning(over),
    GetBucketEncryption: absentSetting(
      over,
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
    ),
    GetBucketPolicy: absentSetting(over, "NoSuchBucketPolicy", "The bucket policy does not exist"),
    GetBucketTagging: absentSetting(over, "NoSuchTagSet", "The TagSet does not exist"),
    GetBucketLifecycleConfiguration: absentSetting(
      over,
      "NoSuchLifecycleConfiguration",
      "The lifecycle configuration does not exist",
    ),
    GetBucketCors: absentSetting(over, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
    GetPublicAccessBlock: absentSetting(
      over,
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
    ),
    PutObject: putObject(over),
    GetObject: getObject(over),
    HeadObject: headObject(over),
    DeleteObject: deleteObject(over),
    ListObjectsV2: listObjectsV2(over, pageTokensOf(keyring, "s3")),
    CreateMultipartUpload: createMultipartUpload(over),
    UploadPart: uploadPart(over),
    CompleteMultipartUpload: completeMultipartUpload(over),
    AbortMultipartUpload: abortMultipartUpload(over),
  };

  const companion: Companion = { service: "s3", actions };
  const surface: ApiSurface = {
    name: "s3",
    targetPrefixes: [],
    signingNames,
    actions: [],
    // Only S3 signs what it says of the body before the body: so a large one is taken from known callers alone (T-37).
    reception: (head) =>
      callers.vouchFor(head, signingNames)
        ? { browsers: "same-origin", maxBodyBytes: callersBytes, aboveLimit: true }
        : { browsers: "same-origin", maxBodyBytes: strangersBytes },
    async handle(request) {
      try {
        // Who it is comes first: a stranger learns nothing of what there is.
        const caller = callers.authenticate(request, signingNames);
        const { action, input } = readCall(request);
        callers.authorise(caller, `s3:${rights[action] ?? action}`, undefined);
        const { arn, accessKeyId, region } = caller;
        const output = await actions[action]!(
          { accountId, region, arn, accessKeyId, requestId: request.requestId },
          input,
        );
        return s3Success(action, output, request);
      } catch (error) {
        return s3Failure(endingOf(error, needs, request, "s3"), request);
      }
    },
    refuse: (head, exception) => s3Failure(exception, head),
  };
  return { companion, surface };
}
