/**
 * Port: passwords that the operator keeps beside the server for users that templates declare. Only what he set aside for
 * this can be reached: a template must not become a way to read the rest of the machine (T-49).
 */

/** Where a password stands. */
export type DeclaredPassword = { readonly environment: string } | { readonly file: string };

export interface DeclaredPasswords {
  /** The password. Throws PasswordUnavailable. */
  read(source: DeclaredPassword): Promise<string>;
}

/** No such password; the message says what to do and never holds a password. */
export class PasswordUnavailable extends Error {
  override readonly name = "PasswordUnavailable";
}
