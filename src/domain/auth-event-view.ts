/** Owns how recorded sign-ins, sign-ups and recoveries are shown. What is recorded is `auth-event.ts`. */
import type { AuthEventType } from "../model/generated/types.js";
import type { AuthEvent } from "./auth-event.js";
import { deviceName } from "./threat/device-name.js";

/** The wire form of one event. The signals behind a level have no member there: the log tells them. */
export function authEventType(event: AuthEvent): AuthEventType {
  const { risk, context, feedback } = event;
  return {
    EventId: event.eventId,
    EventType: event.type,
    CreationDate: event.at / 1000,
    EventResponse: event.response,
    EventRisk: {
      RiskDecision: risk?.decision ?? "NoRisk",
      ...(risk?.level === undefined ? {} : { RiskLevel: risk.level }),
      CompromisedCredentialsDetected: risk?.compromised ?? false,
    },
    ChallengeResponses: event.challenges.map(({ name, response }) => ({
      ChallengeName: name,
      ChallengeResponse: response,
    })),
    EventContextData: {
      IpAddress: event.ipAddress,
      DeviceName: deviceName(event.userAgent),
      ...(context?.timezone === undefined ? {} : { Timezone: context.timezone }),
      ...(context?.city === undefined ? {} : { City: context.city }),
      ...(context?.country === undefined ? {} : { Country: context.country }),
    },
    ...(feedback === undefined
      ? {}
      : {
          EventFeedback: {
            FeedbackValue: feedback.value,
            Provider: feedback.provider,
            FeedbackDate: feedback.at / 1000,
          },
        }),
  };
}
