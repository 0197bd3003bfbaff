/**
 * Who signed a request, and whether he may. It joins the signature check with the installation's access keys, for every
 * service alike; the rules of a policy are `domain/access-policy`, reached through the key's own `allows`.
 *
 * Without access keys (development mode) any signature of the right shape is taken and everything is allowed. The shape
 * is demanded even then: a page in a browser can send simple requests, but cannot sign them.
 */
import {
  FrameworkException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from "../../model/exceptions.js";
import { AccessDeniedException } from "../../model/generated/exceptions.js";
import type { HttpRequest, RequestHead } from "./http.js";
import { type SigningSecret, verifySignature, verifySignedHead } from "./sigv4.js";
import { type PresentedSignature, readSignature } from "./sigv4-credential.js";
import type { CredentialIssuer } from "./temporary-credentials.js";

/** The pool that a request concerns, in both spellings. */
export interface ConcernedPool {
  readonly poolId: string;
  readonly arn: string;
}

/** An access key of this installation. */
export interface AccessKey {
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  /** The principal behind the key, e.g. `arn:aws:iam::123456789012:user/deploy`. */
  readonly arn: string;
  /** Whether the key's policy allows an action like `cognito-idp:ListUsers`; no pool stands for the resource `*`. */
  allows(action: string, pool: ConcernedPool | undefined): boolean;
}

/** The principal of a signed request. */
export interface SignedCaller {
  readonly kind: "signed";
  /** The key whose rights count: of a session, the one that asked for it. */
  readonly accessKeyId: string;
  readonly arn: string;
  /** From the credential scope. */
  readonly region: string;
  /** He came with temporary credentials. */
  readonly isSession?: true;
}

/** Establishes and judges the callers of signed operations. */
export interface SignedCallers {
  /** Throws the exceptions of the signature check. `services`: names the request may be signed for. */
  authenticate(request: HttpRequest, services: readonly string[]): SignedCaller;
  /** Whether a head alone, before any body, shows a genuine caller of a service that declares its bodies in the head. */
  vouchFor(head: RequestHead, services: readonly string[]): boolean;
  /** Throws AccessDeniedException unless the caller's key allows the action. */
  authorise(caller: SignedCaller, action: string, pool: ConcernedPool | undefined): void;
}

/** Callers checked against access keys, or for their shape only when there are none to check against. */
export function createSignedCallers(options: {
  readonly clock: { now(): number };
  readonly accountId: string;
  /** Absent: development mode. */
  readonly accessKey?: ((accessKeyId: string) => AccessKey | undefined) | undefined;
  /** Opens temporary credentials. Absent: there are none. */
  readonly sessions?: Pick<CredentialIssuer, "open">;
}): SignedCallers {
  const { clock, accountId, accessKey, sessions } = options;

  function sessionOf({ scope, securityToken }: PresentedSignature) {
    return securityToken === undefined ? undefined : sessions?.open(scope.accessKeyId, securityToken);
  }

  /** What a signature is checked against, and who it shows; undefined where the key is not known. */
  function knownKey(presented: PresentedSignature): { secret: SigningSecret; caller: SignedCaller } | undefined {
    const { accessKeyId, region } = presented.scope;
    const key = accessKey?.(accessKeyId);
    if (key !== undefined) return { secret: key, caller: { kind: "signed", accessKeyId, arn: key.arn, region } };
    const session = sessionOf(presented);
    // A session ends with the key that asked for it.
    if (session === undefined || accessKey?.(session.rightsOf) === undefined) return undefined;
    const { arn, rightsOf } = session;
    return { secret: session, caller: { kind: "signed", accessKeyId: rightsOf, arn, region, isSession: true } };
  }

  return {
    authenticate(request, services) {
      const presented = readSignature(request);
      if (presented === undefined) throw new MissingAuthenticationTokenException();
      const { accessKeyId, region } = presented.scope;
      if (accessKey === undefined) {
        const session = sessionOf(presented);
        if (session !== undefined) return { kind: "signed", accessKeyId, arn: session.arn, region, isSession: true };
        return { kind: "signed", accessKeyId, arn: rootArn(region, accountId), region };
      }
      const known = knownKey(presented);
      if (known === undefined) throw new UnrecognizedClientException();
      verifySignature(request, presented, known.secret, { now: clock.now(), services });
      return known.caller;
    },
    vouchFor(head, services) {
      try {
        const presented = readSignature(head);
        if (presented === undefined || accessKey === undefined) return presented !== undefined;
        const known = knownKey(presented);
        if (known === undefined) return false;
        verifySignedHead(head, presented, known.secret, { now: clock.now(), services });
        return true;
      } catch (error) {
        // What is wrong with it is told once the request is handled.
        if (error instanceof FrameworkException) return false;
        throw error;
      }
    },
    authorise(caller, action, pool) {
      if (accessKey === undefined || caller.accessKeyId === itself) return;
      // Looked up again: a key that was withdrawn since the signature was checked allows nothing.
      if (accessKey(caller.accessKeyId)?.allows(action, pool) === true) return;
      throw new AccessDeniedException(
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${pool?.arn ?? "*"}`,
      );
    },
  };
}

/** The key id of the server itself. No request can carry it: a credential is divided at slashes. */
const itself = "poolhouse/itself";

/** The server as caller, for what its operator asked on the command line: everything is allowed. */
export function serverItself(region: string, accountId: string): SignedCaller {
  return { kind: "signed", accessKeyId: itself, arn: rootArn(region, accountId), region };
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function rootArn(region: string, accountId: string): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:root`;
}
