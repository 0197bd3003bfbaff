/**
 * The socket side of the gateway: it listens, keeps the times and sizes that Node enforces, refuses what is no request,
 * and ends in order. What is done with a request is the gateway's.
 */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import type { Logger } from "../../ports/logger.js";
import type { GatewayLimits } from "./limits.js";

/** Certificate chain and key. */
export interface TlsMaterial {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** What a listener is made of. */
export interface ListenerOptions {
  readonly limits: GatewayLimits;
  readonly tls: TlsMaterial | undefined;
  readonly logger: Logger;
  /** Settles when the answer has left, or the connection is gone. Never rejects. */
  receive(message: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Whether somebody else watches over the time of the request on this connection. */
  mayTakeLong(socket: Socket): boolean;
  /** The headers that every answer carries, for answers to what is no request. */
  headersOfRefusal(): { readonly requestId: string; readonly lines: string };
}

/** A listener that can be started once and ended once. */
export interface Listener {
  listen(port: number, host: string): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no new connections, waits for answers in progress, cuts what is left at the deadline. */
  close(deadlineMs: number): Promise<void>;
}

/** While ending: how long a connection may take to say what it wants, in milliseconds. */
const silentGraceMs = 500;

/** Builds the listener; nothing is bound yet. */
export function createListener(options: ListenerOptions): Listener {
  const { limits, tls, logger } = options;
  const server = serverFor(tls, limits);
  /** The last answer in progress on each connection. */
  const inProgress = new Map<Socket, ServerResponse>();
  /** Every connection as a request sees it, and every one as accepted: under TLS two sockets each. */
  const connections = new Set<Socket>();
  const accepted = new Set<Socket>();

  server.on("connection", (socket: Socket) => keepWhileOpen(accepted, socket));
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) =>
    keepWhileOpen(connections, socket),
  );
  server.on("clientError", refuseConnection);
  server.on("request", async (message, response) => {
    const { socket } = message;
    inProgress.set(socket, response);
    await options.receive(message, response);
    if (inProgress.get(socket) === response) inProgress.delete(socket);
  });

  /** What Node could not read as a request, or not in time. */
  function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
    // Node tells it once for a request, and leaves the connection to whoever listens.
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && options.mayTakeLong(socket)) return;
    const answering = inProgress.get(socket);
    const midAnswer = answering?.headersSent === true && !answering.writableFinished;
    if (midAnswer || !socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const status = connectionFailures[error.code ?? ""] ?? "400 Bad Request";
    const { requestId, lines } = options.headersOfRefusal();
    logger.info("unreadable request", { requestId, status: Number(status.slice(0, 3)), errorName: error.code });
    socket.end(
      `HTTP/1.1 ${status}\r\n${lines}cache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
  }

  return {
    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.removeListener("error", reject);
          server.on("error", (error) => logger.error("The listener failed.", { error }));
          const bound = (server.address() as AddressInfo).port;
          const scheme = tls === undefined ? "http" : "https";
          resolve({ url: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${bound}`, port: bound });
        });
      });
    },
    async close(deadlineMs) {
      if (!server.listening) return;
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = setTimeout(() => {
        for (const socket of accepted) socket.destroy();
      }, deadlineMs);
      // A connection that falls idle later would hold the listener until its keep-alive ends, one that never said
      // anything until its time for headers is over.
      const sweep = setInterval(() => server.closeIdleConnections(), 25);
      const silent = setTimeout(() => {
        for (const socket of connections) if (!inProgress.has(socket)) socket.destroy();
      }, silentGraceMs);
      await stopped;
      clearTimeout(deadline);
      clearTimeout(silent);
      clearInterval(sweep);
    },
  };
}

const connectionFailures: Readonly<Record<string, string | undefined>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function keepWhileOpen(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
}

/** Node's TLS takes a moment to load, and most servers stand behind a proxy that speaks it. */
function tlsServer(settings: ServerOptions): Server {
  const https = createRequire(import.meta.url)("node:https") as typeof import("node:https");
  return https.createServer({ ...settings, minVersion: "TLSv1.2", handshakeTimeout: 10_000 });
}

function serverFor(tls: TlsMaterial | undefined, limits: GatewayLimits): Server {
  const shortest = Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs);
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: shortest,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Times are kept to within a fourth of the shortest.
    connectionsCheckingInterval: Math.max(50, shortest / 4),
  };
  const server = tls === undefined ? createServer(settings) : tlsServer({ ...settings, ...tls });
  // One more than allowed, so that too many are seen instead of silently dropped.
  server.maxHeadersCount = limits.headerCount + 1;
  server.maxConnections = limits.connections;
  server.setTimeout(limits.silenceMs);
  return server;
}
