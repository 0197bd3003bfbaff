/**
 * Owns messages to users: choosing the template, consulting CustomMessage, rendering, and writing the row that somebody
 * delivers. Which medium and which address is `domain/delivery.ts`; codes are `codes`.
 */
import type { MessageKind } from "../domain/message.js";
import type { UserPool } from "../domain/user-pool.js";
import type { Tables } from "../ports/store.js";
import type { CustomMessageSource } from "./triggers.js";

/** A message before its secret is known. */
export interface MessagePlan {
  readonly pool: UserPool;
  readonly kind: MessageKind;
  readonly source: CustomMessageSource;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly medium: "EMAIL" | "SMS";
  /** The stored address, never the typed one (T-07). */
  readonly to: string;
  /** The client whose call causes the message; absent for administrators' calls. */
  readonly clientId?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** A message that CustomMessage has agreed to; only the secret is missing. */
export interface PreparedMessage {
  readonly plan: MessagePlan;
}

export interface MessageDesk {
  /** Consults CustomMessage. Not to be awaited inside a transaction. */
  prepare(plan: MessagePlan): Promise<PreparedMessage>;
  /** Renders and stores the message in the transaction that made its secret. */
  write(
    tx: Tables,
    message: PreparedMessage,
    secret: { readonly code?: string | undefined; readonly temporaryPassword?: string | undefined },
  ): Promise<void>;
}
