/** Owns CustomMessage, which may replace what a message says, and the senders of a pool's own, which send it themselves. */
import type { OwnSenderEvent } from "../../domain/message.js";
import { text } from "../../domain/trigger/trigger-answer.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Functions } from "../../ports/functions.js";
import type { Random } from "../../ports/random.js";
import { arnOf, type Consult, callOf, common, failedDueTo, type TriggerEvent } from "./consultation.js";

export type CustomMessageSource =
  | "SignUp"
  | "AdminCreateUser"
  | "ResendCode"
  | "ForgotPassword"
  | "UpdateUserAttribute"
  | "VerifyUserAttribute"
  | "Authentication";

/** Texts of CustomMessage; what is absent stays the pool's. */
export interface CustomTexts {
  readonly smsMessage?: string | undefined;
  readonly emailMessage?: string | undefined;
  readonly emailSubject?: string | undefined;
}

export interface MessageTriggers {
  /** May replace subject and text of a message. */
  customMessage(pool: UserPool, source: CustomMessageSource, event: TriggerEvent): Promise<CustomTexts>;
  /** Hands a message to the pool's own sender instead of sending it. */
  customSender(
    pool: UserPool,
    medium: "EMAIL" | "SMS",
    source: OwnSenderEvent["source"],
    event: TriggerEvent & { readonly code: string | null },
  ): Promise<void>;
}

/** Makes them. A sender's answer is not waited for: `functions` is called, and not consulted. */
export function messageTriggers(
  consult: Consult,
  { functions, random }: { readonly functions: Pick<Functions, "call">; readonly random: Random },
): MessageTriggers {
  return {
    async customMessage(pool, source, event) {
      const arn = arnOf(pool, "CustomMessage");
      if (arn === undefined) return {};
      const request = {
        ...common(event),
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter: source === "AdminCreateUser" ? "{username}" : null,
      };
      const response = { smsMessage: null, emailMessage: null, emailSubject: null };
      const asked = { pool, trigger: "CustomMessage", arn, event, request, response } as const;
      const answer = await consult({ ...asked, source: `CustomMessage_${source}` });
      return {
        smsMessage: text(answer, "smsMessage"),
        emailMessage: text(answer, "emailMessage"),
        emailSubject: text(answer, "emailSubject"),
      };
    },

    async customSender(pool, medium, source, event) {
      const trigger = medium === "EMAIL" ? "CustomEmailSender" : "CustomSMSSender";
      const arn = pool.settings.LambdaConfig?.[trigger]?.LambdaArn;
      if (arn === undefined) return;
      const type = medium === "EMAIL" ? "customEmailSenderRequestV1" : "customSMSSenderRequestV1";
      const request = { type, code: event.code, ...common(event) };
      const question = { pool, trigger, arn, source: `${trigger}_${source}`, event, request, response: {} } as const;
      const outcome = await functions.call({ ...callOf(question, random.uuid()), asynchronous: true });
      if (outcome.kind !== "returned") {
        throw failedDueTo(trigger, outcome.kind === "refused" ? outcome.reason : outcome.kind);
      }
    },
  };
}
