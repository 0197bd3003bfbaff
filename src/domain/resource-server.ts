/** Owns the shape of a resource server and its scopes. */

/** One resource server of one pool. */
export interface ResourceServer {
  readonly poolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
}
