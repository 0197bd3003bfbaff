/**
 * Owns the self-signed X.509 certificate (RFC 5280, version 3, sha256WithRSAEncryption) that carries a public key to
 * partners who check our signatures: its content, and its DER. Signing it is the caller's.
 */

/** What a certificate says. */
export interface CertificateFacts {
  /** Common name of subject and issuer. */
  readonly commonName: string;
  /** Unsigned, big-endian, 1 to 20 bytes. */
  readonly serial: Buffer;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Buffer;
  /** Epoch milliseconds; both before 2050, as UTCTime counts no further. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const sequence = 0x30;
const set = 0x31;
const integer = 0x02;
const bitString = 0x03;
const utf8String = 0x0c;
const utcTime = 0x17;

/** AlgorithmIdentifier of sha256WithRSAEncryption, 1.2.840.113549.1.1.11 with NULL parameters. */
const sha256WithRsa = Buffer.from("300d06092a864886f70d01010b0500", "hex");
/** The object identifier of a common name, 2.5.4.3. */
const commonNameId = Buffer.from("0603550403", "hex");
/** [0] EXPLICIT INTEGER 2: version 3. */
const version3 = Buffer.from("a003020102", "hex");

/** What is signed. */
export function toBeSigned(facts: CertificateFacts): Buffer {
  const name = der(sequence, der(set, der(sequence, commonNameId, der(utf8String, Buffer.from(facts.commonName)))));
  const validity = der(sequence, time(facts.notBefore), time(facts.notAfter));
  return der(sequence, version3, unsigned(facts.serial), sha256WithRsa, name, validity, name, facts.publicKey);
}

/** The certificate, once what `toBeSigned` answered has its signature. */
export function certificate(signedPart: Buffer, signature: Buffer): Buffer {
  // The first byte of a bit string says how many bits at its end do not count.
  return der(sequence, signedPart, sha256WithRsa, der(bitString, Buffer.from([0]), signature));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** The shortest form: no zeros in front, but one where a set first bit would make the number negative. */
function unsigned(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = bytes.subarray(first < 0 ? bytes.length - 1 : first);
  return der(integer, shortest[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d{3}/g, "");
  return der(utcTime, Buffer.from(text.slice(2), "latin1"));
}
