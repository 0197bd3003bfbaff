/**
 * Owns the RS256 keys of each pool (for ID tokens, for access tokens, and for requests to SAML providers), the key set that
 * verifiers of tokens fetch, the certificate that SAML providers get, and the small stock of spare pairs. What is signed belongs to `tokens`, what is believed to `access-tokens`.
 */
import type { KeyObject } from "node:crypto";
import { certificate, toBeSigned } from "../../domain/x509-certificate.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { PublicKeyWork } from "../../ports/public-key-work.js";
import type { Random } from "../../ports/random.js";
import { Stale, type Store } from "../../ports/store.js";
import type { SigningKey, StoredKeyPair } from "../../ports/tables/signing-keys.js";

/** One key of a pool, ready to sign and to verify. */
export interface PoolSigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The encoded protected header of every token this key signs. */
  readonly header: string;
  readonly publicJwk: StoredKeyPair["publicJwk"];
}

/** Both keys of one pool. */
export interface PoolSigningKeys {
  readonly id: PoolSigningKey;
  readonly access: PoolSigningKey;
}

/** The document behind `jwks_uri`. */
export interface JwkSet {
  readonly keys: readonly {
    readonly alg: "RS256";
    readonly e: string;
    readonly kid: string;
    readonly kty: "RSA";
    readonly n: string;
    readonly use: "sig";
  }[];
}

export interface SigningKeyRing {
  /**
   * The keys of an existing pool, made when they are first asked for; every node answers the same ones.
   * ResourceNotFoundException when the pool is gone by then.
   */
  keysOf(poolId: string): Promise<PoolSigningKeys>;
  /** The public halves as verifiers fetch them. */
  keySet(poolId: string): Promise<JwkSet>;
  /**
   * The certificate by which SAML providers check what the pool signs, in DER, the same at every call and on every node.
   * ResourceNotFoundException when the pool is gone by then.
   */
  samlCertificate(poolId: string): Promise<Buffer>;
  /** Fills the stock of spare pairs, one pair at a time; to be called when nothing else waits. May be repeated. */
  refillSpareKeys(): Promise<void>;
}

/** Two pairs: the next pool does not wait for keys. Each pool takes two. */
const spareStock = 2;

/** Pools whose keys stay imported: some 4 kB each. */
const maxCachedPools = 500;

const uses = ["id", "access"] as const;

/** Ten years: partners keep it for long. */
const certificateMs = 10 * 365.25 * 24 * 60 * 60 * 1000;

/** Makes the ring of signing keys. */
export function createSigningKeyRing(needs: {
  store: Store;
  clock: Clock;
  random: Random;
  publicKeyWork: PublicKeyWork;
}): SigningKeyRing {
  const { store, clock, random, publicKeyWork } = needs;
  /** A Map remembers insertion: re-inserting on use makes its first entry the least recently used. */
  const cached = new Map<string, Promise<PoolSigningKeys>>();
  let refilling: Promise<void> | undefined;

  async function load(poolId: string): Promise<PoolSigningKeys> {
    let stored = await store.signingKeys.list(poolId);
    const missing = uses.filter((use) => !stored.some((key) => key.use === use));
    if (missing.length > 0) {
      await Promise.all(missing.map((use) => make(poolId, use)));
      // Another node may have been first: what the store holds now is the truth.
      stored = await store.signingKeys.list(poolId);
    }
    return { id: imported(stored, "id"), access: imported(stored, "access") };
  }

  async function make(poolId: string, use: SigningKey["use"]): Promise<void> {
    const pair = (await store.signingKeys.takeSpare()) ?? (await generatePair());
    const kid = random.bytes(32).toString("base64");
    const won = await store.signingKeys
      .insertIfAbsent({ ...pair, poolId, use, kid, createdAt: clock.now() })
      .catch((error: unknown) => {
        // The pool was deleted since the caller read it.
        throw error instanceof Stale ? new ResourceNotFoundException(`User pool ${poolId} does not exist.`) : error;
      });
    if (!won) await store.signingKeys.addSpare(pair, clock.now());
  }

  async function generatePair(): Promise<StoredKeyPair> {
    const { privateKeyDer, publicJwk } = await publicKeyWork.generateRsaKeyPair();
    return { privateKey: privateKeyDer, publicJwk };
  }

  function imported(stored: readonly SigningKey[], use: SigningKey["use"]): PoolSigningKey {
    const key = stored.find((one) => one.use === use);
    if (key === undefined) throw new Error(`the ${use} key of a pool vanished while it was made`);
    const { n, e } = key.publicJwk;
    return {
      kid: key.kid,
      privateKey: publicKeyWork.importPrivateKey(key.privateKey),
      publicKey: publicKeyWork.importPublicKey({ kty: "RSA", n, e }),
      header: Buffer.from(JSON.stringify({ kid: key.kid, alg: "RS256" })).toString("base64url"),
      publicJwk: key.publicJwk,
    };
  }

  async function refill(): Promise<void> {
    for (let held = await store.signingKeys.countSpares(); held < spareStock; held += 1) {
      await store.signingKeys.addSpare(await generatePair(), clock.now());
    }
  }

  const keysOf = (poolId: string): Promise<PoolSigningKeys> => {
    let keys = cached.get(poolId);
    if (keys === undefined) {
      keys = load(poolId);
      // A failure is told to those who wait for it and forgotten: the next caller tries again.
      keys.catch(() => cached.delete(poolId));
      const oldest = cached.size >= maxCachedPools ? cached.keys().next().value : undefined;
      if (oldest !== undefined) cached.delete(oldest);
    } else {
      cached.delete(poolId);
    }
    cached.set(poolId, keys);
    return keys;
  };

  async function samlKey(poolId: string): Promise<SigningKey> {
    const find = async () => (await store.signingKeys.list(poolId)).find(({ use }) => use === "saml");
    const known = await find();
    if (known !== undefined) return known;
    await make(poolId, "saml");
    const made = await find();
    if (made === undefined) throw new Error("the SAML key of a pool vanished while it was made");
    return made;
  }

  return {
    keysOf,
    async samlCertificate(poolId) {
      const key = await samlKey(poolId);
      const { n, e } = key.publicJwk;
      const publicKey = publicKeyWork.importPublicKey({ kty: "RSA", n, e });
      const part = toBeSigned({
        commonName: poolId,
        serial: Buffer.from(key.kid, "base64").subarray(0, 16),
        publicKey: publicKey.export({ type: "spki", format: "der" }),
        notBefore: key.createdAt,
        notAfter: key.createdAt + certificateMs,
      });
      // PKCS #1 signatures of one text are the same each time, so nothing needs to be kept but the key.
      return certificate(part, await publicKeyWork.sign(publicKeyWork.importPrivateKey(key.privateKey), part));
    },
    async keySet(poolId) {
      const { id, access } = await keysOf(poolId);
      return {
        keys: [id, access].map(({ kid, publicJwk: { n, e } }) => ({
          alg: "RS256",
          e,
          kid,
          kty: "RSA",
          n,
          use: "sig",
        })),
      };
    },
    refillSpareKeys() {
      refilling ??= refill().finally(() => {
        refilling = undefined;
      });
      return refilling;
    },
  };
}
