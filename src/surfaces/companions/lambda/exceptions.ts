/** Owns how Lambda fails: its exceptions with their status, and the texts that several actions share. */
import { CompanionException } from "../../protocols/companion.js";

/** A function, version, alias or policy that is not there. */
export class ResourceNotFoundException extends CompanionException {
  constructor(message: string) {
    super("ResourceNotFoundException", message, 404);
  }
}

/** The name is taken, or something else stands in the way. */
export class ResourceConflictException extends CompanionException {
  constructor(message: string) {
    super("ResourceConflictException", message, 409);
  }
}

/** A value that the service cannot work with. */
export class InvalidParameterValueException extends CompanionException {
  constructor(message: string) {
    super("InvalidParameterValueException", message);
  }
}

/** The revision that the caller knows is not the latest. */
export class PreconditionFailedException extends CompanionException {
  constructor() {
    super(
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
      412,
    );
  }
}

/** What this version of the program does not have; a 400, because SDKs would repeat a 5xx. */
export class NotAvailableException extends CompanionException {
  constructor(what: string) {
    super("InvalidParameterValueException", `${what} is not available in this version of Poolhouse.`);
  }
}

/** The function of that ARN, qualifier included, is not there. */
export function functionNotFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Function not found: ${arn}`);
}

/** Throws PreconditionFailedException unless the caller knows the latest revision, or does not say. */
export function checkRevision(known: string | undefined, latest: string): void {
  if (known !== undefined && known !== latest) throw new PreconditionFailedException();
}
