/**
 * A certificate for one test run, made from nothing but node:crypto: self-signed, for localhost and 127.0.0.1, good for a
 * day. Owns the little of DER that this takes.
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** One DER value: tag, length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts);
const identifier = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const utcTime = (at: number) =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`, "ascii"));
const bitString = (content: Uint8Array) => der(0x03, Buffer.from([0]), content);

// Object identifiers, by the names that RFC 5280 and RFC 5758 give them.
const commonName = identifier("550403");
const subjectAltName = identifier("551d11");
const basicConstraints = identifier("551d13");
const ecdsaWithSha256 = identifier("2a8648ce3d040302");

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that is its own authority. */
export function selfSignedCertificate(now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from("Poolhouse test", "utf8")))));
  const names = sequence(der(0x82, Buffer.from("localhost", "ascii")), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(subjectAltName, der(0x04, names)),
    sequence(basicConstraints, der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    // The first byte keeps the serial number positive.
    der(0x02, Buffer.from([0x01]), randomBytes(15)),
    sequence(ecdsaWithSha256),
    name,
    sequence(utcTime(now - 3_600_000), utcTime(now + 86_400_000)),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, extensions),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, sequence(ecdsaWithSha256), bitString(signature));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}
