import assert from "node:assert/strict";
import { constants, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { after, test } from "node:test";
import fc from "fast-check";
import { SRP_PRIME } from "../../domain/password/srp.js";
import { createPublicKeyWork } from "./public-key-work.js";
import { boundedRsa } from "./rsa-work.js";

const N = BigInt(`0x${SRP_PRIME.toString("hex")}`);
const work = createPublicKeyWork({ warn: (message) => assert.fail(message) });
after(() => work.close());

function number(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
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

async function agrees(base: Buffer, exponent: Buffer): Promise<void> {
  const result = await work.modPow(base, exponent);
  assert.equal(result.length, 384);
  assert.equal(number(result), power(number(base), number(exponent)));
}

test("modPow agrees with BigInt on random numbers", async () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
  await fc.assert(fc.asyncProperty(bytes(384), bytes(40), agrees), { numRuns: 15 });
});

test("modPow agrees with BigInt where Diffie-Hellman refuses: 0, 1, N - 1, multiples of N, extreme exponents", async () => {
  const bases = [0n, 1n, 2n, N - 2n, N - 1n, N, N + 1n, 2n * N - 1n, 5n * N + 7n].map(toBytes);
  const small = [0n, 1n, 2n, 3n].map(toBytes);
  const large = [N - 2n, N - 1n, N, 2n * (N - 1n), 2n * N + 5n].map(toBytes);
  for (const base of bases)
    for (const exponent of [...small, Buffer.alloc(0), Buffer.alloc(3)]) await agrees(base, exponent);
  for (const exponent of large) {
    await agrees(Buffer.of(0), exponent);
    await agrees(toBytes(N - 2n), exponent);
  }
  await agrees(Buffer.concat([Buffer.alloc(100), Buffer.of(9)]), Buffer.concat([Buffer.alloc(100), Buffer.of(9)]));
  await assert.rejects(work.modPow(Buffer.alloc(513, 1), Buffer.of(2)), RangeError);
  await assert.rejects(work.modPow(Buffer.of(2), Buffer.alloc(513, 1)), RangeError);
});

test("the event loop goes on while exponentiations run", async () => {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => work.modPow(Buffer.alloc(383, index + 3), Buffer.alloc(32, 0xa5))),
  );
  isDone = true;
  // Computed in place, all twenty would be done before the loop turned at all.
  assert.ok(turns >= 2, `${turns} turns`);
});

test("signatures are RS256, and only the right ones verify", async () => {
  const { privateKeyDer, publicJwk } = await work.generateRsaKeyPair();
  assert.deepEqual([publicJwk.kty, publicJwk.e, Buffer.from(publicJwk.n, "base64url").length], ["RSA", "AQAB", 256]);
  const privateKey = work.importPrivateKey(privateKeyDer);
  const publicKey = work.importPublicKey(publicJwk);
  const signature = await work.sign(privateKey, "header.päyload");
  const reference = { key: createPublicKey(privateKey), padding: constants.RSA_PKCS1_PADDING };
  assert.ok(verify("sha256", Buffer.from("header.päyload", "utf8"), reference, signature));
  assert.equal(await work.verify(publicKey, "header.päyload", signature), true);
  assert.equal(await work.verify(publicKey, "header.payload", signature), false);
  assert.equal(await work.verify(publicKey, "header.päyload", Buffer.alloc(0)), false);
  assert.equal(await work.verify(publicKey, "header.päyload", signature.subarray(1)), false);
  assert.equal(await work.verify(publicKey, "header.päyload", Buffer.alloc(256, 0xff)), false);
});

test("other keys than RSA are refused", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await assert.rejects(work.sign(privateKey, "x"), TypeError);
  await assert.rejects(work.verify(publicKey, "x", Buffer.alloc(64)), TypeError);
});

test("T-37: RSA work beyond the bounds is refused at once and the place is free again afterwards", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rsa = boundedRsa({ pending: 2, generationsWaiting: 0 });
  const accepted = [rsa.sign(privateKey, "1"), rsa.sign(privateKey, "2")];
  await assert.rejects(rsa.sign(privateKey, "3"), { name: "WorkQueueFull" });
  await Promise.all(accepted);
  assert.equal((await rsa.sign(privateKey, "4")).length, 256);

  const pairs = [rsa.generateRsaKeyPair(), rsa.generateRsaKeyPair()];
  await assert.rejects(rsa.generateRsaKeyPair(), { name: "WorkQueueFull" });
  const [first, second] = await Promise.all(pairs);
  assert.notEqual(first?.publicJwk.n, second?.publicJwk.n);
  assert.ok((await rsa.generateRsaKeyPair()).privateKeyDer.length > 1000);
});

test("after close nothing is taken", async () => {
  const closing = createPublicKeyWork();
  await closing.close();
  await closing.close();
  await assert.rejects(closing.modPow(Buffer.of(2), Buffer.of(5)), /closed/);
});
