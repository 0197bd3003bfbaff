/**
 * An authenticator and a browser in software: make passkeys and answer with them as WebAuthn says, or wrongly in any one
 * respect that a test names. Written with node:crypto alone, so that it shares nothing with the server's own library.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What may be otherwise than it should. */
export interface Twist {
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  /** The relying party whose digest the authenticator signs. */
  readonly rpId?: string;
  readonly present?: boolean;
  readonly verified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  readonly counter?: number;
  readonly extraBytes?: Buffer;
  /** Changes the COSE key before it is written. */
  readonly coseKey?: (key: Map<number, unknown>) => void;
  readonly attestation?: { readonly fmt: string; readonly attStmt: Map<string, unknown> };
  /** Changes what was signed after it was. */
  readonly signature?: (signature: Buffer) => Buffer;
  readonly userHandle?: string | null;
  /** Signs with this key instead. */
  readonly privateKey?: KeyObject;
}

type Json = Record<string, unknown>;

/** A passkey as its authenticator holds it. */
export interface HeldPasskey {
  readonly id: string;
  readonly algorithm: "ES256" | "RS256";
  readonly privateKey: KeyObject;
  readonly userHandle: string;
  readonly rpId: string;
  counter: number;
}

/** Options as StartWebAuthnRegistration answers them. */
export interface CreationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[];
  readonly timeout: number;
  readonly excludeCredentials: readonly { readonly type: string; readonly id: string }[];
  readonly authenticatorSelection: Json;
}

/** Options as a WEB_AUTHN challenge brings them. */
export interface RequestOptions {
  readonly rpId: string;
  readonly challenge: string;
  readonly timeout: number;
  readonly userVerification: string;
  readonly allowCredentials: readonly { readonly type: string; readonly id: string; readonly transports: string[] }[];
}

/** How a passkey is to be made. */
export interface Making extends Twist {
  readonly algorithm?: HeldPasskey["algorithm"];
  readonly idBytes?: number;
  readonly attachment?: string;
  readonly transports?: unknown;
  readonly aaguid?: string;
  /** An id that exists already. */
  readonly id?: string;
}

/** Makes a passkey; what the page would send, and the passkey. */
export function makePasskey(
  options: CreationOptions,
  making: Making = {},
): { readonly credential: Json & { readonly response: Json }; readonly passkey: HeldPasskey } {
  const { algorithm = "ES256", idBytes = 32, attachment = "platform", transports = ["internal"] } = making;
  const { privateKey, publicKey } =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const id = making.id ?? randomBytes(idBytes).toString("base64url");
  const key = coseKey(publicKey);
  making.coseKey?.(key);
  const idLength = Buffer.alloc(2);
  idLength.writeUInt16BE(Buffer.from(id, "base64url").length);
  const attested = Buffer.concat([
    Buffer.from((making.aaguid ?? "0".repeat(32)).replaceAll("-", ""), "hex"),
    idLength,
    Buffer.from(id, "base64url"),
    cbor(key),
  ]);
  const authData = authenticatorData(making.rpId ?? options.rp.id, making.counter ?? 0, making, attested);
  const { fmt, attStmt } = making.attestation ?? { fmt: "none", attStmt: new Map() };
  const attestationObject = cbor(
    new Map<string, unknown>([
      ["fmt", fmt],
      ["attStmt", attStmt],
      ["authData", authData],
    ]),
  );
  const clientDataJSON = clientData("webauthn.create", options.challenge, `https://${options.rp.id}`, making);
  return {
    credential: {
      id,
      rawId: id,
      type: "public-key",
      authenticatorAttachment: attachment,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientDataJSON.toString("base64url"),
        attestationObject: attestationObject.toString("base64url"),
        transports,
        publicKeyAlgorithm: algorithm === "ES256" ? -7 : -257,
        publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64url"),
        authenticatorData: authData.toString("base64url"),
      },
    },
    passkey: {
      id,
      algorithm,
      privateKey,
      userHandle: options.user.id,
      rpId: options.rp.id,
      counter: making.counter ?? 0,
    },
  };
}

/** Answers with a passkey, as the page would send it in CREDENTIAL. */
export function usePasskey(
  passkey: HeldPasskey,
  options: RequestOptions,
  twist: Twist & { readonly id?: string } = {},
) {
  if (passkey.counter > 0 && twist.counter === undefined) passkey.counter += 1;
  const authData = authenticatorData(twist.rpId ?? options.rpId, twist.counter ?? passkey.counter, twist);
  const clientDataJSON = clientData("webauthn.get", options.challenge, `https://${options.rpId}`, twist);
  const signed = Buffer.concat([authData, createHash("sha256").update(clientDataJSON).digest()]);
  const signature = sign("sha256", signed, twist.privateKey ?? passkey.privateKey);
  const id = twist.id ?? passkey.id;
  const userHandle = twist.userHandle === undefined ? passkey.userHandle : twist.userHandle;
  return {
    id,
    rawId: id,
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
    response: {
      authenticatorData: authData.toString("base64url"),
      clientDataJSON: clientDataJSON.toString("base64url"),
      signature: (twist.signature?.(signature) ?? signature).toString("base64url"),
      userHandle,
    },
  };
}

function clientData(type: string, challenge: string, origin: string, twist: Twist): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: twist.type ?? type,
      challenge: twist.challenge ?? challenge,
      origin: twist.origin ?? origin,
      crossOrigin: twist.crossOrigin ?? false,
      ...(twist.topOrigin === undefined ? {} : { topOrigin: twist.topOrigin }),
    }),
  );
}

function authenticatorData(rpId: string, counter: number, twist: Twist, attested?: Buffer): Buffer {
  const flags =
    ((twist.present ?? true) ? 1 : 0) |
    ((twist.verified ?? true) ? 4 : 0) |
    (twist.backupEligible ? 8 : 0) |
    (twist.backedUp ? 16 : 0) |
    (attested === undefined ? 0 : 64);
  const rest = Buffer.alloc(5);
  rest.writeUInt8(flags);
  rest.writeUInt32BE(counter, 1);
  const digest = createHash("sha256").update(rpId).digest();
  return Buffer.concat([digest, rest, attested ?? Buffer.alloc(0), twist.extraBytes ?? Buffer.alloc(0)]);
}

function coseKey(publicKey: KeyObject): Map<number, unknown> {
  const jwk = publicKey.export({ format: "jwk" });
  const bytes = (text: string | undefined) => Buffer.from(text ?? "", "base64url");
  return jwk.kty === "EC"
    ? new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ])
    : new Map<number, unknown>([
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ]);
}

/** CBOR of integers, texts, bytes, lists and maps, which is all that authenticators write here. */
export function cbor(value: unknown): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  if (value instanceof Map) {
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, member]) => [cbor(key), cbor(member)])]);
  }
  throw new TypeError(`no CBOR for ${typeof value}`);
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  const bytes = Buffer.alloc(3);
  bytes.writeUInt8((major << 5) | 25);
  bytes.writeUInt16BE(count, 1);
  return bytes;
}
