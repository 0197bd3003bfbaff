/**
 * Owns which exception stands for a failure of the server itself: most operations list InternalErrorException, those on
 * client secrets a name of their own. Of what went wrong it tells nothing.
 */
import type { ModeledException } from "./exceptions.js";
import { InternalErrorException, InternalServerException } from "./generated/exceptions.js";
import type { OperationName } from "./generated/operations.js";
import { exceptionsOf } from "./validate.js";

/** The exception of a failure that is not the caller's. */
export function internalFailure(operation: OperationName | undefined): ModeledException {
  const hasOwn = operation !== undefined && exceptionsOf(operation).has("InternalServerException");
  return hasOwn ? new InternalServerException("Internal error.") : new InternalErrorException("Internal error.");
}
