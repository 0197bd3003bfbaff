/**
 * Applies JSON patches (RFC 6902) to JSON values. Values are never changed in place, names never mean anything to the
 * language (T-36), and copying cannot make a document grow beyond bounds (T-37). How a caller is told is the caller's.
 */
import { isSame } from "../resources/model-comparison.js";

/** A patch is not one, or does not apply. */
export class PatchError extends Error {
  override readonly name = "PatchError";
}

const maxOperations = 5000;
const maxCopies = 100;
const maxDocument = 1_000_000;

interface PatchOperation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from?: readonly string[];
  readonly value?: unknown;
}

/** The document after the patch; none of it happened if this throws PatchError. */
export function patched(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new PatchError("a patch is a list of operations");
  if (patch.length > maxOperations) throw new PatchError(`a patch has at most ${maxOperations} operations`);
  let copies = 0;
  return patch.map(operationOf).reduce((current: unknown, operation) => {
    const next = applied(current, operation);
    if (operation.op === "copy" && (++copies > maxCopies || JSON.stringify(next).length > maxDocument)) {
      throw new PatchError("the patch copies too much");
    }
    return next;
  }, document);
}

/** The properties at the top of the document that a patch speaks of; undefined stands for the document itself. */
export function patchedProperties(patch: unknown): readonly (string | undefined)[] {
  if (!Array.isArray(patch)) throw new PatchError("a patch is a list of operations");
  return patch.map(operationOf).flatMap(({ op, path, from }) => {
    if (op === "test") return [];
    return op === "move" ? [path[0], from?.[0]] : [path[0]];
  });
}

function operationOf(entry: unknown): PatchOperation {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new PatchError("an operation is an object");
  }
  const { op, path, from } = entry as Record<string, unknown>;
  if (typeof op !== "string" || !["add", "remove", "replace", "move", "copy", "test"].includes(op)) {
    throw new PatchError("an operation is one of add, remove, replace, move, copy, test");
  }
  const parsed = { op, path: tokensOf(path) };
  if (op === "move" || op === "copy") return { ...parsed, from: tokensOf(from) };
  if (op === "remove") return parsed;
  if (!Object.hasOwn(entry, "value")) throw new PatchError(`${op} needs a value`);
  return { ...parsed, value: (entry as { value: unknown }).value };
}

/** The reference tokens of a JSON pointer (RFC 6901). */
function tokensOf(pointer: unknown): readonly string[] {
  if (typeof pointer !== "string" || (pointer !== "" && !pointer.startsWith("/"))) {
    throw new PatchError("a path is a JSON pointer");
  }
  if (/~(?![01])/.test(pointer)) throw new PatchError("a path is a JSON pointer");
  const tokens = pointer === "" ? [] : pointer.slice(1).split("/");
  return tokens.map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function applied(document: unknown, { op, path, from = [], value }: PatchOperation): unknown {
  switch (op) {
    case "add":
      return added(document, path, value);
    case "remove":
      return removed(document, path);
    case "replace":
      found(document, path);
      return path.length === 0 ? value : added(removed(document, path), path, value);
    case "copy":
      return added(document, path, found(document, from));
    case "move": {
      if (from.length < path.length && from.every((token, at) => token === path[at])) {
        throw new PatchError("nothing moves into itself");
      }
      return added(removed(document, from), path, found(document, from));
    }
    default:
      if (!isSame(found(document, path), value)) throw new PatchError(`test failed at ${pointerOf(path)}`);
      return document;
  }
}

function found(document: unknown, path: readonly string[]): unknown {
  return path.reduce((at: unknown, token) => {
    if (Array.isArray(at)) return at[indexOf(token, at.length - 1, path)];
    if (!isObject(at) || !Object.hasOwn(at, token)) throw missing(path);
    return at[token];
  }, document);
}

function added(document: unknown, path: readonly string[], value: unknown): unknown {
  return changed(
    document,
    path,
    path,
    (at, token) => {
      if (Array.isArray(at)) return at.toSpliced(token === "-" ? at.length : indexOf(token, at.length, path), 0, value);
      return withMember(at, token, value);
    },
    value,
  );
}

function removed(document: unknown, path: readonly string[]): unknown {
  found(document, path);
  return changed(
    document,
    path,
    path,
    (at, token) => {
      if (Array.isArray(at)) return at.toSpliced(indexOf(token, at.length - 1, path), 1);
      return Object.fromEntries(Object.entries(at).filter(([name]) => name !== token));
    },
    undefined,
  );
}

type Container = unknown[] | Record<string, unknown>;

/** Rebuilds the document along a path; `change` changes the container of the last token. */
function changed(
  at: unknown,
  rest: readonly string[],
  path: readonly string[],
  change: (container: Container, token: string) => unknown,
  whole: unknown,
): unknown {
  const [token, ...deeper] = rest;
  if (token === undefined) return whole;
  if (!Array.isArray(at) && !isObject(at)) throw missing(path);
  if (deeper.length === 0) return change(at, token);
  if (Array.isArray(at)) {
    const index = indexOf(token, at.length - 1, path);
    return at.with(index, changed(at[index], deeper, path, change, whole));
  }
  if (!Object.hasOwn(at, token)) throw missing(path);
  return withMember(at, token, changed(at[token], deeper, path, change, whole));
}

/** Keeps the place of a member that is there. `fromEntries` defines `__proto__` as a member like any other. */
function withMember(object: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const entries = Object.entries(object);
  const at = entries.findIndex(([one]) => one === name);
  return Object.fromEntries(at < 0 ? [...entries, [name, value]] : entries.with(at, [name, value]));
}

function indexOf(token: string, last: number, path: readonly string[]): number {
  if (!/^(?:0|[1-9][0-9]{0,8})$/.test(token) || Number(token) > last) throw missing(path);
  return Number(token);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function missing(path: readonly string[]): PatchError {
  return new PatchError(`nothing at ${pointerOf(path)}`);
}

function pointerOf(path: readonly string[]): string {
  const pointer = path.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return pointer.slice(0, 200);
}
