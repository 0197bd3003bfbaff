/** Owns the words for what a message is and how far it has come, for people. */
import type { Message, MessageKind } from "../../domain/message.js";

/** What a message is for. */
export const kindWords: Readonly<Record<MessageKind, string>> = {
  "sign-up": "Sign-up",
  invitation: "Invitation",
  "forgot-password": "Password reset",
  "attribute-verification": "Verification",
  mfa: "Second factor",
  otp: "One-time code",
  notification: "Notification",
};

/** How far the delivery has come: a name for the style, a word, and a sentence. */
export function deliveryWords({ delivery, ownSender, medium }: Message): {
  readonly state: string;
  readonly word: string;
  readonly sentence: string;
} {
  if (delivery === undefined) {
    const sender = medium === "EMAIL" ? "mail" : "text messages";
    return { state: "kept", word: "Kept here", sentence: `Nobody delivers ${sender}: it is kept here.` };
  }
  const { state, attempts, failure } = delivery;
  const by = ownSender === undefined ? "" : " by the pool's own function";
  const times = attempts === 1 ? "one attempt" : `${attempts} attempts`;
  const why = failure === undefined ? "" : ` (${failure})`;
  if (state === "sent") return { state, word: "Sent", sentence: `Sent${by} after ${times}.` };
  if (state === "dead") return { state, word: "Not delivered", sentence: `Given up${by} after ${times}${why}.` };
  if (attempts === 0) return { state, word: "Waiting", sentence: `Waits to be sent${by}.` };
  return { state, word: "Waiting", sentence: `Not delivered yet${by} after ${times}${why}; it is tried again.` };
}

/** The one thing a reader is after: code, temporary password or link. */
export function secretsOf(
  message: Message,
): readonly { readonly name: string; readonly value: string; readonly isLink: boolean }[] {
  const { code, temporaryPassword, link } = message;
  return [
    { name: "Code", value: code, isLink: false },
    { name: "Temporary password", value: temporaryPassword, isLink: false },
    { name: "Link", value: link, isLink: true },
  ].filter((one): one is { name: string; value: string; isLink: boolean } => one.value !== undefined);
}
