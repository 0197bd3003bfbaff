/** Part of the composition root: binds the sinks of exported logs to what a configuration says, and to the buckets here. */
import { cloudWatchLogsSink } from "./adapters/log-delivery/cloudwatch-logs.js";
import { firehoseSink } from "./adapters/log-delivery/firehose.js";
import { fileSink } from "./adapters/log-delivery/log-file.js";
import { webhookSink } from "./adapters/log-delivery/log-webhook.js";
import { logObjectOf, pauseOfObjects, s3Sink } from "./adapters/log-delivery/s3-objects.js";
import { systemClock } from "./adapters/time/system-clock.js";
import type { AwsEndpoint, Config } from "./config.js";
import { nameInArn } from "./domain/log/log-object.js";
import type { Clock } from "./ports/clock.js";
import { type LogSink, LogSinkError, type LogSinks } from "./ports/log-sinks.js";
import type { Random } from "./ports/random.js";
import type { Store } from "./ports/store.js";
import { createBucketStore } from "./surfaces/companions/s3/bucket-store.js";
import { CompanionException } from "./surfaces/protocols/companion.js";

/** Development accepts any credentials, and so do the local endpoints that it is used with. */
const anyKey = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * The sinks of a configuration: a bucket that is here, else the endpoint of the service, else the file or the webhook. Nothing
 * connects before the first batch.
 */
export function bindLogSinks(
  { logDelivery }: Pick<Config, "logDelivery">,
  here: { readonly store: Store; readonly clock: Clock; readonly random: Random },
): LogSinks {
  // Receivers compare the time of a signature with their own clocks.
  const clock = systemClock();
  const { cloudWatchLogs, firehose, s3, rest } = logDelivery;
  const at = (endpoint: AwsEndpoint | undefined, sink: typeof s3Sink) =>
    endpoint && sink({ url: endpoint.endpoint, key: endpoint.credentials ?? anyKey }, clock);
  const byKind: Record<"CloudWatchLogs" | "Firehose" | "S3", LogSink | undefined> = {
    CloudWatchLogs: at(cloudWatchLogs, cloudWatchLogsSink),
    Firehose: at(firehose, firehoseSink),
    S3: at(s3, s3Sink),
  };
  const fallback = rest && ("file" in rest ? fileSink(rest.file) : webhookSink(rest.webhook, clock));
  const buckets = createBucketStore(here.store);
  const ownBucket = ownBucketSink(here, buckets);
  return {
    // A bucket may be made here at any time.
    mayServe: (kind) => kind === "S3" || (byKind[kind] ?? fallback) !== undefined,
    async of(accountId, { kind, arn }) {
      const isHere = kind === "S3" && (await buckets.get(accountId, nameInArn(arn))) !== undefined;
      return isHere ? ownBucket : (byKind[kind] ?? fallback);
    },
  };
}

function ownBucketSink(
  { store, clock, random }: { readonly store: Store; readonly clock: Clock; readonly random: Random },
  buckets: ReturnType<typeof createBucketStore>,
): LogSink {
  return {
    pauseMs: pauseOfObjects,
    async put(batch) {
      // Few installations write logs into their own buckets.
      const { putObject } = await import("./surfaces/companions/s3/object.js");
      const { createObjectStore } = await import("./surfaces/companions/s3/object-store.js");
      const put = putObject({ buckets, objects: createObjectStore(store, random), clock });
      const { bucket, key, contentType, bytes } = await logObjectOf(batch);
      const { accountId, region } = batch;
      const caller = { accountId, region, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: "", requestId: "" };
      const Headers = { "content-type": contentType };
      try {
        await put(caller, { Bucket: bucket, Key: key, Body: bytes, Headers });
      } catch (error) {
        // The bucket was deleted meanwhile.
        if (error instanceof CompanionException) throw new LogSinkError(`S3 ${error.wireName}`, { cause: error });
        throw error;
      }
      return [];
    },
  };
}
