/**
 * Owns what a password hash of another directory looks like: the spellings that are read, what each says, and how much work
 * one may ask for (T-50). It computes nothing; no reason quotes the hash.
 */
import type { PasswordHashingAlgorithmType } from "../../model/generated/types.js";

/** A hash, taken apart: what it takes to compute it from a password. */
export type ImportedHash = { readonly salt: Buffer; readonly digest: Buffer } & (
  | { readonly algorithm: "BCRYPT"; readonly cost: number }
  | { readonly algorithm: "SCRYPT"; readonly blocks: number; readonly blockSize: number; readonly parallelism: number }
  | {
      readonly algorithm: "ARGON2ID";
      readonly memoryKib: number;
      readonly passes: number;
      readonly parallelism: number;
    }
  | { readonly algorithm: "PBKDF2_SHA256"; readonly iterations: number }
);

/** Why a text is no hash that is taken. */
export interface HashFault {
  readonly fault: string;
}

/** What one sign-in may cost: about a second of one core and 128 MiB. The service publishes no limits. */
export const hashCeilings = {
  characters: 512,
  bcryptCost: 14,
  scryptBytes: 128 * 1024 * 1024,
  scryptBlockSize: 1024,
  /** Blocks × block size × parallelism. */
  scryptWork: 2 ** 21,
  argon2MemoryKib: 128 * 1024,
  /** Memory × passes. */
  argon2Work: 512 * 1024,
  parallelism: 16,
  pbkdf2Iterations: 2_000_000,
} as const;

/** Digests shorter than this would be met by chance; longer ones are nobody's. */
const digestBytes = { least: 16, most: 64 };
const saltBytes = { least: 8, most: 64 };

class Refused extends Error {}

const refused = (why: string): Refused => new Refused(why);

/** Reads a hash that was made by the algorithm of a job. */
export function readImportedHash(algorithm: PasswordHashingAlgorithmType, text: string): ImportedHash | HashFault {
  try {
    // T-38: nothing longer meets a pattern.
    if (text.length > hashCeilings.characters) throw malformed(algorithm);
    const hash = readers[algorithm](text);
    if (algorithm !== "BCRYPT") checkLengths(algorithm, hash);
    return hash;
  } catch (error) {
    if (error instanceof Refused) return { fault: error.message };
    throw error;
  }
}

/** Whether a text was no hash. */
export function isHashFault(read: ImportedHash | HashFault): read is HashFault {
  return "fault" in read;
}

const malformed = (algorithm: PasswordHashingAlgorithmType): Refused =>
  refused(`The password hash is no ${algorithm} hash in a form that is known.`);

const tooDear = (what: string): Refused => refused(`The password hash asks for too much work: ${what}.`);

function checkLengths(algorithm: PasswordHashingAlgorithmType, { salt, digest }: ImportedHash): void {
  const fits = (bytes: Buffer, { least, most }: { readonly least: number; readonly most: number }) =>
    bytes.length >= least && bytes.length <= most;
  if (!fits(digest, digestBytes) || !fits(salt, saltBytes)) throw malformed(algorithm);
}

const readers: Readonly<Record<PasswordHashingAlgorithmType, (text: string) => ImportedHash>> = {
  BCRYPT: readBcrypt,
  SCRYPT: readScrypt,
  ARGON2ID: readArgon2id,
  PBKDF2_SHA256: readPbkdf2,
};

const bcryptForm = /^\$2[aby]\$(\d{2})\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;

/** `$2b$12$…`; Django writes `bcrypt$` in front of it. `$2x$` marks hashes of a faulty program and is not taken. */
function readBcrypt(text: string): ImportedHash {
  const parts = bcryptForm.exec(withoutPrefix(text, "bcrypt$"));
  if (parts === null) throw malformed("BCRYPT");
  const [, costText = "", salt = "", digest = ""] = parts;
  const cost = Number(costText);
  if (cost < 4) throw malformed("BCRYPT");
  if (cost > hashCeilings.bcryptCost) throw tooDear(`a cost of ${cost}, at most ${hashCeilings.bcryptCost}`);
  return { algorithm: "BCRYPT", cost, salt: bcryptBytes(salt), digest: bcryptBytes(digest) };
}

/** Standard, passlib's (`.` for `+`) and URL-safe letters are read alike where a form has them. */
const base64Letters = "[A-Za-z0-9+/._=-]{1,128}";
const argon2Form = new RegExp(
  `^\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$(${base64Letters})\\$(${base64Letters})$`,
);

/** `$argon2id$v=19$m=65536,t=3,p=4$…$…`; Django writes `argon2` in front of it. */
function readArgon2id(text: string): ImportedHash {
  const parts = argon2Form.exec(withoutPrefix(text, "argon2"));
  if (parts === null) throw malformed("ARGON2ID");
  const [memoryKib = 0, passes = 0, parallelism = 0] = parts.slice(1, 4).map(Number);
  if (passes < 1 || parallelism < 1 || memoryKib < 8 * parallelism) throw malformed("ARGON2ID");
  checkParallelism(parallelism);
  if (memoryKib > hashCeilings.argon2MemoryKib) {
    throw tooDear(`${memoryKib} KiB of memory, at most ${hashCeilings.argon2MemoryKib}`);
  }
  if (memoryKib * passes > hashCeilings.argon2Work) {
    throw tooDear(`${memoryKib} KiB of memory in ${passes} passes, at most ${hashCeilings.argon2Work} KiB in all`);
  }
  const [salt, digest] = [decoded(parts[4]), decoded(parts[5])];
  return { algorithm: "ARGON2ID", memoryKib, passes, parallelism, salt, digest };
}

const scryptForm = new RegExp(
  `^\\$scrypt\\$ln=(\\d{1,2}),r=(\\d{1,9}),p=(\\d{1,9})\\$(${base64Letters})\\$(${base64Letters})$`,
);
const djangoScryptForm = new RegExp(
  `^scrypt\\$(\\d{1,10})\\$([^$]{1,64})\\$(\\d{1,9})\\$(\\d{1,9})\\$(${base64Letters})$`,
);

/** `$scrypt$ln=16,r=8,p=1$…$…`, or Django's `scrypt$65536$salt$8$1$…`. */
function readScrypt(text: string): ImportedHash {
  const phc = scryptForm.exec(text);
  if (phc !== null) {
    const [exponent = 0, blockSize = 0, parallelism = 0] = phc.slice(1, 4).map(Number);
    return scryptHash(2 ** exponent, blockSize, parallelism, decoded(phc[4]), decoded(phc[5]));
  }
  const django = djangoScryptForm.exec(text);
  if (django === null) throw malformed("SCRYPT");
  const [, blocks, salt = "", blockSize, parallelism, digest] = django;
  return scryptHash(Number(blocks), Number(blockSize), Number(parallelism), Buffer.from(salt), decoded(digest));
}

function scryptHash(
  blocks: number,
  blockSize: number,
  parallelism: number,
  salt: Buffer,
  digest: Buffer,
): ImportedHash {
  const isPowerOfTwo = Number.isInteger(Math.log2(blocks));
  if (blocks < 2 || !isPowerOfTwo || blockSize < 1 || parallelism < 1) throw malformed("SCRYPT");
  checkParallelism(parallelism);
  if (blockSize > hashCeilings.scryptBlockSize) {
    throw tooDear(`a block size of ${blockSize}, at most ${hashCeilings.scryptBlockSize}`);
  }
  if (128 * blocks * blockSize > hashCeilings.scryptBytes) {
    throw tooDear(`${128 * blocks * blockSize} bytes of memory, at most ${hashCeilings.scryptBytes}`);
  }
  if (blocks * blockSize * parallelism > hashCeilings.scryptWork) {
    throw tooDear(`N × r × p is ${blocks * blockSize * parallelism}, at most ${hashCeilings.scryptWork}`);
  }
  return { algorithm: "SCRYPT", blocks, blockSize, parallelism, salt, digest };
}

const pbkdf2Form = new RegExp(
  `^\\$pbkdf2-sha256\\$(?:i=)?(\\d{1,10})(?:,l=\\d{1,3})?\\$(${base64Letters})\\$(${base64Letters})$`,
);
const djangoPbkdf2Form = new RegExp(`^pbkdf2_sha256\\$(\\d{1,10})\\$([^$]{1,64})\\$(${base64Letters})$`);

/** `$pbkdf2-sha256$i=600000$…$…`, passlib's without `i=`, or Django's `pbkdf2_sha256$600000$salt$…`. */
function readPbkdf2(text: string): ImportedHash {
  const phc = pbkdf2Form.exec(text);
  const django = phc === null ? djangoPbkdf2Form.exec(text) : null;
  const parts = phc ?? django;
  if (parts === null) throw malformed("PBKDF2_SHA256");
  const [, count, salt = "", digest] = parts;
  const iterations = Number(count);
  if (iterations < 1) throw malformed("PBKDF2_SHA256");
  if (iterations > hashCeilings.pbkdf2Iterations) {
    throw tooDear(`${iterations} iterations, at most ${hashCeilings.pbkdf2Iterations}`);
  }
  const saltBytesOf = django === null ? decoded(salt) : Buffer.from(salt);
  return { algorithm: "PBKDF2_SHA256", iterations, salt: saltBytesOf, digest: decoded(digest) };
}

function checkParallelism(parallelism: number): void {
  if (parallelism > hashCeilings.parallelism) {
    throw tooDear(`a parallelism of ${parallelism}, at most ${hashCeilings.parallelism}`);
  }
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function decoded(text = ""): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}

const bcryptLetters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** bcrypt's own base64: the same bits under other letters. */
function bcryptBytes(text: string): Buffer {
  const standard = [...text].map((letter) => base64Alphabet[bcryptLetters.indexOf(letter)]).join("");
  return Buffer.from(standard, "base64");
}
