/** Every row that has a test, by the test file that runs it. */
import { cdkUser } from "./rows/cdk-user.js";
import { cdktfPoolPrograms, cdktfUserPrograms } from "./rows/cdktf-programs.js";
import { cloudFormationUser } from "./rows/cloudformation-user.js";
import { poolAccounts } from "./rows/pool-accounts.js";
import { poolDeliveries } from "./rows/pool-deliveries.js";
import { poolDevices } from "./rows/pool-devices.js";
import { poolExamples } from "./rows/pool-examples.js";
import { poolExports } from "./rows/pool-exports.js";
import { poolMessages } from "./rows/pool-messages.js";
import { poolSchema } from "./rows/pool-schema.js";
import { poolSecurity } from "./rows/pool-security.js";
import { poolTriggers } from "./rows/pool-triggers.js";
import { pulumiPrograms } from "./rows/pulumi-programs.js";
import { userAliases } from "./rows/user-aliases.js";
import { userFunctions } from "./rows/user-functions.js";
import { userIdentity } from "./rows/user-identity.js";
import { userInvitation } from "./rows/user-invitation.js";
import { userSecrets } from "./rows/user-secrets.js";
import type { SourceRow } from "./source-row.js";

export const userPoolRows: readonly SourceRow[] = [
  ...poolExamples,
  ...poolAccounts,
  ...poolMessages,
  ...poolDeliveries,
  ...poolDevices,
  ...poolTriggers,
  ...poolSecurity,
  ...poolSchema,
  ...poolExports,
  ...cdktfPoolPrograms,
];

export const userRows: readonly SourceRow[] = [
  ...userIdentity,
  ...userInvitation,
  ...userAliases,
  ...userSecrets,
  ...userFunctions,
  ...cdktfUserPrograms,
  ...pulumiPrograms,
  ...cloudFormationUser,
  ...cdkUser,
];
