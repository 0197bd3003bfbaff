/**
 * The ways in which a request may fail on the wire: the base of the modeled exceptions (each is a generated class) and
 * the exceptions of the protocol and of the signature check, which every AWS JSON service has and no model lists.
 * Rendering one as a response belongs to the protocol codecs.
 */

/** Any failure that a caller is told about by name. */
export abstract class ServiceException extends Error {
  /** The name as it appears in `__type`. */
  readonly wireName: string;
  readonly httpStatus: number;

  constructor(wireName: string, message: string, httpStatus = 400) {
    super(message);
    this.name = wireName;
    this.wireName = wireName;
    this.httpStatus = httpStatus;
  }

  /** Members besides the message that the wire form carries. */
  get wireMembers(): Readonly<Record<string, string>> {
    return {};
  }
}

/** An exception that the published model lists for some operation. */
export abstract class ModeledException extends ServiceException {}

/** An exception of the protocol or of the signature check; any operation may answer with it. */
export abstract class FrameworkException extends ServiceException {}

/** The body is not JSON, or a member has another JSON type than the model says. */
export class SerializationException extends FrameworkException {
  constructor(message = "") {
    super("SerializationException", message);
  }
}

/** The target header names no operation of the service. */
export class UnknownOperationException extends FrameworkException {
  constructor(message = "") {
    super("UnknownOperationException", message);
  }
}

/** A signed operation was called without a signature. */
export class MissingAuthenticationTokenException extends FrameworkException {
  constructor(message = "Missing Authentication Token") {
    super("MissingAuthenticationTokenException", message);
  }
}

/** The access key, or the security token with it, is not known. */
export class UnrecognizedClientException extends FrameworkException {
  constructor(message = "The security token included in the request is invalid.") {
    super("UnrecognizedClientException", message);
  }
}

/** The signature does not match the request, or its date is too far from now. */
export class InvalidSignatureException extends FrameworkException {
  constructor(
    message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  ) {
    super("InvalidSignatureException", message);
  }
}

/** The authorization header lacks a part that a signature needs. */
export class IncompleteSignatureException extends FrameworkException {
  constructor(message: string) {
    super("IncompleteSignatureException", message);
  }
}

/** Temporary credentials are past their end. */
export class ExpiredTokenException extends FrameworkException {
  constructor(message = "The security token included in the request is expired") {
    super("ExpiredTokenException", message);
  }
}

/** The body is larger than the service accepts. */
export class RequestEntityTooLargeException extends FrameworkException {
  constructor(message = "Request body is too large") {
    super("RequestEntityTooLargeException", message, 413);
  }
}
