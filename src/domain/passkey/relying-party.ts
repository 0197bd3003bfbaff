/**
 * Owns who the relying party of a pool's passkeys is, and which pages may speak for it (T-26). The id is what the pool's
 * WebAuthnConfiguration says, else its custom domain, else its prefix domain (Cognito developer guide).
 */
import { passkeySettings } from "../user-pool/passkey-settings.js";
import type { UserPool } from "../user-pool.js";
import type { UserPoolDomain } from "../user-pool-domain.js";

/** The parent that prefix domains of a region have on Cognito; a passkey is bound to the name, wherever it is served. */
const prefixParent = (region: string) => `auth.${region}.amazoncognito.com`;

/** The relying party of the pool's passkeys; undefined when neither its configuration nor a domain names one. */
export function relyingPartyId(
  pool: Pick<UserPool, "mfa" | "region">,
  domains: readonly Pick<UserPoolDomain, "domain" | "kind">[],
): string | undefined {
  const configured = passkeySettings(pool).relyingPartyId;
  if (configured !== undefined) return configured;
  const custom = domains.find(({ kind }) => kind === "custom");
  if (custom !== undefined) return custom.domain;
  const prefix = domains.find(({ kind }) => kind === "prefix");
  return prefix && `${prefix.domain}.${prefixParent(pool.region)}`;
}

/** Longer than any origin: a host has 253 characters at most. */
const LONGEST_ORIGIN = 300;

/** An Android app, named by the digest of its certificate. */
const ANDROID_ORIGIN = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

/**
 * Whether a page or an app of this origin may speak for the relying party: https pages of its own name and of names below
 * it, at any port, which is what browsers allow as well. Plain http speaks for `localhost` alone, whose pages come from the
 * user's own machine. Of an Android app the operating system has proven, by the site's own `assetlinks.json`, that it
 * belongs to the relying party; a pool has no setting that could name it, and Amplify's apps for Android need none.
 */
export function mayRepresent(relyingParty: string, origin: string): boolean {
  if (origin.length > LONGEST_ORIGIN) return false;
  if (ANDROID_ORIGIN.test(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // An origin is scheme, host and port; whatever is spelled otherwise was not written by a browser.
  if (url.origin !== origin) return false;
  const isOurs = url.hostname === relyingParty || url.hostname.endsWith(`.${relyingParty}`);
  if (!isOurs) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLocal(relyingParty));
}

function isLocal(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Names of two labels and more below which strangers have theirs. The list of all of them is long and changes; browsers
 * hold it and refuse to make passkeys for any of its names. These are the ones that are mistaken for one's own.
 */
const sharedParents = [
  "amazonaws.com",
  "amplifyapp.com",
  "awsapprunner.com",
  "azurewebsites.net",
  "cloudfront.net",
  "co.jp",
  "co.nz",
  "co.uk",
  "com.au",
  "com.br",
  "fly.dev",
  "github.io",
  "herokuapp.com",
  "netlify.app",
  "ngrok-free.app",
  "on.aws",
  "onrender.com",
  "org.uk",
  "pages.dev",
  "vercel.app",
  "web.app",
  "workers.dev",
];

/** Whether a pool may have this as its relying party: a host's name, not an address, that nobody shares with strangers. */
export function canBeRelyingParty(name: string): boolean {
  const host = name.toLowerCase();
  const labels = host.split(".");
  if (!labels.every((label) => LABEL.test(label))) return false;
  if (isLocal(host)) return true;
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || /^[0-9]/.test(last)) return false;
  const isParentOfPrefixes = /^auth(?:-fips)?\.[a-z0-9-]{1,30}\.amazoncognito\.com$/.test(host);
  return !isParentOfPrefixes && host !== "amazoncognito.com" && !sharedParents.includes(host);
}
