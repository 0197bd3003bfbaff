/**
 * Owns what the program may ask of its store. One file per table lies in `ports/tables/`; this file binds them together.
 *
 * Guarantees of every adapter:
 * - A promise of a write resolves only after the change is durable.
 * - Reads outside a transaction see committed state only, and read their own node's earlier writes.
 * - Reads answer undefined for what is absent. Writes fail only with `AlreadyExists` or `Stale`.
 */
import type { AppClients } from "./tables/app-clients.js";
import type { Attempts } from "./tables/attempts.js";
import type { AuditEvents } from "./tables/audit-events.js";
import type { AuthEvents } from "./tables/auth-events.js";
import type { ChallengeStates } from "./tables/challenge-states.js";
import type { ClientSecrets } from "./tables/client-secrets.js";
import type { Codes } from "./tables/codes.js";
import type { CompanionContents, CompanionRecords } from "./tables/companion-records.js";
import type { ConsumedMarks } from "./tables/consumed-marks.js";
import type { Credentials } from "./tables/credentials.js";
import type { Devices } from "./tables/devices.js";
import type { FunctionEvents } from "./tables/function-events.js";
import type { Groups } from "./tables/groups.js";
import type { IdentityProviders } from "./tables/identity-providers.js";
import type { LinkedIdentities } from "./tables/linked-identities.js";
import type { Lockouts } from "./tables/lockouts.js";
import type { LogEntries, LogQueues } from "./tables/log-entries.js";
import type { Messages } from "./tables/messages.js";
import type { PasswordHistory } from "./tables/password-history.js";
import type { PoolSettings } from "./tables/pool-settings.js";
import type { ProvisionedLimits } from "./tables/provisioned-limits.js";
import type { ResourceDeclarations } from "./tables/resource-declarations.js";
import type { ResourceRequests } from "./tables/resource-requests.js";
import type { ResourceServers } from "./tables/resource-servers.js";
import type { SigningKeys } from "./tables/signing-keys.js";
import type { SoftwareTokens } from "./tables/software-tokens.js";
import type { ChangeSets, StackEvents, StackExports, StackResources, Stacks } from "./tables/stacks.js";
import type { TokenSessions } from "./tables/token-sessions.js";
import type { UserImportFiles, UserImportJobs, UserImportLog, UserImportRuns } from "./tables/user-import.js";
import type { UserPoolDomains } from "./tables/user-pool-domains.js";
import type { UserPools } from "./tables/user-pools.js";
import type { Users } from "./tables/users.js";
import type { WebAuthnCredentials } from "./tables/webauthn-credentials.js";

/** A row of that key is there already (or an alias is held by another user). */
export class AlreadyExists extends Error {
  /** `what` names the key that clashed, e.g. `username`, `alias:email`. */
  constructor(readonly what: string) {
    super(`already exists: ${what}`);
    this.name = "AlreadyExists";
  }
}

/** The row was changed or removed since it was read. */
export class Stale extends Error {
  constructor(readonly what: string) {
    super(`changed meanwhile: ${what}`);
    this.name = "Stale";
  }
}

/** One page of a listing in key order; `next` is the plain key to go on after, absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** Which page: at most `limit` items behind the key `after`. */
export interface PageRequest {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Every table, inside and outside a transaction. */
export interface Tables {
  readonly userPools: UserPools;
  readonly appClients: AppClients;
  readonly clientSecrets: ClientSecrets;
  readonly users: Users;
  readonly credentials: Credentials;
  readonly devices: Devices;
  readonly passwordHistory: PasswordHistory;
  readonly webAuthnCredentials: WebAuthnCredentials;
  readonly softwareTokens: SoftwareTokens;
  readonly groups: Groups;
  readonly resourceServers: ResourceServers;
  readonly identityProviders: IdentityProviders;
  readonly linkedIdentities: LinkedIdentities;
  readonly userPoolDomains: UserPoolDomains;
  readonly poolSettings: PoolSettings;
  readonly signingKeys: SigningKeys;
  readonly tokenSessions: TokenSessions;
  readonly codes: Codes;
  readonly challengeStates: ChallengeStates;
  readonly consumedMarks: ConsumedMarks;
  readonly attempts: Attempts;
  readonly provisionedLimits: ProvisionedLimits;
  readonly lockouts: Lockouts;
  readonly messages: Messages;
  readonly logEntries: LogEntries;
  readonly logQueues: LogQueues;
  readonly authEvents: AuthEvents;
  readonly auditEvents: AuditEvents;
  readonly resourceRequests: ResourceRequests;
  readonly resourceDeclarations: ResourceDeclarations;
  readonly stacks: Stacks;
  readonly stackResources: StackResources;
  readonly stackEvents: StackEvents;
  readonly changeSets: ChangeSets;
  readonly stackExports: StackExports;
  readonly companionRecords: CompanionRecords;
  readonly companionContents: CompanionContents;
  readonly functionEvents: FunctionEvents;
  readonly userImportJobs: UserImportJobs;
  readonly userImportRuns: UserImportRuns;
  readonly userImportFiles: UserImportFiles;
  readonly userImportLog: UserImportLog;
}

/** The store of one installation. */
export interface Store extends Tables {
  /**
   * Runs `work` in one atomic transaction and resolves after its commit is durable. Inside, only the handle passed in may
   * be used: the outer store throws there. Await nothing but that handle. On `Stale` the work is run again, at most three
   * times, so it must load what it decides on and have no effect outside the handle. A throw rolls everything back.
   */
  transaction<T>(work: (tx: Tables) => Promise<T>): Promise<T>;
  /** Removes a bounded batch of expired rows and of rows of deleted pools; answers how many. May be repeated. */
  sweep(now: number): Promise<number>;
  /** Removes every row but the keys of the installation: the fresh start of development mode. */
  clear(): Promise<void>;
  /** Fails when the store cannot answer; used by the readiness probe. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
