/** The failures of IAM under their wire codes; texts that more than one action has stand here. */
import { CompanionException } from "../../protocols/companion.js";

/** What is named does not exist. */
export const noSuchEntity = (message: string) => new CompanionException("NoSuchEntity", message, 404);

/** Something of that name exists. */
export const entityAlreadyExists = (message: string) => new CompanionException("EntityAlreadyExists", message, 409);

/** It cannot go while something hangs on it. */
export const deleteConflict = (message: string) => new CompanionException("DeleteConflict", message, 409);

/** More than an account may have. */
export const limitExceeded = (message: string) => new CompanionException("LimitExceeded", message, 409);

/** A quota by its name, in the words in which IAM reports it. */
export const quotaExceeded = (quota: string, limit: number) =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);

/** A member does not have the form that it must have. */
export const validationError = (message: string) => new CompanionException("ValidationError", message);

/** A member is well formed and makes no sense. */
export const invalidInput = (message: string) => new CompanionException("InvalidInput", message);

/** The document is no policy. */
export const malformedPolicyDocument = (message: string) => new CompanionException("MalformedPolicyDocument", message);

/** What belongs to a service is not changed by anybody else. */
export const protectedRole = (name: string) =>
  new CompanionException(
    "UnmodifiableEntity",
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  );

export const roleNotFound = (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`);
export const policyNotFound = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);
