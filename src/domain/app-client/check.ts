/**
 * Owns the rules between settings of an app client: what Create- and UpdateUserPoolClient refuse although each member by
 * itself is well formed, in Cognito's order and words.
 */
import {
  InvalidOAuthFlowException,
  InvalidParameterException,
  ScopeDoesNotExistException,
} from "../../model/generated/exceptions.js";
import type { AppClient, AppClientSettings } from "../app-client.js";
import { arnParts } from "../user-pool/arn.js";
import { requireFeature } from "../user-pool/tier-limits.js";
import type { UserPool } from "../user-pool.js";
import {
  accessTokenSeconds,
  explicitAuthFlows,
  idTokenSeconds,
  isMachineClient,
  isNewerFlow,
  readableNames,
  refreshTokenSeconds,
  writableNames,
} from "./in-force.js";

/** What the rules need to know besides the client itself. */
export interface ClientSurroundings {
  readonly pool: UserPool;
  readonly hasSecret: boolean;
  /** Names of the pool's identity providers, without COGNITO. */
  readonly providerNames: ReadonlySet<string>;
  /** Scopes of the pool's resource servers, as `<identifier>/<scope>`. */
  readonly customScopes: ReadonlySet<string>;
  /** The word the service uses in messages about attributes. */
  readonly verb: "creating" | "updating";
}

const standardScopes: ReadonlySet<string> = new Set([
  "phone",
  "email",
  "openid",
  "profile",
  "aws.cognito.signin.user.admin",
]);

/** Checks a client as the request would leave it. */
export function checkAppClient(client: AppClient, around: ClientSurroundings): void {
  checkValidity(client);
  checkAuthFlows(client.settings, around);
  checkOAuth(client.settings, around);
  checkUrls(client.settings);
  checkProviders(client.settings, around);
  checkAttributes(client.settings, around);
  checkAdditions(client.settings, around);
}

const minute = 60;
const day = 86_400;
const tenYears = 315_360_000;

function checkValidity(client: AppClient): void {
  const access = accessTokenSeconds(client);
  const id = idTokenSeconds(client);
  const refresh = refreshTokenSeconds(client);
  const outside = (value: number, least: number, most: number) => value < least || value > most;
  if (outside(access, 5 * minute, day) || outside(id, 5 * minute, day) || outside(refresh, 60 * minute, tenYears)) {
    refuse("Invalid range for token validity.");
  }
  if (access > refresh || id > refresh) {
    refuse("Access and Id Token expiration times must be less than or equal to refresh token expiration times.");
  }
}

function checkAuthFlows(settings: AppClientSettings, { pool, hasSecret }: ClientSurroundings): void {
  const flows = settings.ExplicitAuthFlows ?? [];
  // That ALLOW_REFRESH_TOKEN_AUTH must be listed was a rule until rotation came, which needs it absent: not checked.
  if (flows.some(isNewerFlow) && !flows.every(isNewerFlow)) {
    refuse("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.");
  }
  if (flows.includes("ALLOW_USER_AUTH")) requireFeature(pool, "Choice-Based Sign-In", ["LITE"]);
  if (!isMachineClient({ settings })) return;
  // Both are documented with GetClientToken; the words are not.
  if (explicitAuthFlows({ settings }).size > 1) {
    refuse("ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.");
  }
  if (!hasSecret) refuse("ALLOW_CLIENT_TOKEN_AUTH can not be selected if client does not have a client secret.");
}

function checkOAuth(settings: AppClientSettings, { hasSecret, customScopes }: ClientSurroundings): void {
  const flows = settings.AllowedOAuthFlows ?? [];
  const scopes = settings.AllowedOAuthScopes ?? [];
  // Without the switch the rest is accepted all the same and waits for it; what it says is checked either way.
  const isSwitchedOn = settings.AllowedOAuthFlowsUserPoolClient === true;
  if (isSwitchedOn && (flows.length === 0 || scopes.length === 0)) {
    refuse("AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.");
  }
  const usesCredentials = flows.includes("client_credentials");
  if (usesCredentials && flows.length > 1) {
    throw new InvalidOAuthFlowException(
      "client_credentials flow can not be selected along with code flow or implicit flow.",
    );
  }
  if (usesCredentials && !hasSecret) {
    throw new InvalidOAuthFlowException(
      "client_credentials flow can not be selected if client does not have a client secret.",
    );
  }
  if (isSwitchedOn && !usesCredentials && !settings.CallbackURLs?.length) {
    throw new InvalidOAuthFlowException("CallbackUrls can not be empty when code flow or implicit flow is selected");
  }
  checkScopesExist(scopes, customScopes);
  if (usesCredentials || isMachineClient({ settings })) refuseScopesOfUsers(scopes);
}

function checkScopesExist(scopes: readonly string[], customScopes: ReadonlySet<string>): void {
  const unknown = scopes.find((scope) => !standardScopes.has(scope) && !customScopes.has(scope));
  if (unknown !== undefined) throw new ScopeDoesNotExistException(`Invalid scope requested: ${unknown}`);
}

/** Clients that act for themselves have no user whom a standard scope could tell of. */
function refuseScopesOfUsers(scopes: readonly string[]): void {
  const ofUsers = scopes.find((scope) => standardScopes.has(scope));
  if (ofUsers !== undefined) {
    throw new InvalidOAuthFlowException(`${ofUsers} is not supported with client_credentials flow`);
  }
}

function checkUrls(settings: AppClientSettings): void {
  const callbacks = settings.CallbackURLs ?? [];
  for (const url of [...callbacks, ...(settings.LogoutURLs ?? [])]) checkUrl(url);
  const { DefaultRedirectURI } = settings;
  if (DefaultRedirectURI !== undefined && !callbacks.includes(DefaultRedirectURI)) {
    refuse(`The default redirect URI ${DefaultRedirectURI} is not in the callback URIs list.`);
  }
}

const loopbackHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

function checkUrl(url: string): void {
  if (url.includes("#")) refuse(`${url} cannot use fragment`);
  // Told of the live service in aws/aws-sdk-java issue 1505.
  if (!URL.canParse(url)) refuse(`${url} must contain a scheme`);
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && !loopbackHosts.has(hostname)) refuse(`${url} cannot use the HTTP protocol.`);
}

function checkProviders(settings: AppClientSettings, { pool, providerNames }: ClientSurroundings): void {
  const unknown = settings.SupportedIdentityProviders?.find((name) => name !== "COGNITO" && !providerNames.has(name));
  if (unknown !== undefined) refuse(`The provider ${unknown} does not exist for User Pool ${pool.id}`);
}

function checkAttributes(settings: AppClientSettings, { pool, verb }: ClientSurroundings): void {
  const writable = writableNames(pool);
  const write = settings.WriteAttributes ?? [];
  const omitted = (name: string | undefined) => name !== undefined && writable.has(name) && !write.includes(name);
  const required = pool.schema.filter((attribute) => attribute.Required === true);
  if (
    write.some((name) => !writable.has(name)) ||
    (write.length > 0 && required.some((attribute) => omitted(attribute.Name)))
  ) {
    refuse(`Invalid write attributes specified while ${verb} a client`);
  }
  const readable = readableNames(pool);
  if (settings.ReadAttributes?.some((name) => !readable.has(name))) {
    refuse(`Invalid read attributes specified while ${verb} a client`);
  }
}

/** Regions where the analytics service takes events of user pools; where it is missing, us-east-1 takes them. */
const analyticsRegions: ReadonlySet<string> = new Set([
  "us-east-1",
  "us-east-2",
  "us-west-2",
  "ca-central-1",
  "eu-west-1",
  "eu-west-2",
  "eu-central-1",
  "ap-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-southeast-1",
  "ap-southeast-2",
]);

function checkAdditions(settings: AppClientSettings, { pool, hasSecret }: ClientSurroundings): void {
  if (settings.EnablePropagateAdditionalUserContextData === true && !hasSecret) {
    refuse("Client Secret is required to set EnablePropagateAdditionalUserContextData as true");
  }
  const analytics = settings.AnalyticsConfiguration;
  if (analytics === undefined) return;
  const { ApplicationArn, ApplicationId, RoleArn, ExternalId } = analytics;
  const parts = [ApplicationId, RoleArn, ExternalId];
  const byArn = ApplicationArn !== undefined && parts.every((part) => part === undefined);
  const byParts = ApplicationArn === undefined && parts.every((part) => part !== undefined);
  if (!byArn && !byParts) {
    refuse(
      "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid",
    );
  }
  const region = (ApplicationArn === undefined ? undefined : arnParts(ApplicationArn)?.region) || pool.region;
  if (!analyticsRegions.has(region) || (region !== pool.region && region !== "us-east-1")) {
    refuse(`The integration with Pinpoint is not supported for the requested ${region} region.`);
  }
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
