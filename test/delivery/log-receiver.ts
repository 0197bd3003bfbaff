/**
 * CloudWatch Logs, Firehose and S3 as far as exported logs need them, on the loopback interface. Every signature is checked
 * by this server's own verifier; what is wrong with a request is kept and fails the test that asks.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { HttpRequest } from "../../src/surfaces/protocols/http.js";
import { verifySignature } from "../../src/surfaces/protocols/sigv4.js";
import { readSignature } from "../../src/surfaces/protocols/sigv4-credential.js";

/** What requests have to be signed with. */
export const receiverKey = { accessKeyId: "AKIDLOGS", secretAccessKey: "s3cret-of-the-receiver" };

/** One line that arrived, and where. */
export interface ReceivedLine {
  /** `group stream`, the name of a stream, or `bucket/key`. */
  readonly at: string;
  readonly log: { readonly eventSource: string; readonly message: Record<string, unknown> };
  readonly region: string;
}

export interface LogReceiver {
  readonly url: string;
  readonly lines: ReceivedLine[];
  /** Actions in the order they came. */
  readonly actions: string[];
  /** What was wrong with requests. */
  readonly faults: string[];
  /** Groups that exist. */
  readonly groups: Set<string>;
  /** Answers everything with this status until it is undefined again. */
  status: number | undefined;
  /** So many of the next records of Firehose are refused. */
  refuseRecords: number;
  close(): void;
}

type Input = Record<string, string> & {
  readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[];
  readonly Records?: readonly { readonly Data: string }[];
};

/** Starts a receiver on a free port. */
export async function openLogReceiver(): Promise<LogReceiver> {
  const streams = new Set<string>();
  const keep = (at: string, text: string, region: string) =>
    receiver.lines.push({ at, log: JSON.parse(text) as ReceivedLine["log"], region });

  const answers: Record<string, (input: Input, region: string) => [status: number, body: object]> = {
    "Logs_20140328.PutLogEvents"({ logGroupName, logStreamName, logEvents = [] }, region) {
      const at = `${logGroupName} ${logStreamName}`;
      if (!streams.has(at)) return [400, { __type: "ResourceNotFoundException" }];
      const times = logEvents.map(({ timestamp }) => timestamp);
      if (times.some((time, n) => time < (times[n - 1] ?? 0))) return [400, { __type: "InvalidParameterException" }];
      for (const { message } of logEvents) keep(at, message, region);
      return [200, {}];
    },
    "Logs_20140328.CreateLogStream"({ logGroupName, logStreamName }) {
      if (!receiver.groups.has(logGroupName!)) return [400, { __type: "com.amazonaws.logs#ResourceNotFoundException" }];
      streams.add(`${logGroupName} ${logStreamName}`);
      return [200, {}];
    },
    "Firehose_20150804.PutRecordBatch"({ DeliveryStreamName, Records = [] }, region) {
      const RequestResponses = Records.map(({ Data }, n) => {
        if (receiver.refuseRecords > 0) {
          receiver.refuseRecords -= 1;
          return { ErrorCode: "ServiceUnavailableException", ErrorMessage: "slow down" };
        }
        const text = Buffer.from(Data, "base64").toString();
        if (!text.endsWith("\n")) receiver.faults.push("a record without an end of line");
        keep(DeliveryStreamName!, text, region);
        return { RecordId: String(n) };
      });
      const FailedPutCount = RequestResponses.filter((one) => "ErrorCode" in one).length;
      return [200, { FailedPutCount, RequestResponses }];
    },
  };

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = asRequest(incoming, Buffer.concat(chunks));
      const target = String(request.headers["x-amz-target"] ?? request.method);
      receiver.actions.push(target.split(".").at(-1)!);
      if (receiver.status !== undefined) return void response.writeHead(receiver.status).end();
      try {
        const presented = readSignature(request)!;
        const service = target.startsWith("Logs_") ? "logs" : target.startsWith("Firehose_") ? "firehose" : "s3";
        const { accessKeyId, region } = presented.scope;
        if (accessKeyId !== receiverKey.accessKeyId) throw new Error(`key ${accessKeyId}`);
        verifySignature(request, presented, receiverKey, { now: Date.now(), services: [service] });
        if (service === "s3") {
          const lines = gunzipSync(request.body).toString().split("\n");
          if (lines.pop() !== "") receiver.faults.push("an object without an end of line");
          for (const line of lines) keep(request.path.slice(1), line, region);
          return void response.writeHead(200).end();
        }
        const [status, body] = answers[target]!(JSON.parse(request.body.toString()) as Input, region);
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      } catch (error) {
        receiver.faults.push(`${target}: ${String(error)}`);
        response.writeHead(403).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: LogReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines: [],
    actions: [],
    faults: [],
    groups: new Set(),
    status: undefined,
    refuseRecords: 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}

function asRequest({ method = "", url = "/", headers }: IncomingMessage, body: Buffer): HttpRequest {
  const [path = "/", rawQuery = ""] = url.split("?", 2);
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]);
  return {
    requestId: "r",
    method,
    path,
    rawQuery,
    headers: Object.assign(Object.create(null), Object.fromEntries(flat)),
    remoteAddress: "127.0.0.1",
    secure: false,
    body,
  };
}
