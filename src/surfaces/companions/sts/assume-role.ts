/**
 * AssumeRole and GetSessionToken. A role of the own account may be assumed by whoever may call AssumeRole, whether it
 * exists or not: the session has the rights of the key that asked, never more. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import type { Clock } from "../../../ports/clock.js";
import type { Keyring } from "../../../ports/keyring.js";
import { CompanionException, type CompanionInput } from "../../protocols/companion.js";
import type { SignedCaller } from "../../protocols/signed-caller.js";
import type { CredentialIssuer, SessionIdentity } from "../../protocols/temporary-credentials.js";
import { roleId } from "./caller-identity.js";
import { durationOf, requiredStsText, stsInvalid, stsText } from "./sts-input.js";

/** What sessions are made with. */
export interface SessionNeeds {
  readonly issuer: CredentialIssuer;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly accountId: string;
}

const roleArnForm = /^arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role\/([\w+=,.@/-]{1,600})$/;
const printable = /^[\p{L}\p{N}\p{P}\p{S}\p{Z}]+$/u;
const nameForm = /^[\w+=,.@-]*$/;
const hour = 3600;

/** AssumeRole. `Expiration` in milliseconds. */
export function assumeRole(needs: SessionNeeds, caller: SignedCaller, input: CompanionInput) {
  const RoleArn = requiredStsText(input, "RoleArn", { min: 20, max: 2048, pattern: printable });
  const name = requiredStsText(input, "RoleSessionName", { min: 2, max: 64, pattern: nameForm });
  const sourceIdentity = stsText(input, "SourceIdentity", { min: 2, max: 64, pattern: nameForm });
  stsText(input, "ExternalId", { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ });
  const seconds = durationOf(input, 900, 12 * hour, hour);
  if (input["Policy"] !== undefined || isGiven(input["PolicyArns"])) {
    throw stsInvalid(
      "Session policies are not available on this server: a session has the rights of the key that asks.",
    );
  }
  refuseMfa(input);
  if (caller.isSession === true && seconds > hour) {
    throw stsInvalid(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  const match = roleArnForm.exec(RoleArn);
  if (match === null) throw stsInvalid(`${RoleArn.slice(0, 256)} is invalid`);
  const [, partition, account, path = ""] = match;
  const roleName = path.slice(path.lastIndexOf("/") + 1);
  if (account !== needs.accountId || roleName === "" || roleName.length > 64) {
    throw new CompanionException(
      "AccessDenied",
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      403,
    );
  }
  const Arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${name}`;
  return {
    Credentials: credentials(needs, { arn: Arn, rightsOf: caller.accessKeyId, expiresAt: expiry(needs, seconds) }),
    AssumedRoleUser: { AssumedRoleId: `${roleId(needs.keyring, needs.accountId, roleName)}:${name}`, Arn },
    PackedPolicySize: 0,
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** GetSessionToken: temporary credentials of the caller himself. */
export function getSessionToken(needs: SessionNeeds, caller: SignedCaller, input: CompanionInput) {
  const seconds = durationOf(input, 900, 36 * hour, 12 * hour);
  refuseMfa(input);
  if (caller.isSession === true) {
    throw new CompanionException("AccessDenied", "Cannot call GetSessionToken with session credentials", 403);
  }
  const identity = { arn: caller.arn, rightsOf: caller.accessKeyId, expiresAt: expiry(needs, seconds) };
  return { Credentials: credentials(needs, identity) };
}

function credentials({ issuer }: SessionNeeds, identity: SessionIdentity) {
  const { accessKeyId, secretAccessKey, sessionToken } = issuer.issue(identity);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: identity.expiresAt,
  };
}

/** At a whole second, which is what the answer can say. */
function expiry({ clock }: SessionNeeds, seconds: number): number {
  return (Math.floor(clock.now() / 1000) + seconds) * 1000;
}

function isGiven(list: unknown): boolean {
  return list !== undefined && list !== "" && !(Array.isArray(list) && list.length === 0);
}

/** Nobody has a second factor here; who asks for one to be checked must not be told that it was. */
function refuseMfa(input: CompanionInput): void {
  if (input["SerialNumber"] === undefined && input["TokenCode"] === undefined) return;
  throw new CompanionException(
    "AccessDenied",
    "MultiFactorAuthentication failed, unable to validate MFA code. MFA devices are not available on this server.",
    403,
  );
}
