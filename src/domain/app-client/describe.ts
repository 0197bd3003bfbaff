/**
 * Owns the wire form of an app client: which members appear unasked and which only once they were set. Terraform calls
 * any other member an inconsistent result.
 */
import type {
  TokenValidityUnitsType,
  UserPoolClientDescription,
  UserPoolClientType,
} from "../../model/generated/types.js";
import type { AppClient } from "../app-client.js";
import { isTokenRevocationEnabled, refreshTokenValidity } from "./in-force.js";

/** The client as Create-, Describe- and UpdateUserPoolClient return it, with the secret to show in clear. */
export function describeAppClient(client: AppClient, secret: string | undefined): UserPoolClientType {
  const { settings } = client;
  const shown: UserPoolClientType = {
    UserPoolId: client.poolId,
    ClientName: client.name,
    ClientId: client.id,
    ClientSecret: secret,
    LastModifiedDate: client.modifiedAt / 1000,
    CreationDate: client.createdAt / 1000,
    RefreshTokenValidity: refreshTokenValidity(settings),
    AccessTokenValidity: settings.AccessTokenValidity,
    IdTokenValidity: settings.IdTokenValidity,
    TokenValidityUnits: describeUnits(settings.TokenValidityUnits),
    ReadAttributes: unlessEmpty(settings.ReadAttributes),
    WriteAttributes: unlessEmpty(settings.WriteAttributes),
    ExplicitAuthFlows: unlessEmpty(settings.ExplicitAuthFlows),
    SupportedIdentityProviders: unlessEmpty(settings.SupportedIdentityProviders),
    CallbackURLs: unlessEmpty(settings.CallbackURLs),
    LogoutURLs: unlessEmpty(settings.LogoutURLs),
    DefaultRedirectURI: settings.DefaultRedirectURI,
    AllowedOAuthFlows: unlessEmpty(settings.AllowedOAuthFlows),
    AllowedOAuthScopes: unlessEmpty(settings.AllowedOAuthScopes),
    AllowedOAuthFlowsUserPoolClient: settings.AllowedOAuthFlowsUserPoolClient ?? false,
    AnalyticsConfiguration: settings.AnalyticsConfiguration,
    PreventUserExistenceErrors: settings.PreventUserExistenceErrors,
    EnableTokenRevocation: isTokenRevocationEnabled(client),
    EnablePropagateAdditionalUserContextData: settings.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: settings.AuthSessionValidity ?? 3,
    RefreshTokenRotation: settings.RefreshTokenRotation,
    ClientType: "REGULAR",
  };
  return Object.fromEntries(Object.entries(shown).filter(([, member]) => member !== undefined));
}

/** The client as ListUserPoolClients returns it. */
export function describeAppClientInList(client: AppClient): UserPoolClientDescription {
  return { ClientId: client.id, UserPoolId: client.poolId, ClientName: client.name };
}

/** Once any unit is sent the missing ones are filled in; an empty object stays empty. */
function describeUnits(sent: TokenValidityUnitsType | undefined): TokenValidityUnitsType | undefined {
  if (sent === undefined) return undefined;
  if (sent.AccessToken === undefined && sent.IdToken === undefined && sent.RefreshToken === undefined) return {};
  return {
    AccessToken: sent.AccessToken ?? "hours",
    IdToken: sent.IdToken ?? "hours",
    RefreshToken: sent.RefreshToken ?? "days",
  };
}

function unlessEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}
