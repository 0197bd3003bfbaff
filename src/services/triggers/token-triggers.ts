/** Owns PreTokenGeneration in its three versions: what it is told of tokens that are to be made, and what it may change. */
import { type ClaimOverrides, overridesV1, overridesV2 } from "../../domain/token-claims/claim-overrides.js";
import type { UserPool } from "../../domain/user-pool.js";
import { arnOf, type Consult, common, type Texts, type TriggerEvent } from "./consultation.js";

export interface TokenTriggers {
  /** Consulted before tokens are signed; undefined when nothing is to change. */
  preTokenGeneration(
    pool: UserPool,
    source: "Authentication" | "NewPasswordChallenge" | "RefreshTokens" | "HostedAuth" | "AuthenticateDevice",
    event: TriggerEvent & {
      readonly scopes: readonly string[];
      readonly groups: {
        readonly groups: readonly string[];
        readonly roles: readonly string[];
        readonly preferredRole?: string | undefined;
      };
    },
  ): Promise<ClaimOverrides | undefined>;
  /** May change the token of a client that acts for itself; only functions of version 3 are asked. */
  preClientTokenGeneration(
    pool: UserPool,
    event: {
      readonly clientId: string;
      readonly scopes: readonly string[];
      readonly clientMetadata?: Texts | undefined;
    },
  ): Promise<ClaimOverrides | undefined>;
}

const versions: Readonly<Record<string, "1" | "2" | "3">> = { V1_0: "1", V2_0: "2", V3_0: "3" };

/** PreTokenGenerationConfig and the older setting name the same function. */
function tokenGeneration(pool: UserPool): { readonly arn: string; readonly version: "1" | "2" | "3" } | undefined {
  const config = pool.settings.LambdaConfig?.PreTokenGenerationConfig;
  const arn = config?.LambdaArn ?? arnOf(pool, "PreTokenGeneration");
  return arn === undefined ? undefined : { arn, version: versions[config?.LambdaVersion ?? "V1_0"] ?? "1" };
}

/** Makes it. */
export function tokenTriggers(consult: Consult): TokenTriggers {
  return {
    async preTokenGeneration(pool, source, event) {
      const found = tokenGeneration(pool);
      if (found === undefined) return undefined;
      const { groups, roles, preferredRole } = event.groups;
      const request = {
        ...common(event),
        groupConfiguration: {
          groupsToOverride: groups,
          iamRolesToOverride: roles,
          preferredRole: preferredRole ?? null,
        },
        ...(found.version === "1" ? {} : { scopes: event.scopes }),
      };
      const response =
        found.version === "1" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null };
      const asked = { pool, trigger: "PreTokenGeneration", ...found, event, request, response } as const;
      const answer = await consult({ ...asked, source: `TokenGeneration_${source}` });
      return found.version === "1" ? overridesV1(answer) : overridesV2(answer);
    },

    async preClientTokenGeneration(pool, { clientId, scopes, clientMetadata }) {
      const found = tokenGeneration(pool);
      if (found?.version !== "3") return undefined;
      const event = { clientId, username: "ClientCredentials" };
      const request = {
        userAttributes: {},
        groupConfiguration: null,
        scopes,
        ...(clientMetadata === undefined ? {} : { clientMetadata }),
      };
      const response = { claimsAndScopeOverrideDetails: null };
      const asked = { pool, trigger: "PreTokenGeneration", ...found, event, request, response } as const;
      return overridesV2(await consult({ ...asked, source: "TokenGeneration_ClientCredentials" }));
    },
  };
}
