/**
 * Owns which names of hosts lead to the domains of pools. A custom domain is its own name. The name that a prefix has at
 * AWS belongs to AWS: it leads here only where somebody's own name service says so, and below this server's name.
 */
import type { UserPoolDomain } from "../user-pool-domain.js";

/** A domain that a name may stand for. */
export type NamedDomain = Pick<UserPoolDomain, "domain" | "kind">;

const ofCognito = /^([a-z0-9-]{1,63})\.auth\.[a-z0-9-]{1,32}\.amazoncognito\.com$/;
const label = /^[a-z0-9-]{1,63}$/;

/** The domains that a host's name may stand for; `host` without port, in lower case. */
export function domainsNamedBy(host: string, publicUrl: string | undefined): NamedDomain[] {
  const found: NamedDomain[] = [{ domain: host, kind: "custom" }];
  const prefix = ofCognito.exec(host)?.[1] ?? prefixBelow(host, publicUrl);
  if (prefix !== undefined) found.push({ domain: prefix, kind: "prefix" });
  return found;
}

function prefixBelow(host: string, publicUrl: string | undefined): string | undefined {
  const parent = publicUrl === undefined || isOfThisMachine(publicUrl) ? "localhost" : new URL(publicUrl).hostname;
  if (!host.endsWith(`.${parent}`)) return undefined;
  const prefix = host.slice(0, -parent.length - 1);
  return label.test(prefix) ? prefix : undefined;
}

/** Whether a URL leads nowhere from another machine. */
function isOfThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(hostname);
}

/**
 * Where links to a pool's pages lead: to its custom domain, else to this server. A server that only its own machine
 * reaches is not what the world's name service has under a domain, so there its own address stays.
 */
export function pagesUrl(publicUrl: string, domains: readonly UserPoolDomain[]): string {
  const custom = domains.find(({ kind }) => kind === "custom")?.domain;
  if (custom === undefined || (isOfThisMachine(publicUrl) && !custom.endsWith(".localhost"))) return publicUrl;
  const { protocol, port } = new URL(publicUrl);
  return `${protocol}//${custom}${port === "" ? "" : `:${port}`}`;
}
