/** Owns who may set a software token up: somebody signed in, or in the middle of it, in a pool that takes such tokens. */
import { InvalidParameterException, SoftwareTokenMFANotFoundException } from "../../model/generated/exceptions.js";
import { availableMfaFactors } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";

/** How a request shows whose token it is about. */
export type SetUpProof =
  | { readonly by: "access-token"; readonly accessToken: string }
  | { readonly by: "session"; readonly session: string };

/** The proof of a request: an access token or a Session, and not both. The wordings of the refusals are not published. */
export function setUpProof(input: {
  readonly AccessToken?: string | undefined;
  readonly Session?: string | undefined;
}): SetUpProof {
  const { AccessToken: accessToken, Session: session } = input;
  if (accessToken !== undefined && session !== undefined) {
    throw new InvalidParameterException("AccessToken and Session cannot be used together.");
  }
  if (accessToken !== undefined) return { by: "access-token", accessToken };
  if (session !== undefined) return { by: "session", session };
  throw new InvalidParameterException("Either AccessToken or Session is required.");
}

/** Longer names would not fit into a Session; what the service allows is not published. */
const LONGEST_NAME = 128;

/** What the user calls the device; an empty name is none. */
export function friendlyDeviceName({ FriendlyDeviceName: name }: { readonly FriendlyDeviceName?: string | undefined }) {
  if (name !== undefined && name.length > LONGEST_NAME) {
    throw new InvalidParameterException(
      "1 validation error detected: Value at 'friendlyDeviceName' failed to satisfy constraint: Member must have " +
        `length less than or equal to ${LONGEST_NAME}`,
    );
  }
  return name || undefined;
}

/** Refuses where the pool takes no software tokens. */
export function checkSoftwareTokensTaken(pool: Pick<UserPool, "mfa">): void {
  if (!availableMfaFactors(pool).includes("SOFTWARE_TOKEN_MFA")) {
    throw new SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool");
  }
}
