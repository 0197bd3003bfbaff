/**
 * Owns how a resource is shown to its owner: in the owner's words while nothing changed. The service orders, completes
 * and respells what it is given; a tool that compares what it declared with what it reads would see differences for ever.
 * So beside what was declared stands what was read right after, and a property that still reads so is answered as
 * declared. One that changed since is answered as it is.
 */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { DeclaredResource, ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";
import { isSame, withoutReadOnly, withoutWriteOnly } from "./model-comparison.js";
import type { ResourceModel } from "./resource-type.js";

/** The model in its owner's words. */
export async function inOwnersWords(
  declarations: ResourceDeclarations,
  facts: ResourceTypeFacts,
  identifier: string,
  actual: ResourceModel,
): Promise<ResourceModel> {
  const kept = await declarations.get(keyOf(facts, identifier));
  if (kept === undefined) return actual;
  const { declared, seen } = kept as { declared: ResourceModel; seen: ResourceModel };
  const asBefore = Object.entries(declared).filter(([name]) => isSame(actual[name], seen[name]));
  return { ...actual, ...Object.fromEntries(asBefore) };
}

/** What the owner declared, if the resource was declared at all. */
export async function declaredModel(
  declarations: ResourceDeclarations,
  facts: ResourceTypeFacts,
  identifier: string,
): Promise<ResourceModel | undefined> {
  const kept = await declarations.get(keyOf(facts, identifier));
  return kept?.["declared"] as ResourceModel | undefined;
}

/** Remembers what an owner declared and what was read right after. */
export async function rememberDeclared(
  declarations: ResourceDeclarations,
  facts: ResourceTypeFacts,
  identifier: string,
  models: { readonly declared: ResourceModel; readonly actual: ResourceModel },
): Promise<void> {
  const declared = withoutReadOnly(facts, withoutWriteOnly(facts, models.declared));
  const seen = Object.fromEntries(Object.keys(declared).map((name) => [name, models.actual[name]]));
  await declarations.put(keyOf(facts, identifier), { declared, seen });
}

/** Forgets a resource that is gone. */
export async function forgetDeclared(
  declarations: ResourceDeclarations,
  facts: ResourceTypeFacts,
  identifier: string,
): Promise<void> {
  await declarations.delete(keyOf(facts, identifier));
}

/** Every identifier of user-pool types begins with the pool, so that what was declared goes with it. */
function keyOf(facts: ResourceTypeFacts, identifier: string): DeclaredResource {
  return { poolId: identifier.split("|", 1)[0]!, typeName: facts.name, identifier };
}
