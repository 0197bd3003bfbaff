/**
 * Owns what browsers are asked: the options of making and of using a passkey, in the JSON form of WebAuthn and the order of
 * Cognito's published sample, and the rules that both ceremonies share.
 */
import type { UserVerificationType } from "../../model/generated/types.js";
import type { Passkey } from "../passkey.js";
import type { User } from "../user.js";
import { usernameAttributes } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import type { ClientData } from "./credential-json.js";
import { mayRepresent } from "./relying-party.js";

/** COSE numbers of the signatures that pools take: ES256 and RS256 (Cognito developer guide). */
export const passkeyAlgorithms: readonly number[] = [-7, -257];

/** How long browsers wait for the user, in milliseconds. */
const BROWSER_TIMEOUT = 60_000;

/** How long the server waits for the answer: longer, as browsers take the figure as a hint. */
export const registrationLifetimeMs = 5 * 60 * 1000;

/** What a browser is told that it may use, or that it has already. */
export type PasskeyDescriptor = Pick<Passkey, "credentialId" | "transports">;

/** What is asked of the browser to make a passkey. */
export function creationOptions(asked: {
  readonly relyingPartyId: string;
  readonly challenge: string;
  readonly pool: Pick<UserPool, "settings">;
  readonly user: Pick<User, "sub" | "username" | "attributes">;
  readonly existing: readonly PasskeyDescriptor[];
  readonly userVerification: UserVerificationType;
}): Record<string, unknown> {
  const { relyingPartyId, challenge, pool, user, existing, userVerification } = asked;
  const name = nameShown(pool, user);
  return {
    rp: { name: relyingPartyId, id: relyingPartyId },
    user: { id: userHandleOf(user.sub), name, displayName: name },
    challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: "public-key", alg })),
    timeout: BROWSER_TIMEOUT,
    excludeCredentials: existing.map(({ credentialId, transports }) => ({
      type: "public-key",
      id: credentialId,
      ...(transports.length === 0 ? {} : { transports }),
    })),
    authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification },
  };
}

/** What is asked of the browser to use one. */
export function requestOptions(asked: {
  readonly relyingPartyId: string;
  readonly challenge: string;
  readonly allowed: readonly PasskeyDescriptor[];
  readonly userVerification: UserVerificationType;
}): Record<string, unknown> {
  const { relyingPartyId, challenge, allowed, userVerification } = asked;
  return {
    challenge,
    timeout: BROWSER_TIMEOUT,
    rpId: relyingPartyId,
    allowCredentials: allowed.map(({ credentialId, transports }) => ({
      type: "public-key",
      id: credentialId,
      transports,
    })),
    userVerification,
  };
}

/** How authenticators know the user: the sub, which tells nothing to who finds the authenticator. */
export function userHandleOf(sub: string): string {
  return Buffer.from(sub, "utf8").toString("base64url");
}

/** Whether the client data are of this ceremony, and of a page that may speak for the relying party and is not embedded. */
export function isFromRelyingParty(clientData: ClientData, relyingPartyId: string): boolean {
  return !clientData.crossOrigin && mayRepresent(relyingPartyId, clientData.origin);
}

/** What people see when they choose among their passkeys. A username that the pool issued itself means nothing to them. */
function nameShown(pool: Pick<UserPool, "settings">, { username, attributes }: Pick<User, "username" | "attributes">) {
  for (const attribute of usernameAttributes(pool)) {
    const value = attributes.get(attribute);
    if (value) return value;
  }
  return username;
}
