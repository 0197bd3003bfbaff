/**
 * The Cloud Control API over the resource types of user pools: the life of a request, and what each operation asks of the
 * frame of the resources. Work is done before it is answered, so that no client has to wait for it. Longer than most files,
 * because what the eight operations do to one request is told in one place.
 */
import { ServiceException, UnknownOperationException } from "../../../model/exceptions.js";
import { InternalErrorException } from "../../../model/generated/exceptions.js";
import type { Clock } from "../../../ports/clock.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import type { Store } from "../../../ports/store.js";
import type { ResourceRequestOperation, ResourceRequestStatus } from "../../../ports/tables/resource-requests.js";
import { jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "../../protocols/aws-json.js";
import type { ApiSurface, HttpRequest, HttpResponse, Reception } from "../../protocols/http.js";
import { foreignTypeOf } from "../foreign/foreign-types.js";
import { type Principal, type PrincipalCallNeeds, principalCall } from "../principal-call.js";
import { declarationsOf } from "../resources/declarations-of.js";
import { generatedName } from "../resources/generated-name.js";
import { HandlerError } from "../resources/handler-error.js";
import { identifierParts } from "../resources/identifier.js";
import {
  checkModel,
  createOnlyText,
  createResource,
  currentModel,
  deleteResource,
  listResources,
  normalised,
  notFound,
  type ResourceAccess,
  readResource,
  unsupportedText,
  updateResource,
} from "../resources/lifecycle.js";
import { createOnlyChanges, withoutReadOnly } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { resourceTypeOf } from "../resources/resource-types.js";
import {
  concurrentModification,
  exceptionOf,
  notUpdatable,
  requestNotFound,
  typeNotFound,
  unsupportedAction,
  validation,
} from "./exceptions.js";
import { choiceOf, jsonOfText, modelOfText, optionalText, pageLimit, requiredText } from "./input.js";
import { PatchError, patched, patchedProperties } from "./json-patch.js";
import { type Asked, createRequests, type Requests } from "./requests.js";

/** What the surface is made over. */
export interface CloudControlNeeds extends PrincipalCallNeeds {
  readonly store: Pick<Store, "resourceRequests" | "resourceDeclarations">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accountId: string;
}

const signingNames = ["cloudcontrolapi"] as const;
/** Twice a desired state, as its quotes are escaped. */
const reception: Reception = { browsers: "same-origin", maxBodyBytes: 1024 * 1024 };

type Input = Readonly<Record<string, unknown>>;

/** What an operation works with. */
interface Asking {
  readonly input: Input;
  readonly principal: Principal;
  readonly access: ResourceAccess;
  readonly requests: Requests;
  readonly needs: CloudControlNeeds;
}

const operations: Readonly<Record<string, (asking: Asking) => Promise<unknown>>> = {
  CreateResource,
  GetResource,
  UpdateResource,
  DeleteResource,
  ListResources,
  GetResourceRequestStatus,
  ListResourceRequests,
  CancelResourceRequest,
};

/** The surface. */
export function createCloudControl(needs: CloudControlNeeds): ApiSurface {
  const { callers, concernedPool, store, accountId, logger } = needs;
  const requests = createRequests({ ...needs, requests: store.resourceRequests });

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const version = jsonVersionOf(request);
    let operation: string | undefined;
    try {
      const name = targetOf(request)?.operation ?? "";
      if (request.method !== "POST" || version === undefined || !Object.hasOwn(operations, name)) {
        throw new UnknownOperationException();
      }
      operation = name;
      const caller = callers.authenticate(request, signingNames);
      const input = readJson(request.body);
      const { region } = caller;
      const pool = concernedPool(
        "DescribeUserPool",
        { UserPoolId: await poolIdOf(input, region, needs) },
        { region, accountId },
      );
      callers.authorise(caller, `cloudformation:${name}`, pool);
      const principal: Principal = {
        requestId: request.requestId,
        region,
        accountId,
        caller,
        ipAddress: request.remoteAddress,
        userAgent: request.headers["user-agent"] ?? "",
      };
      const access = {
        call: principalCall(needs, principal),
        declarations: declarationsOf(store.resourceDeclarations, principal),
      };
      const output = await operations[name]!({ input, principal, access, requests, needs });
      return jsonSuccess(output, false, version, name);
    } catch (error) {
      return jsonError(ending(error, request.requestId, operation), version ?? "1.0", operation);
    }
  }

  function ending(error: unknown, requestId: string, operation: string | undefined): ServiceException {
    if (error instanceof ServiceException) return error;
    if (error instanceof HandlerError) return exceptionOf(error);
    logger.error("An operation failed.", { requestId, operation, surface: "cloud-control", error });
    return new InternalErrorException("Internal error.");
  }

  return {
    name: "cloud-control",
    targetPrefixes: ["CloudApiService"],
    signingNames,
    actions: [],
    reception: () => reception,
    handle,
    refuse: (head, exception) => jsonError(exception, jsonVersionOf(head) ?? "1.0"),
  };
}

async function CreateResource({ input, principal, access, requests, needs }: Asking): Promise<unknown> {
  const type = typeOf(input);
  const desired = modelOfText(requiredText(input, "DesiredState"), "DesiredState");
  const asked = askedFor(input, principal, type, "CREATE");
  const earlier = await requests.repeated(asked);
  if (earlier !== undefined) return { ProgressEvent: earlier };
  refusing("Model validation failed", () => checkModel(type, normalised(type, desired)));
  const base = type.name.slice(type.name.lastIndexOf(":") + 1);
  const context = {
    generatedName: (maxLength: number) => generatedName(needs.random, base, maxLength),
    region: principal.region,
    accountId: principal.accountId,
  };
  const work = async () => (await createResource(type, access, desired, context)).identifier;
  return { ProgressEvent: await requests.carryOut(asked, work) };
}

async function GetResource({ input, access }: Asking): Promise<unknown> {
  const type = typeOf(input);
  const identifier = requiredText(input, "Identifier");
  const found = await readResource(type, access, identifier);
  if (found === undefined) throw notFound(type, identifier);
  return {
    TypeName: type.name,
    ResourceDescription: { Identifier: identifier, Properties: JSON.stringify(found.model) },
  };
}

async function UpdateResource({ input, principal, access, requests }: Asking): Promise<unknown> {
  const type = typeOf(input);
  const identifier = requiredText(input, "Identifier");
  const patch = jsonOfText(requiredText(input, "PatchDocument"), "PatchDocument");
  if (type.update === undefined) throw unsupportedAction(unsupportedText(type.name, "UPDATE"));
  const asked = askedFor(input, principal, type, "UPDATE");
  const earlier = await requests.repeated(asked);
  if (earlier !== undefined) return { ProgressEvent: earlier };
  const current = await currentModel(type, access, identifier);
  if (current === undefined) throw notFound(type, identifier);
  const desired = modelAfter(type, current, patch);
  const work = async () => (await updateResource(type, access, identifier, current, desired)).identifier;
  return { ProgressEvent: await requests.carryOut(asked, work) };
}

async function DeleteResource({ input, principal, access, requests }: Asking): Promise<unknown> {
  const type = typeOf(input);
  const identifier = requiredText(input, "Identifier");
  const asked = askedFor(input, principal, type, "DELETE");
  const earlier = await requests.repeated(asked);
  if (earlier !== undefined) return { ProgressEvent: earlier };
  // "Not found" is an event here, which clients take for success; the exception they would not.
  const work = async () => {
    await deleteResource(type, access, identifier);
    return identifier;
  };
  return { ProgressEvent: await requests.carryOut(asked, work) };
}

async function ListResources({ input, access }: Asking): Promise<unknown> {
  const type = typeOf(input);
  const model = optionalText(input, "ResourceModel");
  const parent = model === undefined ? {} : modelOfText(model, "ResourceModel");
  const page = { limit: pageLimit(input), next: optionalText(input, "NextToken") };
  const { identifiers, next } = await listResources(type, access, parent, page);
  return {
    TypeName: type.name,
    ResourceDescriptions: identifiers.map((identifier) => ({
      Identifier: identifier,
      Properties: JSON.stringify(identifierParts(type.schema, identifier)),
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

async function GetResourceRequestStatus({ input, principal, requests, needs }: Asking): Promise<unknown> {
  return { ProgressEvent: requests.eventOf(await requestOf(input, principal, needs)) };
}

async function ListResourceRequests({ input, principal, requests, needs }: Asking): Promise<unknown> {
  const filter = (input["ResourceRequestStatusFilter"] ?? {}) as Input;
  const operations = choiceOf<ResourceRequestOperation>(filter["Operations"], ["CREATE", "UPDATE", "DELETE"]);
  const statuses = choiceOf<ResourceRequestStatus>(filter["OperationStatuses"], ["IN_PROGRESS", "SUCCESS", "FAILED"]);
  const { accountId, region } = principal;
  const page = await needs.store.resourceRequests.page(
    accountId,
    region,
    { operations, statuses },
    { limit: pageLimit(input), after: optionalText(input, "NextToken") },
  );
  return {
    ResourceRequestStatusSummaries: page.items.map(requests.eventOf),
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  };
}

async function CancelResourceRequest({ input, principal, needs }: Asking): Promise<unknown> {
  const { token, status } = await requestOf(input, principal, needs);
  // Work ends within the call that asked for it, so there is never a moment in which it could still be stopped.
  throw concurrentModification(
    status === "IN_PROGRESS"
      ? `The request ${token} is being carried out and cannot be cancelled.`
      : `The request ${token} is in the terminal status ${status} and cannot be cancelled.`,
  );
}

/** The type that an input names. */
function typeOf(input: Input): ResourceType {
  const name = requiredText(input, "TypeName");
  const type = resourceTypeOf(name) ?? foreignTypeOf(name);
  if (type !== undefined) return type;
  throw typeNotFound(name);
}

function askedFor(input: Input, principal: Principal, type: ResourceType, operation: ResourceRequestOperation): Asked {
  const clientToken = optionalText(input, "ClientToken");
  const content = JSON.stringify([
    operation,
    type.name,
    input["Identifier"] ?? null,
    input["DesiredState"] ?? input["PatchDocument"] ?? null,
  ]);
  return {
    accountId: principal.accountId,
    region: principal.region,
    typeName: type.name,
    operation,
    identifier: optionalText(input, "Identifier"),
    mark: clientToken === undefined ? undefined : { clientToken, content },
  };
}

/** The model that a patch asks for; what cannot be patched is refused before anything is touched. */
function modelAfter(type: ResourceType, current: ResourceModel, patch: unknown): ResourceModel {
  try {
    const { readOnly } = type.schema;
    const touched = patchedProperties(patch).flatMap((name) => (readOnly.includes(name ?? "") ? [name] : []));
    if (touched.length > 0) {
      const names = touched.map((name) => `/properties/${name}`).join(", ");
      throw validation(`Invalid patch update: readOnlyProperties [${names}] cannot be updated`);
    }
    const after = patched(current, withoutReading(type, current, patch));
    if (typeof after !== "object" || after === null || Array.isArray(after)) {
      throw new PatchError("a resource is an object");
    }
    const desired = withoutReadOnly(type.schema, after as ResourceModel);
    const fixed = createOnlyChanges(type.schema, withoutReadOnly(type.schema, current), desired);
    if (fixed.length > 0) throw notUpdatable(createOnlyText(fixed));
    refusing("Model validation failed", () => checkModel(type, normalised(type, desired)));
    return desired;
  } catch (error) {
    if (error instanceof PatchError) throw validation(`Invalid patch document: ${error.message}.`);
    throw error;
  }
}

/**
 * The patch as it applies to write-only properties that are not there: nobody can read them, so whoever declared one
 * cannot know whether it was kept. Put in place of what is not there, it is added; taken away, nothing happens.
 */
function withoutReading(type: ResourceType, current: ResourceModel, patch: unknown): unknown {
  if (!Array.isArray(patch)) return patch;
  const unread = type.schema.writeOnly.filter((name) => current[name] === undefined).map((name) => `/${name}`);
  return patch.flatMap((entry: { op?: unknown; path?: unknown } | null) => {
    if (!unread.includes(entry?.path as string)) return [entry];
    if (entry?.op === "remove") return [];
    return [entry?.op === "replace" ? { ...entry, op: "add" } : entry];
  });
}

/** What is wrong with a model is the request's fault, not an event of a handler. */
function refusing(what: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof HandlerError) throw validation(`${what} (${error.message})`);
    throw error;
  }
}

async function requestOf(input: Input, { accountId, region }: Principal, needs: CloudControlNeeds) {
  const token = requiredText(input, "RequestToken");
  const request = await needs.store.resourceRequests.get(accountId, region, token);
  if (request === undefined) throw requestNotFound(token);
  return request;
}

/** The pool that a request concerns, as far as its raw input tells: what the key's policy is asked about. */
async function poolIdOf(input: Input, region: string, { store, accountId }: CloudControlNeeds): Promise<unknown> {
  const { RequestToken: token, Identifier: given } = input;
  const identifier =
    typeof token === "string" && given === undefined
      ? (await store.resourceRequests.get(accountId, region, token))?.identifier
      : given;
  if (typeof identifier === "string") return identifier.split("|", 1)[0];
  const text = input["DesiredState"] ?? input["ResourceModel"];
  return typeof text === "string" ? modelOfText(text, "DesiredState")["UserPoolId"] : undefined;
}
