/** Owns how recorded sign-ins, sign-ups and recoveries are shown. What is recorded is `auth-event.ts`. */
import type { AuthEventType } from "../model/generated/types.js";
import type { AuthEvent } from "./auth-event.js";

/** The wire form of one event. Nothing assesses risks in this version, so none is claimed beyond "no risk". */
export function authEventType(event: AuthEvent): AuthEventType {
  return {
    EventId: event.eventId,
    EventType: event.type,
    CreationDate: event.at / 1000,
    EventResponse: event.response,
    EventRisk: { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false },
    ChallengeResponses: event.challenges.map(({ name, response }) => ({
      ChallengeName: name,
      ChallengeResponse: response,
    })),
    EventContextData: { IpAddress: event.ipAddress, DeviceName: event.userAgent },
  };
}
