/**
 * Owns the outer form of the tokens this service signs, read strictly: three parts in the one spelling of base64url, a
 * header of exactly `kid` and `alg: RS256`. Every other header is refused before any key is looked for, so `none`, HS256,
 * `jku`, `jwk`, `x5u`, `crit` and whatever is invented next never reach a decision (T-17a). It verifies nothing.
 */

/** A token taken apart; nothing in it is proven. */
export interface CompactJws {
  readonly kid: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is over. */
  readonly signingInput: string;
  readonly signature: Buffer;
}

/** Longer texts are not looked at: a user in a hundred groups of long names has some 20,000 characters. */
const maxCharacters = 65_536;

/** The parts of a token of ours, or undefined for any other text. */
export function parseCompactJws(text: string): CompactJws | undefined {
  if (text.length > maxCharacters) return undefined;
  const [header = "", payload = "", signature = "", ...rest] = text.split(".");
  const signatureBytes = exactBytes(signature);
  const headerValue = jsonObject(header);
  const claims = jsonObject(payload);
  if (rest.length > 0 || signatureBytes === undefined || headerValue === undefined || claims === undefined) {
    return undefined;
  }
  const { kid, alg, ...others } = headerValue;
  if (alg !== "RS256" || typeof kid !== "string" || Object.keys(others).length > 0) return undefined;
  return { kid, claims, signingInput: `${header}.${payload}`, signature: signatureBytes };
}

function jsonObject(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = exactBytes(part);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not JSON: not a token of ours.
    return undefined;
  }
}

/** The bytes of a text in base64url without padding, or undefined for an empty text and for every other spelling. */
function exactBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return text !== "" && bytes.toString("base64url") === text ? bytes : undefined;
}
