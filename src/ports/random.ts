/** Port of randomness: every unpredictable value of the program comes from here. */

/** Cryptographically strong randomness, without bias. */
export interface Random {
  /** `count` random bytes. */
  bytes(count: number): Buffer;

  /** A random UUID (version 4) in lower case. */
  uuid(): string;

  /** `count` decimal digits, each equally likely, leading zeros kept. */
  digits(count: number): string;

  /** `count` characters of `alphabet`, each equally likely. The alphabet holds 2 to 256 distinct UTF-16 code units. */
  text(alphabet: string, count: number): string;
}
