/**
 * How much the server takes on (T-37, R-7): sizes, times, requests in progress, bytes held. It owns the figures and the
 * count of what is held; the refusals' form is the protocols'.
 */
import type { IncomingMessage } from "node:http";
import type { RequestHead } from "../protocols/http.js";

/** The figures; what is not given has the default below. */
export interface GatewayLimits {
  /** Largest body, unless the surface wants less. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** How long an idle connection stays open; longer than the idle time of the usual load balancers. */
  readonly keepAliveMs: number;
  /** A connection on which nothing moves for so long is cut, also while an answer is sent. */
  readonly silenceMs: number;
  /** Requests being worked on at once; more are refused at the door. */
  readonly requestsInProgress: number;
  /** Bytes of bodies held at once by all requests in progress, beyond the first ones of each. */
  readonly bufferedBytes: number;
  /**
   * So many first bytes of a body do not count: a few strangers who send large bodies slowly would otherwise leave no room
   * for anybody's sign-in. What that can come to is bounded by the connections.
   */
  readonly uncountedBytes: number;
  /** Open connections. */
  readonly connections: number;
}

/** What is in force unless the operator says otherwise. */
export const defaultLimits: GatewayLimits = {
  bodyBytes: 4 * 1024 * 1024,
  headerBytes: 16 * 1024,
  headerCount: 100,
  requestTimeoutMs: 30_000,
  headersTimeoutMs: 10_000,
  keepAliveMs: 65_000,
  silenceMs: 120_000,
  requestsInProgress: 1024,
  bufferedBytes: 64 * 1024 * 1024,
  uncountedBytes: 8 * 1024,
  connections: 10_000,
};

/**
 * Counts requests that are being worked on, and the bytes that bodies hold. A request counts from the end of its body
 * on: whoever sends slowly occupies a connection, not a place at work.
 */
export class Load {
  requests = 0;
  bytes = 0;

  constructor(private readonly limits: GatewayLimits) {}

  /** Whether one more request would be too many. */
  get isFull(): boolean {
    return this.requests >= this.limits.requestsInProgress;
  }

  /** Takes so many more bytes, or answers false. */
  hold(bytes: number): boolean {
    if (this.bytes + bytes > this.limits.bufferedBytes) return false;
    this.bytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.bytes -= bytes;
  }

  /** Takes what a body of so many bytes has more than when it had `before`, or answers false. */
  holdBody(bytes: number, before: number): boolean {
    return this.hold(this.#counted(bytes) - this.#counted(before));
  }

  /** Gives a body of so many bytes back. */
  releaseBody(bytes: number): void {
    this.release(this.#counted(bytes));
  }

  #counted(bytes: number): number {
    return Math.max(0, bytes - this.limits.uncountedBytes);
  }
}

/** Why a body did not arrive. */
export type BodyFailure = "too-large" | "overload" | "aborted";

/** The body, or why there is none. Whoever gets a body gives it back to the load. */
export function readBody(
  message: IncomingMessage,
  head: RequestHead,
  maxBytes: number,
  load: Load,
): Promise<Buffer | BodyFailure> {
  const declared = head.headers["content-length"];
  if (declared === undefined && head.headers["transfer-encoding"] === undefined) return Promise.resolve(noBody);
  if (declared !== undefined && Number(declared) > maxBytes) return Promise.resolve("too-large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let settled = false;
    const settle = (outcome: Buffer | BodyFailure): void => {
      if (settled) return;
      settled = true;
      message.removeListener("data", take);
      if (typeof outcome === "string") load.releaseBody(length);
      resolve(outcome);
    };
    const take = (chunk: Buffer): void => {
      if (length + chunk.length > maxBytes) settle("too-large");
      else if (!load.holdBody(length + chunk.length, length)) settle("overload");
      else {
        length += chunk.length;
        chunks.push(chunk);
      }
    };
    message.on("data", take);
    message.once("end", () => settle(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)));
    message.once("error", () => settle("aborted"));
    message.once("close", () => settle("aborted"));
  });
}

const noBody = Buffer.alloc(0);

/**
 * Lets the rest of an unwanted body run into nothing, so that the client reads the refusal instead of a broken
 * connection; but cuts whoever sends on and on.
 */
export function discardBody(message: IncomingMessage, patienceBytes: number): void {
  if (message.complete) return;
  let seen = 0;
  message.on("data", (chunk: Buffer) => {
    seen += chunk.length;
    if (seen > patienceBytes) message.socket.destroy();
  });
  message.on("error", () => message.socket.destroy());
  message.resume();
}
