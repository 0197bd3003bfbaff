/** Owns the order in which resources are made: after what they refer to or depend on. */
import { ValidationError } from "./exceptions.js";

/** What each node waits for. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** The nodes so that each comes after what it waits for, otherwise as given. Throws ValidationError naming a cycle. */
export function inOrder(dependencies: Dependencies): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const waiting = new Set(dependencies.keys());
  while (waiting.size > 0) {
    const ready = [...waiting].filter((node) => [...(dependencies.get(node) ?? [])].every((one) => done.has(one)));
    if (ready.length === 0) {
      throw new ValidationError(
        `Circular dependency between resources: [${inCycle(dependencies, waiting).join(", ")}]`,
      );
    }
    for (const node of ready) {
      order.push(node);
      done.add(node);
      waiting.delete(node);
    }
  }
  return order;
}

/** Of what waits for ever, only what waits for itself in the end: the rest merely stands behind it. */
function inCycle(dependencies: Dependencies, waiting: ReadonlySet<string>): string[] {
  const left = new Set(waiting);
  for (;;) {
    const needed = new Set([...left].flatMap((node) => [...(dependencies.get(node) ?? [])]));
    const outside = [...left].filter((node) => !needed.has(node));
    if (outside.length === 0) return [...left];
    for (const node of outside) left.delete(node);
  }
}
