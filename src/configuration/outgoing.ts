/**
 * Owns where things leave a server to: mail, text messages, exported logs, services of AWS, and how many messages may. Each
 * leaves one way.
 */
import type { Settings } from "../settings.js";
import {
  type AwsEndpoint,
  type Config,
  ConfigError,
  type Credentials,
  isLoopback,
  type LogDeliveryConfig,
  type MailServer,
} from "./config-shape.js";
import type { Environment } from "./sources.js";

/** An endpoint of AWS with its credentials: those of the file, else the usual variables of AWS. */
export function endpointOf(
  endpoint: string | undefined,
  own: Credentials | undefined,
  environment: Environment,
): AwsEndpoint | undefined {
  if (endpoint === undefined) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const usual =
    AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }
      : undefined;
  const credentials = own ?? usual;
  return { endpoint, ...(credentials === undefined ? {} : { credentials }) };
}

/** How mail leaves. */
export function mailOf(given: Settings, environment: Environment, mode: Config["mode"]): Config["mail"] {
  const ses = endpointOf(given.sesEndpoint, given.deliveryCredentials, environment);
  const smtp = given.smtpUrl === undefined ? undefined : mailServerOf(given.smtpUrl, given, mode);
  if (smtp !== undefined && ses !== undefined) {
    throw new ConfigError(["Mail leaves one way: give --smtp-url or --ses-endpoint, not both."]);
  }
  if (smtp === undefined && ses === undefined) return undefined;
  return {
    ...(given.mailFrom === undefined ? {} : { from: given.mailFrom }),
    ...(smtp === undefined ? {} : { smtp }),
    ...(ses === undefined ? {} : { ses }),
  };
}

function mailServerOf(url: string, given: Settings, mode: Config["mode"]): MailServer {
  const { dkimDomain: domain, dkimSelector: selector, dkimKey: keyFile } = given;
  const parts = [domain, selector, keyFile].filter((part) => part !== undefined).length;
  if (parts !== 0 && parts !== 3) {
    throw new ConfigError(["--dkim-domain, --dkim-selector and --dkim-key belong together: give all or none."]);
  }
  const { hostname, searchParams, username } = new URL(url);
  // Passwords and codes do not travel readable between machines, unless somebody says that they may.
  const isFar = !isLoopback(hostname) && (mode === "production" || username !== "");
  const starttls = searchParams.get("starttls") ?? (isFar ? "required" : "offered");
  return {
    url,
    ...(given.smtpPassword === undefined ? {} : { password: given.smtpPassword }),
    requireTls: starttls === "required" && !url.startsWith("smtps:"),
    ignoreTls: starttls === "off",
    ...(domain === undefined || selector === undefined || keyFile === undefined
      ? {}
      : { dkim: { domain, selector, keyFile } }),
  };
}

/** How text messages leave. */
export function smsOf(given: Settings, environment: Environment): Config["sms"] {
  const sns = endpointOf(given.snsEndpoint, given.deliveryCredentials, environment);
  const { smsWebhook: url, smsWebhookSecret: secret } = given;
  if (url === undefined) return sns && { sns };
  if (sns !== undefined) {
    throw new ConfigError(["Text messages leave one way: give --sns-endpoint or --sms-webhook, not both."]);
  }
  if (secret === undefined) {
    throw new ConfigError([
      "--sms-webhook needs the secret that its requests are signed with: set POOLHOUSE_SMS_WEBHOOK_SECRET, " +
        "for example to the output of: openssl rand -hex 32",
    ]);
  }
  return { webhook: { url, secret } };
}

/** Beginnings of sums are enough to tell two people apart who use the same password: they do not travel readable. */
export function breachedPasswordsOf({ breachedPasswordsUrl: url }: Settings): Pick<Config, "breachedPasswordsUrl"> {
  if (url === undefined) return {};
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && !isLoopback(hostname)) {
    throw new ConfigError(["--breached-passwords-url must be https, unless the service runs on this machine."]);
  }
  return { breachedPasswordsUrl: url };
}

/** Where exported logs of pools go. */
export function logDeliveryOf(given: Settings, environment: Environment): LogDeliveryConfig {
  const own = given.deliveryCredentials;
  const cloudWatchLogs = endpointOf(given.logsEndpoint, own, environment);
  const firehose = endpointOf(given.firehoseEndpoint, own, environment);
  const s3 = endpointOf(given.logS3Endpoint, own, environment);
  const rest = restOfLogs(given);
  return {
    ...(cloudWatchLogs === undefined ? {} : { cloudWatchLogs }),
    ...(firehose === undefined ? {} : { firehose }),
    ...(s3 === undefined ? {} : { s3 }),
    ...(rest === undefined ? {} : { rest }),
  };
}

function restOfLogs(given: Settings): LogDeliveryConfig["rest"] {
  const { logDeliveryFile: file, logDeliveryWebhook: url, logDeliveryWebhookSecret: secret } = given;
  if (url === undefined) return file === undefined ? undefined : { file };
  if (file !== undefined) {
    throw new ConfigError(["Logs go one way: give --log-delivery-file or --log-delivery-webhook, not both."]);
  }
  if (secret === undefined) {
    throw new ConfigError([
      "--log-delivery-webhook needs the secret that its requests are signed with: " +
        "set POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET, for example to the output of: openssl rand -hex 32",
    ]);
  }
  return { webhook: { url, secret } };
}

/** A developer's tests send more than anybody's users, and to nobody. */
export function budgetsOf({ messageBudgets }: Settings, mode: Config["mode"]): Pick<Config, "messageBudgets"> {
  const asked = messageBudgets ?? (mode === "production" ? "on" : "off");
  if (asked === "off") return {};
  const { mail = {}, sms = {} } = asked === "on" ? {} : asked;
  return { messageBudgets: { mail: { ...mail }, sms: { ...sms } } };
}
