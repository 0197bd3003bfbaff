/** Owns how KMS fails: its exceptions and the texts that several actions share. */
import { CompanionException } from "../../protocols/companion.js";

/** A key, alias, grant or policy that is not there. */
export class NotFoundException extends CompanionException {
  constructor(message: string) {
    super("NotFoundException", message);
  }
}

/** The key is in no state for the action. */
export class KMSInvalidStateException extends CompanionException {
  constructor(message: string) {
    super("KMSInvalidStateException", message);
  }
}

/** The key is disabled. */
export class DisabledException extends CompanionException {
  constructor(arn: string) {
    super("DisabledException", `${arn} is disabled.`);
  }
}

/** The ciphertext was changed, comes from elsewhere, or belongs to another context. KMS does not say which. */
export class InvalidCiphertextException extends CompanionException {
  constructor() {
    super("InvalidCiphertextException", "");
  }
}

/** The ciphertext is of another key than the caller names. */
export class IncorrectKeyException extends CompanionException {
  constructor() {
    super(
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
  }
}

/** The caller only asked whether it would work. */
export class DryRunOperationException extends CompanionException {
  constructor() {
    super("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.", 412);
  }
}

/** Tags that are refused. */
export class TagException extends CompanionException {
  constructor(message: string) {
    super("TagException", message);
  }
}

/** What this version of the program does not have. */
export class NotAvailableException extends CompanionException {
  constructor(what: string) {
    super("UnsupportedOperationException", `${what} is not available in this version of Poolhouse.`);
  }
}
