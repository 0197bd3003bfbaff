/**
 * The AWS Query protocol: form parameters in, XML out, with the envelopes that STS, IAM and CloudFormation share. It owns
 * syntax and the names that exceptions have in this protocol; which actions exist is the surface's.
 */
import { FrameworkException, type ServiceException } from "../../model/exceptions.js";
import { type HttpRequest, type HttpResponse, jsonResponse, type RequestHead } from "./http.js";
import { type XmlValue, xmlElement } from "./xml.js";

/** A call in the Query protocol. */
export interface QueryCall {
  readonly action: string;
  readonly version: string;
  /** Every other parameter, by its dotted name, on a prototype-free object. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** A form that cannot be read: a bad encoding, too many parameters, too deep a name. */
export class MalformedQueryStringException extends FrameworkException {
  constructor(message = "The query string contains a syntax error.") {
    super("MalformedQueryString", message);
  }
}

/** The Action of a form is missing or unknown. */
export class InvalidActionException extends FrameworkException {
  constructor(call: Pick<QueryCall, "action" | "version">) {
    super(
      "InvalidAction",
      `Could not find operation ${call.action.slice(0, 128)} for version ${call.version.slice(0, 32)}`,
    );
  }
}

const maxParameters = 10_000;
const maxDepth = 16;

/** Whether the body is a form, as this protocol sends it. */
export function isForm(head: RequestHead): boolean {
  return head.headers["content-type"]?.toLowerCase().startsWith("application/x-www-form-urlencoded") === true;
}

/** The call of a request: from the body's form, and from the query string, where presigned calls have it. */
export function readQuery(request: HttpRequest): QueryCall {
  const parameters: Record<string, string | undefined> = Object.create(null);
  let count = readForm(request.rawQuery, parameters, 0);
  if (isForm(request)) count = readForm(request.body.toString("utf8"), parameters, count);
  const { Action: action = "", Version: version = "", ...rest } = parameters;
  return { action, version, parameters: Object.assign(Object.create(null), rest) };
}

function readForm(form: string, into: Record<string, string | undefined>, already: number): number {
  let count = already;
  if (form === "") return count;
  for (const pair of form.split("&")) {
    if (pair === "") continue;
    if (++count > maxParameters) throw new MalformedQueryStringException();
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    // Two values for one name would let two readers see two different calls (T-18b).
    if (into[name] !== undefined) throw new MalformedQueryStringException();
    into[name] = equals < 0 ? "" : decode(pair.slice(equals + 1));
  }
  return count;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.includes("+") ? text.replaceAll("+", " ") : text);
  } catch {
    throw new MalformedQueryStringException();
  }
}

/** A nested value: text, lists from `.member.N`, structures from dotted names. */
export type QueryValue = string | QueryValue[] | { [name: string]: QueryValue };

/** The structure that dotted names spell: `Tags.member.1.Key=a` is `{ Tags: [{ Key: "a" }] }`. */
export function queryTree(parameters: QueryCall["parameters"]): { [name: string]: QueryValue } {
  const root: { [name: string]: QueryValue } = Object.create(null);
  for (const name of Object.keys(parameters)) {
    const path = name.split(".");
    if (path.length > maxDepth) throw new MalformedQueryStringException();
    let node = root;
    for (const step of path.slice(0, -1)) {
      const next = node[step] ?? Object.create(null);
      if (typeof next === "string") throw new MalformedQueryStringException();
      node[step] = next;
      node = next;
    }
    const last = path.at(-1)!;
    if (node[last] !== undefined) throw new MalformedQueryStringException();
    node[last] = parameters[name] ?? "";
  }
  for (const name of Object.keys(root)) root[name] = withLists(root[name]!);
  return root;
}

function withLists(value: QueryValue): QueryValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const names = Object.keys(value);
  const members = names.length === 1 && names[0] === "member" ? value["member"] : undefined;
  if (typeof members === "object" && !Array.isArray(members)) {
    const positions = Object.keys(members);
    if (!positions.every((position) => /^[1-9][0-9]{0,5}$/.test(position))) throw new MalformedQueryStringException();
    return positions.sort((a, b) => Number(a) - Number(b)).map((position) => withLists(members[position]!));
  }
  for (const name of names) value[name] = withLists(value[name]!);
  return value;
}

/** A successful answer: `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…`. */
export function querySuccess(namespace: string, action: string, requestId: string, result: XmlValue): HttpResponse {
  const inner =
    (result === undefined ? "" : xmlElement(`${action}Result`, result)) +
    xmlElement("ResponseMetadata", { RequestId: requestId });
  return {
    status: 200,
    headers: xmlHeaders,
    body: `<${action}Response xmlns="${namespace}">${inner}</${action}Response>`,
    operation: action,
  };
}

/** The answer for an exception, under the name that this protocol has for it. */
export function queryError(
  namespace: string,
  exception: ServiceException,
  requestId: string,
  action?: string,
): HttpResponse {
  const { code, status, message } = inQueryWords(exception);
  const error = xmlElement("Error", { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message });
  return {
    status,
    headers: xmlHeaders,
    body: `<ErrorResponse xmlns="${namespace}">${error}${xmlElement("RequestId", requestId)}</ErrorResponse>`,
    operation: action,
    errorName: code,
  };
}

/** Whether the client asks for the JSON form of the protocol, which AWS's own services have as well. */
export function wantsJson(head: RequestHead): boolean {
  return head.headers["accept"]?.includes("application/json") === true;
}

/** A successful answer in JSON. */
export function queryJsonSuccess(action: string, requestId: string, result: XmlValue | undefined): HttpResponse {
  const ResponseMetadata = { RequestId: requestId };
  const answer = { [`${action}Result`]: result, ResponseMetadata };
  return { ...jsonResponse(200, { [`${action}Response`]: answer }), operation: action };
}

/** The answer for an exception, in JSON. */
export function queryJsonError(exception: ServiceException, requestId: string): HttpResponse {
  const { code, status, message } = inQueryWords(exception);
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  return { ...jsonResponse(status, { Error: error, RequestId: requestId }), errorName: code };
}

const xmlHeaders = { "content-type": "text/xml" } as const;

/** How an exception is called in this protocol, with its status and text. */
function inQueryWords(exception: ServiceException): { code: string; status: number; message: string } {
  const known = queryNames[exception.wireName];
  if (known === undefined) {
    return { code: exception.wireName, status: exception.httpStatus, message: exception.message };
  }
  return { code: known[0], status: known[1], message: known[2] ?? exception.message };
}

/** The same failures have older names here. */
const queryNames: Readonly<Record<string, readonly [code: string, status: number, message?: string] | undefined>> = {
  MissingAuthenticationTokenException: ["MissingAuthenticationToken", 403, "Request is missing Authentication Token"],
  UnrecognizedClientException: ["InvalidClientTokenId", 403],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  IncompleteSignatureException: ["IncompleteSignature", 400],
  ExpiredTokenException: ["ExpiredToken", 403],
  AccessDeniedException: ["AccessDenied", 403],
  ThrottlingException: ["Throttling", 400],
  TooManyRequestsException: ["Throttling", 400],
  InternalErrorException: ["InternalFailure", 500],
};
