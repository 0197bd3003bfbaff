/**
 * Port: messages to users, sealed at rest, written in the transaction that makes their code; and the outbox among them:
 * those whose delivery is pending.
 */
import type { Message } from "../../domain/message.js";

/** A message that one sender has taken for itself. */
export interface ClaimedMessage {
  readonly message: Message;
  /** This attempt's number, from 1. */
  readonly attempt: number;
}

export interface Messages {
  /** A message with a pending delivery is due at once. */
  insert(message: Message): Promise<void>;
  /** Oldest first, of one pool or of all, with ids behind `after`. */
  list(filter: {
    readonly userPoolId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]>;
  /** One message, of whatever pool. */
  get(id: string): Promise<Message | undefined>;
  /** Newest first, of one pool or of all, with ids before `before`; `dead`: only those that are given up. */
  newest(filter: {
    readonly userPoolId?: string | undefined;
    readonly dead?: boolean;
    readonly before?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]>;
  /** Pending messages of one pool or of all, the first due first. */
  pending(filter: { readonly userPoolId?: string | undefined; readonly limit: number }): Promise<readonly Message[]>;
  /** How many of one pool or of all wait to be delivered, and how many were given up. */
  undelivered(userPoolId?: string): Promise<{ readonly pending: number; readonly dead: number }>;
  /** Makes a dead message pending again, due at once, as if nobody had tried yet. False when it is not dead. */
  revive(id: string): Promise<boolean>;
  /** When the first pending message is due: in the past if somebody should deliver it now. */
  nextDueAt(): Promise<number | undefined>;
  /** Takes messages that are due, longest due first; nobody else gets them until `now + leaseMs`. */
  claimDue(now: number, holder: string, leaseMs: number, limit: number): Promise<readonly ClaimedMessage[]>;
  /** Ends every claim at once: for a server that knows itself to be the only one. Answers how many. */
  releaseClaims(): Promise<number>;
  /** False when the claim is no longer this holder's. */
  markSent(id: string, holder: string): Promise<boolean>;
  /** Due again at `nextAttemptAt`, or never. False when the claim is no longer this holder's. */
  markFailed(
    id: string,
    holder: string,
    outcome: { readonly failure: string; readonly nextAttemptAt: number | undefined },
  ): Promise<boolean>;
}
