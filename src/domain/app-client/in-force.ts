/**
 * Owns what is in force for an app client: what its owner set, completed by Cognito's defaults. Every rule of the program
 * asks here instead of reading settings. What Describe shows of it is `describe.ts`.
 */
import type { ExplicitAuthFlowsType, TimeUnitsType } from "../../model/generated/types.js";
import type { AppClient, AppClientSettings } from "../app-client.js";
import { visibleSchema } from "../user-pool/schema.js";
import type { UserPool } from "../user-pool.js";

type Settings = Pick<AppClient, "settings">;

/** An authentication flow by its newer name. */
export type AuthFlow = Extract<ExplicitAuthFlowsType, `ALLOW_${string}`> | typeof clientTokenFlow;

/** The flow of clients that act for themselves; the published model lacks its name. */
export const clientTokenFlow = "ALLOW_CLIENT_TOKEN_AUTH";

const defaultFlows: readonly AuthFlow[] = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

/**
 * The flows a client may use. Names of the older kind add to the defaults, except that CUSTOM_AUTH_FLOW_ONLY takes SRP
 * away; names of the newer kind are the whole list.
 */
export function explicitAuthFlows(client: Settings): ReadonlySet<AuthFlow> {
  const sent: readonly (ExplicitAuthFlowsType | AuthFlow)[] = client.settings.ExplicitAuthFlows ?? [];
  if (sent.some(isNewerFlow)) return new Set(sent.filter(isNewerFlow));
  const flows = new Set<AuthFlow>(defaultFlows);
  if (sent.includes("ADMIN_NO_SRP_AUTH")) flows.add("ALLOW_ADMIN_USER_PASSWORD_AUTH");
  if (sent.includes("USER_PASSWORD_AUTH")) flows.add("ALLOW_USER_PASSWORD_AUTH");
  if (sent.includes("CUSTOM_AUTH_FLOW_ONLY")) flows.delete("ALLOW_USER_SRP_AUTH");
  return flows;
}

/** Whether a name of ExplicitAuthFlows is of the newer kind. */
export function isNewerFlow(flow: ExplicitAuthFlowsType | AuthFlow): flow is AuthFlow {
  return flow.startsWith("ALLOW_");
}

/** Whether the client acts for itself only: the flow stands alone. */
export function isMachineClient(client: Settings): boolean {
  return explicitAuthFlows(client).has(clientTokenFlow);
}

/** Whether the client may use a flow. */
export function allowsAuthFlow(client: Settings, flow: AuthFlow): boolean {
  return explicitAuthFlows(client).has(flow);
}

const secondsPer: Readonly<Record<TimeUnitsType, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };
const defaultRefreshTokenValidity = 30;
const defaultTokenSeconds = 3_600;

/** RefreshTokenValidity as shown, in its unit; 0 means the default. */
export function refreshTokenValidity(settings: AppClientSettings): number {
  return settings.RefreshTokenValidity || defaultRefreshTokenValidity;
}

/** How long an access token is good for, in seconds. */
export function accessTokenSeconds(client: Settings): number {
  const { AccessTokenValidity, TokenValidityUnits } = client.settings;
  if (AccessTokenValidity === undefined) return defaultTokenSeconds;
  return AccessTokenValidity * secondsPer[TokenValidityUnits?.AccessToken ?? "hours"];
}

/** How long an ID token is good for, in seconds. */
export function idTokenSeconds(client: Settings): number {
  const { IdTokenValidity, TokenValidityUnits } = client.settings;
  if (IdTokenValidity === undefined) return defaultTokenSeconds;
  return IdTokenValidity * secondsPer[TokenValidityUnits?.IdToken ?? "hours"];
}

/** How long a refresh token is good for, in seconds. */
export function refreshTokenSeconds(client: Settings): number {
  const unit = client.settings.TokenValidityUnits?.RefreshToken ?? "days";
  return refreshTokenValidity(client.settings) * secondsPer[unit];
}

/** How long a challenge may be answered, in seconds. */
export function authSessionSeconds(client: Settings): number {
  return (client.settings.AuthSessionValidity ?? 3) * 60;
}

/** Whether answers hide that a user does not exist. LEGACY, the default, tells. */
export function preventsUserExistenceErrors(client: Settings): boolean {
  return client.settings.PreventUserExistenceErrors === "ENABLED";
}

/** Whether tokens carry `origin_jti` and can be revoked. */
export function isTokenRevocationEnabled(client: Settings): boolean {
  return client.settings.EnableTokenRevocation ?? true;
}

/** Refresh token rotation; undefined where a refresh token stays the same. */
export function refreshTokenRotation(client: Settings): { readonly graceSeconds: number } | undefined {
  const rotation = client.settings.RefreshTokenRotation;
  return rotation?.Feature === "ENABLED" ? { graceSeconds: rotation.RetryGracePeriodSeconds ?? 0 } : undefined;
}

/** Attributes that clients never write, whatever they list. */
const neverWritable: ReadonlySet<string> = new Set(["sub", "email_verified", "phone_number_verified", "identities"]);

type Schema = Pick<UserPool, "schema" | "hadIdentityProvider">;

/** Names that ReadAttributes may list: the whole schema of the pool. */
export function readableNames(pool: Schema): ReadonlySet<string> {
  return new Set(visibleSchema(pool).flatMap((attribute) => (attribute.Name === undefined ? [] : [attribute.Name])));
}

/** Names that WriteAttributes may list. Developer-only attributes are for administrators. */
export function writableNames(pool: Schema): ReadonlySet<string> {
  const names = visibleSchema(pool).flatMap((attribute) =>
    attribute.Name === undefined || attribute.DeveloperOnlyAttribute === true ? [] : [attribute.Name],
  );
  return new Set(names.filter((name) => !neverWritable.has(name)));
}

/** Attributes that users of this client see; a client that lists none sees all, also those added later. */
export function readAttributes(client: Settings, pool: Schema): ReadonlySet<string> {
  const sent = client.settings.ReadAttributes;
  return sent?.length ? new Set(sent) : readableNames(pool);
}

/** Attributes that users of this client may set; a client that lists none may set all that clients may set. */
export function writeAttributes(client: Settings, pool: Schema): ReadonlySet<string> {
  const sent = client.settings.WriteAttributes;
  return sent?.length ? new Set(sent) : writableNames(pool);
}
