/** Puts lines into a log group of CloudWatch Logs, into a stream of the pool's own, which is made when it is not there. */
import { logStreamName, nameInArn } from "../../domain/log/log-object.js";
import type { Clock } from "../../ports/clock.js";
import type { LogSink } from "../../ports/log-sinks.js";
import { type ServiceEndpoint, serviceRequests } from "../aws/service-request.js";
import { answered, requireTaken } from "./service-sink.js";

const service = "CloudWatchLogs";

/** A sink at a CloudWatch Logs endpoint. */
export function cloudWatchLogsSink(endpoint: ServiceEndpoint, clock: Clock): LogSink {
  const send = serviceRequests("logs", endpoint, clock);
  const call = (region: string, action: string, input: object) =>
    answered(
      service,
      send(region, {
        path: "/",
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${action}` },
        body: JSON.stringify(input),
      }),
    );
  return {
    pauseMs: 1_000,
    async put(batch) {
      const { region, destination, entries } = batch;
      const place = { logGroupName: nameInArn(destination.arn), logStreamName: logStreamName(batch) };
      // In the order of their times, which PutLogEvents demands: two nodes' clocks may differ.
      const logEvents = entries
        .map(({ at, json }) => ({ timestamp: at, message: json }))
        .sort((a, b) => a.timestamp - b.timestamp);
      const put = () => call(region, "PutLogEvents", { ...place, logEvents });
      const first = await put();
      if (first.errorName !== "ResourceNotFoundException") {
        requireTaken(service, first);
        return [];
      }
      const made = await call(region, "CreateLogStream", place);
      // Another node may have made it. What is missing now is the group.
      if (made.errorName !== "ResourceAlreadyExistsException") requireTaken(service, made);
      requireTaken(service, await put());
      return [];
    },
  };
}
