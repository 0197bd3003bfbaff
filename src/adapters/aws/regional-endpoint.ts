/** Owns which address a service of AWS has in a region, and which region its requests are signed for. */

/** Where a request goes, and the region of its signature. */
export interface RegionalEndpoint {
  /** Without a slash at the end. */
  readonly base: string;
  readonly region: string;
}

const regionForm = /^[a-z]{2}(-[a-z]{1,12}){1,3}-\d{1,2}$/;
const awsHost = /^[a-z0-9-]{1,63}\.([a-z0-9-]{1,63})\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/;

/**
 * The address of an endpoint in the wanted region. `{region}` in it is replaced; an address of AWS's that names a region
 * stays there, whatever is wanted, because it refuses the signatures of others. Undefined when what is wanted is no region:
 * it becomes part of a host's name.
 */
export function regionalEndpoint(endpoint: string, wanted: string): RegionalEndpoint | undefined {
  if (wanted.length > 40 || !regionForm.test(wanted)) return undefined;
  const base = endpoint.replace(/\/+$/, "").replaceAll("{region}", wanted);
  const fixed = awsHost.exec(new URL(base).hostname)?.[1];
  return { base, region: fixed !== undefined && regionForm.test(fixed) ? fixed : wanted };
}
