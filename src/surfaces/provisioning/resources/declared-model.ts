/**
 * Owns how a resource is shown to its owner: in the owner's words while nothing changed. The service orders, completes
 * and respells what it is given; a tool that compares what it declared with what it reads would see differences for ever.
 * So beside what was declared stands what was read right after, and a property that still reads so is answered as
 * declared. One that changed since is answered as it is. What can neither be read nor change is kept too: some tools
 * repeat it with every change, which would look like a wish for another value.
 */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { DeclaredResource, ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";
import { isSame, only, withoutReadOnly, withoutWriteOnly } from "./model-comparison.js";
import type { ResourceModel } from "./resource-type.js";

/** The model in its owner's words, with what of them cannot be read and cannot change. */
export async function inOwnersWords(
  declarations: ResourceDeclarations,
  facts: ResourceTypeFacts,
  identifier: string,
  actual: ResourceModel,
): Promise<ResourceModel> {
  const kept = await declarations.get(keyOf(facts, identifier));
  if (kept === undefined) return actual;
  const { declared, seen, fixed } = kept as Readonly<Record<"declared" | "seen" | "fixed", ResourceModel>>;
  const asBefore = Object.entries(declared).filter(([name]) => isSame(actual[name], seen[name]));
  return { ...actual, ...fixed, ...Object.fromEntries(asBefore) };
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
  // A type without updates has nothing to compare, and its write-only properties may name a person.
  const unreadable = facts.handlers.update ? facts.createOnly.filter((name) => facts.writeOnly.includes(name)) : [];
  const fixed = only(models.declared, unreadable);
  await declarations.put(keyOf(facts, identifier), { declared, seen, fixed });
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
