/** Puts lines into a stream of Amazon Data Firehose, a record each; records that it refuses are sent again alone. */
import { nameInArn } from "../../domain/log/log-object.js";
import type { Clock } from "../../ports/clock.js";
import { type LogSink, LogSinkError } from "../../ports/log-sinks.js";
import { type ServiceEndpoint, serviceRequests } from "../aws/service-request.js";
import { answered, requireTaken } from "./service-sink.js";

const service = "Firehose";

/** A sink at a Firehose endpoint. */
export function firehoseSink(endpoint: ServiceEndpoint, clock: Clock): LogSink {
  const send = serviceRequests("firehose", endpoint, clock);
  return {
    pauseMs: 1_000,
    async put({ region, destination, entries }) {
      // Records are strung together at their destination, so each brings the end of its line.
      const Records = entries.map(({ json }) => ({ Data: Buffer.from(`${json}\n`).toString("base64") }));
      const answer = await answered(
        service,
        send(region, {
          path: "/",
          headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Firehose_20150804.PutRecordBatch" },
          body: JSON.stringify({ DeliveryStreamName: nameInArn(destination.arn), Records }),
        }),
      );
      requireTaken(service, answer);
      if (Number(answer.members["FailedPutCount"] ?? 0) === 0) return [];
      const responses = answer.members["RequestResponses"];
      if (!Array.isArray(responses) || responses.length !== entries.length)
        throw new LogSinkError("Firehose BadAnswer");
      return entries
        .filter((_, at) => typeof (responses[at] as { ErrorCode?: unknown })?.ErrorCode === "string")
        .map(({ id }) => id);
    },
  };
}
