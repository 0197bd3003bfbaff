/** Owns which companion services there are: just enough of each for the tools that declare user pools. */
import type { Clock } from "../../ports/clock.js";
import type { FunctionRunner } from "../../ports/functions.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import type { Store } from "../../ports/store.js";
import type { Companion } from "../protocols/companion.js";
import type { ApiSurface } from "../protocols/http.js";
import type { CompanionSurfaceNeeds } from "./companion-surface.js";
import { createIam } from "./iam/iam.js";
import { createKms } from "./kms/kms.js";
import { createLambda } from "./lambda/lambda.js";
import { createLogs } from "./logs/logs.js";
import { createS3 } from "./s3/s3.js";
import { createSecretsManager } from "./secretsmanager/secretsmanager.js";
import { createSsm } from "./ssm/ssm.js";

/** What companions are made over. */
export interface CompanionNeeds extends CompanionSurfaceNeeds {
  readonly store: Pick<
    Store,
    "companionRecords" | "companionContents" | "transaction" | "userPools" | "userImportJobs" | "userImportLog"
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly functions: FunctionRunner;
  /** Since when the server runs. */
  readonly startedAt: number;
  /** Where functions reach this server. */
  readonly publicUrl: () => string;
}

/** A companion and its way in. */
export interface MountedCompanion {
  readonly companion: Companion;
  readonly surface: ApiSurface;
}

/** Every companion of this server but STS, which keeps nothing. */
export function createCompanions(needs: CompanionNeeds): readonly MountedCompanion[] {
  const s3 = createS3(needs);
  return [
    createIam(needs),
    createKms(needs),
    createLambda(needs, s3.companion),
    createSsm(needs),
    s3,
    createSecretsManager(needs),
    createLogs(needs),
  ];
}
