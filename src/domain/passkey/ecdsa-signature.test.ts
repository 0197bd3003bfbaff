import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, it } from "node:test";
import { isEcdsaSignature } from "./ecdsa-signature.js";

/** Zeros at the front of r or s are rare; these signatures are spelt out. */
const of = (...numbers: (readonly number[])[]) => {
  const inner = numbers.flatMap((number) => [0x02, number.length, ...number]);
  return Uint8Array.from([0x30, inner.length, ...inner]);
};

describe("T-26: an ECDSA signature has one spelling", () => {
  it("takes what a signer writes, whatever its length", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const lengths = new Set<number>();
    for (let at = 0; at < 200; at += 1) {
      const signature = sign("sha256", Buffer.from(`message ${at}`), privateKey);
      lengths.add(signature.length);
      assert.equal(isEcdsaSignature(signature), true, signature.toString("hex"));
    }
    assert.ok(lengths.size > 1, "signatures of several lengths");
    assert.equal(isEcdsaSignature(of([1], [1])), true, "numbers of one byte");
    assert.equal(isEcdsaSignature(of([0, 0x80], [0x7f])), true, "a zero that keeps a number positive");
  });

  it("refuses any other value of the bytes that only spell", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    let changed = 0;
    for (let at = 0; at < 50; at += 1) {
      const signature = sign("sha256", Buffer.from(`message ${at}`), privateKey);
      const second = 4 + signature.readUInt8(3);
      for (const place of [0, 1, 2, 3, second, second + 1]) {
        for (let value = 0; value < 256; value += 1) {
          if (value === signature[place]) continue;
          const other = Buffer.from(signature);
          other[place] = value;
          // A length that moves the border between the numbers may meet another border by chance; none does so here
          // without the second number being marked as one, and then it is another signature, not another spelling.
          if (place === 3 && other[4 + value] === 0x02 && other[5 + value] === other.length - 6 - value) continue;
          assert.equal(isEcdsaSignature(other), false, `byte ${place} = ${value} of ${signature.toString("hex")}`);
          changed += 1;
        }
      }
    }
    assert.ok(changed > 70_000, `${changed} changes`);
  });

  const refused: readonly (readonly [string, Uint8Array])[] = [
    ["nothing", of()],
    ["no bytes", new Uint8Array(0)],
    ["one number", of([1])],
    ["three numbers", of([1], [1], [1])],
    ["a number without bytes", of([], [1])],
    ["a negative number", of([0x80], [1])],
    ["a zero too many", of([0, 1], [1])],
    ["a number that is too long", of([1], new Array<number>(34).fill(1))],
    ["a byte behind the end", Uint8Array.from([...of([1], [1]), 0])],
    ["a byte that is missing", of([1], [1]).subarray(0, 7)],
    ["a length of two bytes", Uint8Array.from([0x30, 0x81, 6, ...of([1], [1]).subarray(2)])],
  ];
  for (const [what, bytes] of refused) {
    it(`refuses ${what}`, () => assert.equal(isEcdsaSignature(bytes), false));
  }
});
