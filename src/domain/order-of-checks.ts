/**
 * Owns which refusal wins when a request deserves several: the order of checks of every public way in, as one table. The
 * checks themselves lie where they belong (`sign-in-order.ts`, `flow-gate.ts`, the services); `test/threats/` holds them to
 * this order, pair by pair. Evidence is the Cognito developer guide and API reference unless it says otherwise; where
 * nothing is published the order is ours, chosen so that what costs less and tells less comes first.
 */

/** One thing that can be wrong with a request. */
export interface OrderedCheck {
  readonly fault: string;
  readonly exception: string;
  readonly message: RegExp;
  readonly evidence: string;
}

/** The ways in. */
export type OrderedDoor =
  | "sign-in by password"
  | "sign-in by SRP"
  | "sign-up"
  | "forgotten password"
  | "confirmation of a reset";

const ours = "not published; decided here";

const client: OrderedCheck = {
  fault: "client",
  exception: "ResourceNotFoundException",
  message: /^User pool client .* does not exist\.$/,
  evidence: "needed by every later check",
};

const secretHash: OrderedCheck = {
  fault: "secret hash",
  exception: "NotAuthorizedException",
  message: /^Unable to verify secret hash for client/,
  evidence: "checked before the user is looked up, as practitioners report",
};

const unknownUser: OrderedCheck = {
  fault: "unknown user",
  exception: "UserNotFoundException",
  message: /^(User does not exist\.|Username\/client id combination not found\.)$/,
  evidence: "with PreventUserExistenceErrors LEGACY; hidden otherwise",
};

const flow: OrderedCheck = {
  fault: "flow",
  exception: "InvalidParameterException",
  message: /not enabled for (this|the) client/,
  evidence: ours,
};

const parameter: OrderedCheck = {
  fault: "parameter",
  exception: "InvalidParameterException",
  message: /^Missing required parameter/,
  evidence: ours,
};

const preAuthentication: OrderedCheck = {
  fault: "PreAuthentication",
  exception: "UserLambdaValidationException",
  message: /^PreAuthentication failed with error/,
  evidence: "called before the password is looked at; in SRP with the first call",
};

/** What is told of a user before the password is looked at. */
const beforePassword: readonly OrderedCheck[] = [
  {
    fault: "locked out",
    exception: "NotAuthorizedException",
    message: /^Password attempts exceeded$/,
    evidence: "tries while locked are refused unseen and do not count",
  },
  { fault: "disabled", exception: "NotAuthorizedException", message: /^User is disabled\.$/, evidence: ours },
  {
    fault: "unknown device",
    exception: "ResourceNotFoundException",
    message: /^Device does not exist\.$/,
    evidence: "clients begin again without the key; the order is ours",
  },
];

/** The password, and what only those are told who know it. */
const passwordAndState: readonly OrderedCheck[] = [
  {
    fault: "wrong password",
    exception: "NotAuthorizedException",
    message: /^Incorrect username or password\.$/,
    evidence: "states are told only to those who know the password",
  },
  {
    fault: "reset required",
    exception: "PasswordResetRequiredException",
    message: /^Password reset required for the user$/,
    evidence: "after the right password",
  },
];

const tooOften: OrderedCheck = {
  fault: "too often",
  exception: "LimitExceededException",
  message: /^Attempt limit exceeded, please try after some time\.$/,
  evidence: "counted by user and hour; the order is ours",
};

const weakPassword: OrderedCheck = {
  fault: "weak password",
  exception: "InvalidPasswordException",
  message: /^Password d(id|oes) not conform (with|to) policy/,
  evidence: "before the code, which must not lose a try by it; ours",
};

/** Every way in with its checks, the one that wins first. */
export const orderOfChecks: Readonly<Record<OrderedDoor, readonly OrderedCheck[]>> = {
  "sign-in by password": [
    client,
    flow,
    parameter,
    secretHash,
    unknownUser,
    ...beforePassword,
    preAuthentication,
    ...passwordAndState,
  ],
  // What is told of the user comes with the second call, as that is where the password is proven.
  "sign-in by SRP": [
    client,
    flow,
    parameter,
    secretHash,
    unknownUser,
    preAuthentication,
    ...beforePassword,
    ...passwordAndState,
  ],
  "sign-up": [
    client,
    secretHash,
    {
      fault: "only administrators make users",
      exception: "NotAuthorizedException",
      message: /^SignUp is not permitted for this user pool$/,
      evidence: ours,
    },
    weakPassword,
    {
      fault: "attributes",
      exception: "InvalidParameterException",
      message: /Attributes did not conform to the schema/,
      evidence: "shape before functions; the order among them is ours",
    },
    {
      fault: "PreSignUp",
      exception: "UserLambdaValidationException",
      message: /^PreSignUp failed with error/,
      evidence: "called before the user is made",
    },
    {
      fault: "name is taken",
      exception: "UsernameExistsException",
      message: /^User already exists$/,
      evidence: "last, so that a refusal tells of nobody; ours",
    },
  ],
  "forgotten password": [
    client,
    secretHash,
    unknownUser,
    tooOften,
    { fault: "disabled", exception: "NotAuthorizedException", message: /^User is disabled\.$/, evidence: ours },
    {
      fault: "no proven address",
      exception: "InvalidParameterException",
      message: /there is no registered\/verified email or phone_number$/,
      evidence: ours,
    },
  ],
  "confirmation of a reset": [
    client,
    secretHash,
    unknownUser,
    tooOften,
    { fault: "disabled", exception: "NotAuthorizedException", message: /^User is disabled\.$/, evidence: ours },
    weakPassword,
    {
      fault: "wrong code",
      exception: "CodeMismatchException",
      message: /^Invalid verification code provided, please try again\.$/,
      evidence: ours,
    },
  ],
};
