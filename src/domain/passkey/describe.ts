/** Owns the wire form of a passkey. */
import type { WebAuthnCredentialDescription } from "../../model/generated/types.js";
import type { Passkey } from "../passkey.js";

/** The passkey as ListWebAuthnCredentials shows it. */
export function describePasskey(passkey: Passkey): WebAuthnCredentialDescription {
  return {
    CredentialId: passkey.credentialId,
    FriendlyCredentialName: passkey.friendlyName,
    RelyingPartyId: passkey.relyingPartyId,
    ...(passkey.attachment === undefined ? {} : { AuthenticatorAttachment: passkey.attachment }),
    AuthenticatorTransports: [...passkey.transports],
    CreatedAt: passkey.createdAt / 1000,
  };
}
