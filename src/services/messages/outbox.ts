/**
 * Owns delivering pending messages: it claims those that are due, hands each to its sender, and records how that went. A
 * message is handed over at least once; twice only where a sender took it and nobody lived to write that down. Nothing of a
 * message but its id is logged (T-45). What a message says, and whether it is to leave at all, was decided when it was
 * written.
 */

import type { FailedDelivery } from "../../domain/log/log-entry.js";
import { attemptsOfMessage, delayAfter } from "../../domain/message/delivery-attempts.js";
import { isBareAddress } from "../../domain/message/mail-address.js";
import type { Message } from "../../domain/message.js";
import { mailSenderOf } from "../../domain/user-pool/mail-sender.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import { DeliveryError, type EmailSender, type SmsSender } from "../../ports/senders.js";
import type { Tables } from "../../ports/store.js";
import type { ClaimedMessage } from "../../ports/tables/messages.js";
import { createRounds, settledWithin } from "../rounds.js";
import { outgoingEmail } from "./outgoing-email.js";
import type { HandToOwnSender } from "./own-senders.js";

export interface Outbox {
  /** Begins to deliver, and goes on until `close`. */
  start(): void;
  /** Something was written that may be due: look soon, not at the next round. */
  nudge(): void;
  /** Takes nothing new and waits for what is on its way, but not for ever. */
  close(): Promise<void>;
}

/** Who delivers; a medium without a sender waits. */
export interface Senders {
  readonly email?: EmailSender | undefined;
  readonly sms?: SmsSender | undefined;
}

/** Messages on their way at the same time. */
const atOnce = 20;
/** A claim outlasts the longest silence of a mail server for all that wait for its connections. */
const leaseMs = 5 * 60_000;
/** Longest time between two looks. */
const roundMs = 1_000;
/** What is on its way when the server closes has so long; after that its claim has to run out. */
const partingMs = 10_000;

/** Makes the outbox. `clock` is the machine's own: back-off does not follow a clock that tests move. */
export function createOutbox(needs: {
  readonly store: Pick<Tables, "messages" | "userPools">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly senders: Senders;
  readonly handToOwnSender: HandToOwnSender;
  readonly mailFrom: string | undefined;
  /** Is told of a failure before it is recorded: perhaps twice, never not. */
  readonly noteFailure?: ((message: Message, failure: FailedDelivery) => Promise<void>) | undefined;
  /** Nobody else delivers from this store: claims found at the start are of a server that died. */
  readonly isAlone: boolean;
}): Outbox {
  const { store, clock, random, logger, senders, handToOwnSender, mailFrom, noteFailure, isAlone } = needs;
  const underway = new Set<Promise<void>>();
  let isFresh = isAlone;

  async function send(message: Message): Promise<void> {
    const pool = await store.userPools.get(message.userPoolId);
    if (pool === undefined) throw new DeliveryError("PoolDeleted", true);
    if (message.ownSender !== undefined) return handToOwnSender(pool, message);
    await (message.medium === "EMAIL" ? sendEmail(pool, message) : sendSms(pool, message));
  }

  async function sendEmail(pool: UserPool, message: Message): Promise<void> {
    const { to, subject = "" } = message;
    const sender = message.sender ?? mailSenderOf(pool, mailFrom);
    if (senders.email === undefined || sender === undefined) throw new DeliveryError("NoSender", false);
    if (!isBareAddress(to)) throw new DeliveryError("BadAddress", true);
    if (/[\p{Cc}\u2028\u2029]/u.test(subject)) throw new DeliveryError("BadSubject", true);
    await senders.email.send(outgoingEmail(message, sender));
  }

  async function sendSms(pool: UserPool, { id, userPoolId, kind, to, text }: Message): Promise<void> {
    if (senders.sms === undefined) throw new DeliveryError("NoSender", false);
    if (!/^\+\d{1,19}$/.test(to)) throw new DeliveryError("BadNumber", true);
    const region = pool.settings.SmsConfiguration?.SnsRegion ?? pool.region;
    await senders.sms.send({ messageId: id, userPoolId, kind, to, text, region });
  }

  async function deliver({ message, attempt }: ClaimedMessage, holder: string): Promise<void> {
    const facts = { messageId: message.id, userPoolId: message.userPoolId, medium: message.medium, count: attempt };
    try {
      await send(message);
    } catch (error) {
      await fail(message, holder, attempt, error, facts);
      return;
    }
    const isOurs = await store.messages.markSent(message.id, holder);
    if (isOurs) logger.info("message delivered", facts);
    else logger.warn("message delivered after its claim had ended: perhaps a second time", facts);
  }

  async function fail(
    message: Message,
    holder: string,
    attempt: number,
    error: unknown,
    facts: Parameters<Logger["warn"]>[1],
  ): Promise<void> {
    const known = error instanceof DeliveryError ? error : undefined;
    const failure = known?.reason ?? (error instanceof Error ? error.name : "Error");
    const isDead = known?.isFinal === true || attempt >= attemptsOfMessage;
    const delay = delayAfter(attempt, random.bytes(2).readUInt16BE() / 0x10000);
    const nextAttemptAt = isDead ? undefined : clock.now() + delay;
    await noteFailure?.(message, { reason: failure, attempt, isDead });
    await store.messages.markFailed(message.id, holder, { failure, nextAttemptAt });
    const more = { ...facts, reason: failure, ...(known === undefined ? { error } : {}) };
    if (isDead) logger.error("message is dead: it will not be delivered", more);
    else logger.warn("message not delivered: it will be tried again", { ...more, durationMs: delay });
  }

  /** Claims until nothing is due; answers how long the next look can wait. */
  async function claimAll(): Promise<number> {
    if (isFresh) await store.messages.releaseClaims();
    isFresh = false;
    while (rounds.isOpen()) {
      const dueAt = await store.messages.nextDueAt();
      const now = clock.now();
      if (dueAt === undefined) return roundMs;
      if (dueAt > now) return Math.min(roundMs, dueAt - now);
      const holder = random.uuid();
      const claims = await store.messages.claimDue(now, holder, leaseMs, atOnce - underway.size);
      for (const claim of claims) {
        const one = deliver(claim, holder)
          .catch((error: unknown) => logger.error("delivery not recorded", { messageId: claim.message.id, error }))
          .finally(() => underway.delete(one));
        underway.add(one);
      }
      while (underway.size >= atOnce) await Promise.race(underway);
    }
    return roundMs;
  }

  const rounds = createRounds({
    roundMs,
    look: claimAll,
    failed: (error) => logger.error("the outbox could not be read", { error }),
  });

  return {
    start: rounds.start,
    nudge: rounds.nudge,
    async close() {
      await rounds.close();
      await settledWithin(underway, partingMs);
      await Promise.all([senders.email?.close(), senders.sms?.close()]);
    },
  };
}
