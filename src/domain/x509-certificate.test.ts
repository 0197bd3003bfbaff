import assert from "node:assert/strict";
import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { certificate, toBeSigned } from "./x509-certificate.js";

test("a certificate is read and verified by OpenSSL", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  for (const bytes of ["01", "800203", "000b5c", "00800b", "00"]) {
    const serial = Buffer.from(bytes, "hex");
    const part = toBeSigned({
      commonName: "us-east-1_Ärzte",
      serial,
      publicKey: publicKey.export({ type: "spki", format: "der" }),
      notBefore: Date.UTC(2026, 10, 21, 9, 30),
      notAfter: Date.UTC(2036, 10, 21, 9, 30),
    });
    const read = new X509Certificate(certificate(part, sign("sha256", part, privateKey)));
    assert.ok(read.verify(publicKey));
    assert.equal(read.subject, "CN=us-east-1_Ärzte");
    assert.equal(read.issuer, read.subject);
    assert.equal(BigInt(`0x${read.serialNumber}`), BigInt(`0x${bytes}`));
    assert.equal(Date.parse(read.validFrom), Date.UTC(2026, 10, 21, 9, 30));
    assert.equal(Date.parse(read.validTo), Date.UTC(2036, 10, 21, 9, 30));
  }
});
