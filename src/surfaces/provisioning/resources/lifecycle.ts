/**
 * Owns what is the same for every resource type: the check before, the read after, what may change, what is never shown,
 * and failures in the codes of the handler contract. Both front doors go through here; the verbs themselves are the types'.
 */
import type { ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";
import type { PrincipalCall } from "../principal-call.js";
import { declaredModel, forgetDeclared, inOwnersWords, rememberDeclared } from "./declared-model.js";
import { HandlerError, handlerErrorOf } from "./handler-error.js";
import { faultsOf } from "./model-check.js";
import { changedProperties, createOnlyChanges, only, withoutReadOnly, withoutWriteOnly } from "./model-comparison.js";
import type { CreatedResource, ResourceContext, ResourceModel, ResourcePage, ResourceType } from "./resource-type.js";

/** By whom and over what resources are handled. */
export interface ResourceAccess {
  /** The operations, bound to the principal. */
  readonly call: PrincipalCall;
  readonly declarations: ResourceDeclarations;
}

/** A resource as it is. */
export interface ReadResource {
  readonly identifier: string;
  /** With read-only properties, without write-only ones. */
  readonly model: ResourceModel;
}

/** The model in the one form in which it is checked, compared and handed to the type. Throws HandlerError. */
export function normalised(type: ResourceType, model: ResourceModel): ResourceModel {
  return type.normalise?.(model) ?? model;
}

/** Throws HandlerError InvalidRequest unless the model fits the type's schema. */
export function checkModel(type: Pick<ResourceType, "schema">, model: ResourceModel): void {
  const faults = faultsOf(type.schema, model);
  if (faults.length > 0) throw new HandlerError("InvalidRequest", faultsText(faults));
}

/** Faults of a model in one text. */
function faultsText(faults: readonly string[]): string {
  return faults.length === 1 ? faults[0]! : `#: ${faults.length} schema violations found\n${faults.join("\n")}`;
}

/** Creates a resource and reads it back. Throws HandlerError, with its identifier if something was made all the same. */
export async function createResource(
  type: ResourceType,
  access: ResourceAccess,
  desired: ResourceModel,
  context: ResourceContext,
): Promise<CreatedResource & ReadResource> {
  return handled(async () => {
    const model = normalised(type, desired);
    checkModel(type, model);
    const created = await type.create(access.call, model, context);
    try {
      return { ...created, ...(await readBack(type, access, created.identifier, model)) };
    } catch (error) {
      // What was there before is not the caller's to remove.
      if (created.adopted) throw error;
      throw handlerErrorOf(error)?.leaving(created.identifier) ?? error;
    }
  });
}

/** The resource in its owner's words, or undefined when there is none. Throws HandlerError. */
export async function readResource(
  type: ResourceType,
  access: ResourceAccess,
  identifier: string,
): Promise<ReadResource | undefined> {
  const model = await currentModel(type, access, identifier);
  return model && { identifier, model: withoutWriteOnly(type.schema, model) };
}

/** As `readResource`, with what may not be shown: what a patch is applied to. */
export async function currentModel(
  type: ResourceType,
  { call, declarations }: ResourceAccess,
  identifier: string,
): Promise<ResourceModel | undefined> {
  return handled(async () => {
    const model = await type.read(call, identifier, () => declaredModel(declarations, type.schema, identifier));
    if (model !== undefined) return inOwnersWords(declarations, type.schema, identifier, model);
    // It went another way; what was declared of it may name a person and goes too.
    await forgetDeclared(declarations, type.schema, identifier);
    return undefined;
  });
}

/**
 * Brings a resource from one model to another and reads it back. Throws HandlerError: NotUpdatable when a create-only
 * property differs, before anything is touched.
 */
export async function updateResource(
  type: ResourceType,
  access: ResourceAccess,
  identifier: string,
  before: ResourceModel,
  after: ResourceModel,
): Promise<ReadResource> {
  return handled(async () => {
    const previous = withoutReadOnly(type.schema, normalised(type, before));
    const desired = normalised(type, after);
    checkModel(type, desired);
    const fixed = createOnlyChanges(type.schema, previous, desired);
    if (fixed.length > 0) throw new HandlerError("NotUpdatable", createOnlyText(fixed));
    if (changedProperties(type.schema, previous, desired).length > 0) {
      if (type.update === undefined) throw new HandlerError("NotUpdatable", unsupportedText(type.name, "UPDATE"));
      await type.update(access.call, identifier, previous, desired);
    }
    return readBack(type, access, identifier, desired);
  });
}

/** Deletes a resource. Throws HandlerError, NotFound when there is none. */
export async function deleteResource(type: ResourceType, access: ResourceAccess, identifier: string): Promise<void> {
  await handled(async () => {
    const { call, declarations } = access;
    await type.delete(call, identifier, () => declaredModel(declarations, type.schema, identifier));
    await forgetDeclared(declarations, type.schema, identifier);
  });
}

/** Reads what was just written, and remembers it beside what was declared. */
async function readBack(
  type: ResourceType,
  { call, declarations }: ResourceAccess,
  identifier: string,
  declared: ResourceModel,
): Promise<ReadResource> {
  const actual = await type.read(call, identifier, async () => declared);
  if (actual === undefined) throw notFound(type, identifier);
  await rememberDeclared(declarations, type.schema, identifier, { declared, actual });
  const model = await inOwnersWords(declarations, type.schema, identifier, actual);
  return { identifier, model: withoutWriteOnly(type.schema, model) };
}

/** One page of the resources of a type. Throws HandlerError, UnsupportedAction where there is no listing. */
export async function listResources(
  type: ResourceType,
  { call }: ResourceAccess,
  parent: ResourceModel,
  page: { limit: number; next?: string | undefined },
): Promise<ResourcePage> {
  return handled(async () => {
    if (type.list === undefined) throw new HandlerError("UnsupportedAction", unsupportedText(type.name, "LIST"));
    const missing = type.schema.listBy.filter((name) => typeof parent[name] !== "string");
    if (missing.length > 0) {
      const text = missing.map((name) => `#: required key [${name}] not found`).join("\n");
      throw new HandlerError(
        "InvalidRequest",
        `Missing or invalid ResourceModel property in ${type.name} list handler request input. ${text}`,
      );
    }
    return type.list(call, only(parent, type.schema.listBy), page);
  });
}

/**
 * The text with which CloudFormation refuses to replace a resource whose name the template fixes; undefined when it may
 * be replaced. To be asked before anything is touched.
 */
export function customNameText(
  type: ResourceType,
  previous: ResourceModel,
  desired: ResourceModel,
  physicalId: string,
): string | undefined {
  const { primaryIdentifier } = type.schema;
  if (createOnlyChanges(type.schema, normalised(type, previous), normalised(type, desired)).length === 0) {
    return undefined;
  }
  const staysNamed = primaryIdentifier.every((name) => desired[name] !== undefined && desired[name] === previous[name]);
  return staysNamed
    ? `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${physicalId} and update the stack again.`
    : undefined;
}

/** What Cloud Control says of a change that would need another resource. */
export function createOnlyText(names: readonly string[]): string {
  return `Invalid patch update: createOnlyProperties [${names.map((name) => `/properties/${name}`).join(", ")}] cannot be updated`;
}

/** What a caller is told who asks for a verb that the type does not have. */
export function unsupportedText(typeName: string, action: "CREATE" | "READ" | "UPDATE" | "DELETE" | "LIST"): string {
  return `Resource type ${typeName} does not support ${action} action`;
}

/** The failure for a resource that is not there. */
export function notFound(type: ResourceType, identifier: string): HandlerError {
  return new HandlerError("NotFound", `Resource of type '${type.name}' with identifier '${identifier}' was not found.`);
}

async function handled<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw handlerErrorOf(error) ?? error;
  }
}
