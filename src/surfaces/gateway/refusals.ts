/** The gateway's own refusals: the exceptions with status and text, and their form where no surface was found. */
import { FrameworkException, type ServiceException, UnknownOperationException } from "../../model/exceptions.js";
import { headerText, jsonError } from "../protocols/aws-json.js";
import { type HttpResponse, jsonResponse, type RequestHead } from "../protocols/http.js";

class GatewayRefusal extends FrameworkException {}

/** The Host header is none of ours. */
export const misdirected = new GatewayRefusal(
  "MisdirectedRequestException",
  "The Host header names no address of this server. Allow a name with --allow-host, or set --public-url.",
  421,
);

/** A page of another origin called what is not open to pages. */
export const foreignPage = new GatewayRefusal(
  "ForbiddenException",
  "This is not open to web pages of other origins.",
  403,
);

/** More is going on than the server takes on. SDKs try again after a while. */
export const overload = new GatewayRefusal(
  "ServiceUnavailableException",
  "The server is busy. Try again in a moment.",
  503,
);

/** Nothing is served under this path. */
export const notFound = new GatewayRefusal("NotFoundException", "There is nothing here.", 404);

/** The path is served for other methods. */
export const methodNotAllowed = new GatewayRefusal("MethodNotAllowedException", "Not for this method.", 405);

/** An AWS call for a service or operation that is not here; a 400, because SDKs would repeat a 5xx. */
export const unknownOperation = new UnknownOperationException("There is no such operation here.");

/** Something of ours failed. */
export const internalFailure = new GatewayRefusal("InternalErrorException", "Internal error.", 500);

/** A head that cannot be understood in one way only. */
export function badHead(status: number, reason: string): ServiceException {
  return new GatewayRefusal("BadRequestException", reason, status);
}

/** A refusal where no surface is known: AWS JSON to clients that speak it, plain JSON to others. */
export function plainRefusal(head: RequestHead | undefined, exception: ServiceException): HttpResponse {
  if (head?.headers["x-amz-target"] !== undefined) return jsonError(exception);
  const { status, body, headers } = jsonResponse(exception.httpStatus, {
    __type: exception.wireName,
    message: exception.message,
  });
  return {
    status,
    headers: {
      ...headers,
      "x-amzn-errortype": `${exception.wireName}:`,
      "x-amzn-errormessage": headerText(exception.message),
    },
    body,
    errorName: exception.wireName,
  };
}
