/** Port: the signing keys of each pool and the small stock of spare pairs; private halves are sealed at rest. */

/** One RSA-2048 key pair, ready to sign. */
export interface StoredKeyPair {
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
  /** RFC 7517 members `kty`, `n`, `e`. */
  readonly publicJwk: { readonly kty: string; readonly n: string; readonly e: string };
}

/** A key pair in its role: ID tokens, access tokens and requests to SAML providers are signed by different keys. */
export interface SigningKey extends StoredKeyPair {
  readonly poolId: string;
  readonly use: "id" | "access" | "saml";
  readonly kid: string;
  readonly createdAt: number;
}

export interface SigningKeys {
  list(poolId: string): Promise<readonly SigningKey[]>;
  /** One winner: answers false, and stores nothing, when the pool has a key of this use already. */
  insertIfAbsent(key: SigningKey): Promise<boolean>;
  addSpare(pair: StoredKeyPair, at: number): Promise<void>;
  /** Takes one spare pair out of the stock, one winner each; undefined when the stock is empty. */
  takeSpare(): Promise<StoredKeyPair | undefined>;
  countSpares(): Promise<number>;
}
