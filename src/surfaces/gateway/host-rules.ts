/**
 * Which names this server answers to (T-41). A page that rebinds its own name to our address is stopped here, because
 * its requests carry its name; so does a request that would have its name put into links. Ports are not compared.
 */

/** The name part of a Host header in lower case, without port and brackets; undefined for what is no host. */
export function hostNameOf(host: string | undefined): string | undefined {
  if (host === undefined || host.length > 262) return undefined;
  const match = host.startsWith("[") ? bracketed.exec(host) : plain.exec(host);
  return match === null ? undefined : match[1]!.toLowerCase();
}

const bracketed = /^\[([0-9a-fA-F:.]{2,45})\](?::[0-9]{1,5})?$/;
const plain = /^([A-Za-z0-9._-]{1,255})(?::[0-9]{1,5})?$/;

/** Names that lead to this machine from itself and from nowhere else. */
function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "::1" || name.endsWith(".localhost") || loopbackAddress.test(name);
}

const loopbackAddress = /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/;

/** What decides whether a name is served. */
export interface HostRules {
  /** The public URL, whose host is served. */
  readonly publicUrl?: string | undefined;
  /** Further names; `*.example.com` stands for every name below. */
  readonly allowHost: readonly string[];
  /** Whether a name is a registered domain of some user pool. */
  isKnownDomain(name: string): Promise<boolean>;
}

/** The check of one Host header. */
export interface HostCheck {
  /** Answers at once for fixed names; asks for registered domains last. */
  allows(host: string | undefined): boolean | Promise<boolean>;
}

/** Compiles the rules. */
export function createHostCheck(rules: HostRules): HostCheck {
  const names = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of rules.allowHost) {
    const lower = entry.toLowerCase();
    if (lower.startsWith("*.")) suffixes.push(lower.slice(1));
    else names.add(hostNameOf(lower) ?? lower);
  }
  const publicName = rules.publicUrl === undefined ? undefined : hostNameOf(new URL(rules.publicUrl).host);
  if (publicName !== undefined) names.add(publicName);
  return {
    allows(host) {
      const name = hostNameOf(host);
      if (name === undefined) return false;
      if (isLoopbackName(name) || names.has(name)) return true;
      if (suffixes.some((suffix) => name.endsWith(suffix))) return true;
      return rules.isKnownDomain(name);
    },
  };
}
