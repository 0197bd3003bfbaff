/** Sends text messages by the SNS API (Publish to a phone number), at AWS or whoever else speaks it. */
import { DeliveryError, type SmsSender } from "../../ports/senders.js";
import { regionalEndpoint } from "../aws/regional-endpoint.js";
import { post, type SignPost } from "./posted.js";

/** A sender at an SNS endpoint, in the region of each message: in its address, where that says `{region}`. */
export function snsSender(endpoint: string, sign: SignPost): SmsSender {
  return {
    async send({ to, text, region }) {
      const place = regionalEndpoint(endpoint, region);
      if (place === undefined) throw new DeliveryError("BadRegion", false);
      const body = new URLSearchParams({
        Action: "Publish",
        Version: "2010-03-31",
        PhoneNumber: to,
        Message: text,
        "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": "Transactional",
      }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
      const request = { url: new URL(place.base), headers, body };
      await post("SNS", { ...request, headers: sign(request, { service: "sns", region: place.region }) });
    },
    async close() {},
  };
}
