/** Owns how much of an address is shown to somebody who has not proven that it is theirs. */

/** First letter of each side: `bob@example.com` is `b***@e***`. */
export function maskEmail(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${firstOf(local)}***@${firstOf(domain)}***`;
}

/** Stars for all digits but the last four: `+12065559934` is `+*******9934`. One with no more digits shows none. */
export function maskPhoneNumber(phoneNumber: string): string {
  const digits = phoneNumber.replace(/^\+/, "");
  const shown = digits.length > 4 ? digits.slice(-4) : "";
  return `+${"*".repeat(digits.length - shown.length)}${shown}`;
}

function firstOf(text: string): string {
  return [...text][0] ?? "";
}
