/**
 * The composition root: binds every port to one adapter, makes the services, mounts the surfaces. Nothing here decides
 * anything about Cognito. Longer than most files because it is the one list of what the program consists of.
 */
import { readFile } from "node:fs/promises";
import { createPasskeyVerifier } from "./adapters/crypto/passkey-verifier.js";
import { createPasswordHashWork } from "./adapters/crypto/password-hash-work.js";
import { createPublicKeyWork } from "./adapters/crypto/public-key-work.js";
import { systemRandom } from "./adapters/crypto/random.js";
import { currentRequest } from "./adapters/functions/current-request.js";
import { createPinoLogger } from "./adapters/logging/pino.js";
import { declaredPasswords } from "./adapters/secrets/declared-passwords.js";
import { openStore } from "./adapters/storage/open-store.js";
import { type AdjustableClock, adjustableClock } from "./adapters/time/adjustable-clock.js";
import { systemClock } from "./adapters/time/system-clock.js";
import type { Config } from "./config.js";
import { bindDataKeys, bindSenders } from "./delivery-binding.js";
import { budgetsWith } from "./domain/message/message-budget.js";
import type { Message } from "./domain/message.js";
import type { UserPool } from "./domain/user-pool.js";
import { bindDeployedFunctions, bindFunctions, canCallFunctions } from "./function-binding.js";
import { bindInbox } from "./inbox-binding.js";
import { openKeyring } from "./installation-key.js";
import { bindLogSinks } from "./log-binding.js";
import { notSimulated } from "./model/not-simulated.js";
import { type CallObserver, createCall } from "./operations/call.js";
import type { Dependencies } from "./operations/operation.js";
import type { Clock } from "./ports/clock.js";
import type { Keyring } from "./ports/keyring.js";
import type { Logger } from "./ports/logger.js";
import type { PublicKeyWork } from "./ports/public-key-work.js";
import type { Random } from "./ports/random.js";
import type { Store } from "./ports/store.js";
import { createAuthentication } from "./services/authentication.js";
import { createCodeBook } from "./services/codes.js";
import { readAuthEvents } from "./services/events/auth-event-history.js";
import { createAuthEventLog } from "./services/events/auth-events.js";
import { createLogCourier } from "./services/events/log-courier.js";
import { createLogEntryBook } from "./services/events/log-entries.js";
import { createDeviceRegister } from "./services/factors/devices.js";
import { createPasskeys } from "./services/factors/passkeys.js";
import { createSoftwareTokens } from "./services/factors/software-tokens.js";
import { createFunctionEvents } from "./services/function-events.js";
import { createHourlyLimits } from "./services/hourly-limits.js";
import { type InboxFilter, readInbox } from "./services/messages/inbox.js";
import { createMessageBudgets } from "./services/messages/message-budgets.js";
import { createMessageDesk } from "./services/messages/message-desk.js";
import { createOutbox } from "./services/messages/outbox.js";
import { createOwnSenders } from "./services/messages/own-senders.js";
import { createTakeoverNotices } from "./services/messages/takeover-notices.js";
import { createUndelivered } from "./services/messages/undelivered.js";
import { createPaging } from "./services/paging.js";
import { createPasswords } from "./services/passwords.js";
import { createRequestRates } from "./services/request-rates.js";
import { createThreatProtection } from "./services/threat-protection.js";
import { createAccessTokens } from "./services/tokens/access-tokens.js";
import { createRefreshTokens } from "./services/tokens/refresh-tokens.js";
import { createSigningKeyRing } from "./services/tokens/signing-keys.js";
import { createTokenDesk } from "./services/tokens/token-desk.js";
import { createTriggers } from "./services/triggers/triggers.js";
import { createUserImporter } from "./services/user-import/user-import.js";
import { mountSurfaces } from "./surfaces/mount.js";
import type { StackCall } from "./surfaces/provisioning/cloudformation/cloudformation.js";
import { bindThreatSources } from "./threat-binding.js";

/** Adapters that another program, or a test, may put in place of the usual ones. */
export interface WorldParts {
  readonly clock?: AdjustableClock;
  readonly random?: Random;
  readonly logger?: Logger;
  readonly publicKeyWork?: PublicKeyWork;
  readonly observer?: CallObserver;
  /** Passwords for declared users, as the environment would hold them. */
  readonly passwordVariables?: Readonly<Record<string, string>>;
  /** Makes any use of the outer store inside a transaction throw; it costs every request some time. */
  readonly guardNesting?: boolean;
}

/** A composed server. */
export interface World {
  readonly config: Config;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** The same clock in development mode, where it can be moved. */
  readonly developmentClock: AdjustableClock | undefined;
  /** Messages written so far, oldest first. */
  inbox(filter?: InboxFilter): Promise<readonly Message[]>;
  /** What an operator should know, found while opening. */
  readonly warnings: readonly string[];
  /** Calls CloudFormation as the server itself. */
  readonly callStacks: StackCall;
  /** Listens; `url` names the address as it was bound, with the real port. May be called once. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no new requests, finishes those in progress, closes the store. May be repeated. */
  close(): Promise<void>;
}

export { openFunctions } from "./function-binding.js";
export { backupStore, restoreStore, verifyStore } from "./store-care.js";

const sweepEveryMs = 60_000;

/** Opens the store and composes the server; nothing listens yet. */
export async function openWorld(config: Config, parts: WorldParts = {}): Promise<World> {
  const development = config.mode === "development";
  const developmentClock = development ? (parts.clock ?? adjustableClock()) : undefined;
  const clock: Clock = developmentClock ?? parts.clock ?? systemClock();
  const random = parts.random ?? systemRandom();
  const logger = parts.logger ?? createPinoLogger(config.logLevel);
  const { keyring, warnings: keyWarnings } = await openKeyring(config, random);
  const warnings = [
    ...keyWarnings,
    `${notSimulated.length} settings are accepted without effect; docs/coverage.md lists them.`,
  ];
  const store = await openStore({
    ...(config.database === undefined ? {} : { database: config.database }),
    ...(config.data === ":memory:" ? {} : { dataDir: config.data }),
    keyring,
    random,
    clock,
    guardNesting: parts.guardNesting ?? false,
  });
  const ownKeyWork =
    parts.publicKeyWork === undefined ? createPublicKeyWork({ warn: (message) => logger.warn(message) }) : undefined;
  const publicKeyWork = parts.publicKeyWork ?? ownKeyWork!;
  const passwordHashWork = createPasswordHashWork({ clock: systemClock() });

  // A server on a free port learns its own address when it listens.
  let bound: string | undefined;
  const publicUrl = (): string => {
    const url = config.publicUrl ?? bound;
    if (url === undefined) throw new Error("asked for the public URL before the server listened");
    return url;
  };
  const issuerOf = (pool: Pick<UserPool, "id" | "region">): string =>
    config.issuer === "aws"
      ? `https://cognito-idp.${pool.region}.amazonaws.com/${pool.id}`
      : `${publicUrl()}/${pool.id}`;

  const requests = currentRequest({ isFollowed: canCallFunctions(config) });
  const functions = bindFunctions(config, {
    deployed: bindDeployedFunctions(config, store),
    logger,
    events: {
      accept: (event) => functionEvents.accept(event),
      hold: (event) => functionEvents.hold(event),
    },
    currentRequest: requests.id,
    ownEndpoint: development ? publicUrl : undefined,
    show: development && config.logLevel !== "silent" ? (line) => void process.stderr.write(`${line}\n`) : undefined,
  });
  // The embedded store has one server.
  const isAlone = config.database === undefined;
  const functionEvents = createFunctionEvents({
    store,
    runner: functions,
    clock,
    machineClock: systemClock(),
    random,
    logger,
    isAlone,
  });
  const triggers = createTriggers({ functions, random, logger });
  const passwords = createPasswords({ clock, random, keyring, publicKeyWork, passwordHashWork });
  const passkeys = createPasskeys({ store, clock, random, keyring, verifier: createPasskeyVerifier() });
  const codes = createCodeBook({ clock, random, keyring });
  const senders = await bindSenders(config);
  const mailFrom = config.mail?.from;
  const sinks = bindLogSinks(config, { store, clock, random });
  const logEntries = createLogEntryBook({
    store,
    clock,
    machineClock: systemClock(),
    random,
    logger,
    sinks,
    requestId: requests.id,
  });
  const logCourier = createLogCourier({ store, clock: systemClock(), random, logger, sinks, isAlone });
  const outbox = createOutbox({
    store,
    clock: systemClock(),
    random,
    logger,
    senders,
    handToOwnSender: createOwnSenders({
      triggers,
      random,
      dataKeys: bindDataKeys(config, {
        async generate({ accountId, region }, keyId, context) {
          const { generateDataKey } = await import("./surfaces/companions/kms/data-key.js");
          const place = { accountId, region, arn: `arn:aws:iam::${accountId}:root` };
          return generateDataKey({ store, clock, random }, place, keyId, context);
        },
      }),
    }),
    mailFrom,
    noteFailure: logEntries.failedMessage,
    isAlone,
  });
  const messages = createMessageDesk({
    clock,
    random,
    triggers,
    logger,
    publicUrl,
    spendBudget: createMessageBudgets({
      store,
      clock,
      logger,
      budgets: config.messageBudgets && budgetsWith(config.messageBudgets),
    }),
    outbox: {
      takes: (medium) => (medium === "EMAIL" ? senders.email : senders.sms) !== undefined,
      nudge: outbox.nudge,
    },
  });
  const paging = createPaging({ keyring, clock });
  const devices = createDeviceRegister({ clock, random, keyring });
  const hourlyLimits = createHourlyLimits({ store, clock });
  const requestRates = createRequestRates({ store, clock });
  const { locate, breachedPasswords } = await bindThreatSources(config);
  const authEvents = createAuthEventLog({ clock, random, logEntries, locate });
  const threats = createThreatProtection({ store, clock, logger, locate, breachedPasswords });
  const signingKeys = createSigningKeyRing({ store, clock, random, publicKeyWork });
  const refreshTokens = createRefreshTokens({ keyring, random });
  const tokens = createTokenDesk({
    store,
    clock,
    random,
    publicKeyWork,
    signingKeys,
    refreshTokens,
    triggers,
    issuerOf,
  });
  const accessTokens = createAccessTokens({ store, clock, publicKeyWork, signingKeys, issuerOf });
  const authentication = createAuthentication({
    store,
    clock,
    random,
    keyring,
    publicKeyWork,
    passwords,
    messages,
    codes,
    softwareTokens: createSoftwareTokens({ clock, random }),
    devices,
    passkeys,
    triggers,
    tokens,
    accessTokens,
    authEvents,
    threats,
    notices: createTakeoverNotices({ clock, keyring, logger, messages, publicUrl, locate }),
    machineClock: development ? systemClock() : undefined,
  });
  const userImports = createUserImporter({
    store,
    clock,
    machineClock: systemClock(),
    random,
    logger,
    passwords,
    isAlone,
  });
  const dependencies: Omit<Dependencies, "request"> = {
    store,
    clock,
    random,
    keyring,
    publicKeyWork,
    rules: {
      strictArns: config.strictArns,
      get publicUrl() {
        return publicUrl();
      },
    },
    paging,
    passwords,
    passkeys,
    codes,
    messages,
    triggers,
    signingKeys,
    tokens,
    accessTokens,
    authentication,
    devices,
    hourlyLimits,
    requestRates,
    authEvents,
    threats,
    logEntries,
    userImports,
  };
  const answer = createCall(dependencies, parts.observer);
  const call: typeof answer = (name, body, context) =>
    requests.run(context.requestId, () => answer(name, body, context));
  const inbox = (filter?: InboxFilter) => readInbox(store, filter);

  const developmentRoutes = developmentClock
    ? (await import("./surfaces/development/mount.js")).mountDevelopment({
        inbox: await bindInbox(config, store),
        authEvents: (asked) => readAuthEvents(store, asked),
        clock: developmentClock,
        reset: () => store.clear(),
        isClosing: () => closing !== undefined,
      })
    : [];
  const gateway = mountSurfaces({
    config,
    tls: config.tls && {
      cert: await readFile(config.tls.cert, "utf8"),
      key: await readFile(config.tls.key, "utf8"),
    },
    clock,
    random,
    keyring,
    declaredPasswords: declaredPasswords(
      { ...config.passwordVariables, ...parts.passwordVariables },
      config.passwordFiles,
    ),
    logger,
    call,
    store,
    functions,
    undelivered: createUndelivered({ store, nudge: outbox.nudge }),
    issuerOf,
    signingKeys,
    publicUrl,
    moreRoutes: developmentRoutes,
  });

  /** Batch after batch, so that a deleted pool's users are gone soon and no batch holds up the others. */
  async function sweep(): Promise<void> {
    while (closing === undefined && (await store.sweep(clock.now())) > 0);
  }

  const refill = () =>
    signingKeys.refillSpareKeys().catch((error: unknown) => logger.warn("no spare signing keys", { error }));

  let sweeping: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;
  return {
    config,
    store,
    keyring,
    clock,
    developmentClock,
    warnings,
    inbox,
    callStacks: gateway.callStacks,
    async listen() {
      const { url, port } = await gateway.listen(config.port, config.host);
      bound = url;
      sweeping = setInterval(() => {
        sweep().catch((error: unknown) => logger.error("sweep failed", { error }));
        if (ownKeyWork !== undefined) void refill();
      }, sweepEveryMs);
      sweeping.unref();
      functionEvents.start();
      outbox.start();
      logCourier.start();
      userImports.start();
      // After the listener is up, so that neither delays the first answer.
      ownKeyWork?.start();
      if (ownKeyWork !== undefined) void refill();
      return { url, port };
    },
    close() {
      closing ??= (async () => {
        clearInterval(sweeping);
        await gateway.close();
        await Promise.all([outbox.close(), logCourier.close()]);
        await userImports.close();
        await functionEvents.close();
        await functions.close();
        await publicKeyWork.close();
        await passwordHashWork.close();
        await store.close();
      })();
      return closing;
    },
  };
}
