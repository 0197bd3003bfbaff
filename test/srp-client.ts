/**
 * The client's side of SRP as the published clients have it, written apart from the server's: BigInt arithmetic and its
 * own hashing, so that a mistake on one side shows. The vectors in fixtures/srp-vectors.json bind both.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./world.js";

const { parameters } = JSON.parse(readFileSync(join(repository, "test/fixtures/srp-vectors.json"), "utf8")) as {
  parameters: { N: string };
};

const N = BigInt(`0x${parameters.N}`);
const g = 2n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % N, left = exponent; left > 0n; left >>= 1n, square = (square * square) % N) {
    if (left & 1n) result = (result * square) % N;
  }
  return result;
}

/** Java's BigInteger.toByteArray of a non-negative number. */
function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

const numberOf = (bytes: Buffer | string) => BigInt(`0x${typeof bytes === "string" ? bytes : bytes.toString("hex")}`);
const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();

const k = numberOf(sha256(bytesOf(N), bytesOf(g)));

/** The form of TIMESTAMP, in English and in UTC. */
export function claimTimestamp(epochMs: number): string {
  const [weekday, day, month, year, time] = new Date(epochMs).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

/** What the server sends with PASSWORD_VERIFIER. */
export type SrpChallenge = Readonly<Record<string, string>>;

/** One sign-in by SRP, from the client's public value to the answer. */
export interface SrpClient {
  /** SRP_A in hexadecimal. */
  readonly A: string;
  /** The ChallengeResponses that answer the challenge. */
  answer(challenge: SrpChallenge, password: string, at: number): Record<string, string>;
}

/** Begins a sign-in; `secret` fixes what is otherwise random. */
export function srpClient(poolId: string, secret = numberOf(randomBytes(128)) % N): SrpClient {
  const poolName = poolId.slice(poolId.indexOf("_") + 1);
  const A = power(g, secret);
  return {
    A: A.toString(16),
    answer(challenge, password, at) {
      const { SALT = "", SRP_B = "", SECRET_BLOCK = "", USER_ID_FOR_SRP = "" } = challenge;
      const B = numberOf(SRP_B);
      const u = numberOf(sha256(bytesOf(A), bytesOf(B)));
      const identity = sha256(Buffer.from(`${poolName}${USER_ID_FOR_SRP}:${password}`, "utf8"));
      const x = numberOf(sha256(bytesOf(numberOf(SALT)), identity));
      const base = (((B - k * power(g, x)) % N) + N) % N;
      const S = power(base, secret + u * x);
      const extracted = hmac(bytesOf(u), bytesOf(S));
      const key = hmac(extracted, Buffer.from("Caldera Derived Key", "utf8"), Buffer.from([1])).subarray(0, 16);
      const timestamp = claimTimestamp(at);
      const message = [poolName, USER_ID_FOR_SRP].map((text) => Buffer.from(text, "utf8"));
      const signature = hmac(key, ...message, Buffer.from(SECRET_BLOCK, "base64"), Buffer.from(timestamp, "utf8"));
      return {
        USERNAME: USER_ID_FOR_SRP,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: signature.toString("base64"),
        TIMESTAMP: timestamp,
      };
    },
  };
}
