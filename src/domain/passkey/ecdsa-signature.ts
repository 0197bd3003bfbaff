/**
 * Owns the form of an ECDSA signature on P-256 as authenticators send it: ASN.1 DER, a SEQUENCE of two INTEGERs (W3C Web
 * Authentication, "Signature Formats for Packed Attestation, FIDO U2F Attestation, and Assertion Signatures"; X.690 for
 * DER). A signature has one spelling there. Readers of BER take others for the same signature, so that a changed byte
 * could pass; here it does not (T-26). Whether the signature is right is not judged here.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** A number of 256 bits, and a zero before it where it would look negative. */
const LONGEST_INTEGER = 33;

/** Whether the bytes are a signature on P-256, spelt as DER spells it. */
export function isEcdsaSignature(bytes: Uint8Array): boolean {
  // Lengths fit into one byte: 2 + 2 · (2 + 33) = 72 in all.
  if (bytes[0] !== SEQUENCE || bytes[1] !== bytes.length - 2) return false;
  const second = endOfInteger(bytes, 2);
  return second !== undefined && endOfInteger(bytes, second) === bytes.length;
}

/** Where the positive integer that starts here ends; undefined when there is none, or one with a byte too many. */
function endOfInteger(bytes: Uint8Array, start: number): number | undefined {
  const length = bytes[start + 1];
  if (bytes[start] !== INTEGER || length === undefined || length === 0 || length > LONGEST_INTEGER) return undefined;
  const end = start + 2 + length;
  const [first = 0, next = 0] = bytes.subarray(start + 2, end);
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && next < 0x80;
  return end > bytes.length || isNegative || isPadded ? undefined : end;
}
