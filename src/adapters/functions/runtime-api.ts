/**
 * Lambda's Runtime API for one process: it asks for its next event and posts what became of it, over HTTP on a free port
 * of the loopback interface. It owns the wire of the published API; limits of time and what an outcome means are
 * `function-process.ts`. Neither web pages nor other users of the machine may take an event.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { isOwnPeer } from "./peer-user.js";

/** An event on its way to a process. */
export interface RuntimeEvent {
  readonly requestId: string;
  /** JSON. */
  readonly body: string;
  readonly invokedArn: string;
  /** Wall time in milliseconds; asked for when the event is handed over. */
  readonly deadline: () => number;
}

/** What a process reports. */
export interface RuntimeListener {
  /** The process is up: it asks for its first event. */
  ready(): void;
  /** The process has the event. */
  taken(): void;
  answered(body: string): void;
  /** An error document. */
  failed(document: string): void;
  /** The code could not be loaded. */
  notStarted(document: string): void;
}

export interface RuntimeApi {
  /** `127.0.0.1:PORT`, the value of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Hands an event over as soon as the process asks for one. One at a time. */
  give(event: RuntimeEvent): void;
  /** Takes back an event that was not handed over yet. */
  withdraw(): void;
  close(): void;
}

/** Largest answer of a function. */
export const largestAnswer = 6 * 1024 * 1024;
const base = "/2018-06-01/runtime";

/** Opens the API for a process that will be started next. */
export async function openRuntimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let pending: RuntimeEvent | undefined;
  let current: RuntimeEvent | undefined;
  let isReady = false;
  let address = "";

  function handOver(): void {
    if (waiting === undefined || pending === undefined) return;
    const [response, event] = [waiting, pending];
    waiting = undefined;
    pending = undefined;
    current = event;
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": event.requestId,
      "lambda-runtime-deadline-ms": String(event.deadline()),
      "lambda-runtime-invoked-function-arn": event.invokedArn,
      "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000;Sampled=0",
    });
    response.end(event.body);
    listener.taken();
  }

  const judged = new WeakMap<Socket, Promise<boolean>>();
  /** Once for every connection. */
  function isOwn(socket: Socket): Promise<boolean> {
    const known = judged.get(socket);
    if (known !== undefined) return known;
    const judging = isOwnPeer(socket);
    judged.set(socket, judging);
    return judging;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await isOwn(request.socket))) {
      request.socket.destroy();
      return;
    }
    const { method, url = "", headers } = request;
    if (headers.host !== address || headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) {
      return answer(response, 403, { errorType: "Forbidden", errorMessage: "Only the function's process may call." });
    }
    if (method === "GET" && url === `${base}/invocation/next`) {
      waiting?.destroy();
      waiting = response;
      response.once("close", () => {
        if (waiting === response) waiting = undefined;
      });
      if (!isReady) {
        isReady = true;
        listener.ready();
      }
      return handOver();
    }
    if (method !== "POST") return notThere(response);
    const body = await readBody(request);
    if (url === `${base}/init/error`) {
      listener.notStarted(body ?? "");
      return answer(response, 202, { status: "OK" });
    }
    const [id, what] = url.startsWith(`${base}/invocation/`) ? url.slice(base.length + 12).split("/") : [];
    if (what !== "response" && what !== "error") return notThere(response);
    if (current === undefined || id !== current.requestId) {
      return answer(response, 400, { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" });
    }
    current = undefined;
    if (body === undefined) {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`;
      answer(response, 413, { errorType: "RequestEntityTooLarge", errorMessage });
      return listener.failed(JSON.stringify({ errorType: "Function.ResponseSizeTooLarge", errorMessage }));
    }
    answer(response, 202, { status: "OK" });
    if (what === "response") listener.answered(body);
    else listener.failed(body);
  }

  const server = createServer((request, response) => {
    // A process that dies in the middle of a request is noticed by its end.
    handle(request, response).catch(() => response.destroy());
  });
  // A process may take its time between two requests; it is alone on its port.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // Warm processes do not keep an embedding program alive.
  server.unref();
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    give(event) {
      pending = event;
      handOver();
    },
    withdraw() {
      pending = undefined;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The whole body; undefined when it is too large, which is read to its end all the same. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestAnswer) chunks.push(chunk);
  }
  return size > largestAnswer ? undefined : Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function notThere(response: ServerResponse): void {
  answer(response, 404, { errorType: "NotFound", errorMessage: "There is no such path in the Runtime API." });
}
