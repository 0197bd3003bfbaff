/**
 * TIMESTAMP of a password claim: `EEE MMM d HH:mm:ss z yyyy` in English, as in `Sat Nov 7 09:05:03 UTC 2026`.
 * It owns reading and freshness; the claim signature covers the text itself and belongs to `srp.ts`.
 */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const FORM = /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (?:UTC|GMT) (\d{4})$/;

const LONGEST = 40;

/**
 * How far a client's clock may be off. How far Cognito goes is not published ("within a few seconds" of the challenge);
 * five minutes is what its signed requests allow.
 */
const SKEW_MS = 5 * 60 * 1000;

/** The claimed time in milliseconds since 1970, or undefined if the text is not of the form or names no real time. */
export function parseClaimTimestamp(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const month = MONTHS.indexOf(parts[1] ?? "");
  const [day, hour, minute, second, year] = parts.slice(2).map(Number) as [number, number, number, number, number];
  if (month < 0 || hour > 23 || minute > 59 || second > 59) return undefined;
  const time = Date.UTC(year, month, day, hour, minute, second);
  const read = new Date(time);
  // Date.UTC turns 30 February into a day in March, and years below 100 into the twentieth century.
  return read.getUTCDate() === day && read.getUTCMonth() === month && read.getUTCFullYear() === year ? time : undefined;
}

/** Whether a claimed time is close enough to the server's, in either direction. */
export function isClaimTimestampFresh(claimedAt: number, now: number): boolean {
  return Math.abs(now - claimedAt) <= SKEW_MS;
}
