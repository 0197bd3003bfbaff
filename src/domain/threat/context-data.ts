/**
 * Owns what clients tell of where a user is: UserContextData of public calls, ContextData of administrators' calls. What
 * cannot be read is left out and never an error: no sign-in fails for a remark beside it. None of it is proven: the
 * signature in EncodedData is made with the client's id, which everybody knows.
 */
import type { ContextDataType, UserContextDataType } from "../../model/generated/types.js";
import type { AppClient } from "../app-client.js";
import type { EventContext, EventOrigin } from "../auth-event.js";
import { advancedSecurityMode } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import { parseAddress } from "./ip-range.js";

/** The connection that a request came by. */
type Connection = Pick<EventOrigin, "ipAddress" | "userAgent">;

/** Members of the document of Cognito's own libraries. */
interface EncodedContext {
  readonly userAgent?: string | undefined;
  readonly context: EventContext;
}

const longestEncoded = 16_384;
const nothing: EncodedContext = { context: {} };

/**
 * Where a user's own application calls from. The address that it names counts only where the pool has threat protection
 * and the client, which then has a secret, is trusted to pass it on (EnablePropagateAdditionalUserContextData).
 */
export function userOrigin(
  { ipAddress, userAgent }: Connection,
  { pool, client }: { readonly pool: Pick<UserPool, "id" | "settings">; readonly client: Pick<AppClient, "settings"> },
  data: UserContextDataType | undefined,
): EventOrigin {
  if (data === undefined) return { ipAddress, userAgent };
  const isTrusted =
    advancedSecurityMode(pool) !== "OFF" && client.settings.EnablePropagateAdditionalUserContextData === true;
  const named = isTrusted ? address(data.IpAddress) : undefined;
  return originOf({ ipAddress: named ?? ipAddress, userAgent }, encodedContext(data.EncodedData, pool.id));
}

/** Where a user is on whose behalf a server calls: only the caller knows. */
export function adminOrigin(
  { ipAddress, userAgent }: Connection,
  pool: Pick<UserPool, "id">,
  data: ContextDataType | undefined,
): EventOrigin {
  if (data === undefined) return { ipAddress, userAgent };
  const header = data.HttpHeaders.find(({ headerName }) => headerName?.toLowerCase() === "user-agent")?.headerValue;
  const connection = { ipAddress: address(data.IpAddress) ?? ipAddress, userAgent: header ?? userAgent };
  return originOf(connection, encodedContext(data.EncodedData, pool.id));
}

function originOf({ ipAddress, userAgent }: Connection, encoded: EncodedContext): EventOrigin {
  return {
    ipAddress,
    userAgent: encoded.userAgent ?? userAgent,
    ...(Object.keys(encoded.context).length === 0 ? {} : { context: encoded.context }),
  };
}

function address(text: string | undefined): string | undefined {
  return text !== undefined && parseAddress(text) !== undefined ? text : undefined;
}

/** What stands in EncodedData: base64 of `{"payload": "<JSON>", "signature": …, "version": …}`. */
function encodedContext(text: string | undefined, poolId: string): EncodedContext {
  if (text === undefined || text.length > longestEncoded) return nothing;
  const payload = objectIn(member(objectIn(Buffer.from(text, "base64").toString("utf8")), "payload"));
  // Made for another pool: nothing of it is about this sign-in.
  if ((member(payload, "userPoolId") ?? poolId) !== poolId) return nothing;
  const data = payload?.["contextData"];
  const from = (name: string, longest: number) => plainText(member(asObject(data), name), longest);
  const timezone = /^[+-]\d{2}:\d{2}$/.exec(from("ClientTimezone", 6) ?? "")?.[0];
  const device = from("DeviceId", 256) ?? from("DeviceFingerprint", 256);
  return {
    userAgent: from("UserAgent", 512),
    context: { ...(timezone === undefined ? {} : { timezone }), ...(device === undefined ? {} : { device }) },
  };
}

function plainText(text: string | undefined, longest: number): string | undefined {
  return text?.replace(/\p{Cc}/gu, " ").slice(0, longest) || undefined;
}

function member(object: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    // Not JSON: as if nothing had been sent.
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
