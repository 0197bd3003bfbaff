/** The exceptions of CloudFormation's API, under their wire codes; texts stand where they are thrown. */
import { FrameworkException } from "../../../model/exceptions.js";

/** What is asked for is not valid, or not possible in the state things are in. */
export class ValidationError extends FrameworkException {
  constructor(message: string) {
    super("ValidationError", message);
  }
}

/** A stack or change set of that name exists. */
export class AlreadyExistsException extends FrameworkException {
  constructor(message: string) {
    super("AlreadyExistsException", message);
  }
}

/** No such change set. */
export class ChangeSetNotFoundException extends FrameworkException {
  constructor(name: string) {
    super("ChangeSetNotFound", `ChangeSet [${name}] does not exist`, 404);
  }
}

/** The change set cannot be executed, or deleted, in its state. */
export class InvalidChangeSetStatusException extends FrameworkException {
  constructor(message: string) {
    super("InvalidChangeSetStatus", message);
  }
}

/** The template makes something whose consequences must be acknowledged. */
export class InsufficientCapabilitiesException extends FrameworkException {
  constructor(capabilities: readonly string[]) {
    super("InsufficientCapabilitiesException", `Requires capabilities : [${capabilities.join(", ")}]`);
  }
}
