/**
 * Owns who may call an operation: anyone, only who signs, or either with another proof. The model marks the first kind;
 * what the service does otherwise is in corrections.ts.
 */
import { rulesOf } from "./corrections.js";
import { type OperationName, operations } from "./generated/operations.js";

/** "either": a signature is checked where there is one; without it the operation asks for its own proof. */
export type Callers = "anyone" | "signed" | "either";

const corrected = new Map(rulesOf("callers").map(({ operation, callers }) => [operation, callers]));

/** Who may call the operation. */
export function callersOf(operation: OperationName): Callers {
  return corrected.get(operation) ?? (operations[operation].unsigned ? "anyone" : "signed");
}
