/**
 * Owns the listener that stands before a server while a recording is made: it passes one request at a time on, so that
 * the recording has one order, and keeps call and answer with placeholders. Calls that only try a sign-in are not kept:
 * they are the test's own.
 */
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type Json, Placeholders } from "./terraform-placeholders.js";
import { documentOf, type RecordedCall } from "./terraform-recording.js";

/** A running recorder. */
export interface Recorder {
  readonly url: string;
  readonly calls: readonly RecordedCall[];
  close(): Promise<void>;
}

const notKept = /\.(InitiateAuth|RespondToAuthChallenge)$/;

/** Starts a recorder before the server at `behind`. */
export async function startRecorder(behind: string): Promise<Recorder> {
  const placeholders = new Placeholders();
  const calls: RecordedCall[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((message, response) => {
    last = last.then(async () => {
      try {
        const body = await buffer(message);
        const answer = await passOn(behind, message, body);
        const target = message.headers["x-amz-target"]?.toString();
        if (target === undefined || !notKept.test(target)) {
          const scope = /\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(message.headers.authorization ?? "");
          const [, region = "", service = ""] = scope ?? [];
          const { method = "POST", url = "/" } = message;
          const asked = placeholders.hideInput({
            ...(url === "/" ? {} : { method, path: url }),
            input: url === "/" && target === undefined ? formOf(body) : documentOf(body.toString()),
          }) as Pick<RecordedCall, "method" | "path" | "input">;
          calls.push({
            service,
            region,
            ...(target === undefined ? {} : { target }),
            ...asked,
            status: answer.status,
            answer: placeholders.hideAnswer(documentOf(answer.body.toString())),
          });
        }
        response.writeHead(answer.status, answer.headers).end(answer.body);
      } catch (error) {
        response.destroy(error as Error);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => closed(server),
  };
}

async function passOn(behind: string, message: IncomingMessage, body: Buffer) {
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method = "POST", headers, url = "/" } = message;
    request(new URL(url, behind), { method, headers }, resolve).once("error", reject).end(body);
  });
  const { statusCode: status = 0, headers } = answered;
  return { status, headers, body: await buffer(answered) };
}

function formOf(body: Buffer): Json {
  return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
