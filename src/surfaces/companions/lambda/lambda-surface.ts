/** Owns Lambda's wire: REST with JSON bodies. Actions and their rules are the companion's. */
import { isUtf8 } from "node:buffer";
import { SerializationException, type ServiceException, UnknownOperationException } from "../../../model/exceptions.js";
import { headerText, readJson } from "../../protocols/aws-json.js";
import type { Companion } from "../../protocols/companion.js";
import type { ApiSurface, HttpRequest, HttpResponse, Reception } from "../../protocols/http.js";
import { type CompanionSurfaceNeeds, companionCaller, endingOf } from "../companion-surface.js";
import { NotAvailableException } from "./exceptions.js";
import type { Invoked } from "./invocation.js";
import { findRoute, pathParts, refusedName } from "./routes.js";

/** A package of 24 MB in base64: what the server holds in memory at once is bounded (T-37). Larger ones go by S3. */
const largest = 32 * 1024 * 1024;
const maxQuery = 8192;
const json = { "content-type": "application/json" } as const;

/** What Lambda's policies call differently than its API does. */
const rights: Readonly<Record<string, string>> = { Invoke: "InvokeFunction", GetLayerVersionByArn: "GetLayerVersion" };

/** Query parameters that are members of an input; `tagKeys` is the one list. */
const queryMembers = [
  "Arn",
  "CompatibleArchitecture",
  "CompatibleRuntime",
  "FunctionVersion",
  "Marker",
  "MasterRegion",
  "MaxItems",
  "Qualifier",
  "RevisionId",
] as const;

/** The surface. */
export function lambdaSurface(needs: CompanionSurfaceNeeds, companion: Companion): ApiSurface {
  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const parts = pathParts(request.path) ?? [];
    const found = findRoute(request.method, parts);
    if (found === undefined) throw notHere(parts);
    const { route, members } = found;
    const isByArn =
      route.action === "ListLayers" && new URLSearchParams(request.rawQuery.slice(0, maxQuery)).has("find");
    const action = isByArn ? "GetLayerVersionByArn" : route.action;
    const caller = companionCaller(needs, request, companion.service, rights[action] ?? action);
    const body = route.hasPayload ? invocationMembers(request) : readJson(request.body);
    const input = { ...body, ...queryInput(request.rawQuery), ...members };
    const output = await companion.actions[action]!(caller, input);
    if (route.hasPayload) return invoked(output as unknown as Invoked);
    const { status } = route;
    return {
      status,
      headers: status === 204 ? {} : json,
      body: status === 204 ? "" : JSON.stringify(output),
      operation: action,
    };
  }

  return {
    name: companion.service,
    targetPrefixes: [],
    signingNames: [companion.service],
    actions: [],
    // Clients that declare their body in the head prove who they are before it arrives; others keep to the operator's limit.
    reception: (head): Reception => ({
      browsers: "same-origin",
      maxBodyBytes: largest,
      aboveLimit: needs.callers.vouchFor(head, [companion.service]),
    }),
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        return failure(endingOf(error, needs, request, companion.service));
      }
    },
    refuse: (_head, exception) => failure(exception),
  };
}

function notHere(parts: readonly string[]): ServiceException {
  const name = refusedName(parts);
  return name === undefined ? new UnknownOperationException() : new NotAvailableException(name);
}

function invocationMembers({ headers, body }: HttpRequest): Readonly<Record<string, unknown>> {
  return {
    InvocationType: headers["x-amz-invocation-type"],
    LogType: headers["x-amz-log-type"],
    Payload: body,
  };
}

function invoked({ StatusCode, FunctionError, LogResult, ExecutedVersion, Payload }: Invoked): HttpResponse {
  return {
    status: StatusCode,
    headers: {
      ...(StatusCode === 200 && json),
      "x-amz-executed-version": ExecutedVersion,
      ...(FunctionError !== undefined && { "x-amz-function-error": FunctionError }),
      ...(LogResult !== undefined && { "x-amz-log-result": LogResult }),
    },
    body: Payload,
    operation: "Invoke",
  };
}

function queryInput(rawQuery: string): Readonly<Record<string, unknown>> {
  if (rawQuery === "") return {};
  if (rawQuery.length > maxQuery || !isUtf8(Buffer.from(rawQuery))) throw new SerializationException();
  const query = new URLSearchParams(rawQuery);
  const input: Record<string, unknown> = {};
  for (const name of queryMembers) {
    const value = query.get(name);
    if (value !== null && value !== "") input[name] = value;
  }
  const keys = query.getAll("tagKeys");
  if (keys.length > 0) input["TagKeys"] = keys;
  return input;
}

/** `Type` says whose fault it is; clients of some languages read `message`, others `Message`. */
function failure(exception: ServiceException): HttpResponse {
  const { wireName, message, httpStatus } = exception;
  const Type = httpStatus >= 500 ? "Service" : "User";
  const name = wireName === "ResourceNotFoundException" ? "Message" : "message";
  return {
    status: httpStatus,
    headers: { ...json, "x-amzn-errortype": wireName, "x-amzn-errormessage": headerText(message) },
    body: JSON.stringify({ Type, [name]: message }),
    errorName: wireName,
  };
}
