/** Port: a service that knows passwords of published breaches, and is told no password. */

export interface BreachedPasswords {
  /**
   * The ends, in capital hexadecimal, of the SHA-1 sums of known passwords that begin with these five digits. Fails when the
   * service does not answer in time or not in its form.
   */
  endsOf(beginning: string): Promise<ReadonlySet<string>>;
}
