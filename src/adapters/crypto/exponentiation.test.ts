import assert from "node:assert/strict";
import { test } from "node:test";
import { SRP_PRIME } from "../../domain/password/srp.js";
import { build, type Exponentiate, isSound, preparedStrategy, readyStrategy } from "./exponentiation.js";

test("this version of Node has a native strategy that is ready at once", () => {
  const { strategy, exponentiate } = readyStrategy();
  assert.notEqual(strategy, "bigint");
  assert.ok(isSound(exponentiate));
});

test("the prepared strategy is sound and constant-time", () => {
  const prepared = preparedStrategy();
  assert.equal(prepared?.strategy, "diffie-hellman-5");
  assert.ok(prepared !== undefined && isSound(prepared.exponentiate));
});

test("all strategies agree on extreme numbers, left-padded to 384 bytes", () => {
  const bigint = build("bigint") as Exponentiate;
  const minusTwo = Buffer.from(SRP_PRIME);
  minusTwo[383] = 0xfd;
  const almostOrder = Buffer.from(minusTwo);
  const bases = [Buffer.of(2), Buffer.of(1, 0), minusTwo];
  const exponents = [Buffer.of(2), Buffer.of(3), Buffer.of(0, 7), Buffer.of(0x80, 0), almostOrder];
  const strategies = [readyStrategy().strategy, "rsa"] as const;
  for (const strategy of strategies) {
    const exponentiate = build(strategy) as Exponentiate;
    for (const base of bases) {
      for (const exponent of exponents) {
        const padded = Buffer.concat([Buffer.alloc(384 - base.length), base]);
        const result = exponentiate(padded, exponent);
        assert.equal(result.length, 384);
        assert.ok(result.equals(bigint(padded, exponent)), `${strategy} ${base.toString("hex").slice(-8)}`);
      }
    }
  }
});

test("a strategy that refuses or falsifies non-residues fails the self-test", () => {
  const right = build("bigint") as Exponentiate;
  const legendre = Buffer.from(((BigInt(`0x${SRP_PRIME.toString("hex")}`) - 1n) / 2n).toString(16), "hex");
  const isResidue = (base: Uint8Array) =>
    right(base, legendre)
      .subarray(0, 383)
      .every((byte) => byte === 0);
  assert.ok(isSound(right));
  assert.equal(
    isSound((base, exponent) => {
      if (!isResidue(base)) throw new Error("refused");
      return right(base, exponent);
    }),
    false,
  );
  assert.equal(
    isSound((base, exponent) => (isResidue(base) ? right(base, exponent) : Buffer.alloc(384))),
    false,
  );
  assert.equal(
    isSound((base, exponent) => right(base, exponent).subarray(1)),
    false,
  );
});
