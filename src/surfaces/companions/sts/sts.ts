/**
 * Just enough of the Security Token Service: `GetCallerIdentity`, with which clients check credentials and learn the
 * account. It owns that answer in the three forms that clients ask for.
 */
import { ServiceException, UnknownOperationException } from "../../../model/exceptions.js";
import { InternalErrorException } from "../../../model/generated/exceptions.js";
import type { Logger } from "../../../ports/logger.js";
import { jsonError, jsonSuccess, jsonVersionOf, targetOf } from "../../protocols/aws-json.js";
import { InvalidActionException, queryError, querySuccess, readQuery } from "../../protocols/aws-query.js";
import {
  type ApiSurface,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  type Reception,
} from "../../protocols/http.js";
import type { SignedCaller, SignedCallers } from "../../protocols/signed-caller.js";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
const version = "2011-06-15";
const signingNames = ["sts"] as const;
const reception: Reception = { browsers: "same-origin", maxBodyBytes: 64 * 1024 };
const operation = "GetCallerIdentity";

/** The surface. */
export function createSts(needs: {
  readonly callers: SignedCallers;
  readonly accountId: string;
  readonly logger: Logger;
}): ApiSurface {
  const { callers, accountId, logger } = needs;

  /** In the order of the real answer. `UserId` of a root is the account, of anyone else an id of his own. */
  function identityOf(caller: SignedCaller): { Arn: string; UserId: string; Account: string } {
    const isRoot = caller.arn.endsWith(":root");
    return { Arn: caller.arn, UserId: isRoot ? accountId : caller.accessKeyId, Account: accountId };
  }

  function authenticated(request: HttpRequest): SignedCaller {
    const caller = callers.authenticate(request, signingNames);
    callers.authorise(caller, `sts:${operation}`, undefined);
    return caller;
  }

  function answerJson(request: HttpRequest): HttpResponse {
    const caller = authenticated(request);
    if (targetOf(request)?.operation !== operation) throw new UnknownOperationException();
    return jsonSuccess(identityOf(caller), false, jsonVersionOf(request) ?? "1.1", operation);
  }

  function answerQuery(request: HttpRequest): HttpResponse {
    const caller = authenticated(request);
    const call = readQuery(request);
    if (call.action !== operation || (call.version !== "" && call.version !== version)) {
      throw new InvalidActionException(call);
    }
    const identity = identityOf(caller);
    if (request.headers["accept"]?.includes("application/json") !== true) {
      return querySuccess(namespace, operation, request.requestId, identity);
    }
    const ResponseMetadata = { RequestId: request.requestId };
    const body = { GetCallerIdentityResponse: { GetCallerIdentityResult: identity, ResponseMetadata } };
    return { ...jsonResponse(200, body), operation };
  }

  function ending(error: unknown, request: HttpRequest): ServiceException {
    if (error instanceof ServiceException) return error;
    logger.error("An operation failed.", { requestId: request.requestId, surface: "sts", error });
    return new InternalErrorException("Internal error.");
  }

  const speaksJson = (head: Parameters<ApiSurface["reception"]>[0]): boolean => targetOf(head) !== undefined;

  return {
    name: "sts",
    targetPrefixes: ["AWSSecurityTokenServiceV20110615"],
    signingNames,
    actions: [operation],
    reception: () => reception,
    async handle(request) {
      try {
        return speaksJson(request) ? answerJson(request) : answerQuery(request);
      } catch (error) {
        const exception = ending(error, request);
        return speaksJson(request) ? jsonError(exception) : queryError(namespace, exception, request.requestId);
      }
    },
    refuse: (head, exception) =>
      speaksJson(head) ? jsonError(exception) : queryError(namespace, exception, head.requestId),
  };
}
