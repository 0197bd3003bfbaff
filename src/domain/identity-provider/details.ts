/**
 * Owns ProviderDetails of identity providers: what each type demands, and what the service fills in when it shows them.
 * Fetching metadata or discovery documents belongs to federation.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { IdentityProviderTypeType } from "../../model/generated/types.js";

type Details = Readonly<Record<string, string>>;

const oauthDetails = "clientId, clientSecret and authorizeScopes are all required idp details.";

/** Refuses details that lack what the type demands. */
export function checkProviderDetails(type: IdentityProviderTypeType, details: Details): void {
  const demand = (message: string, ...names: string[]) => {
    if (names.some((name) => !details[name])) refuse(message);
  };
  switch (type) {
    case "Google":
    case "Facebook":
    case "LoginWithAmazon":
      demand(oauthDetails, "client_id", "client_secret", "authorize_scopes");
      return;
    case "SignInWithApple":
      demand(
        "clientId, privateKey, teamId, and keyId are all required idp details.",
        "client_id",
        "private_key",
        "team_id",
        "key_id",
      );
      return;
    case "OIDC":
      demand(
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
        "client_id",
        "authorize_scopes",
        "oidc_issuer",
        "attributes_request_method",
      );
      checkOidc(details);
      return;
    case "SAML":
      checkSaml(details);
  }
}

const oidcEndpoints = ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"];

function checkOidc(details: Details): void {
  const method = details["attributes_request_method"];
  if (method !== "GET" && method !== "POST") {
    refuse(
      `1 validation error detected: Value '${method}' at 'providerConfiguration.oidcConfig.attributesRequestMethod' failed to satisfy constraint: Member must satisfy enum value set: [POST, GET]`,
    );
  }
  if (oidcEndpoints.some((name) => details[name] && !details[name].startsWith("https://"))) {
    refuse("OIDC endpoint must start with https://");
  }
}

function checkSaml(details: Details): void {
  const url = Boolean(details["MetadataURL"]);
  const file = Boolean(details["MetadataFile"]);
  if (!url && !file) refuse("At least one of the MetadataURL or MetadataFile should be provided.");
  if (url && file) refuse("Only one of the MetadataURL or MetadataFile should be provided.");
}

/** The details as Describe shows them: completed by the well-known ones of the type, without what is never shown. */
export function describeProviderDetails(type: IdentityProviderTypeType, details: Details): Record<string, string> {
  const { private_key: privateKey, ...others } = details;
  const shown = type === "SignInWithApple" || privateKey === undefined ? others : details;
  return { ...wellKnownDetails(type, details), ...shown };
}

function wellKnownDetails(type: IdentityProviderTypeType, details: Details): Details {
  switch (type) {
    case "Google":
      return {
        attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
        attributes_url_add_attributes: "true",
        authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
        oidc_issuer: "https://accounts.google.com",
        token_request_method: "POST",
        token_url: "https://www.googleapis.com/oauth2/v4/token",
      };
    case "Facebook": {
      const version = details["api_version"] ? `/${details["api_version"]}` : "";
      return {
        attributes_url: `https://graph.facebook.com${version}/me?fields=`,
        attributes_url_add_attributes: "true",
        authorize_url: `https://www.facebook.com${version}/dialog/oauth`,
        token_request_method: "GET",
        token_url: `https://graph.facebook.com${version}/oauth/access_token`,
      };
    }
    case "LoginWithAmazon":
      return {
        attributes_url: "https://api.amazon.com/user/profile",
        attributes_url_add_attributes: "false",
        authorize_url: "https://www.amazon.com/ap/oa",
        token_request_method: "POST",
        token_url: "https://api.amazon.com/auth/o2/token",
      };
    case "SignInWithApple":
      return {
        attributes_url_add_attributes: "false",
        authorize_url: "https://appleid.apple.com/auth/authorize",
        oidc_issuer: "https://appleid.apple.com",
        token_request_method: "POST",
        token_url: "https://appleid.apple.com/auth/token",
      };
    case "OIDC":
      return { attributes_url_add_attributes: "false" };
    case "SAML":
      return samlBindings(details["MetadataFile"] ?? "");
  }
}

/** The redirect endpoints that a metadata document names. */
function samlBindings(metadata: string): Details {
  const signIn = redirectLocation(metadata, "SingleSignOnService");
  const signOut = redirectLocation(metadata, "SingleLogoutService");
  return {
    ...(signIn === undefined ? {} : { SSORedirectBindingURI: signIn }),
    ...(signOut === undefined ? {} : { SLORedirectBindingURI: signOut }),
  };
}

const redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/** Reads one attribute of one element without interpreting the document; sign-in reads it with a real parser. */
function redirectLocation(metadata: string, element: string): string | undefined {
  for (let at = metadata.indexOf(element); at >= 0; at = metadata.indexOf(element, at + element.length)) {
    const end = metadata.indexOf(">", at);
    if (end < 0) return undefined;
    const tag = metadata.slice(at, end);
    if (!tag.includes(redirectBinding)) continue;
    const location = / Location="([^"]{1,2048})"/.exec(tag.slice(0, 8_192))?.[1];
    if (location !== undefined) return location.replaceAll("&amp;", "&");
  }
  return undefined;
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
