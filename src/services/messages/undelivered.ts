/**
 * Owns what an operator can see and do about messages that have not arrived: those that wait, and those that were given
 * up. Nothing of what a message says is told, and of its address no more than a caller of the API is told (T-45).
 */
import { maskEmail, maskPhoneNumber } from "../../domain/message/masking.js";
import type { Message, MessageKind } from "../../domain/message.js";
import type { Tables } from "../../ports/store.js";

/** A message without its contents. */
export interface UndeliveredMessage {
  readonly id: string;
  readonly at: number;
  readonly userPoolId: string;
  readonly kind: MessageKind;
  readonly medium: Message["medium"];
  /** Masked. */
  readonly destination: string;
  readonly state: "pending" | "dead";
  readonly attempts: number;
  readonly failure: string | undefined;
}

/** Which messages: of one pool or of all. */
export interface UndeliveredFilter {
  readonly userPoolId: string | undefined;
  readonly state: "pending" | "dead";
  /** Dead ones only: those that are older than this one. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** The care of what has not arrived. */
export interface UndeliveredMessages {
  counts(userPoolId: string | undefined): Promise<{ readonly pending: number; readonly dead: number }>;
  /** The dead: newest first. The pending: the next to be tried first. */
  list(filter: UndeliveredFilter): Promise<readonly UndeliveredMessage[]>;
  /** Has a dead message delivered as if it were new. False when it is not dead, or not of this pool. */
  resend(id: string, userPoolId: string | undefined): Promise<boolean>;
  /** The same for the newest `limit` of them behind `before`; answers how many, and where to go on. */
  resendDead(
    filter: Omit<UndeliveredFilter, "state">,
  ): Promise<{ readonly resent: number; readonly next: string | undefined }>;
}

/** Makes the care. `nudge`: the outbox has something to do. */
export function createUndelivered(needs: {
  readonly store: Pick<Tables, "messages">;
  readonly nudge: () => void;
}): UndeliveredMessages {
  const { messages } = needs.store;

  return {
    counts: (userPoolId) => messages.undelivered(userPoolId),

    async list({ userPoolId, state, before, limit }) {
      const found =
        state === "dead"
          ? await messages.newest({ userPoolId, dead: true, before, limit })
          : await messages.pending({ userPoolId, limit });
      return found.map(withoutContents);
    },

    async resend(id, userPoolId) {
      const message = await messages.get(id);
      if (message === undefined || (userPoolId !== undefined && message.userPoolId !== userPoolId)) return false;
      const isRevived = await messages.revive(id);
      if (isRevived) needs.nudge();
      return isRevived;
    },

    async resendDead({ userPoolId, before, limit }) {
      const found = await messages.newest({ userPoolId, dead: true, before, limit });
      // At once: the store commits what waits for it together.
      const revived = await Promise.all(found.map(({ id }) => messages.revive(id)));
      const resent = revived.filter(Boolean).length;
      if (resent > 0) needs.nudge();
      return { resent, next: found.length < limit ? undefined : found.at(-1)?.id };
    },
  };
}

function withoutContents({ id, at, userPoolId, kind, medium, to, delivery }: Message): UndeliveredMessage {
  return {
    id,
    at,
    userPoolId,
    kind,
    medium,
    destination: medium === "SMS" ? maskPhoneNumber(to) : maskEmail(to),
    state: delivery?.state === "dead" ? "dead" : "pending",
    attempts: delivery?.attempts ?? 0,
    failure: delivery?.failure,
  };
}
