/**
 * Owns the form of one statement of the source documents as a test: its ids in docs/sources.md, the members of a request
 * that it is about, and how it is seen to hold. Each leaf of these members can be dropped from outside, one per row
 * (POOLHOUSE_TEST_DROP=S1-10/AccountRecoverySetting.RecoveryMechanisms.0.Name, several separated by commas);
 * scripts/prove-sources.ts does so and demands that the row's test fails.
 */
import { after, before, test } from "node:test";
import { openScene, type Scene } from "./scene.js";

/** One statement, under the id of every document that makes it. */
export interface SourceRow {
  readonly ids: readonly string[];
  readonly title: string;
  /** Only what the row is about; what it merely needs stands in its body. */
  readonly input: object;
  readonly run: (scene: Scene, input: never) => Promise<void>;
}

/** Declares a row; `ids` are separated by spaces. */
export function row<I extends object>(
  ids: string,
  title: string,
  input: I,
  run: (scene: Scene, input: I) => Promise<void>,
): SourceRow {
  return { ids: ids.split(" "), title, input, run };
}

/** A row that is about no member of a request: a default, an output, a refusal of what was never asked for. */
export function statement(ids: string, title: string, run: (scene: Scene) => Promise<void>): SourceRow {
  return row(ids, title, {}, run);
}

/** Runs the rows as tests of one server, each under each of its ids. */
export function testRows(...tables: (readonly SourceRow[])[]): void {
  let scene: Scene;
  before(async () => {
    scene = await openScene();
  });
  after(async () => {
    await scene.world.close();
    scene.recorder.remove();
  });
  const drops = dropsOf(process.env["POOLHOUSE_TEST_DROP"] ?? "");
  for (const { ids, title, input, run } of tables.flat()) {
    for (const id of ids) {
      test(`${id} ${title}`, () => run(scene, without(input, drops.get(id)) as never));
    }
  }
}

/** The paths of all members of an input that can be dropped: its scalars, its empty objects, each entry of its lists. */
export function leavesOf(input: object): string[] {
  return Object.entries(input).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [name];
    return leavesOf(value).map((rest) => `${name}.${rest}`);
  });
}

/** A copy of the input without the member at the path; an emptied object or list goes with it. */
function without(input: object, path: string | undefined): object {
  const copy = structuredClone(input);
  if (path !== undefined && !drop(copy, path.split("."))) throw new Error(`the row has no member ${path}`);
  return copy;
}

function drop(target: object, path: readonly string[]): boolean {
  const [name = "", ...rest] = path;
  if (!Object.hasOwn(target, name)) return false;
  const members = target as Record<string, unknown>;
  if (rest.length > 0) {
    const inner = members[name] as object;
    if (!drop(inner, rest)) return false;
    if (Object.keys(inner).length > 0) return true;
  }
  if (Array.isArray(target)) target.splice(Number(name), 1);
  else delete members[name];
  return true;
}

function dropsOf(text: string): Map<string, string> {
  const pairs = text.split(",").filter((each) => each !== "");
  return new Map(
    pairs.map((each): [string, string] => {
      const slash = each.indexOf("/");
      return [each.slice(0, slash), each.slice(slash + 1)];
    }),
  );
}
