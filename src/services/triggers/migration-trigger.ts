/** Owns UserMigration: the question whether another directory knows somebody who is unknown here. */
import { type MigratedUser, migratedUser } from "../../domain/trigger/migrated-user.js";
import type { UserPool } from "../../domain/user-pool.js";
import { arnOf, type Consult, type Texts, type TriggerEvent } from "./consultation.js";

export interface MigrationTrigger {
  /** Called for unknown users: the user that another directory vouches for, or undefined. */
  userMigration(
    pool: UserPool,
    source: "Authentication" | "ForgotPassword",
    event: TriggerEvent & { readonly password?: string | undefined; readonly validationData?: Texts | undefined },
  ): Promise<MigratedUser | undefined>;
}

/** Makes it. */
export function migrationTrigger(consult: Consult): MigrationTrigger {
  return {
    async userMigration(pool, source, event) {
      const arn = arnOf(pool, "UserMigration");
      if (arn === undefined) return undefined;
      const request = {
        ...(event.password === undefined ? {} : { password: event.password }),
        validationData: event.validationData ?? null,
        ...(event.clientMetadata === undefined ? {} : { clientMetadata: event.clientMetadata }),
      };
      const response = {
        userAttributes: null,
        finalUserStatus: null,
        messageAction: null,
        desiredDeliveryMediums: null,
        forceAliasCreation: null,
        enableSMSMFA: null,
      };
      const asked = { pool, trigger: "UserMigration", arn, event, request, response } as const;
      return migratedUser(await consult({ ...asked, source: `UserMigration_${source}` }));
    },
  };
}
