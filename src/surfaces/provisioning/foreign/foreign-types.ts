/** Owns the index of the resource types of other services that do something here, over the companions. */
import type { ResourceType } from "../resources/resource-type.js";

const types = new Map<string, ResourceType>(([] as ResourceType[]).map((type) => [type.name, type]));

/** The foreign resource type of that name, if it works. */
export function foreignTypeOf(name: string): ResourceType | undefined {
  return types.get(name);
}
