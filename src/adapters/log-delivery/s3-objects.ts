/** Puts lines into a bucket of S3, an object for each batch. Buckets are named in the path, which every endpoint knows. */
import { promisify } from "node:util";
import { jsonLines, logObjectKey, nameInArn } from "../../domain/log/log-object.js";
import type { Clock } from "../../ports/clock.js";
import type { LogBatch, LogSink } from "../../ports/log-sinks.js";
import { type ServiceEndpoint, serviceRequests } from "../aws/service-request.js";
import { answered, requireTaken } from "./service-sink.js";

const service = "S3";
/** Few objects of many lines are worth more than many of few. */
export const pauseOfObjects = 60_000;

/** A batch as an object. */
export interface LogObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The object of a batch: JSON lines, compressed. */
export async function logObjectOf(batch: LogBatch): Promise<LogObject> {
  return {
    bucket: nameInArn(batch.destination.arn),
    key: logObjectKey(batch, batch.entries[0]!),
    contentType: "application/x-gzip",
    bytes: await compressed(jsonLines(batch.entries)),
  };
}

async function compressed(text: string): Promise<Buffer> {
  // Few servers compress anything.
  const { gzip } = await import("node:zlib");
  return promisify(gzip)(text);
}

/** A sink at an S3 endpoint. */
export function s3Sink(endpoint: ServiceEndpoint, clock: Clock): LogSink {
  const send = serviceRequests("s3", endpoint, clock);
  return {
    pauseMs: pauseOfObjects,
    async put(batch) {
      const { bucket, key, contentType, bytes } = await logObjectOf(batch);
      const request = { method: "PUT", path: `/${bucket}/${key}`, headers: { "content-type": contentType } } as const;
      requireTaken(service, await answered(service, send(batch.region, { ...request, body: bytes })));
      return [];
    },
  };
}
