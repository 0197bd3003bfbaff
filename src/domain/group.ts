/** Owns the shape of a group of users. */

/** One group of one pool. Times are epoch milliseconds. */
export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly precedence?: number | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
}
