import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  claimSignature,
  deviceSrpIdentity,
  pad,
  parseClientPublicValue,
  parseClientSalt,
  parseClientVerifier,
  passwordExponent,
  SRP_GENERATOR,
  SRP_MULTIPLIER,
  SRP_PRIME,
  type SrpIdentity,
  scramblingParameter,
  serverPublicValue,
  sessionKey,
  sharedSecretBase,
  signatureMatches,
  toWireHex,
  userSrpIdentity,
  verifiersMatch,
} from "./srp.js";

interface Vector {
  name: string;
  inputs: Record<string, string>;
  expected: Record<string, string> & { confirmDevice?: { Salt: string; PasswordVerifier: string } };
}

const fixture = JSON.parse(readFileSync("test/fixtures/srp-vectors.json", "utf8")) as {
  parameters: { N: string; g: string; k: string };
  vectors: Vector[];
};
const N = BigInt(`0x${fixture.parameters.N}`);

function number(value: string | Buffer | undefined): bigint {
  const hex = Buffer.isBuffer(value) ? value.toString("hex") : (value ?? "");
  return BigInt(`0x${hex === "" ? "0" : hex}`);
}

function bytes(hex: string | undefined): Buffer {
  const text = hex ?? "";
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex");
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

function powerBytes(base: Buffer, exponent: Buffer): Buffer {
  return bytes(power(number(base), number(exponent)).toString(16));
}

function base64(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "base64");
}

function identityOf(inputs: Record<string, string>): SrpIdentity {
  return inputs["deviceKey"] === undefined
    ? userSrpIdentity(inputs["userPoolId"] ?? "", inputs["userIdForSrp"] ?? "")
    : deviceSrpIdentity(inputs["deviceGroupKey"] ?? "", inputs["deviceKey"]);
}

test("the group is the 3072-bit one with g = 2 and Cognito's k", () => {
  assert.equal(SRP_PRIME.toString("hex"), fixture.parameters.N);
  assert.equal(toWireHex(SRP_GENERATOR), fixture.parameters.g);
  assert.equal(SRP_MULTIPLIER.toString("hex"), fixture.parameters.k);
});

for (const { name, inputs, expected } of fixture.vectors) {
  test(`vector ${name}: every value from password to signature`, () => {
    const identity = identityOf(inputs);
    const salt = bytes(inputs["saltHex"]);
    assert.equal(pad(salt).toString("hex"), expected["saltPadded"]);

    const x = passwordExponent(identity, inputs["password"] ?? "", salt);
    assert.equal(number(x), number(expected["x"]));
    const verifier = powerBytes(SRP_GENERATOR, x);
    assert.equal(toWireHex(verifier), expected["v"]);

    const b = bytes(inputs["b"]);
    const serverPublic = serverPublicValue(verifier, powerBytes(SRP_GENERATOR, b));
    assert.equal(toWireHex(serverPublic), expected["SRP_B"]);

    const clientPublic = parseClientPublicValue(expected["SRP_A"] ?? "");
    assert.ok(clientPublic !== undefined);
    assert.deepEqual(parseClientPublicValue((expected["SRP_A"] ?? "").toUpperCase()), clientPublic);
    const scrambling = scramblingParameter(clientPublic, serverPublic);
    assert.ok(scrambling !== undefined);
    assert.equal(number(scrambling), number(expected["u"]));

    const secret = powerBytes(sharedSecretBase(clientPublic, powerBytes(verifier, scrambling)), b);
    assert.equal(toWireHex(secret), expected["S"]);
    const key = sessionKey(scrambling, secret);
    assert.equal(key.toString("hex"), expected["hkdfKey"]);

    const block = base64(inputs["secretBlockBase64"]);
    const signature = claimSignature(identity, key, block, inputs["timestamp"] ?? "");
    assert.equal(signature.toString("base64"), expected["PASSWORD_CLAIM_SIGNATURE"]);
    assert.equal(signatureMatches(signature, expected["PASSWORD_CLAIM_SIGNATURE"] ?? ""), true);

    if (expected.confirmDevice !== undefined) {
      const { Salt, PasswordVerifier } = expected.confirmDevice;
      const chosen = parseClientVerifier(PasswordVerifier);
      assert.ok(chosen !== undefined && verifiersMatch(chosen, verifier));
      assert.equal(toWireHex(parseClientSalt(Salt) ?? Buffer.of(0)), inputs["saltHex"]);
    }
  });
}

test("T-04: public values that are zero modulo N, too long or not hexadecimal are refused", () => {
  for (const factor of [0n, 1n, 2n, 3n, 2n ** 64n]) {
    assert.equal(parseClientPublicValue((factor * N).toString(16)), undefined, `${factor} N`);
  }
  for (const text of ["", "0", "000", "-1", "0x2", "2g", " 2", "2\n", "f".repeat(769), `${"0".repeat(1024)}2`]) {
    assert.equal(parseClientPublicValue(text), undefined, JSON.stringify(text.slice(0, 20)));
  }
});

test("public values with leading zeros or odd length are the same number", () => {
  for (const text of ["2", "02", "0002", `${"0".repeat(1023)}2`]) {
    assert.deepEqual(parseClientPublicValue(text), Buffer.of(2));
  }
  assert.deepEqual(parseClientPublicValue((N - 1n).toString(16))?.length, 384);
});

test("T-04: verifiers and salts chosen by clients are refused where anybody could sign in with them", () => {
  const encode = (value: bigint) => pad(bytes(value.toString(16))).toString("base64");
  for (const value of [0n, 1n, N - 1n, N, N + 1n, 2n * N]) assert.equal(parseClientVerifier(encode(value)), undefined);
  assert.equal(number(parseClientVerifier(encode(N - 2n))), N - 2n);
  for (const text of ["", "=", "AA A", "AAAA\n", "!!!!", "A".repeat(600)]) {
    assert.equal(parseClientVerifier(text), undefined, text);
    assert.equal(parseClientSalt(text), undefined, text);
  }
});

test("pad is Java's BigInteger.toByteArray", () => {
  const rows: [string, string][] = [
    ["", "00"],
    ["00", "00"],
    ["0000", "00"],
    ["01", "01"],
    ["0001", "01"],
    ["7f", "7f"],
    ["80", "0080"],
    ["0080", "0080"],
    ["000080", "0080"],
    ["ff00", "00ff00"],
  ];
  for (const [input, output] of rows) assert.equal(pad(Buffer.from(input, "hex")).toString("hex"), output);
});

test("signatures compare by value, and malformed ones are wrong", () => {
  const expected = createHash("sha256").update("x").digest();
  assert.equal(signatureMatches(expected, expected.toString("base64")), true);
  const others = ["", "AAAA", expected.toString("hex"), `${expected.toString("base64")} `, "A".repeat(10_000)];
  for (const other of [...others, Buffer.alloc(32).toString("base64"), expected.subarray(1).toString("base64")]) {
    assert.equal(signatureMatches(expected, other), false, other.slice(0, 50));
  }
});

/** A client of its own, in BigInt and hexadecimal strings as the published client libraries do it. */
function clientSignature(
  input: { identity: SrpIdentity; password: string; saltHex: string; a: bigint; B: string },
  block: Buffer,
  timestamp: string,
): string {
  const padHex = (value: bigint) => {
    const hex = value.toString(16);
    const even = hex.length % 2 === 1 ? `0${hex}` : hex;
    return Buffer.from("89abcdef".includes(even.charAt(0)) ? `00${even}` : even, "hex");
  };
  const hash = (...parts: (Buffer | string)[]) =>
    parts.reduce((state, part) => state.update(part), createHash("sha256")).digest();
  const { group, name } = input.identity;
  const B = BigInt(`0x${input.B}`);
  const u = number(hash(padHex(power(2n, input.a)), padHex(B)));
  const x = number(hash(padHex(BigInt(`0x${input.saltHex}`)), hash(`${group}${name}:${input.password}`)));
  const k = number(hash(padHex(N), padHex(2n)));
  const base = (((B - k * power(2n, x)) % N) + N) % N;
  const secret = power(base, input.a + u * x);
  const prk = createHmac("sha256", padHex(u)).update(padHex(secret)).digest();
  const key = createHmac("sha256", prk)
    .update(Buffer.concat([Buffer.from("Caldera Derived Key"), Buffer.of(1)]))
    .digest()
    .subarray(0, 16);
  return createHmac("sha256", key).update(group).update(name).update(block).update(timestamp).digest("base64");
}

const bytesOf = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));

test("server and an independent client agree exactly if the passwords are equal (T-06)", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1, maxLength: 256 }),
      fc.option(fc.string({ unit: "binary", minLength: 1, maxLength: 256 }), { nil: undefined, freq: 1 }),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
      bytesOf(1, 20),
      bytesOf(32),
      bytesOf(32),
      (password, otherPassword, name, salt, aBytes, b) => {
        const identity = userSrpIdentity("eu-west-1_Pool1", name);
        const a = number(aBytes) + 1n;
        const verifier = powerBytes(SRP_GENERATOR, passwordExponent(identity, password, salt));
        const clientPublic = parseClientPublicValue(power(2n, a).toString(16)) as Buffer;
        const serverPublic = serverPublicValue(verifier, powerBytes(SRP_GENERATOR, b));
        const u = scramblingParameter(clientPublic, serverPublic) as Buffer;
        const key = sessionKey(u, powerBytes(sharedSecretBase(clientPublic, powerBytes(verifier, u)), b));
        const block = Buffer.from("block");
        const typed = otherPassword ?? password;
        const claimed = clientSignature(
          { identity, password: typed, saltHex: salt.toString("hex"), a, B: toWireHex(serverPublic) },
          block,
          "Sat Nov 7 09:05:03 UTC 2026",
        );
        const matches = signatureMatches(claimSignature(identity, key, block, "Sat Nov 7 09:05:03 UTC 2026"), claimed);
        assert.equal(matches, typed === password);
      },
    ),
    { numRuns: 12 },
  );
});

test("passwords are hashed as typed: no normalisation, no truncation, NUL counts, lone surrogates are U+FFFD (T-06)", () => {
  const identity = userSrpIdentity("us-east-1_Abc", "sub");
  const x = (password: string) => passwordExponent(identity, password, Buffer.of(1)).toString("hex");
  assert.notEqual(x("é"), x("e\u0301"));
  assert.notEqual(x("a".repeat(255)), x("a".repeat(256)));
  assert.notEqual(x("a\0b"), x("a"));
  assert.notEqual(x("a "), x("a"));
  assert.equal(x("\ud800"), x("\ufffd"));
});
