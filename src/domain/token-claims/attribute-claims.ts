/**
 * Owns how user attributes appear in an ID token: which JSON type each has. Which attributes the client may read is
 * decided by the caller.
 */

/** JSON values of claims. */
export type ClaimValue = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>>;

/** Claims of their own origin: an attribute of such a name never becomes a claim (T-17c). */
const ownedElsewhere = new Set(["sub", "identities"]);

/** The claims of these attributes; empty values say nothing and are left out. */
export function attributeClaims(
  attributes: ReadonlyMap<string, string>,
  mayRead: (name: string) => boolean,
): Record<string, ClaimValue> {
  const claims: Record<string, ClaimValue> = {};
  for (const [name, value] of attributes) {
    if (value === "" || ownedElsewhere.has(name) || name.startsWith("cognito:") || !mayRead(name)) continue;
    claims[name] = claimOf(name, value);
  }
  return claims;
}

/** Standard attributes have the types of OpenID Connect; custom ones are text whatever their schema says. */
function claimOf(name: string, value: string): ClaimValue {
  if (name === "email_verified" || name === "phone_number_verified") return value === "true";
  if (name === "address") return { formatted: value };
  if (name === "updated_at" && /^\d{1,15}$/.test(value)) return Number(value);
  return value;
}
