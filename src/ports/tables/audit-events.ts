/** Port: who changed what; rows are only ever added. */

/** One state change by a signed caller. */
export interface AuditEvent {
  readonly requestId: string;
  readonly at: number;
  readonly operation: string;
  /** The caller's ARN. */
  readonly actor: string;
  readonly ipAddress: string;
  /** Absent for operations that name no pool. */
  readonly poolId?: string | undefined;
}

export interface AuditEvents {
  insert(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(limit: number): Promise<readonly AuditEvent[]>;
}
