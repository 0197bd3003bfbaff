/** Sends mail by the SES API (version 2, SendEmail), at AWS or whoever else speaks it. */
import { writeMailAddress } from "../../domain/message/mail-address.js";
import type { EmailSender } from "../../ports/senders.js";
import { regionalEndpoint } from "../aws/regional-endpoint.js";
import { post, type SignPost } from "./posted.js";

const utf8 = (text: string) => ({ Data: text, Charset: "UTF-8" });

/** A sender at an SES endpoint; `region` is that of an endpoint that names none itself. */
export function sesSender(endpoint: string, region: string, sign: SignPost): EmailSender {
  const place = regionalEndpoint(endpoint, region);
  if (place === undefined) throw new Error(`no region: ${region}`);
  const url = new URL(`${place.base}/v2/email/outbound-emails`);
  return {
    async send({ from, replyTo, to, subject, text, html, identityArn, configurationSet }) {
      const body = JSON.stringify({
        FromEmailAddress: writeMailAddress(from),
        ...(identityArn === undefined ? {} : { FromEmailAddressIdentityArn: identityArn }),
        ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
        ...(replyTo === undefined ? {} : { ReplyToAddresses: [writeMailAddress(replyTo)] }),
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Text: utf8(text), ...(html === undefined ? {} : { Html: utf8(html) }) },
          },
        },
      });
      const request = { url, headers: { "content-type": "application/json" }, body };
      await post("SES", { ...request, headers: sign(request, { service: "ses", region: place.region }) });
    },
    async close() {},
  };
}
