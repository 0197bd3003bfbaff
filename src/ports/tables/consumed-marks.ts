/** Port: marks of what has been used once and must not be used again. */

export interface ConsumedMarks {
  /** One winner: true for the first caller with this mark, false for every other until the mark expires. */
  consume(mark: string, expiresAt: number): Promise<boolean>;
  has(mark: string): Promise<boolean>;
}
