/**
 * Owns telling users by mail of sign-ins that threat protection acted on. The mail goes to the address that the user has,
 * proven or not (Cognito developer guide); a budget that is used up stops the mail and never the sign-in (T-29).
 */
import type { AppClient } from "../../domain/app-client.js";
import type { EventOrigin } from "../../domain/auth-event.js";
import type { MessageOrigin } from "../../domain/message/message-budget.js";
import { deviceName } from "../../domain/threat/device-name.js";
import type { TakeoverNotice } from "../../domain/threat/protection.js";
import { takeoverAttributes, takeoverMail } from "../../domain/threat/takeover-mail.js";
import type { User } from "../../domain/user.js";
import { noticeSenderOf } from "../../domain/user-pool/mail-sender.js";
import type { UserPool } from "../../domain/user-pool.js";
import { pagesUrl } from "../../domain/user-pool-domain/host-names.js";
import { LimitExceededException } from "../../model/generated/exceptions.js";
import type { FeedbackValueType } from "../../model/generated/types.js";
import type { LocateAddress } from "../../ports/address-places.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Logger } from "../../ports/logger.js";
import type { Tables } from "../../ports/store.js";
import { feedbackToken } from "../events/event-feedback.js";
import type { MessageDesk } from "./message-desk.js";

/** A sign-in that was acted on. */
export interface NoticedSignIn {
  readonly pool: UserPool;
  readonly client: Pick<AppClient, "id">;
  readonly user: User;
  readonly eventId: string;
  readonly origin: EventOrigin;
  readonly cause: MessageOrigin;
}

/** Where the pages are that take feedback. */
export const feedbackPath = "/authEventFeedback";

export interface TakeoverNotices {
  /**
   * Counts the mail and answers what writes it in the transaction of the step; undefined where none goes. Not to be awaited
   * inside a transaction.
   */
  prepare(signIn: NoticedSignIn, notice: TakeoverNotice): Promise<((tx: Tables) => Promise<void>) | undefined>;
}

/** Makes the notices. `publicUrl` is asked for at every mail: a server on a free port learns it late. */
export function createTakeoverNotices(needs: {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly logger: Logger;
  readonly messages: Pick<MessageDesk, "pretend" | "writeNotice">;
  readonly publicUrl: () => string;
  readonly locate?: LocateAddress | undefined;
}): TakeoverNotices {
  const { clock, keyring, logger, messages, publicUrl, locate } = needs;

  async function isWithinBudget({ pool, client, cause }: NoticedSignIn, to: string): Promise<boolean> {
    try {
      await messages.pretend({ pool, medium: "EMAIL", to, clientId: client.id, origin: cause });
      return true;
    } catch (error) {
      if (!(error instanceof LimitExceededException)) throw error;
      logger.warn("a notice of a sign-in is not sent: a message budget is used up", { userPoolId: pool.id });
      return false;
    }
  }

  return {
    async prepare(signIn, notice) {
      const { pool, client, user, eventId, origin } = signIn;
      const to = user.attributes.get("email");
      if (!to || !(await isWithinBudget(signIn, to))) return undefined;
      const token = feedbackToken({ keyring, clock }, pool.id, { sub: user.sub, eventId });
      const { city, country } = { ...origin.context, ...locate?.(origin.ipAddress) };
      const at = clock.now();
      return async (tx) => {
        const base = pagesUrl(publicUrl(), await tx.userPoolDomains.listOfPool(pool.id));
        const link = (value: FeedbackValueType) =>
          `${base}${feedbackPath}?${new URLSearchParams({
            user_pool_id: pool.id,
            user_name: user.username,
            event_id: eventId,
            feedback_token: token,
            feedback_value: value,
          })}`;
        const told = {
          eventId,
          username: user.username,
          ipAddress: origin.ipAddress,
          deviceName: deviceName(origin.userAgent),
          city,
          country,
          at,
          feedbackToken: token,
          linkValid: link("Valid"),
          linkInvalid: link("Invalid"),
        };
        await messages.writeNotice(tx, {
          pool,
          username: user.username,
          to,
          ...takeoverMail(notice, told),
          sender: noticeSenderOf(notice.sender),
          event: {
            source: "AccountTakeOverNotification",
            clientId: client.id,
            attributes: takeoverAttributes(notice.action, told),
          },
        });
      };
    },
  };
}
