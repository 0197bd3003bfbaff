/**
 * The rule that decides what an access key may do: an allow-list of actions and of user pools (T-32). Pure; what is not
 * allowed is denied. It knows nothing of signatures, requests or where a pool id stands in an input.
 */

/** What an access key is allowed, as the operator writes it. */
export interface AccessPolicy {
  /** Like `cognito-idp:AdminGetUser`, `cognito-idp:Admin*`, `*`; `*` and `?` as in IAM, case ignored as in IAM. */
  readonly actions: readonly string[];
  /** Pool ids or pool ARNs, with the same wildcards; `*` for all, and for what concerns no one pool. */
  readonly pools: readonly string[];
  /** Of the actions, only those that change nothing. */
  readonly readOnly?: boolean | undefined;
}

/** The pool a request concerns. */
export interface PoolResource {
  readonly poolId: string;
  readonly arn: string;
}

/** Whether an action (`service:Operation`) on a pool is allowed; no pool stands for the resource `*`. */
export type AccessDecision = (action: string, pool: PoolResource | undefined) => boolean;

/** Anyone who can sign may ask who he is; AWS does not let a policy deny it either. */
const alwaysAllowed = "sts:getcalleridentity";

const readingVerbs = /^(?:Admin)?(?:Describe|Get|List|Head|Search)(?![a-z])/;

/** Named like readings, but they issue tokens, send a message, or both. */
const notReading = new Set([
  "GetUserAttributeVerificationCode",
  "GetTokensFromRefreshToken",
  "GetClientToken",
  "GetDerivedToken",
]);

/** Compiles a policy into its decision. */
export function accessDecision(policy: AccessPolicy): AccessDecision {
  const actions = policy.actions.map((pattern) => pattern.toLowerCase());
  const pools = [...policy.pools];
  const everyPool = pools.includes("*");
  return (action, pool) => {
    const name = action.toLowerCase();
    if (name === alwaysAllowed) return true;
    if (policy.readOnly === true && !isReading(action)) return false;
    if (!actions.some((pattern) => matchesWildcard(pattern, name))) return false;
    if (everyPool) return true;
    return pool !== undefined && pools.some((pattern) => matchesPool(pattern, pool));
  };
}

/** Whether an action leaves everything as it is. */
export function isReading(action: string): boolean {
  const operation = action.slice(action.indexOf(":") + 1);
  return readingVerbs.test(operation) && !notReading.has(operation);
}

function matchesPool(pattern: string, pool: PoolResource): boolean {
  return matchesWildcard(pattern, pattern.startsWith("arn:") ? pool.arn : pool.poolId);
}

/** Glob matching with one point of return, so its time is bounded by the product of the lengths (T-38). */
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
