/**
 * Makes and opens temporary credentials. Nothing of them is kept: the session token is sealed by the keyring and says who
 * the session is, whose rights it has and when it ends; the secret is derived from the key's id. So every node that
 * shares the master key knows them, and a token without its key, or with another one, opens for nobody (T-15).
 */
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";

/** Who a session is. */
export interface SessionIdentity {
  /** Like `arn:aws:sts::123456789012:assumed-role/deploy/me`. */
  readonly arn: string;
  /** The access key whose rights the session has: the one that asked for it. */
  readonly rightsOf: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Credentials as they are handed out. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Makes and opens them. */
export interface CredentialIssuer {
  issue(identity: SessionIdentity): TemporaryCredentials;
  /** What a token of ours says for this key id; undefined for any other. Expiry is the verifier's. */
  open(accessKeyId: string, sessionToken: string): (TemporaryCredentials & SessionIdentity) | undefined;
}

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The issuer over a keyring. */
export function createCredentialIssuer(keyring: Keyring, random: Random): CredentialIssuer {
  const tokenScope = (accessKeyId: string) => ({ purpose: "sts-session-token", subject: accessKeyId });
  const secretOf = (accessKeyId: string): string =>
    keyring.derive({ purpose: "sts-secret-access-key", subject: accessKeyId }, 30).toString("base64");
  return {
    issue({ arn, rightsOf, expiresAt }) {
      const accessKeyId = `ASIA${random.text(idAlphabet, 16)}`;
      const sessionToken = keyring.sealText(tokenScope(accessKeyId), [arn, rightsOf, expiresAt]);
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken };
    },
    open(accessKeyId, sessionToken) {
      if (!accessKeyId.startsWith("ASIA")) return undefined;
      const found = keyring.openText<[string, string, number]>(tokenScope(accessKeyId), sessionToken);
      if (found === undefined) return undefined;
      const [arn, rightsOf, expiresAt] = found;
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken, arn, rightsOf, expiresAt };
    },
  };
}
