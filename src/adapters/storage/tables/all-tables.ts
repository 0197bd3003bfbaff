/** Owns the list of all tables: every repository over one connection. */
import type { Tables } from "../../../ports/store.js";
import { AppClientsTable } from "./app-clients.js";
import { AttemptsTable } from "./attempts.js";
import { AuditEventsTable } from "./audit-events.js";
import { AuthEventsTable } from "./auth-events.js";
import { ChallengeStatesTable } from "./challenge-states.js";
import { ClientSecretsTable } from "./client-secrets.js";
import { CodesTable } from "./codes.js";
import { CompanionContentsTable, CompanionRecordsTable } from "./companion-records.js";
import { ConsumedMarksTable } from "./consumed-marks.js";
import { CredentialsTable } from "./credentials.js";
import { DevicesTable } from "./devices.js";
import { FunctionEventsTable } from "./function-events.js";
import { GroupsTable } from "./groups.js";
import { IdentityProvidersTable } from "./identity-providers.js";
import { LinkedIdentitiesTable } from "./linked-identities.js";
import { LockoutsTable } from "./lockouts.js";
import { LogEntriesTable, LogQueuesTable } from "./log-entries.js";
import { MessagesTable } from "./messages.js";
import { PasswordHistoryTable } from "./password-history.js";
import { PoolSettingsTable } from "./pool-settings.js";
import { ProvisionedLimitsTable } from "./provisioned-limits.js";
import { ResourceDeclarationsTable } from "./resource-declarations.js";
import { ResourceRequestsTable } from "./resource-requests.js";
import { ResourceServersTable } from "./resource-servers.js";
import { SigningKeysTable } from "./signing-keys.js";
import { SoftwareTokensTable } from "./software-tokens.js";
import { StackExportsTable } from "./stack-exports.js";
import { ChangeSetsTable, StackEventsTable } from "./stack-history.js";
import { StackResourcesTable, StacksTable } from "./stacks.js";
import type { TableContext } from "./table-context.js";
import { TokenSessionsTable } from "./token-sessions.js";
import { UserImportFilesTable, UserImportLogTable } from "./user-import-files.js";
import { UserImportJobsTable, UserImportRunsTable } from "./user-import-jobs.js";
import { UserPoolDomainsTable } from "./user-pool-domains.js";
import { UserPoolsTable } from "./user-pools.js";
import { UsersTable } from "./users.js";
import { WebAuthnCredentialsTable } from "./webauthn-credentials.js";

/** Every table over one connection. */
export function tablesOver(context: TableContext): Tables {
  return {
    userPools: new UserPoolsTable(context),
    appClients: new AppClientsTable(context),
    clientSecrets: new ClientSecretsTable(context),
    users: new UsersTable(context),
    credentials: new CredentialsTable(context),
    devices: new DevicesTable(context),
    passwordHistory: new PasswordHistoryTable(context),
    webAuthnCredentials: new WebAuthnCredentialsTable(context),
    softwareTokens: new SoftwareTokensTable(context),
    groups: new GroupsTable(context),
    resourceServers: new ResourceServersTable(context),
    identityProviders: new IdentityProvidersTable(context),
    linkedIdentities: new LinkedIdentitiesTable(context),
    userPoolDomains: new UserPoolDomainsTable(context),
    poolSettings: new PoolSettingsTable(context),
    signingKeys: new SigningKeysTable(context),
    tokenSessions: new TokenSessionsTable(context),
    codes: new CodesTable(context),
    challengeStates: new ChallengeStatesTable(context),
    consumedMarks: new ConsumedMarksTable(context),
    attempts: new AttemptsTable(context),
    provisionedLimits: new ProvisionedLimitsTable(context),
    lockouts: new LockoutsTable(context),
    messages: new MessagesTable(context),
    logEntries: new LogEntriesTable(context),
    logQueues: new LogQueuesTable(context),
    authEvents: new AuthEventsTable(context),
    auditEvents: new AuditEventsTable(context),
    resourceRequests: new ResourceRequestsTable(context),
    resourceDeclarations: new ResourceDeclarationsTable(context),
    stacks: new StacksTable(context),
    stackResources: new StackResourcesTable(context),
    stackEvents: new StackEventsTable(context),
    changeSets: new ChangeSetsTable(context),
    stackExports: new StackExportsTable(context),
    companionRecords: new CompanionRecordsTable(context),
    companionContents: new CompanionContentsTable(context),
    functionEvents: new FunctionEventsTable(context),
    userImportJobs: new UserImportJobsTable(context),
    userImportRuns: new UserImportRunsTable(context),
    userImportFiles: new UserImportFilesTable(context),
    userImportLog: new UserImportLogTable(context),
  };
}
