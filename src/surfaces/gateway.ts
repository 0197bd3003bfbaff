/**
 * The one listener for every protocol. It owns connections, limits, request ids, the rules for hosts and browsers, the
 * way to the surface, the headers that every answer carries, the access log and the orderly end. What a request means
 * belongs to the surfaces.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { RequestEntityTooLargeException, type ServiceException } from "../model/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Logger } from "../ports/logger.js";
import type { Random } from "../ports/random.js";
import { anyOriginHeaders, apiPreflight, isPreflight, isRefusedPage, routePreflight } from "./gateway/browser-rules.js";
import { createHostCheck } from "./gateway/host-rules.js";
import { defaultLimits, discardBody, type GatewayLimits, Load, readBody } from "./gateway/limits.js";
import { createClientSideReader } from "./gateway/proxies.js";
import {
  badHead,
  foreignPage,
  internalFailure,
  methodNotAllowed,
  misdirected,
  notFound,
  overload,
  plainRefusal,
  unknownOperation,
} from "./gateway/refusals.js";
import { isBadHead, readHead } from "./gateway/request-head.js";
import { createRoutes, type Destination } from "./gateway/routes.js";
import type { ApiSurface, BrowserAccess, HttpRequest, HttpResponse, PathRoute, RequestHead } from "./protocols/http.js";

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly logger: Logger;
  readonly clock: Pick<Clock, "monotonic">;
  readonly random: Pick<Random, "uuid">;
  /** Shown in every answer (T-54). */
  readonly mode: "development" | "production";
  readonly apis: readonly ApiSurface[];
  /** In order; the first match answers. */
  readonly paths: readonly PathRoute[];
  readonly publicUrl?: string | undefined;
  readonly allowHost?: readonly string[];
  /** Whether a name is a registered domain of some user pool. */
  readonly isKnownDomain?: (name: string) => Promise<boolean>;
  readonly trustedProxies?: readonly string[];
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  readonly limits?: Partial<GatewayLimits>;
}

/** A listener that can be started once and ended once. */
export interface Gateway {
  listen(port: number, host: string): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no new connections, finishes what is in progress, cuts what is left at the deadline. May be repeated. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** True from the first call of `close`. */
  readonly isDraining: boolean;
}

/** What is known about a request when it is answered. */
interface Exchange {
  readonly requestId: string;
  readonly startedAt: number;
  head: RequestHead | undefined;
  surface: string;
  access: BrowserAccess;
  cacheable: boolean;
}

/** Builds a gateway over its surfaces. */
export function createGateway(options: GatewayOptions): Gateway {
  const { logger, clock, random, mode } = options;
  const limits: GatewayLimits = { ...defaultLimits, ...options.limits };
  const routes = createRoutes(options.apis, options.paths);
  const hosts = createHostCheck({
    publicUrl: options.publicUrl,
    allowHost: options.allowHost ?? [],
    isKnownDomain: options.isKnownDomain ?? (async () => false),
  });
  const clientSide = createClientSideReader(options.trustedProxies ?? []);
  const publicOrigin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  const load = new Load(limits);
  /** The answer in progress on each connection, for failures that Node reports about the connection. */
  const inProgress = new Map<Socket, ServerResponse>();
  /** Every connection as a request sees it, and every one as accepted: under TLS two sockets each. */
  const connections = new Set<Socket>();
  const accepted = new Set<Socket>();
  let draining = false;

  const server = listenerFor(options, limits);
  server.on("request", (message, response) => void receive(message, response));
  server.on("clientError", refuseConnection);
  server.on("connection", (socket: Socket) => keepWhileOpen(accepted, socket));
  server.on(options.tls === undefined ? "connection" : "secureConnection", (socket: Socket) =>
    keepWhileOpen(connections, socket),
  );

  /** One request from its first to its last moment. */
  async function receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange: Exchange = {
      requestId: random.uuid(),
      startedAt: clock.monotonic(),
      head: undefined,
      surface: "gateway",
      access: "navigation",
      cacheable: false,
    };
    inProgress.set(message.socket, response);
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    let answer: HttpResponse | undefined;
    try {
      answer = await answerTo(message, exchange);
    } catch (error) {
      logger.error("A request failed inside the gateway.", { requestId: exchange.requestId, error });
      answer = plainRefusal(exchange.head, internalFailure);
    }
    if (answer !== undefined && !response.destroyed) writeOrFail(exchange, answer, response);
    if (!message.complete) discardBody(message, limits.bodyBytes * 2);
    await closed;
    if (inProgress.get(message.socket) === response) inProgress.delete(message.socket);
    logger.info("request", {
      requestId: exchange.requestId,
      surface: exchange.surface,
      operation: answer?.operation,
      status: answer?.status,
      errorName: answer?.errorName,
      durationMs: Math.round((clock.monotonic() - exchange.startedAt) * 1000) / 1000,
      remoteAddress: exchange.head?.remoteAddress,
    });
  }

  /** The answer; undefined when the client has gone. Everything that can be refused without the body is refused first. */
  async function answerTo(message: IncomingMessage, exchange: Exchange): Promise<HttpResponse | undefined> {
    const head = readHead(message, exchange.requestId, clientSide, limits.headerCount);
    if (isBadHead(head)) return plainRefusal(undefined, badHead(head.status, head.reason));
    exchange.head = head;
    const destination = routes.find(head);
    if (destination.kind === "path" && destination.route.isProbe === true) {
      return answerFromPath(message, head, destination, exchange);
    }
    const allowed = hosts.allows(head.headers["host"]);
    if (!(typeof allowed === "boolean" ? allowed : await allowed)) return plainRefusal(head, misdirected);
    if (isPreflight(head)) return preflightAnswer(head, exchange);
    if (destination.kind === "api") return answerFromApi(message, head, destination.surface, exchange);
    if (destination.kind === "path") return answerFromPath(message, head, destination, exchange);
    if (destination.kind === "form") return answerToForm(message, head, exchange);
    if (destination.kind === "foreign-service") return plainRefusal(head, unknownOperation);
    if (destination.kind === "none") return plainRefusal(head, notFound);
    const refusal = plainRefusal(head, methodNotAllowed);
    return { ...refusal, headers: { ...refusal.headers, allow: destination.allowed.join(", ") } };
  }

  async function answerFromApi(
    message: IncomingMessage,
    head: RequestHead,
    surface: ApiSurface,
    exchange: Exchange,
  ): Promise<HttpResponse | undefined> {
    const { browsers, maxBodyBytes } = surface.reception(head);
    exchange.surface = surface.name;
    exchange.access = browsers;
    const refuse = (exception: ServiceException): HttpResponse => surface.refuse(head, exception);
    if (isRefusedPage(browsers, head, publicOrigin)) return refuse(foreignPage);
    return withBody(message, head, maxBodyBytes, refuse, (request) => surface.handle(request));
  }

  async function answerFromPath(
    message: IncomingMessage,
    head: RequestHead,
    { route, parameters }: Extract<Destination, { kind: "path" }>,
    exchange: Exchange,
  ): Promise<HttpResponse | undefined> {
    exchange.surface = route.name;
    exchange.access = route.browsers;
    exchange.cacheable = route.cacheable === true;
    const refuse = (exception: ServiceException): HttpResponse => plainRefusal(head, exception);
    if (isRefusedPage(route.browsers, head, publicOrigin)) return refuse(foreignPage);
    const handle = (request: HttpRequest): Promise<HttpResponse> => route.handle(request, parameters);
    return withBody(message, head, route.maxBodyBytes ?? limits.bodyBytes, refuse, handle, route.isProbe);
  }

  /** A form without a signature: read first, because only its Action says whose protocol the refusal must speak. */
  async function answerToForm(
    message: IncomingMessage,
    head: RequestHead,
    exchange: Exchange,
  ): Promise<HttpResponse | undefined> {
    const refuse = (exception: ServiceException): HttpResponse => plainRefusal(head, exception);
    if (isRefusedPage("same-origin", head, publicOrigin)) return refuse(foreignPage);
    return withBody(message, head, 64 * 1024, refuse, async (request) => {
      const surface = routes.byAction(request.body.toString("latin1"));
      if (surface === undefined) return refuse(unknownOperation);
      exchange.surface = surface.name;
      return surface.handle(request);
    });
  }

  /** Reads the body within the limits, has it handled, and gives its bytes back. */
  async function withBody(
    message: IncomingMessage,
    head: RequestHead,
    maxBodyBytes: number,
    refuse: (exception: ServiceException) => HttpResponse,
    handle: (request: HttpRequest) => Promise<HttpResponse>,
    isProbe = false,
  ): Promise<HttpResponse | undefined> {
    if (load.isFull && !isProbe) return refuse(overload);
    const body = await readBody(message, head, Math.min(maxBodyBytes, limits.bodyBytes), load);
    if (body === "aborted") return undefined;
    if (body === "too-large") return refuse(new RequestEntityTooLargeException());
    if (body === "overload") return refuse(overload);
    if (load.isFull && !isProbe) {
      load.release(body.length);
      return refuse(overload);
    }
    load.requests++;
    try {
      return await handle({ ...head, body });
    } catch (error) {
      logger.error("A surface failed.", { requestId: head.requestId, error });
      return refuse(internalFailure);
    } finally {
      load.requests--;
      load.release(body.length);
    }
  }

  /** A browser asks before it sends: the API is open to all pages, a route as it says itself. */
  function preflightAnswer(head: RequestHead, exchange: Exchange): HttpResponse {
    const destination = routes.find({ ...head, method: head.headers["access-control-request-method"] ?? "" });
    if (destination.kind === "path") {
      if (destination.route.browsers !== "any-origin") return plainRefusal(head, foreignPage);
      exchange.access = "any-origin";
      return routePreflight;
    }
    if (head.path !== "/") return plainRefusal(head, notFound);
    exchange.access = "any-origin";
    return apiPreflight;
  }

  /** Node refuses headers with line breaks and the like; then nothing of the answer has left yet. */
  function writeOrFail(exchange: Exchange, answer: HttpResponse, response: ServerResponse): void {
    try {
      write(exchange, answer, response);
    } catch (error) {
      logger.error("An answer could not be written.", { requestId: exchange.requestId, error });
      if (response.headersSent) response.destroy();
      else write(exchange, plainRefusal(exchange.head, internalFailure), response);
    }
  }

  /** Writes an answer with what every answer carries. */
  function write(exchange: Exchange, answer: HttpResponse, response: ServerResponse): void {
    const { body } = answer;
    const headers: string[] = [
      "x-amzn-requestid",
      exchange.requestId,
      "x-poolhouse-mode",
      mode,
      "x-content-type-options",
      "nosniff",
      "content-length",
      String(typeof body === "string" ? Buffer.byteLength(body) : body.length),
    ];
    const keepsCaching = exchange.cacheable && answer.status === 200;
    if (!keepsCaching) headers.push("cache-control", "no-store");
    if (exchange.access === "any-origin" && (keepsCaching || exchange.head?.headers["origin"] !== undefined)) {
      headers.push(...anyOriginHeaders);
    }
    if (draining) headers.push("connection", "close");
    if (answer.status === 503) headers.push("retry-after", "1");
    for (const name of Object.keys(answer.headers)) {
      if (name === "cache-control" && !keepsCaching) continue;
      const value = answer.headers[name]!;
      if (typeof value === "string") headers.push(name, value);
      else for (const one of value) headers.push(name, one);
    }
    response.writeHead(answer.status, headers);
    response.end(body);
  }

  /** What Node could not read as a request, or not in time. */
  function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
    const answering = inProgress.get(socket);
    const midAnswer = answering?.headersSent === true && !answering.writableFinished;
    if (midAnswer || !socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const status = connectionFailures[error.code ?? ""] ?? "400 Bad Request";
    const requestId = random.uuid();
    logger.info("unreadable request", { requestId, status: Number(status.slice(0, 3)), errorName: error.code });
    socket.end(
      `HTTP/1.1 ${status}\r\nx-amzn-requestid: ${requestId}\r\nx-poolhouse-mode: ${mode}\r\ncache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
  }

  function cutSilentConnections(): void {
    for (const socket of connections) if (!inProgress.has(socket)) socket.destroy();
  }

  return {
    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.removeListener("error", reject);
          server.on("error", (error) => logger.error("The listener failed.", { error }));
          const bound = (server.address() as AddressInfo).port;
          const scheme = options.tls === undefined ? "http" : "https";
          resolve({ url: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${bound}`, port: bound });
        });
      });
    },
    async close({ deadlineMs = 10_000 } = {}) {
      draining = true;
      if (!server.listening) return;
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = setTimeout(() => {
        for (const socket of accepted) socket.destroy();
      }, deadlineMs);
      // A connection that falls idle later would hold the listener until its keep-alive ends, one that never said
      // anything until its time for headers is over.
      const sweep = setInterval(() => server.closeIdleConnections(), 25);
      const silent = setTimeout(() => cutSilentConnections(), silentGraceMs);
      await stopped;
      clearTimeout(deadline);
      clearTimeout(silent);
      clearInterval(sweep);
    },
    get isDraining() {
      return draining;
    },
  };
}

function keepWhileOpen(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
}

/** While draining: how long a connection may take to say what it wants, in milliseconds. */
const silentGraceMs = 500;

const connectionFailures: Readonly<Record<string, string | undefined>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function listenerFor(options: GatewayOptions, limits: GatewayLimits): Server {
  const settings = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    // The shortest of the times above is kept to within a fourth of itself.
    connectionsCheckingInterval: Math.max(50, Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs) / 4),
  };
  const server =
    options.tls === undefined
      ? createServer(settings)
      : createTlsServer({ ...settings, ...options.tls, minVersion: "TLSv1.2", handshakeTimeout: 10_000 });
  // One more than allowed, so that too many are seen instead of silently dropped.
  server.maxHeadersCount = limits.headerCount + 1;
  server.maxConnections = limits.connections;
  server.setTimeout(limits.silenceMs);
  return server;
}
