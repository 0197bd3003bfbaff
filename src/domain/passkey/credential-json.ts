/**
 * Owns reading what a browser answered, in the JSON form of WebAuthn: sizes and shapes, before anything is believed or
 * computed. What it proves is checked by the verifier of passkeys.
 */
import type { PasskeyAttachment } from "../passkey.js";

/** The answer to a request to make a passkey. Texts of bytes are base64url. */
export interface RegistrationAnswer {
  readonly id: string;
  readonly clientData: ClientData;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
  readonly attachment?: PasskeyAttachment | undefined;
}

/** The answer to a request to use one. */
export interface AssertionAnswer {
  readonly id: string;
  readonly clientData: ClientData;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle?: string | undefined;
}

/** What the browser, and not the page, says about the ceremony. */
export interface ClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
  /** The page was embedded in one of another origin. */
  readonly crossOrigin: boolean;
}

/** Credential ids have 1,023 bytes at most (WebAuthn, authenticator data). */
const LONGEST_ID = 1364;
const LONGEST_CLIENT_DATA = 8192;
const LONGEST_CHALLENGE = 128;
/** Authenticators send some hundred bytes, with certificates some thousand. */
const LONGEST_BYTES = 65_536;
const LONGEST_USER_HANDLE = 86;
const MOST_TRANSPORTS = 8;

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const TRANSPORT = /^[a-z][a-z0-9-]{0,31}$/;

/** The answer in a document; undefined when it is none. */
export function readRegistration(document: unknown): RegistrationAnswer | undefined {
  const outer = readOuter(document);
  if (outer === undefined) return undefined;
  const { attestationObject, transports } = outer.response;
  if (!isBytes(attestationObject, LONGEST_BYTES)) return undefined;
  return {
    ...outer.common,
    attestationObject,
    transports: readTransports(transports),
    attachment: readAttachment(outer.attachment),
  };
}

/** The answer in a JSON text; undefined when it is none. */
export function readAssertion(text: string): AssertionAnswer | undefined {
  if (text.length > LONGEST_BYTES) return undefined;
  const outer = readOuter(parsed(text));
  if (outer === undefined) return undefined;
  const { authenticatorData, signature, userHandle } = outer.response;
  if (!isBytes(authenticatorData, LONGEST_CLIENT_DATA) || !isBytes(signature, LONGEST_CLIENT_DATA)) return undefined;
  const answer = { ...outer.common, authenticatorData, signature };
  // Some clients write null, or nothing, for a handle that the authenticator did not tell.
  if (userHandle === undefined || userHandle === null || userHandle === "") return answer;
  return isBytes(userHandle, LONGEST_USER_HANDLE) ? { ...answer, userHandle } : undefined;
}

/** Whether a text can be the id of a credential. */
export function isCredentialId(text: string): boolean {
  return isBytes(text, LONGEST_ID);
}

function readOuter(document: unknown) {
  if (!isRecord(document)) return undefined;
  const { id, rawId, type, response, authenticatorAttachment: attachment } = document;
  if (type !== "public-key" || !isBytes(id, LONGEST_ID) || id !== rawId || !isRecord(response)) return undefined;
  const { clientDataJSON } = response;
  if (!isBytes(clientDataJSON, LONGEST_CLIENT_DATA)) return undefined;
  const clientData = readClientData(clientDataJSON);
  return clientData && { common: { id, clientDataJSON, clientData }, response, attachment };
}

function readClientData(bytes: string): ClientData | undefined {
  const document = parsed(Buffer.from(bytes, "base64url").toString("utf8"));
  if (!isRecord(document)) return undefined;
  const { type, challenge, origin, crossOrigin, topOrigin } = document;
  if (typeof type !== "string" || typeof origin !== "string" || !isBytes(challenge, LONGEST_CHALLENGE))
    return undefined;
  // A page that names the one above it is embedded, whatever else it says.
  return { type, challenge, origin, crossOrigin: crossOrigin === true || topOrigin !== undefined };
}

function readTransports(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const known = value.filter((one): one is string => typeof one === "string" && TRANSPORT.test(one));
  return [...new Set(known)].slice(0, MOST_TRANSPORTS);
}

function readAttachment(value: unknown): PasskeyAttachment | undefined {
  return value === "platform" || value === "cross-platform" ? value : undefined;
}

function isBytes(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest && BASE64URL.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
