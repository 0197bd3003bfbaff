/**
 * Owns what is the same for every resource type: the check before, the read after, what may change, what is never shown,
 * and failures in the codes of the handler contract. Both front doors go through here; the verbs themselves are the types'.
 */
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf } from "./handler-error.js";
import { faultsOf } from "./model-check.js";
import { changedProperties, createOnlyChanges, only, withoutReadOnly, withoutWriteOnly } from "./model-comparison.js";
import type { CreatedResource, ResourceContext, ResourceModel, ResourcePage, ResourceType } from "./resource-type.js";

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
export function checkModel(type: ResourceType, model: ResourceModel): void {
  const faults = faultsOf(type.schema, model);
  if (faults.length > 0) throw new HandlerError("InvalidRequest", faultsText(faults));
}

/** Faults of a model in one text. */
export function faultsText(faults: readonly string[]): string {
  return faults.length === 1 ? faults[0]! : `#: ${faults.length} schema violations found\n${faults.join("\n")}`;
}

/** Creates a resource and reads it back. Throws HandlerError, with its identifier if something was made all the same. */
export async function createResource(
  type: ResourceType,
  call: PrincipalCall,
  desired: ResourceModel,
  context: ResourceContext,
): Promise<CreatedResource & ReadResource> {
  return handled(async () => {
    const model = normalised(type, desired);
    checkModel(type, model);
    const created = await type.create(call, model, context);
    const { identifier } = created;
    try {
      const read = await readResource(type, call, identifier);
      if (read === undefined) throw notFound(type, identifier);
      return { ...created, model: read.model };
    } catch (error) {
      // What was there before is not the caller's to remove.
      if (created.adopted) throw error;
      throw handlerErrorOf(error)?.leaving(identifier) ?? error;
    }
  });
}

/** The resource, or undefined when there is none. Throws HandlerError. */
export async function readResource(
  type: ResourceType,
  call: PrincipalCall,
  identifier: string,
): Promise<ReadResource | undefined> {
  return handled(async () => {
    const model = await type.read(call, identifier);
    return model && { identifier, model: withoutWriteOnly(type.schema, model) };
  });
}

/**
 * Brings a resource from one model to another and reads it back. Throws HandlerError: NotUpdatable when a create-only
 * property differs, before anything is touched.
 */
export async function updateResource(
  type: ResourceType,
  call: PrincipalCall,
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
      await type.update(call, identifier, previous, desired);
    }
    const read = await readResource(type, call, identifier);
    if (read === undefined) throw notFound(type, identifier);
    return read;
  });
}

/** Deletes a resource. Throws HandlerError, NotFound when there is none. */
export async function deleteResource(type: ResourceType, call: PrincipalCall, identifier: string): Promise<void> {
  await handled(() => type.delete(call, identifier));
}

/** One page of the resources of a type. Throws HandlerError, UnsupportedAction where there is no listing. */
export async function listResources(
  type: ResourceType,
  call: PrincipalCall,
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
