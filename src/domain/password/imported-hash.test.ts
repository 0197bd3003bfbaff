import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { PasswordHashingAlgorithmType } from "../../model/generated/types.js";
import { hashCeilings, isHashFault, readImportedHash } from "./imported-hash.js";

/** Made once by the libraries that they name; `password-hash-work.test.ts` computes them. */
const made = JSON.parse(readFileSync("test/fixtures/password-hashes.json", "utf8")) as {
  readonly source: string;
  readonly algorithm: PasswordHashingAlgorithmType;
  readonly hash: string;
}[];

const algorithms: readonly PasswordHashingAlgorithmType[] = ["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"];

test("every hash that a library made is read, and only as one of its own algorithm", () => {
  assert.ok(made.length > 15);
  for (const { algorithm, hash, source } of made) {
    for (const as of algorithms) {
      const read = readImportedHash(as, hash);
      assert.equal(isHashFault(read), as !== algorithm, `${source}'s ${algorithm} as ${as}: ${hash}`);
    }
  }
});

test("what a hash says is read", () => {
  const letters = "c2FsdHNhbHQ";
  const digest = "MDEyMzQ1Njc4OWFiY2RlZg";
  const bytes = { salt: Buffer.from("saltsalt"), digest: Buffer.from("0123456789abcdef") };
  assert.deepEqual(readImportedHash("ARGON2ID", `$argon2id$v=19$m=1024,t=2,p=4$${letters}$${digest}`), {
    ...{ algorithm: "ARGON2ID", memoryKib: 1024, passes: 2, parallelism: 4 },
    ...bytes,
  });
  assert.deepEqual(readImportedHash("SCRYPT", `$scrypt$ln=10,r=8,p=2$${letters}$${digest}`), {
    ...{ algorithm: "SCRYPT", blocks: 1024, blockSize: 8, parallelism: 2 },
    ...bytes,
  });
  const pbkdf2 = { algorithm: "PBKDF2_SHA256", iterations: 1000, ...bytes };
  for (const hash of [
    `$pbkdf2-sha256$i=1000$${letters}$${digest}`,
    `$pbkdf2-sha256$i=1000,l=16$${letters}=$${digest}==`,
    `$pbkdf2-sha256$1000$${letters}$${digest}`,
    `pbkdf2_sha256$1000$saltsalt$${digest}==`,
  ]) {
    assert.deepEqual(readImportedHash("PBKDF2_SHA256", hash), pbkdf2, hash);
  }
});

const salt = "c2FsdHNhbHRzYWx0";
const digest = "MDEyMzQ1Njc4OWFiY2RlZg";
const bcryptTail = "YvQKUtrLmUKnsN6OS/dU1ueUl3bzhtq/KrNsXBJ7hQNiV85kJ6tye";

const malformed: readonly (readonly [PasswordHashingAlgorithmType, string])[] = [
  ["BCRYPT", ""],
  ["BCRYPT", "correct horse"],
  ["BCRYPT", `$2b$03$${bcryptTail}`],
  ["BCRYPT", `$2x$10$${bcryptTail}`],
  ["BCRYPT", `$2$10$${bcryptTail}`],
  ["BCRYPT", `$2b$10$${bcryptTail.slice(1)}`],
  ["BCRYPT", `$2b$10$${bcryptTail}a`],
  ["BCRYPT", `bcrypt_sha256$$2b$12$${bcryptTail}`],
  ["BCRYPT", `$2b$10$${bcryptTail}${" ".repeat(100_000)}`],
  ["ARGON2ID", `$argon2i$v=19$m=1024,t=2,p=1$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=16$m=1024,t=2,p=1$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$m=1024,t=2,p=1$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=7,t=1,p=1$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=0,p=1$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=1,p=0$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=1,p=1,keyid=a$${salt}$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=1,p=1$c2Fs$${digest}`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=1,p=1$${salt}$c2Fs`],
  ["ARGON2ID", `$argon2id$v=19$m=1024,t=1,p=1$${salt}$`],
  ["SCRYPT", `$scrypt$ln=0,r=8,p=1$${salt}$${digest}`],
  ["SCRYPT", `$scrypt$ln=10,r=0,p=1$${salt}$${digest}`],
  ["SCRYPT", `scrypt$1000$saltsaltsalt$8$1$${digest}`],
  ["SCRYPT", `scrypt$0$saltsaltsalt$8$1$${digest}`],
  ["SCRYPT", `$scrypt$ln=10,r=8,p=1$${salt}$AA`],
  ["PBKDF2_SHA256", `$pbkdf2-sha256$i=0$${salt}$${digest}`],
  ["PBKDF2_SHA256", `$pbkdf2-sha512$i=1000$${salt}$${digest}`],
  ["PBKDF2_SHA256", `$pbkdf2$1000$${salt}$${digest}`],
  ["PBKDF2_SHA256", `pbkdf2_sha256$1000$short$${digest}`],
];

test("what is no hash of the algorithm is refused and not quoted", () => {
  for (const [algorithm, text] of malformed) {
    assert.deepEqual(
      readImportedHash(algorithm, text),
      { fault: `The password hash is no ${algorithm} hash in a form that is known.` },
      text.slice(0, 100),
    );
  }
});

const { argon2MemoryKib, argon2Work, parallelism, pbkdf2Iterations } = hashCeilings;

test("T-50 a hash that asks for more than the ceilings is refused, at them it is not", () => {
  const most: readonly (readonly [PasswordHashingAlgorithmType, atMost: string, tooMuch: string, fault: RegExp])[] = [
    ["BCRYPT", `$2b$14$${bcryptTail}`, `$2b$15$${bcryptTail}`, /: a cost of 15, at most 14\.$/],
    ["BCRYPT", `$2b$14$${bcryptTail}`, `$2b$31$${bcryptTail}`, /: a cost of 31, at most 14\.$/],
    [
      "ARGON2ID",
      `$argon2id$v=19$m=${argon2MemoryKib},t=4,p=1$${salt}$${digest}`,
      `$argon2id$v=19$m=${argon2MemoryKib + 1},t=1,p=1$${salt}$${digest}`,
      /: 131073 KiB of memory, at most 131072\.$/,
    ],
    [
      "ARGON2ID",
      `$argon2id$v=19$m=1024,t=${argon2Work / 1024},p=1$${salt}$${digest}`,
      `$argon2id$v=19$m=1024,t=${argon2Work / 1024 + 1},p=1$${salt}$${digest}`,
      /: 1024 KiB of memory in 513 passes, at most 524288 KiB in all\.$/,
    ],
    [
      "ARGON2ID",
      `$argon2id$v=19$m=1024,t=1,p=${parallelism}$${salt}$${digest}`,
      `$argon2id$v=19$m=1024,t=1,p=${parallelism + 1}$${salt}$${digest}`,
      /: a parallelism of 17, at most 16\.$/,
    ],
    [
      "SCRYPT",
      `$scrypt$ln=17,r=8,p=2$${salt}$${digest}`,
      `$scrypt$ln=18,r=8,p=1$${salt}$${digest}`,
      /: 268435456 bytes of memory, at most 134217728\.$/,
    ],
    [
      "SCRYPT",
      `scrypt$131072$saltsalt$8$2$${digest}`,
      `scrypt$131072$saltsalt$8$3$${digest}`,
      /: N × r × p is 3145728, at most 2097152\.$/,
    ],
    [
      "SCRYPT",
      `$scrypt$ln=4,r=1024,p=1$${salt}$${digest}`,
      `$scrypt$ln=4,r=1025,p=1$${salt}$${digest}`,
      /: a block size of 1025, at most 1024\.$/,
    ],
    [
      "PBKDF2_SHA256",
      `pbkdf2_sha256$${pbkdf2Iterations}$saltsalt$${digest}`,
      `pbkdf2_sha256$${pbkdf2Iterations + 1}$saltsalt$${digest}`,
      /: 2000001 iterations, at most 2000000\.$/,
    ],
  ];
  for (const [algorithm, atMost, tooMuch, fault] of most) {
    assert.equal(isHashFault(readImportedHash(algorithm, atMost)), false, atMost);
    const read = readImportedHash(algorithm, tooMuch);
    assert.ok(isHashFault(read), tooMuch);
    assert.match(read.fault, fault);
    assert.ok(read.fault.startsWith("The password hash asks for too much work"));
  }
  for (const beyond of ["$scrypt$ln=99,r=999999999,p=16", "$scrypt$ln=63,r=8,p=1"]) {
    assert.ok(isHashFault(readImportedHash("SCRYPT", `${beyond}$${salt}$${digest}`)), beyond);
  }
});
