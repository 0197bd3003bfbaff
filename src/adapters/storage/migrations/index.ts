/** Owns the order of migrations: append-only. */
import { first } from "./0001-first.js";
import { declaredResources } from "./0002-declared-resources.js";
import { stacks } from "./0003-stacks.js";
import { poolSettings } from "./0004-pool-settings.js";
import { companions } from "./0005-companions.js";
import { outbox } from "./0006-outbox.js";
import { domainSecurityPolicy } from "./0007-domain-security-policy.js";
import { challengeStates } from "./0008-challenge-states.js";
import { softwareTokens } from "./0009-software-tokens.js";
import { devices } from "./0010-devices.js";
import { webAuthnCredentials } from "./0011-webauthn-credentials.js";
import { userImport } from "./0012-user-import.js";
import { sessionsAndLimits } from "./0013-sessions-and-limits.js";
import { deadLetters } from "./0014-dead-letters.js";
import { risksOfAuthEvents } from "./0015-risks-of-auth-events.js";
import { logDelivery } from "./0016-log-delivery.js";
import { assurance } from "./0017-assurance.js";
import { functionEvents } from "./0018-function-events.js";
import { passwordHashImports } from "./0019-password-hash-imports.js";
import { fewerIndexesOfTokenSessions } from "./0020-fewer-indexes-of-token-sessions.js";
import type { Migration } from "./migration.js";

export type { Migration } from "./migration.js";

export const migrations: readonly Migration[] = [
  first,
  declaredResources,
  stacks,
  poolSettings,
  companions,
  outbox,
  domainSecurityPolicy,
  challengeStates,
  softwareTokens,
  devices,
  webAuthnCredentials,
  userImport,
  sessionsAndLimits,
  deadLetters,
  risksOfAuthEvents,
  logDelivery,
  assurance,
  functionEvents,
  passwordHashImports,
  fewerIndexesOfTokenSessions,
];
