/**
 * Owns messages to users: choosing the template, consulting CustomMessage, rendering, and writing the row that somebody
 * delivers. Which medium and which address is `domain/message/delivery.ts`; codes are `codes`.
 */

import type { MessageOrigin } from "../../domain/message/message-budget.js";
import { renderEmail, renderSms, type TemplateKind } from "../../domain/message/message-template.js";
import type { Message, MessageKind, OwnSenderEvent } from "../../domain/message.js";
import { unrecognizable } from "../../domain/trigger/trigger-answer.js";
import type { KnownUser } from "../../domain/trigger/trigger-event.js";
import { confirmsByLink } from "../../domain/user-pool/in-force.js";
import type { MailSender } from "../../domain/user-pool/mail-sender.js";
import {
  authenticationTexts,
  invitationTexts,
  type PoolTexts,
  verificationLinkTexts,
  verificationTexts,
} from "../../domain/user-pool/message-templates.js";
import type { UserPool } from "../../domain/user-pool.js";
import { pagesUrl } from "../../domain/user-pool-domain/host-names.js";
import type { Clock } from "../../ports/clock.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import type { CustomMessageSource, CustomTexts } from "../triggers/message-triggers.js";
import type { Triggers } from "../triggers/triggers.js";
import type { SpendMessageBudget } from "./message-budgets.js";

/** A message before its secret is known. */
export interface MessagePlan {
  readonly pool: UserPool;
  readonly kind: MessageKind;
  readonly source: CustomMessageSource;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Absent for somebody who is made up. */
  readonly user?: KnownUser | undefined;
  readonly medium: "EMAIL" | "SMS";
  /** The stored address, never the typed one (T-07). */
  readonly to: string;
  /** The client whose call causes the message; absent for administrators' calls. */
  readonly clientId?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Who causes it. Absent: a user, from an address that is not known. */
  readonly origin?: MessageOrigin | undefined;
}

/** A message that is not going to be written, as there is nobody to get it. */
export type PretendedMessage = Pick<MessagePlan, "pool" | "medium" | "to" | "clientId" | "origin">;

/** A message that CustomMessage has agreed to; only the secret is missing. */
export interface PreparedMessage {
  readonly plan: MessagePlan;
  /** What CustomMessage wants said instead. */
  readonly custom: CustomTexts;
}

/** A mail about something that has happened, in words that its caller has rendered. */
export interface Notice {
  readonly pool: UserPool;
  readonly username: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** Absent, it comes from whom all mail of the pool comes from. */
  readonly sender?: MailSender | undefined;
  /** What the pool's own sender is told instead. */
  readonly event: OwnSenderEvent;
}

/** What a message carries that nobody else may read. */
export interface MessageSecret {
  readonly code?: string | undefined;
  readonly temporaryPassword?: string | undefined;
}

export interface MessageDesk {
  /**
   * Counts the message against the budgets (LimitExceededException, T-29) and consults CustomMessage. Not to be awaited
   * inside a transaction.
   */
  prepare(plan: MessagePlan): Promise<PreparedMessage>;
  /** The same message by several media: CustomMessage is asked once. */
  prepareEach(
    plan: Omit<MessagePlan, "medium" | "to">,
    deliveries: readonly { readonly medium: "EMAIL" | "SMS"; readonly destination: string }[],
  ): Promise<PreparedMessage[]>;
  /** Counts as `prepare` does, for somebody who is not there: or the budgets would tell who is (T-01). */
  pretend(message: PretendedMessage): Promise<void>;
  /** Renders and stores the message in the transaction that made its secret. */
  write(tx: Tables, message: PreparedMessage, secret: MessageSecret): Promise<void>;
  /** Stores a notice in the transaction of what it tells of. Counting it, by `pretend`, is its caller's. */
  writeNotice(tx: Tables, notice: Notice): Promise<void>;
  /** The same desk for the messages that one request causes. */
  causedBy(origin: MessageOrigin): MessageDesk;
}

/** Sign-up and its resend may go by link; every other code mail uses the code template. */
const byLink = (plan: MessagePlan): boolean =>
  plan.kind === "sign-up" && plan.medium === "EMAIL" && plan.clientId !== undefined && confirmsByLink(plan.pool);

/** Which template a message follows, and what its pool says there. */
function templateOf(plan: MessagePlan, secret: MessageSecret): { kind: TemplateKind; texts: PoolTexts } {
  switch (plan.kind) {
    case "invitation":
      return {
        kind: secret.temporaryPassword === undefined ? "invitation-without-password" : "invitation",
        texts: invitationTexts(plan.pool),
      };
    case "mfa":
    case "otp":
      return { kind: "authentication-code", texts: authenticationTexts(plan.pool) };
    case "forgot-password":
      return { kind: "forgot-password", texts: verificationTexts(plan.pool) };
    default:
      return byLink(plan)
        ? { kind: "verification-link", texts: verificationLinkTexts(plan.pool) }
        : { kind: "verification-code", texts: verificationTexts(plan.pool) };
  }
}

/** A text without a place for the code would lose it: the pool's own is said then. Throws InvalidLambdaResponseException. */
function usableTexts({ smsMessage, emailMessage, emailSubject }: CustomTexts): CustomTexts {
  // Limits of the developer guide.
  if ((smsMessage?.length ?? 0) > 140 || (emailMessage?.length ?? 0) > 20_000 || (emailSubject?.length ?? 0) > 140) {
    throw unrecognizable();
  }
  const carries = (text: string | undefined) => text !== undefined && /\{####\}|\{##[^{}]{1,200}##\}/.test(text);
  return {
    smsMessage: carries(smsMessage) ? smsMessage : undefined,
    emailMessage: carries(emailMessage) ? emailMessage : undefined,
    emailSubject,
  };
}

function withCustomTexts(own: PoolTexts, custom: CustomTexts): PoolTexts {
  return {
    emailSubject: custom.emailSubject ?? own.emailSubject,
    emailMessage: custom.emailMessage ?? own.emailMessage,
    smsMessage: custom.smsMessage ?? own.smsMessage,
  };
}

/** Whether a function of the pool sends instead of the service. */
function hasOwnSender(pool: UserPool, medium: "EMAIL" | "SMS"): boolean {
  const config = pool.settings.LambdaConfig;
  return (medium === "EMAIL" ? config?.CustomEmailSender : config?.CustomSMSSender) !== undefined;
}

function ownSenderEvent({ source, clientId, clientMetadata, attributes, user }: MessagePlan): OwnSenderEvent {
  return { source, clientId, clientMetadata, attributes: Object.fromEntries(attributes), user };
}

/** Five digits of base 36: as many messages may share a millisecond, or a clock that stands still. */
const countLimit = 36 ** 5;

const base36 = (value: number, digits: number): string => value.toString(36).padStart(digits, "0");

/** Makes the desk. `publicUrl` is asked for at every link: a server on a free port learns it late. */
export function createMessageDesk(needs: {
  clock: Clock;
  random: Random;
  triggers: Triggers;
  logger: Logger;
  publicUrl: () => string;
  /** Absent, every message may be written. */
  spendBudget?: SpendMessageBudget;
  /** Absent, messages are kept for the inbox. */
  outbox?: {
    readonly takes: (medium: Message["medium"]) => boolean;
    /** Called when a message was written, before its transaction ends. */
    readonly nudge: () => void;
  };
}): MessageDesk {
  const { clock, random, triggers, logger, publicUrl, spendBudget, outbox } = needs;

  let written = 0;

  const linkFor = async (tx: Tables, plan: MessagePlan, code: string): Promise<string> => {
    const base = pagesUrl(publicUrl(), await tx.userPoolDomains.listOfPool(plan.pool.id));
    const query = new URLSearchParams({
      client_id: plan.clientId ?? "",
      user_name: plan.username,
      confirmation_code: code,
    });
    return `${base}/confirmUser/?${query}`;
  };

  /** Texts of CustomMessage that can be used; a pool's own sender leaves nothing to say. */
  async function customTexts(
    plan: Omit<MessagePlan, "medium" | "to">,
    media: readonly ("EMAIL" | "SMS")[],
  ): Promise<CustomTexts> {
    if (media.every((medium) => hasOwnSender(plan.pool, medium))) return {};
    return usableTexts(await triggers.customMessage(plan.pool, plan.source, plan));
  }

  async function spend({ pool, medium, to, clientId, origin }: PretendedMessage): Promise<void> {
    await spendBudget?.({ by: "user", ...origin, poolId: pool.id, medium, to, clientId });
  }

  /** What every message has: its place in the order, its pool, and how it leaves. */
  function envelopeOf(pool: UserPool, medium: Message["medium"], event: () => OwnSenderEvent) {
    const at = clock.now();
    const isOwn = hasOwnSender(pool, medium);
    const leaves = outbox !== undefined && (isOwn || outbox.takes(medium));
    return {
      // Sorts by time, within one millisecond by count; the random tail keeps nodes apart.
      id: `${base36(at, 9)}-${base36(written++ % countLimit, 5)}-${random.uuid()}`,
      at,
      userPoolId: pool.id,
      medium,
      ...(leaves && isOwn ? { ownSender: event() } : {}),
      ...(leaves ? { delivery: { state: "pending", attempts: 0 } as const } : {}),
    };
  }

  async function store(tx: Tables, message: Message): Promise<void> {
    const { id: messageId, userPoolId, kind, medium } = message;
    await tx.messages.insert(message);
    logger.info("message written", { messageId, userPoolId, kind, medium });
    if (message.delivery !== undefined) outbox?.nudge();
  }

  const desk: MessageDesk = {
    pretend: spend,

    async prepare(plan) {
      // Before the function is asked: a flood must not reach it either.
      await spend(plan);
      return { plan, custom: await customTexts(plan, [plan.medium]) };
    },

    async prepareEach(plan, deliveries) {
      for (const { medium, destination } of deliveries) await spend({ ...plan, medium, to: destination });
      const media = deliveries.map(({ medium }) => medium);
      const custom = media.length === 0 ? {} : await customTexts(plan, media);
      return deliveries.map(({ medium, destination }) => ({ plan: { ...plan, medium, to: destination }, custom }));
    },

    async write(tx, { plan, custom }, secret) {
      const { kind, texts: own } = templateOf(plan, secret);
      const texts = withCustomTexts(own, custom);
      const link = byLink(plan) && secret.code !== undefined ? await linkFor(tx, plan, secret.code) : undefined;
      const values = {
        code: secret.code ?? secret.temporaryPassword,
        link,
        named: { username: plan.username },
      };
      const common = {
        ...envelopeOf(plan.pool, plan.medium, () => ownSenderEvent(plan)),
        username: plan.username,
        kind: plan.kind,
        to: plan.to,
        ...(secret.code === undefined ? {} : { code: secret.code }),
        ...(secret.temporaryPassword === undefined ? {} : { temporaryPassword: secret.temporaryPassword }),
        ...(link === undefined ? {} : { link }),
      };
      const message: Message =
        plan.medium === "SMS"
          ? { ...common, text: renderSms(kind, texts.smsMessage, values) }
          : { ...common, ...renderEmail(kind, { subject: texts.emailSubject, body: texts.emailMessage }, values) };
      await store(tx, message);
    },

    async writeNotice(tx, { pool, event, ...mail }) {
      await store(tx, { ...envelopeOf(pool, "EMAIL", () => event), kind: "notification", ...mail });
    },

    causedBy: (origin) => ({
      ...desk,
      prepare: (plan) => desk.prepare({ origin, ...plan }),
      prepareEach: (plan, deliveries) => desk.prepareEach({ origin, ...plan }, deliveries),
      pretend: (message) => desk.pretend({ origin, ...message }),
    }),
  };
  return desk;
}
