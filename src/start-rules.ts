/**
 * Which configurations a server refuses to start with, and which it warns about. Pure sentences over a Config; each
 * refusal says what to do. The rules keep a server that others can reach from trusting everybody (T-32, T-54, T-55).
 */

import { relative, sep } from "node:path";
import { type Config, isLoopback } from "./config.js";

/** A public server's secret must not be guessable; AWS's own have 40 characters. */
const shortestSecret = 20;

/** Why this configuration must not be served; empty when it may. */
export function checkConfig(config: Config): string[] {
  return [
    ...refusalsOfMode(config),
    ...refusalsOfKeys(config),
    ...refusalsOfFunctions(config),
    ...refusalsOfDelivery(config),
  ];
}

function refusalsOfMode(config: Config): string[] {
  const found: string[] = [];
  const production = `Production mode (chosen ${config.modeReason})`;
  if (config.mode === "development") {
    if (!isLoopback(config.host) && !config.open) {
      found.push(
        `Development mode accepts every caller, so it does not listen on ${config.host}. ` +
          "Use --host 127.0.0.1, or --mode production, or add --open if everybody who reaches this address may do everything.",
      );
    }
    return found;
  }
  if (config.open) found.push(`${production} is never open. Remove --open, or ask for --mode development.`);
  if (config.publicUrl === undefined) {
    found.push(`${production} needs --public-url URL: the address that clients use, which tokens and links will name.`);
  }
  if (config.accessKeys.length === 0) {
    found.push(
      `${production} needs an access key: set POOLHOUSE_ACCESS_KEY_ID and POOLHOUSE_SECRET_ACCESS_KEY, ` +
        "or list accessKeys in the configuration file.",
    );
  }
  for (const key of config.accessKeys) {
    if (key.secretAccessKey.length < shortestSecret || key.secretAccessKey.endsWith("EXAMPLEKEY")) {
      found.push(
        `The secret of access key ${key.accessKeyId} can be guessed. ` +
          `Use at least ${shortestSecret} random characters, for example: openssl rand -base64 30`,
      );
    }
  }
  return found;
}

function refusalsOfKeys(config: Config): string[] {
  const found: string[] = [];
  const how = "Make one with: openssl rand -hex 32 > FILE, and pass --master-key FILE or set POOLHOUSE_MASTER_KEY.";
  if (config.masterKey === undefined && config.database !== undefined) {
    found.push(`With PostgreSQL the master key must be given, because every node needs the same one. ${how}`);
  } else if (config.masterKey === undefined && config.mode === "production") {
    found.push(`Production mode needs a master key that is kept apart from the data. ${how}`);
  }
  const file = config.masterKey?.kind === "file" ? config.masterKey.path : undefined;
  if (file !== undefined && config.mode === "production" && isInside(file, config.data)) {
    found.push(
      `The master key ${file} lies inside the data folder ${config.data}: whoever copies the folder has both. ` +
        "Move the key elsewhere and pass its new place with --master-key.",
    );
  }
  const ids = config.accessKeys.map((key) => key.accessKeyId);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) {
    found.push(`The access key ${id} is listed twice. Remove one of its entries.`);
  }
  return found;
}

function refusalsOfFunctions({ mode, lambda }: Config): string[] {
  if (mode === "development" || lambda === undefined || lambda.credentials !== undefined) return [];
  return [
    "With --lambda-endpoint, production mode needs the credentials that functions are invoked with: " +
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or lambdaCredentials in the configuration file.",
  ];
}

function refusalsOfDelivery({ mode, mail, sms, kms, logDelivery }: Config): string[] {
  const found: string[] = [];
  if (mode === "production" && kms !== undefined && kms.credentials === undefined) {
    found.push(
      "With --kms-endpoint, production mode needs the credentials that data keys are asked for with: " +
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or kmsCredentials in the configuration file.",
    );
  }
  if (mail !== undefined && mail.from === undefined) {
    found.push(
      "Mail needs --mail-from ADDRESS: the sender of pools that have none of their own. " +
        "Nobody but AWS may send as Cognito's address.",
    );
  }
  const without = [mail?.ses, sms?.sns].some((one) => one !== undefined && one.credentials === undefined);
  if (mode === "production" && without) {
    found.push(
      "With --ses-endpoint or --sns-endpoint, production mode needs the credentials that messages are sent with: " +
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or deliveryCredentials in the configuration file.",
    );
  }
  const { cloudWatchLogs, firehose, s3 } = logDelivery;
  const unsigned = [cloudWatchLogs, firehose, s3].some((one) => one !== undefined && one.credentials === undefined);
  if (mode === "production" && unsigned) {
    found.push(
      "With --logs-endpoint, --firehose-endpoint or --log-s3-endpoint, production mode needs the credentials that logs are " +
        "delivered with: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or deliveryCredentials in the configuration file.",
    );
  }
  return found;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || /^([A-Za-z]:)?[\\/]/.test(way));
}

/** What an operator should know although the server starts. */
export function warningsOf(config: Config): string[] {
  const found: string[] = [];
  if (config.mode === "development" && config.open) {
    found.push(`OPEN: everybody who reaches ${config.host} may read and change everything, without credentials.`);
  }
  if (config.mode === "production" && config.publicUrl?.startsWith("http:")) {
    if (!isLoopback(new URL(config.publicUrl).hostname)) {
      found.push(`The public URL ${config.publicUrl} is not HTTPS: passwords and tokens can be read on the way.`);
    }
  }
  if (config.allowFunctions && (config.mode === "production" || config.open)) {
    found.push(
      "Functions run on this machine as this server's user, without a sandbox (--allow-functions): " +
        "whoever may deploy functions here can read and change everything that this user can.",
    );
  }
  if (config.mode === "production" && config.mail === undefined) {
    found.push("No mail leaves this server: give --smtp-url or --ses-endpoint, and --mail-from.");
  }
  if (config.data === ":memory:" && config.database === undefined) {
    found.push("The store is in memory: all data is gone when the server stops.");
  }
  return found;
}
