/**
 * The keyring over one 32-byte master key: HKDF-SHA256 for keys, AES-256-GCM for sealing, HMAC-SHA256 for MACs.
 * It owns the format of sealed values and the encoding of scopes. Changing either makes every store unreadable, so a new
 * format gets a new version byte.
 *
 * Sealed: version (1) | nonce (12) | ciphertext | tag (16). Nonces are random: safe for some 2^32 seals under one key,
 * and every purpose of every pool has its own.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { type Keyring, type KeyScope, SealBroken } from "../../ports/keyring.js";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
const KEY_BYTES = 32;
const MAX_TEXT_CHARS = 2048;

/** Derived keys kept in memory; the least recently used goes first, so that many pools cost no memory. */
const MAX_CACHED_KEYS = 1024;

const HKDF_SALT = Buffer.from("poolhouse keyring", "utf8");

/** A keyring of the master key given. The key is copied; the caller may overwrite its buffer. */
export function createKeyring(masterKey: Buffer): Keyring {
  if (masterKey.length !== KEY_BYTES)
    throw new RangeError(`A master key has ${KEY_BYTES} bytes, not ${masterKey.length}.`);
  const master = createSecretKey(masterKey);
  const derivedKey = cachedKeys(master);

  function seal(scope: KeyScope, plaintext: Buffer | string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", derivedKey("seal", scope), nonce);
    cipher.setAAD(associatedData(scope));
    const start = typeof plaintext === "string" ? cipher.update(plaintext, "utf8") : cipher.update(plaintext);
    return Buffer.concat([Buffer.of(VERSION), nonce, start, cipher.final(), cipher.getAuthTag()]);
  }

  function open(scope: KeyScope, sealed: Buffer): Buffer {
    if (sealed.length < OVERHEAD_BYTES || sealed[0] !== VERSION) throw new SealBroken();
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(sealed.length - TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", derivedKey("seal", scope), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(scope));
    decipher.setAuthTag(tag);
    const start = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
    try {
      return Buffer.concat([start, decipher.final()]);
    } catch {
      // Node's message tells only that authentication failed, which is what SealBroken says.
      throw new SealBroken();
    }
  }

  return {
    seal,
    open,
    sealText(scope, value, alphabet = "base64url") {
      const text = seal(scope, JSON.stringify(value)).toString(alphabet);
      if (text.length > MAX_TEXT_CHARS) {
        throw new RangeError(`A sealed ${scope.purpose} of ${text.length} characters is longer than clients accept.`);
      }
      return text;
    },
    openText<T>(scope: KeyScope, text: string, alphabet: "base64url" | "base64" = "base64url"): T | undefined {
      if (text.length > MAX_TEXT_CHARS) return undefined;
      const sealed = Buffer.from(text, alphabet);
      // Node's decoder skips what is foreign to the alphabet; a changed spelling must not pass for another token.
      if (sealed.toString(alphabet) !== text) return undefined;
      const plaintext = openOrUndefined(sealed, scope);
      return plaintext === undefined ? undefined : (JSON.parse(plaintext.toString("utf8")) as T);
    },
    mac(scope, data) {
      return createHmac("sha256", derivedKey("mac", scope)).update(associatedData(scope)).update(data).digest();
    },
    derive(scope, length) {
      return Buffer.from(
        hkdfSync("sha256", master, HKDF_SALT, encode("derive", ...members(scope), String(length)), length),
      );
    },
    checkValue() {
      return Buffer.from(hkdfSync("sha256", master, HKDF_SALT, encode("check value"), 16)).toString("base64url");
    },
  };

  function openOrUndefined(sealed: Buffer, scope: KeyScope): Buffer | undefined {
    try {
      return open(scope, sealed);
    } catch (error) {
      if (error instanceof SealBroken) return undefined;
      throw error;
    }
  }
}

/** Keys by use, purpose and pool. A Map remembers insertion, so that re-inserting on use makes its first entry the oldest. */
function cachedKeys(master: KeyObject): (use: "seal" | "mac", scope: KeyScope) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (use, scope) => {
    const info = encode(use, scope.purpose, scope.poolId);
    const name = info.toString("latin1");
    let key = keys.get(name);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync("sha256", master, HKDF_SALT, info, KEY_BYTES)));
      const oldest = keys.size >= MAX_CACHED_KEYS ? keys.keys().next().value : undefined;
      if (oldest !== undefined) keys.delete(oldest);
    } else {
      keys.delete(name);
    }
    keys.set(name, key);
    return key;
  };
}

function associatedData(scope: KeyScope): Buffer {
  return encode(...members(scope));
}

function members(scope: KeyScope): (string | undefined)[] {
  return [scope.purpose, scope.poolId, scope.subject];
}

/** One reading only: each part with its length in front, absent parts marked with a length no text can have. */
function encode(...parts: (string | undefined)[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const text = Buffer.from(part ?? "", "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part === undefined ? 0xffffffff : text.length);
    pieces.push(length, text);
  }
  return Buffer.concat(pieces);
}
