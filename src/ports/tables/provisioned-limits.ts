/** Port: request rates that an operator provisioned, one per region and category of operations. */

/** One provisioned rate. */
export interface ProvisionedLimit {
  readonly region: string;
  readonly category: string;
  readonly requestsPerSecond: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface ProvisionedLimits {
  get(region: string, category: string): Promise<ProvisionedLimit | undefined>;
  /** Stores the rate in place of the one that is there. */
  put(limit: ProvisionedLimit): Promise<void>;
  /** May be repeated. */
  delete(region: string, category: string): Promise<void>;
  /** Every rate of the installation: a handful. */
  list(): Promise<readonly ProvisionedLimit[]>;
}
