/** Port: messages to users, sealed at rest, written in the transaction that makes their code. */
import type { Message } from "../../domain/message.js";

export interface Messages {
  insert(message: Message): Promise<void>;
  /** Oldest first, of one pool or of all, with ids behind `after`. */
  list(filter: {
    readonly userPoolId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Message[]>;
}
