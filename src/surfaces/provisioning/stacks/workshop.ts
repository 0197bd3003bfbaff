/**
 * Owns how a resource of a stack is made, changed and removed: by the resource types, or as a mere record where the type
 * is of no consequence here. It knows no order and no events. Longer than most files because each verb has both ways side
 * by side.
 */
import {
  type DeclaredPassword,
  type DeclaredPasswords,
  PasswordUnavailable,
} from "../../../ports/declared-passwords.js";
import type { Random } from "../../../ports/random.js";
import {
  createCustomResource,
  isCustomResource,
  removeCustomResource,
  updateCustomResource,
} from "../foreign/custom-resource.js";
import { foreignTypeOf } from "../foreign/foreign-types.js";
import { type RecordedType, recordedTypeOf } from "../foreign/recorded-types.js";
import { HandlerError, handlerErrorOf } from "../resources/handler-error.js";
import {
  checkModel,
  createResource,
  customNameText,
  deleteResource,
  listResources,
  normalised,
  type ResourceAccess,
  readResource,
  updateResource,
} from "../resources/lifecycle.js";
import { coerceModel } from "../resources/model-coercion.js";
import { changedProperties } from "../resources/model-comparison.js";
import type { ResourceContext, ResourceModel, ResourceType } from "../resources/resource-type.js";
import { resourceTypeOf as userPoolTypeOf } from "../resources/resource-types.js";
import { poolhouseMetadata } from "./poolhouse-metadata.js";
import type { MadeResource } from "./stack.js";
import type { TypeJudge } from "./template-check.js";
import { sameValue, type TemplateObject, type TemplateValue } from "./template-value.js";

/** Where a resource is made. */
export interface Place {
  readonly access: ResourceAccess;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly region: string;
  readonly accountId: string;
  /** What the template asks beyond CloudFormation: `Poolhouse` of the resource's metadata. */
  readonly asked?: TemplateValue | undefined;
}

/** What a change of properties means for a resource that exists. */
export interface ResourceChange {
  readonly kind: "none" | "update" | "replace";
  readonly names: readonly string[];
  /** Those of the names that need another resource. */
  readonly replacing: readonly string[];
  /** Why it cannot be replaced, in CloudFormation's words. */
  readonly refusal?: string | undefined;
}

/** The type that CDK adds to every template: nothing but a record. */
const metadataType = "AWS::CDK::Metadata";
/** More resources than these are not listed to find one again. */
const maxListed = 300;
const nameAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A type whose resources do something, of user pools or of another service. */
function resourceTypeOf(name: string): ResourceType | undefined {
  return userPoolTypeOf(name) ?? foreignTypeOf(name);
}

/** The maker of resources. */
export type Workshop = ReturnType<typeof createWorkshop>;

/** Makes the maker. `inertTypes` are patterns like `AWS::S3::*` of types that are only recorded. */
export function createWorkshop(needs: {
  readonly random: Random;
  readonly inertTypes: readonly string[];
  readonly passwords: DeclaredPasswords;
}) {
  const { random, inertTypes, passwords } = needs;

  const isInert = (type: string): boolean => inertTypes.some((pattern) => matches(pattern, type));

  const judge: TypeJudge = (type) => {
    if (type === metadataType || resourceTypeOf(type) !== undefined || isInert(type)) return true;
    return recordedTypeOf(type) !== undefined || isCustomResource(type);
  };

  function generatedName(place: Place, maxLength: number): string {
    const tail = `-${random.text(nameAlphabet, 12)}`;
    return `${`${place.stackName}-${place.logicalId}`.slice(0, Math.max(0, maxLength - tail.length))}${tail}`.slice(
      0,
      maxLength,
    );
  }

  async function passwordOf(source: DeclaredPassword): Promise<string> {
    try {
      return await passwords.read(source);
    } catch (error) {
      throw error instanceof PasswordUnavailable ? new HandlerError("InvalidRequest", error.message) : error;
    }
  }

  /** Sets the permanent password of a user that was just made. Throws HandlerError, with what is to be rolled back. */
  async function givePassword(place: Place, identifier: string, Password: string): Promise<void> {
    const [UserPoolId, ...name] = identifier.split("|");
    try {
      await place.access.call("AdminSetUserPassword", {
        UserPoolId,
        Username: name.join("|"),
        Password,
        Permanent: true,
      });
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(identifier) ?? error;
    }
  }

  function made(
    type: ResourceType,
    identifier: string,
    model: ResourceModel,
    properties: TemplateObject,
  ): MadeResource {
    return {
      type: type.name,
      identifier,
      physicalId: type.ref(model, identifier),
      attributes: { ...type.attributes(model) },
      properties,
    };
  }

  function contextOf(place: Place): ResourceContext {
    return {
      generatedName: (maxLength) => generatedName(place, maxLength),
      region: place.region,
      accountId: place.accountId,
    };
  }

  return {
    judge,
    /** Whether resources of the type are recorded because the operator said so. */
    isInert: (type: string): boolean =>
      resourceTypeOf(type) === undefined &&
      recordedTypeOf(type) === undefined &&
      !isCustomResource(type) &&
      type !== metadataType,

    async create(place: Place, typeName: string, properties: TemplateObject): Promise<MadeResource> {
      const type = resourceTypeOf(typeName);
      if (type === undefined) {
        const record = recordedTypeOf(typeName);
        if (record !== undefined) return recorded(record, properties, contextOf(place));
        if (isCustomResource(typeName)) return createCustomResource(place, typeName, properties);
        const name = generatedName(place, 128);
        return { type: typeName, identifier: name, physicalId: name, attributes: {}, properties };
      }
      const model = coerceModel(type.schema, properties);
      const { id: askedId, passwordFrom } = poolhouseMetadata(typeName, place.asked);
      if (passwordFrom !== undefined && model["MessageAction"] === "RESEND") {
        throw new HandlerError("InvalidRequest", "PasswordFrom is for users that are made; RESEND takes over another.");
      }
      // Before anything is made: a password that is not there is no reason to make a user and remove him again.
      const password = passwordFrom && (await passwordOf(passwordFrom));
      const created = await createResource(type, place.access, model, { ...contextOf(place), askedId });
      if (password !== undefined) await givePassword(place, created.identifier, password);
      const found = made(type, created.identifier, created.model, properties);
      return created.adopted === true ? { ...found, adopted: true } : found;
    },

    /** What a new set of properties, or another type's, means. */
    change(resource: MadeResource, properties: TemplateObject): ResourceChange {
      const type = resourceTypeOf(resource.type);
      if (type === undefined) {
        const names = differing(resource.properties, properties);
        const fixed = recordedTypeOf(resource.type)?.schema.createOnly ?? [];
        const replacing = names.filter((name) => fixed.includes(name));
        const kind = names.length === 0 ? "none" : replacing.length === 0 ? "update" : "replace";
        return { kind, names, replacing };
      }
      if (sameValue(resource.properties, properties)) return { kind: "none", names: [], replacing: [] };
      let names: readonly string[];
      try {
        const [before, after] = [formOf(type, resource.properties), formOf(type, properties)];
        names = changedProperties(type.schema, before, after);
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error;
        // The update itself will say what is wrong with them.
        return { kind: "update", names: differing(resource.properties, properties), replacing: [] };
      }
      const strange = differing(resource.properties, properties).filter(
        (name) => !Object.hasOwn(type.schema.properties, name),
      );
      const all = [...names, ...strange];
      if (all.length === 0) return { kind: "none", names: [], replacing: [] };
      const fixed = type.update === undefined ? all : all.filter((name) => type.schema.createOnly.includes(name));
      if (fixed.length === 0) return { kind: "update", names: all, replacing: [] };
      const refusal = customNameText(
        type,
        coerceModel(type.schema, resource.properties),
        coerceModel(type.schema, properties),
        resource.physicalId,
      );
      return { kind: "replace", names: all, replacing: fixed, refusal };
    },

    async update(place: Place, resource: MadeResource, properties: TemplateObject): Promise<MadeResource> {
      const type = resourceTypeOf(resource.type);
      if (type === undefined) {
        if (isCustomResource(resource.type)) return updateCustomResource(place, resource, properties);
        const record = recordedTypeOf(resource.type);
        return record === undefined
          ? { ...resource, properties }
          : recorded(record, properties, contextOf(place), resource.physicalId);
      }
      const read = await updateResource(
        type,
        place.access,
        resource.identifier,
        coerceModel(type.schema, resource.properties),
        coerceModel(type.schema, properties),
      );
      const found = made(type, resource.identifier, read.model, properties);
      return resource.adopted === true ? { ...found, adopted: true } : found;
    },

    /** What is gone already counts as removed. */
    async remove(place: Place, resource: MadeResource): Promise<void> {
      if (resourceTypeOf(resource.type) === undefined && isCustomResource(resource.type)) {
        return removeCustomResource(place, resource);
      }
      const type = resourceTypeOf(resource.type);
      if (type === undefined) return;
      try {
        await deleteResource(type, place.access, resource.identifier);
      } catch (error) {
        if (!(error instanceof HandlerError) || error.code !== "NotFound") throw error;
      }
    },

    /**
     * The identifiers that a creation must not take for its own: asked before it begins, so that a process that finds it
     * interrupted can tell what it made. Undefined where that cannot be told.
     */
    async present(place: Place, typeName: string, properties: TemplateObject): Promise<readonly string[] | undefined> {
      const type = resourceTypeOf(typeName);
      if (type === undefined) return undefined;
      const fixed = fixedIdentifier(type, properties);
      try {
        if (fixed !== undefined) return (await readResource(type, place.access, fixed)) === undefined ? [] : [fixed];
        return await listed(type, place, properties);
      } catch (error) {
        // The creation itself will say what is wrong; who may create need not be allowed to look.
        if (error instanceof HandlerError) return undefined;
        throw error;
      }
    },

    /** What an interrupted creation made, if it came so far. */
    async recover(
      place: Place,
      typeName: string,
      properties: TemplateObject,
      present: readonly string[],
    ): Promise<MadeResource | undefined> {
      const type = resourceTypeOf(typeName);
      if (type === undefined) return undefined;
      const fixed = fixedIdentifier(type, properties);
      const candidates = fixed === undefined ? ((await listed(type, place, properties)) ?? []) : [fixed];
      const found: MadeResource[] = [];
      for (const identifier of candidates) {
        if (present.includes(identifier)) continue;
        const read = await readResource(type, place.access, identifier);
        if (read === undefined) continue;
        if (fits(type, read.model, properties)) found.push(made(type, identifier, read.model, properties));
        else if (fixed !== undefined && type.update !== undefined) {
          // Of that name, and not there before: ours, and half made.
          const model = coerceModel(type.schema, properties);
          const whole = await updateResource(type, place.access, identifier, read.model, model);
          found.push(made(type, identifier, whole.model, properties));
        }
      }
      const [only, ...others] = found;
      if (only === undefined || others.length > 0) return undefined;
      const { passwordFrom } = poolhouseMetadata(typeName, place.asked);
      if (passwordFrom !== undefined) await givePassword(place, only.identifier, await passwordOf(passwordFrom));
      return only;
    },

    /** Takes over a resource that exists. Throws HandlerError NotFound. */
    async adopt(
      place: Place,
      typeName: string,
      properties: TemplateObject,
      values: Readonly<Record<string, string>>,
    ): Promise<MadeResource> {
      const type = resourceTypeOf(typeName);
      if (type === undefined || type.schema.primaryIdentifier.length === 0) {
        throw new HandlerError("InvalidRequest", `Resource type ${typeName} cannot be imported.`);
      }
      const parts = type.schema.primaryIdentifier.map((name) => values[name] ?? "");
      const identifier = parts.join("|");
      const read = parts.includes("") ? undefined : await readResource(type, place.access, identifier);
      if (read === undefined) {
        throw new HandlerError(
          "NotFound",
          `Resource of type '${typeName}' with identifier '${identifier}' was not found.`,
        );
      }
      return { ...made(type, identifier, read.model, properties), adopted: true };
    },

    /** The properties that identify a resource of the type in an import. */
    identifierNames: (typeName: string): readonly string[] => resourceTypeOf(typeName)?.schema.primaryIdentifier ?? [],
  };
}

/** A resource that is only recorded; a new one unless its physical id is given. Throws HandlerError. */
function recorded(
  type: RecordedType,
  properties: TemplateObject,
  context: ResourceContext,
  physicalId?: string,
): MadeResource {
  const model = coerceModel(type.schema, properties);
  checkModel(type, model);
  const ref = physicalId ?? type.ref(model, context);
  const attributes = { ...type.attributes(ref, model, context) };
  return { type: type.schema.name, identifier: ref, physicalId: ref, attributes, properties };
}

/** The one form in which models of a template are compared: scalars of the schema's types, one spelling. */
function formOf(type: ResourceType, properties: TemplateObject): ResourceModel {
  return normalised(type, coerceModel(type.schema, properties));
}

function fixedIdentifier(type: ResourceType, properties: TemplateObject): string | undefined {
  const parts = type.schema.primaryIdentifier.map((name) => properties[name]);
  return parts.length > 0 && parts.every((part) => typeof part === "string" && part !== "")
    ? parts.join("|")
    : undefined;
}

async function listed(
  type: ResourceType,
  place: Place,
  properties: TemplateObject,
): Promise<readonly string[] | undefined> {
  if (type.list === undefined) return undefined;
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await listResources(type, place.access, properties, { limit: 60, next });
    found.push(...page.identifiers);
    next = page.next;
  } while (next !== undefined && found.length < maxListed);
  return next === undefined ? found : undefined;
}

/** Whether what was read can come from these properties. */
function fits(type: ResourceType, model: ResourceModel, properties: TemplateObject): boolean {
  const wanted = formOf(type, properties);
  return Object.keys(wanted).every(
    (name) =>
      type.schema.writeOnly.includes(name) || sameValue(model[name] as TemplateValue, wanted[name] as TemplateValue),
  );
}

function differing(one: TemplateObject, other: TemplateObject): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => !sameValue(one[name], other[name]),
  );
}

function matches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
