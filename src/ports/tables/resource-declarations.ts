/**
 * Port: what the owner of a resource last declared of it. The resource itself is elsewhere and may have changed since;
 * this is only by what its owner knows his own words again. Goes with its pool.
 */

/** A resource by type and identifier; the pool is the first part of the identifier. */
export interface DeclaredResource {
  readonly poolId: string;
  readonly typeName: string;
  readonly identifier: string;
}

export interface ResourceDeclarations {
  get(resource: DeclaredResource): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Replaces what was declared before. */
  put(resource: DeclaredResource, model: Readonly<Record<string, unknown>>): Promise<void>;
  delete(resource: DeclaredResource): Promise<void>;
}
