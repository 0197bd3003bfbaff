/**
 * Owns codes of authenticators: RFC 6238 with SHA-1, steps of 30 seconds and 6 digits, which is all that the common ones
 * can. That no step is used twice is for the store to see to (T-25).
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Bytes of a secret: 52 characters of base32, as Cognito's are. */
export const TOTP_SECRET_BYTES = 32;

const STEP_MS = 30_000;

const CODE_FORM = /^[0-9]{6}$/;

/** How many steps the clock of a device may be off, either way. */
const DRIFT = 1;

/** The step whose code this is, the latest of those within reach; undefined for a wrong code. Takes the same time for all. */
export function totpStepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!CODE_FORM.test(code)) return undefined;
  const typed = Buffer.from(code);
  const current = Math.floor(nowMs / STEP_MS);
  let matched: number | undefined;
  for (let step = Math.max(0, current - DRIFT); step <= current + DRIFT; step += 1) {
    if (timingSafeEqual(Buffer.from(totpCode(secret, step)), typed)) matched = step;
  }
  return matched;
}

function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
