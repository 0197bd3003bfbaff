/**
 * Owns how a resource handler fails: the error codes of CloudFormation's handler contract, and which code an exception
 * of an operation becomes. Messages pass through in Cognito's words.
 */
import { ServiceException } from "../../../model/exceptions.js";

/** Codes of the handler contract that this program answers with. */
export type HandlerErrorCode =
  | "AccessDenied"
  | "AlreadyExists"
  | "GeneralServiceException"
  | "InvalidRequest"
  | "NotFound"
  | "NotUpdatable"
  | "ResourceConflict"
  | "ServiceInternalError"
  | "ServiceLimitExceeded"
  | "Throttling"
  | "UnsupportedAction"
  | "InternalFailure";

/** A handler failed. */
export class HandlerError extends Error {
  constructor(
    readonly code: HandlerErrorCode,
    message: string,
    /** Set when a creation failed half way: what it leaves, for whoever rolls it back. */
    readonly identifier?: string,
  ) {
    super(message);
    this.name = "HandlerError";
  }

  /** The same failure of a creation that leaves something. */
  leaving(identifier: string): HandlerError {
    return new HandlerError(this.code, this.message, identifier);
  }
}

/** A dynamic reference leads nowhere; told in its own words, because no handler was asked. */
export class UnresolvedReference extends HandlerError {
  constructor(message: string) {
    super("InvalidRequest", message);
  }
}

const codes: Readonly<Record<string, HandlerErrorCode>> = {
  AccessDeniedException: "AccessDenied",
  NotAuthorizedException: "AccessDenied",
  UnauthorizedException: "AccessDenied",
  ForbiddenException: "AccessDenied",
  AliasExistsException: "AlreadyExists",
  DuplicateProviderException: "AlreadyExists",
  GroupExistsException: "AlreadyExists",
  ManagedLoginBrandingExistsException: "AlreadyExists",
  TermsExistsException: "AlreadyExists",
  UsernameExistsException: "AlreadyExists",
  ResourceNotFoundException: "NotFound",
  ScopeDoesNotExistException: "NotFound",
  UserNotFoundException: "NotFound",
  CodeDeliveryFailureException: "InvalidRequest",
  FeatureUnavailableInTierException: "InvalidRequest",
  InvalidEmailRoleAccessPolicyException: "InvalidRequest",
  InvalidLambdaResponseException: "InvalidRequest",
  InvalidOAuthFlowException: "InvalidRequest",
  InvalidParameterException: "InvalidRequest",
  InvalidPasswordException: "InvalidRequest",
  InvalidSmsRoleAccessPolicyException: "InvalidRequest",
  InvalidSmsRoleTrustRelationshipException: "InvalidRequest",
  PreconditionNotMetException: "InvalidRequest",
  SerializationException: "InvalidRequest",
  TierChangeNotAllowedException: "InvalidRequest",
  UnexpectedLambdaException: "InvalidRequest",
  UnsupportedIdentityProviderException: "InvalidRequest",
  UserLambdaValidationException: "InvalidRequest",
  UserPoolAddOnNotEnabledException: "InvalidRequest",
  UserPoolTaggingException: "InvalidRequest",
  AlreadyExistsException: "AlreadyExists",
  ResourceConflictException: "AlreadyExists",
  NotFoundException: "NotFound",
  InvalidAliasNameException: "InvalidRequest",
  InvalidParameterValueException: "InvalidRequest",
  KMSInvalidStateException: "InvalidRequest",
  MalformedPolicyDocumentException: "InvalidRequest",
  TagException: "InvalidRequest",
  UnsupportedOperationException: "InvalidRequest",
  ValidationException: "InvalidRequest",
  PreconditionFailedException: "ResourceConflict",
  PolicyLengthExceededException: "ServiceLimitExceeded",
  ParameterAlreadyExists: "AlreadyExists",
  ResourceExistsException: "AlreadyExists",
  ParameterNotFound: "NotFound",
  HierarchyLevelLimitExceededException: "InvalidRequest",
  HierarchyTypeMismatchException: "InvalidRequest",
  InvalidAllowedPatternException: "InvalidRequest",
  InvalidRequestException: "InvalidRequest",
  ParameterPatternMismatchException: "InvalidRequest",
  ParameterMaxVersionLimitExceeded: "ServiceLimitExceeded",
  TooManyTagsError: "ServiceLimitExceeded",
  EntityAlreadyExists: "AlreadyExists",
  NoSuchEntity: "NotFound",
  InvalidInput: "InvalidRequest",
  MalformedPolicyDocument: "InvalidRequest",
  UnmodifiableEntity: "InvalidRequest",
  ValidationError: "InvalidRequest",
  DeleteConflict: "ResourceConflict",
  LimitExceeded: "ServiceLimitExceeded",
  ConcurrentModificationException: "ResourceConflict",
  UserImportInProgressException: "ResourceConflict",
  LimitExceededException: "ServiceLimitExceeded",
  ThrottlingException: "Throttling",
  TooManyRequestsException: "Throttling",
  InternalErrorException: "ServiceInternalError",
  InternalServerException: "ServiceInternalError",
};

/** What a failure is to a handler; undefined for a failure of the program, which callers are told nothing of. */
export function handlerErrorOf(error: unknown): HandlerError | undefined {
  if (error instanceof HandlerError) return error;
  if (error instanceof ServiceException) {
    return new HandlerError(codes[error.wireName] ?? "GeneralServiceException", error.message);
  }
  // The one failure of a port that is the caller's to know: come back later.
  if (error instanceof Error && error.name === "WorkQueueFull") return new HandlerError("Throttling", "Rate exceeded");
  return undefined;
}

/** What an operation answers, or undefined where it answers that what was asked for is not there. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (handlerErrorOf(error)?.code === "NotFound") return undefined;
    throw error;
  }
}
