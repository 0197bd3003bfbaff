/**
 * Owns the form of refresh tokens: a compact JWE that says nothing to clients and everything to the next node. Whether the
 * sign-in behind one still lives is a row's affair, not the token's.
 *
 * The key is symmetric (`dir`), derived per pool: Cognito's own RSA-OAEP would cost one signature's worth of computing
 * with every refresh, and no client can tell the difference.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";

/** What a refresh token says. Times are epoch milliseconds. */
export interface RefreshTokenContent {
  readonly eventId: string;
  /** Number of the token in its rotating lineage; 0 is the first. */
  readonly generation: number;
  readonly clientId: string;
  readonly sub: string;
  readonly expiresAt: number;
}

export interface RefreshTokens {
  /** Writes a token of this pool. */
  write(poolId: string, content: RefreshTokenContent): string;
  /** Reads a token of this pool; undefined for every text that was not written here for it. Says nothing of expiry. */
  read(poolId: string, text: string): RefreshTokenContent | undefined;
}

const header = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"dir"}').toString("base64url");

/** RFC 7516: the protected header as it stands in the token is the additional authenticated data. */
const associatedData = Buffer.from(header, "ascii");

const nonceBytes = 12;
const tagBytes = 16;

/** Far above what `write` produces; longer texts are not looked at. */
const maxCharacters = 4096;

/** Derived keys kept; deriving one again costs some ten microseconds. */
const maxCachedKeys = 500;

/** Makes the writer and reader of refresh tokens. */
export function createRefreshTokens({ keyring, random }: { keyring: Keyring; random: Random }): RefreshTokens {
  const keys = new Map<string, KeyObject>();

  function keyOf(poolId: string): KeyObject {
    let key = keys.get(poolId);
    if (key === undefined) {
      key = createSecretKey(keyring.derive({ purpose: "refresh-token", poolId }, 32));
      const oldest = keys.size >= maxCachedKeys ? keys.keys().next().value : undefined;
      if (oldest !== undefined) keys.delete(oldest);
      keys.set(poolId, key);
    }
    return key;
  }

  return {
    write(poolId, content) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", keyOf(poolId), nonce).setAAD(associatedData);
      const ciphertext = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
      // With a direct key the second part, the encrypted key, is empty.
      return [header, "", ...[nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(
        ".",
      );
    },

    read(poolId, text) {
      if (text.length > maxCharacters) return undefined;
      const [protectedHeader, encryptedKey, ...rest] = text.split(".");
      if (protectedHeader !== header || encryptedKey !== "" || rest.length !== 3) return undefined;
      const [nonce, ciphertext, tag] = rest.map((part) => exactBytes(part));
      if (nonce?.length !== nonceBytes || tag?.length !== tagBytes || ciphertext === undefined) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", keyOf(poolId), nonce, { authTagLength: tagBytes });
      decipher.setAAD(associatedData).setAuthTag(tag);
      try {
        const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
        return JSON.parse(plaintext.toString("utf8")) as RefreshTokenContent;
      } catch {
        // Not sealed here for this pool: the caller's words for that are Invalid Refresh Token.
        return undefined;
      }
    },
  };
}

/** The bytes of a text in base64url without padding, or undefined for any other spelling. */
function exactBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
