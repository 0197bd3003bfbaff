/**
 * The one listener for every protocol. It owns connections, limits, request ids, the rules for hosts and browsers, the
 * way to the surface, the headers that every answer carries, the access log and the orderly end. What a request means
 * belongs to the surfaces.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { RequestEntityTooLargeException, type ServiceException } from "../model/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Logger } from "../ports/logger.js";
import type { Random } from "../ports/random.js";
import { type AnswerCircumstances, writeAnswer } from "./gateway/answer-writer.js";
import { apiPreflight, isPreflight, isRefusedPage, routePreflight } from "./gateway/browser-rules.js";
import { createHostCheck } from "./gateway/host-rules.js";
import { defaultLimits, discardBody, type GatewayLimits, Load, readBody } from "./gateway/limits.js";
import { createListener, type TlsMaterial } from "./gateway/listener.js";
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
  readonly tls?: TlsMaterial | undefined;
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

/** Words a refusal; a surface that is loaded only now takes a moment. */
type Refuse = (exception: ServiceException) => HttpResponse | Promise<HttpResponse>;

/** What is known about a request, growing until it is answered. */
interface Exchange extends AnswerCircumstances {
  readonly startedAt: number;
  head: RequestHead | undefined;
  surface: string;
  access: BrowserAccess;
  cacheable: boolean;
}

/** What counts as held for a body that is received piece by piece: two of the pieces it is stored in. */
const bytesOfPieces = 512 * 1024;

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
  /** Connections that a route receives a body on piece by piece, for as long as it says. */
  const uploads = new WeakSet<object>();
  let draining = false;
  let closing: Promise<void> | undefined;
  const listener = createListener({
    limits,
    tls: options.tls,
    logger,
    receive,
    mayTakeLong: (socket) => uploads.has(socket),
    headersOfRefusal: () => {
      const requestId = random.uuid();
      return { requestId, lines: `x-amzn-requestid: ${requestId}\r\nx-poolhouse-mode: ${mode}\r\n` };
    },
  });

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
    const reception = surface.reception(head);
    // Not awaited where there is nothing to wait for: this is every request.
    const { browsers, maxBodyBytes, aboveLimit = false } = reception instanceof Promise ? await reception : reception;
    exchange.surface = surface.name;
    exchange.access = browsers;
    const refuse: Refuse = (exception) => surface.refuse(head, exception);
    if (isRefusedPage(browsers, head, publicOrigin)) return refuse(foreignPage);
    const most = aboveLimit ? maxBodyBytes : Math.min(maxBodyBytes, limits.bodyBytes);
    return withBody(message, head, most, refuse, (request) => surface.handle(request));
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
    if (route.receive !== undefined)
      return withPieces(message, head, refuse, route.receive.bind(route, head, parameters));
    const handle = (request: HttpRequest): Promise<HttpResponse> => route.handle(request, parameters);
    const most = Math.min(route.maxBodyBytes ?? limits.bodyBytes, limits.bodyBytes);
    return withBody(message, head, most, refuse, handle, route.isProbe);
  }

  /** A form without a signature: read first, because only its Action says whose protocol the refusal must speak. */
  async function answerToForm(
    message: IncomingMessage,
    head: RequestHead,
    exchange: Exchange,
  ): Promise<HttpResponse | undefined> {
    const refuse = (exception: ServiceException): HttpResponse => plainRefusal(head, exception);
    if (isRefusedPage("same-origin", head, publicOrigin)) return refuse(foreignPage);
    return withBody(message, head, Math.min(64 * 1024, limits.bodyBytes), refuse, async (request) => {
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
    refuse: Refuse,
    handle: (request: HttpRequest) => Promise<HttpResponse>,
    isProbe = false,
  ): Promise<HttpResponse | undefined> {
    if (load.isFull && !isProbe) return refuse(overload);
    const body = await readBody(message, head, maxBodyBytes, load);
    if (body === "aborted") return undefined;
    if (body === "too-large") return refuse(new RequestEntityTooLargeException());
    if (body === "overload") return refuse(overload);
    if (load.isFull && !isProbe) {
      load.releaseBody(body.length);
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
      load.releaseBody(body.length);
    }
  }

  /** Hands the body on as it comes; what is held of it meanwhile counts. */
  async function withPieces(
    message: IncomingMessage,
    head: RequestHead,
    refuse: Refuse,
    receive: (body: AsyncIterable<Buffer>) => Promise<HttpResponse>,
  ): Promise<HttpResponse | undefined> {
    if (load.isFull || !load.hold(bytesOfPieces)) return refuse(overload);
    uploads.add(message.socket);
    try {
      // An answer may come before the body's end: the connection must stay for it.
      return await receive(message.iterator({ destroyOnReturn: false }));
    } catch (error) {
      if (message.destroyed && !message.complete) return undefined;
      logger.error("A surface failed.", { requestId: head.requestId, error });
      return refuse(internalFailure);
    } finally {
      uploads.delete(message.socket);
      load.release(bytesOfPieces);
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
    const circumstances = { mode, isLast: draining };
    try {
      writeAnswer(response, answer, exchange, circumstances);
    } catch (error) {
      logger.error("An answer could not be written.", { requestId: exchange.requestId, error });
      if (response.headersSent) response.destroy();
      else writeAnswer(response, plainRefusal(exchange.head, internalFailure), exchange, circumstances);
    }
  }

  return {
    listen: (port, host) => listener.listen(port, host),
    close({ deadlineMs = 10_000 } = {}) {
      draining = true;
      closing ??= listener.close(deadlineMs);
      return closing;
    },
    get isDraining() {
      return draining;
    },
  };
}
