/**
 * Owns what one line of a pool's exported logs says: the JSON document of "Exporting logs from Amazon Cognito user pools"
 * in the developer guide, its members in the guide's order, all of them text there. Where a log goes is `log-delivery.ts`.
 */
import type { EventSourceName, RiskDecisionType } from "../../model/generated/types.js";
import type { AuthEvent } from "../auth-event.js";
import { maskEmail, maskPhoneNumber } from "../message/masking.js";
import type { Message } from "../message.js";
import { deviceName } from "../threat/device-name.js";

/** One line that waits to be delivered. Times are epoch milliseconds. */
export interface LogEntry {
  /** Sorts by time of creation. */
  readonly id: string;
  readonly userPoolId: string;
  readonly source: EventSourceName;
  readonly at: number;
  /** The exported document. */
  readonly json: string;
}

/** The guide shows `PASS` for an event without risk; the others are spelled after it. */
const decisions: Readonly<Record<RiskDecisionType, string>> = {
  NoRisk: "PASS",
  AccountTakeover: "ACCOUNT_TAKEOVER",
  Block: "BLOCK",
};

/** The line of a sign-in, sign-up or recovery. */
export function authEventLine(
  event: AuthEvent,
  { userName, requestId }: { readonly userName: string; readonly requestId: string },
): string {
  const { poolId, risk, context, feedback } = event;
  return document("USER_ACTIVITY", "INFO", poolId, event.at, {
    version: "1",
    eventId: event.eventId,
    eventType: event.type,
    userSub: event.sub,
    userName,
    userPoolId: poolId,
    clientId: event.clientId,
    creationDate: dateText(event.at),
    eventResponse: event.response,
    riskLevel: risk?.level ?? "",
    riskDecision: decisions[risk?.decision ?? "NoRisk"],
    challenges: event.challenges.map(({ name, response }) => `${name}:${response}`),
    deviceName: deviceName(event.userAgent),
    ipAddress: event.ipAddress,
    requestId,
    idpName: "",
    compromisedCredentialDetected: String(risk?.compromised ?? false),
    city: context?.city ?? "",
    country: context?.country ?? "",
    eventFeedbackValue: feedback?.value ?? "",
    eventFeedbackDate: feedback === undefined ? "" : dateText(feedback.at),
    eventFeedbackProvider: feedback?.provider ?? "",
    hasContextData: String(context?.device !== undefined || context?.timezone !== undefined),
  });
}

/** How the delivery of a message failed. */
export interface FailedDelivery {
  /** A word of fixed vocabulary, like `SMTP 550`. */
  readonly reason: string;
  readonly attempt: number;
  /** Nobody tries again. */
  readonly isDead: boolean;
}

/** The line of a message that was not delivered: no code, no name, and of the address what the API shows of it (T-45). */
export function failedMessageLine(
  { id, userPoolId, kind, medium, to }: Pick<Message, "id" | "userPoolId" | "kind" | "medium" | "to">,
  { reason, attempt, isDead }: FailedDelivery,
  at: number,
): string {
  const destination = medium === "EMAIL" ? maskEmail(to) : maskPhoneNumber(to);
  const what = medium === "EMAIL" ? "Email" : "SMS";
  const next = isDead ? "It will not be tried again." : "It will be tried again.";
  const details = `${what} delivery failed: ${reason}. Destination ${destination}, kind ${kind}, message ${id}, attempt ${attempt}. ${next}`;
  return document("USER_NOTIFICATION", "ERROR", userPoolId, at, { details });
}

function document(eventSource: string, logLevel: string, userPoolId: string, at: number, message: object): string {
  return JSON.stringify({ eventTimestamp: String(at), eventSource, logLevel, message, logSourceId: { userPoolId } });
}

/** As in the guide: `Wed Jul 17 17:25:55 UTC 2024`. */
function dateText(at: number): string {
  const [day, date, month, year, time] = new Date(at).toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
