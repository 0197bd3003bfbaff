/**
 * Owns what resource types share that are a setting of something else: one call sets, the same call with nothing but ids
 * removes. Such a setting is there while it says something; one that says nothing cannot be told from none, so a model
 * that would set none is refused before anything is touched.
 */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError } from "./handler-error.js";
import type { ResourceModel, ResourceType } from "./resource-type.js";

/** What such types differ in. */
export interface AttachedSetting {
  readonly schema: ResourceTypeFacts;
  /** The properties that are the setting; the others say whose it is. */
  readonly says: readonly string[];
  identifier(model: ResourceModel): string;
  /** The setting as it is, undefined when there is none. */
  read(call: PrincipalCall, identifier: string): Promise<ResourceModel | undefined>;
  set(call: PrincipalCall, model: ResourceModel): Promise<void>;
  remove(call: PrincipalCall, identifier: string): Promise<void>;
  ref(identifier: string): string;
  attributes?(model: ResourceModel): Readonly<Record<string, string>>;
}

/** The resource type of a setting. */
export function attachedSetting(setting: AttachedSetting): ResourceType {
  const { schema, says, read } = setting;
  const failure = (identifier: string, how: string) =>
    `Resource of type '${schema.name}' with identifier '${identifier}' ${how}.`;
  return {
    name: schema.name,
    schema,
    async create(call, model) {
      checkItSays(model, says);
      const identifier = setting.identifier(model);
      if ((await read(call, identifier)) !== undefined) {
        throw new HandlerError("AlreadyExists", failure(identifier, "already exists"));
      }
      await setting.set(call, model);
      return { identifier };
    },
    read,
    async update(call, _identifier, _previous, desired) {
      checkItSays(desired, says);
      await setting.set(call, desired);
    },
    async delete(call, identifier) {
      if ((await read(call, identifier)) === undefined) {
        throw new HandlerError("NotFound", failure(identifier, "was not found"));
      }
      await setting.remove(call, identifier);
    },
    ref: (_model, identifier) => setting.ref(identifier),
    attributes: (model) => setting.attributes?.(model) ?? {},
  };
}

function checkItSays(model: ResourceModel, says: readonly string[]): void {
  const isSaid = (value: unknown) =>
    value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  if (says.some((name) => isSaid(model[name]))) return;
  const names = says.length === 1 ? `${says[0]} is missing or empty` : `one of ${says.join(", ")} is needed`;
  throw new HandlerError("InvalidRequest", `${names}: to remove the setting, delete the resource.`);
}
