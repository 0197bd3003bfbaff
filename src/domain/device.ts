/** Owns the shape of a device that a user has confirmed. Rules over devices live in `domain/device/`. */

/** One device of one user, tracked since ConfirmDevice. Times are epoch milliseconds. */
export interface Device {
  readonly poolId: string;
  readonly sub: string;
  /** `<region>_<uuid>`, issued with the tokens of a sign-in. */
  readonly deviceKey: string;
  /** The app client of the sign-in that it was confirmed with. */
  readonly clientId: string;
  readonly name?: string | undefined;
  /** Whether it must prove itself at the next sign-in, and may then stand for a second factor. */
  readonly remembered: boolean;
  /** What it proves itself by; absent when the application sent none, and then it can prove nothing. */
  readonly secret?: DeviceSecret | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastAuthenticatedAt: number;
  readonly lastIpAddress: string;
}

/** Salt and verifier of the secret that only the device knows. */
export interface DeviceSecret {
  readonly salt: Buffer;
  readonly verifier: Buffer;
}
