/** Sends text messages by the SNS API (Publish to a phone number), at AWS or whoever else speaks it. */
import type { SmsSender } from "../../ports/senders.js";
import { post, type SignPost } from "./posted.js";

/** A sender at an SNS endpoint. */
export function snsSender(endpoint: string, sign: SignPost): SmsSender {
  const url = new URL(endpoint);
  return {
    async send({ to, text }) {
      const body = new URLSearchParams({
        Action: "Publish",
        Version: "2010-03-31",
        PhoneNumber: to,
        Message: text,
        "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": "Transactional",
      }).toString();
      const request = { url, headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, body };
      await post("SNS", { ...request, headers: sign(request, "sns") });
    },
    async close() {},
  };
}
