/** Owns the exceptions of the Cloud Control API, and which one a failed handler becomes where no event can carry it. */
import { FrameworkException, type ServiceException } from "../../../model/exceptions.js";
import { AccessDeniedException } from "../../../model/generated/exceptions.js";
import type { HandlerError, HandlerErrorCode } from "../resources/handler-error.js";

/** An exception that the API publishes, or the check of inputs before it. */
class CloudControlException extends FrameworkException {}

export const validation = (message: string) => new CloudControlException("ValidationException", message);
export const notUpdatable = (message: string) => new CloudControlException("NotUpdatableException", message);
export const typeNotFound = (name: string) =>
  new CloudControlException("TypeNotFoundException", `The type '${name}' cannot be found.`);
export const unsupportedAction = (message: string) => new CloudControlException("UnsupportedActionException", message);
export const requestNotFound = (token: string) =>
  new CloudControlException("RequestTokenNotFoundException", `Request with token ${token} was not found.`);
export const clientTokenConflict = (token: string) =>
  new CloudControlException(
    "ClientTokenConflictException",
    `ClientToken ${token} has been used for another request already.`,
  );
export const concurrentModification = (message: string) =>
  new CloudControlException("ConcurrentModificationException", message);

const names: Readonly<Record<HandlerErrorCode, string>> = {
  AccessDenied: "AccessDeniedException",
  AlreadyExists: "AlreadyExistsException",
  GeneralServiceException: "GeneralServiceException",
  InvalidRequest: "InvalidRequestException",
  NotFound: "ResourceNotFoundException",
  NotUpdatable: "NotUpdatableException",
  ResourceConflict: "ResourceConflictException",
  ServiceInternalError: "ServiceInternalErrorException",
  ServiceLimitExceeded: "ServiceLimitExceededException",
  Throttling: "ThrottlingException",
  UnsupportedAction: "UnsupportedActionException",
  InternalFailure: "HandlerInternalFailureException",
};

/** The exception for a handler's failure. */
export function exceptionOf({ code, message }: HandlerError): ServiceException {
  if (code === "AccessDenied") return new AccessDeniedException(message);
  return new CloudControlException(names[code], message);
}
