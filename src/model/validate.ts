/**
 * Turns the JSON body of a request into the operation's input, or fails in Cognito's words. A member of another JSON
 * type is a SerializationException at once; values that fall short of a constraint are collected over the whole body
 * and told in one InvalidParameterException. Rules between members, and everything that needs the store, belong to the
 * operations.
 */
import { rulesOf } from "./corrections.js";
import { SerializationException } from "./exceptions.js";
import { InvalidParameterException } from "./generated/exceptions.js";
import { type OperationName, operations } from "./generated/operations.js";
import type { OperationInputs } from "./generated/types.js";
import { inputReader, type Reader, type Walk } from "./shape-reader.js";

const inputReaders = new Map<OperationName, Reader>();
const exceptionNames = new Map<OperationName, ReadonlySet<string>>();

/**
 * Parses the body of a request as JSON. An empty body reads as an empty object, and of a key that is given twice the
 * last one counts.
 */
export function parseJsonBody(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new SerializationException();
  }
}

/** Reads the input of an operation out of parsed JSON, or throws SerializationException or InvalidParameterException. */
export function validateInput<O extends OperationName>(operation: O, body: unknown): OperationInputs[O] {
  const reader = remembered(inputReaders, operation, inputReader);
  const walk: Walk = { path: [], violations: [] };
  const input = reader.read(body, walk);
  const count = walk.violations.length;
  if (count > 0) {
    throw new InvalidParameterException(
      `${count} validation error${count === 1 ? "" : "s"} detected: ${walk.violations.join("; ")}`,
    );
  }
  return input as OperationInputs[O];
}

/** Wire names of the modeled exceptions that an operation may answer with, corrections included. */
export function exceptionsOf(operation: OperationName): ReadonlySet<string> {
  return remembered(exceptionNames, operation, () => {
    const added = rulesOf("error").filter((rule) => rule.operation === operation);
    return new Set([...operations[operation].errors, ...added.map((rule) => rule.exception)]);
  });
}

function remembered<K, V>(cache: Map<K, V>, key: K, make: (key: K) => V): V {
  let value = cache.get(key);
  if (value === undefined) {
    value = make(key);
    cache.set(key, value);
  }
  return value;
}
