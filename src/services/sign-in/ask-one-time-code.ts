/**
 * Owns sending a one-time code as first factor: to the user's own address, or, where nobody is, nowhere that looks the same
 * (T-01, T-02). Its answer is `one-time-code-step.ts`.
 */
import type { Progress } from "../../domain/challenge/progress.js";
import { codeDeliveryDetails, deliveryTo } from "../../domain/message/delivery.js";
import { passwordResetRequired, wrongPassword } from "../../domain/sign-in-order.js";
import { pretendCode } from "../messages/simulated-delivery.js";
import type { Asked } from "./ask-device.js";
import type { SignInCall, SignInParts, SignInSubject } from "./call.js";
import { carry } from "./carrying.js";
import { challengeCode, codeKey, messageOrigin } from "./challenge-code.js";

/** Whom a code is sent to, and how. */
export interface OneTimeCodeAsked {
  readonly subject: SignInSubject;
  readonly progress: Progress;
  readonly factor: "EMAIL_OTP" | "SMS_OTP";
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** The challenge, and the code that is stored and sent with it. */
export async function askOneTimeCode(parts: SignInParts, call: SignInCall, asked: OneTimeCodeAsked): Promise<Asked> {
  const { subject, progress, factor, clientMetadata } = asked;
  const { pool, client } = call;
  const { user } = subject;
  const attribute = factor === "EMAIL_OTP" ? "email" : "phone_number";
  const carrier = carry(parts, call, subject.sub, factor, progress);
  const answer = (details: { readonly DeliveryMedium: string; readonly Destination: string }) => ({
    ChallengeName: factor,
    Session: carrier.text,
    ChallengeParameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: details.DeliveryMedium,
      CODE_DELIVERY_DESTINATION: details.Destination,
    },
  });
  if (user === undefined) {
    const pretended = await pretendCode(
      { ...parts, messages: parts.messages.causedBy(messageOrigin(call)) },
      {
        pool,
        client,
        typedName: subject.typedName,
        attributes: [attribute],
        source: "Authentication",
        kind: "otp",
        key: codeKey(pool.id, subject.sub, "otp", carrier.id),
        lifetimeMs: carrier.expiresAt - parts.clock.now(),
        clientMetadata,
      },
    );
    return {
      answer: answer(pretended.details),
      store: async (tx) => {
        await carrier.store(tx);
        await pretended.store(tx);
      },
    };
  }
  if (user.status === "RESET_REQUIRED") throw passwordResetRequired();
  const delivery = deliveryTo(attribute, user.attributes);
  // Offered only to whoever has the address: it has gone since.
  if (delivery === undefined) throw wrongPassword();
  const code = await challengeCode(parts, call, { user, purpose: "otp", delivery, carrier, clientMetadata });
  return {
    answer: answer(codeDeliveryDetails(delivery)),
    store: async (tx) => {
      await carrier.store(tx);
      await code.store(tx);
    },
  };
}
