/** Owns the wire form of a tracked sign-in. */
import type { SessionDescriptionType } from "../../model/generated/types.js";
import type { SessionRecord, TokenSession } from "../token-session.js";
import { deviceTypeOf } from "./device-type.js";

/**
 * One token session of a list. Its location is not looked up, which Cognito tells by the country `unknown`; and without a
 * session of managed login that it came through it has no OriginSessionId.
 */
export function describeTokenSession(
  session: TokenSession & { readonly record: SessionRecord },
  currentEventId: string | undefined,
): SessionDescriptionType {
  const { sessionId, lastActiveAt, userAgent, ipAddress } = session.record;
  return {
    SessionId: sessionId,
    SessionType: "TOKEN",
    ClientId: session.clientId,
    CreateDate: session.createdAt / 1000,
    LastActiveDate: lastActiveAt / 1000,
    DeviceType: deviceTypeOf(userAgent),
    LastIPAddress: ipAddress,
    LastLocation: { Country: "unknown" },
    IsCurrentSession: session.eventId === currentEventId,
  };
}
