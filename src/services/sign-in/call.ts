/** Owns the shapes that the steps of a sign-in share: who calls, who signs in, and what the steps are made of. */
import type { AppClient } from "../../domain/app-client.js";
import type { Door } from "../../domain/challenge/flow-gate.js";
import type { Parameters } from "../../domain/challenge/parameters.js";
import type { PasswordCredential, User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { InitiateAuthResponse } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import type { Store } from "../../ports/store.js";
import type { ChallengeSessions } from "../challenge-sessions.js";
import type { CodeBook } from "../codes.js";
import type { AuthEventLog, EventOrigin } from "../events/auth-events.js";
import type { DeviceRegister } from "../factors/devices.js";
import type { Passkeys } from "../factors/passkeys.js";
import type { SoftwareTokenDesk } from "../factors/software-tokens.js";
import type { LockOut } from "../lock-out.js";
import type { MessageDesk } from "../messages/message-desk.js";
import type { TakeoverNotices } from "../messages/takeover-notices.js";
import type { Passwords } from "../passwords.js";
import type { ThreatProtection } from "../threat-protection.js";
import type { AccessTokens } from "../tokens/access-tokens.js";
import type { TokenDesk } from "../tokens/token-desk.js";
import type { Triggers } from "../triggers/triggers.js";
import type { SrpProofs } from "./srp-proofs.js";

/** One call of a sign-in, by the user's own application or by an administrator's. */
export interface SignInCall {
  readonly door: Door;
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly origin: EventOrigin;
  readonly region: string;
}

/** What a call brings besides. */
export interface SignInInput {
  readonly parameters: Parameters | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly session?: string | undefined;
}

/**
 * Who signs in. Of names that belong to nobody a subject is made up that costs the same work and looks the same; it has no
 * `user` and no password fits it (T-01, T-02).
 */
export interface SignInSubject {
  readonly poolId: string;
  readonly sub: string;
  /** USER_ID_FOR_SRP. */
  readonly username: string;
  /** The name as it was typed in this call. */
  readonly typedName: string;
  readonly user?: User | undefined;
  /** There is nobody of this sub; absent also where somebody is there who was called by another's name. */
  readonly isMadeUp?: boolean | undefined;
  /** Absent for users who have no password. */
  readonly credential?: PasswordCredential | undefined;
  /** Salt and verifier as stored, or as made up; computed only where a flow needs them. */
  readonly srpSecrets: () => { readonly salt: Buffer; readonly verifier: Buffer };
}

/** A stored user. */
export type KnownSubject = SignInSubject & { readonly user: User };

/** A stored user with a password. */
export type PasswordSubject = KnownSubject & { readonly credential: PasswordCredential };

/** Whether there is somebody behind the name. */
export function isKnown(subject: SignInSubject): subject is KnownSubject {
  return subject.user !== undefined;
}

/** Whether there is somebody behind the name who has a password. */
export function hasPassword(subject: SignInSubject): subject is PasswordSubject {
  return subject.user !== undefined && subject.credential !== undefined;
}

/** What all steps need. */
export interface SignInParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly messages: MessageDesk;
  readonly codes: CodeBook;
  readonly passwords: Passwords;
  readonly softwareTokens: SoftwareTokenDesk;
  readonly devices: DeviceRegister;
  readonly passkeys: Passkeys;
  readonly triggers: Triggers;
  readonly tokens: TokenDesk;
  readonly accessTokens: AccessTokens;
  readonly authEvents: AuthEventLog;
  readonly threats: ThreatProtection;
  readonly notices: TakeoverNotices;
  readonly lockOut: LockOut;
  readonly sessions: ChallengeSessions;
  readonly srpProofs: SrpProofs;
}

export type SignInAnswer = InitiateAuthResponse;
