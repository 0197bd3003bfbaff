/**
 * The user pools API over HTTP: the life of a request as one list, and its three endings. It owns the order of the steps;
 * each step's rules are elsewhere (protocols, signed-caller, the model, the operations).
 */
import { callersOf } from "../../model/callers.js";
import { ServiceException, UnknownOperationException } from "../../model/exceptions.js";
import { TooManyRequestsException } from "../../model/generated/exceptions.js";
import { type OperationName, operations, targetPrefix } from "../../model/generated/operations.js";
import { internalFailure } from "../../model/internal-failure.js";
import type { CallOperation } from "../../operations/call.js";
import type { Logger } from "../../ports/logger.js";
import { jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "../protocols/aws-json.js";
import type { ApiSurface, HttpRequest, HttpResponse, Reception, RequestHead } from "../protocols/http.js";
import type { SignedCaller, SignedCallers } from "../protocols/signed-caller.js";
import { peekScope, readSignature } from "../protocols/sigv4-credential.js";
import { concernedPool, isOperationName } from "./concerned-pool.js";

/** What the API is made of. */
export interface CognitoIdpNeeds {
  readonly call: CallOperation;
  readonly callers: SignedCallers;
  readonly logger: Logger;
  readonly accountId: string;
  /** Of requests without a credential scope. */
  readonly region: string;
}

const signingNames = ["cognito-idp"] as const;

/** Anyone may send these, so they are small; what a signed caller sends may hold images. */
const unsignedReception: Reception = { browsers: "any-origin", maxBodyBytes: 256 * 1024 };
const signedReception: Reception = { browsers: "same-origin", maxBodyBytes: 4 * 1024 * 1024 };

/** The user pools API. */
export function createCognitoIdp(needs: CognitoIdpNeeds): ApiSurface {
  const { call, callers, logger, accountId } = needs;

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const version = jsonVersionOf(request);
    let operation: OperationName | undefined;
    try {
      operation = route(request, version);
      const model = operations[operation];
      const caller = callerOf(operation, request);
      const region = caller.kind === "signed" ? caller.region : (peekScope(request)?.region ?? needs.region);
      const input = readJson(request.body);
      if (caller.kind === "signed") {
        const pool = concernedPool(operation, input, { region, accountId });
        callers.authorise(caller, `cognito-idp:${operation}`, pool);
      }
      const output = await call(operation, input, {
        requestId: request.requestId,
        region,
        accountId,
        caller,
        ipAddress: request.remoteAddress,
        userAgent: request.headers["user-agent"] ?? "",
      });
      return jsonSuccess(output, model.output === null, version!, operation);
    } catch (error) {
      return ending(error, request, version, operation);
    }
  }

  /** Nobody known, or whoever's signature is good. */
  function callerOf(operation: OperationName, request: HttpRequest): SignedCaller | typeof anonymous {
    const who = callersOf(operation);
    if (who === "anyone" || (who === "either" && readSignature(request) === undefined)) return anonymous;
    return callers.authenticate(request, signingNames);
  }

  /** Modeled and framework exceptions keep their names; of anything else the caller learns nothing but the request id. */
  function ending(
    error: unknown,
    request: HttpRequest,
    version: "1.0" | "1.1" | undefined,
    operation: OperationName | undefined,
  ): HttpResponse {
    if (error instanceof ServiceException) return jsonError(error, version, operation);
    // The one failure of a port that is the caller's to know: come back later.
    if (error instanceof Error && error.name === "WorkQueueFull") {
      return jsonError(new TooManyRequestsException("Rate exceeded"), version, operation);
    }
    logger.error("An operation failed.", { requestId: request.requestId, operation, error });
    return jsonError(internalFailure(operation), version, operation);
  }

  return {
    name: "cognito-idp",
    targetPrefixes: [targetPrefix],
    signingNames,
    actions: [],
    reception(head) {
      const name = targetOf(head)?.operation;
      const isUnsigned = name !== undefined && isOperationName(name) && callersOf(name) === "anyone";
      return isUnsigned ? unsignedReception : signedReception;
    },
    handle,
    refuse: (head, exception) => jsonError(exception, jsonVersionOf(head)),
  };
}

const anonymous = { kind: "anonymous" } as const;

/** The operation that a request names. A form or plain text, which any page can send, never gets further than this. */
function route(head: RequestHead, version: "1.0" | "1.1" | undefined): OperationName {
  const name = targetOf(head)?.operation;
  if (name === undefined || head.method !== "POST" || !isOperationName(name)) throw new UnknownOperationException();
  if (version === undefined) {
    throw new UnknownOperationException("The content type of a request must be application/x-amz-json-1.1.");
  }
  return name;
}
