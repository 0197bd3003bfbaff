/**
 * Turns flags, environment variables and the configuration file into one frozen Config. The only reader of the
 * environment. What can be set is listed in settings.ts; which combinations a server refuses is in start-rules.ts.
 * Longer than most files because every source has its own small grammar, and they are only understood side by side.
 */

import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  checkSettings,
  flagOf,
  type GivenSettings,
  holdsPassword,
  isPlainUrl,
  type SettingName,
  type Settings,
  settings,
  variableOf,
} from "./settings.js";

/** A caller that production mode knows: its credentials and what they may do (T-32). */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** `*`, or patterns like `cognito-idp:Admin*`. */
  readonly actions: readonly string[];
  /** `*`, or ids of user pools. */
  readonly pools: readonly string[];
  readonly readOnly: boolean;
}

/** Where the master key comes from. */
export type MasterKeySource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "value"; readonly value: string };

/** What the operator maps a function to, by its ARN or name. */
export interface FunctionMapping {
  /** `./path/handler.ts#export`, `./handler.py#function`, `http://…` or `cmd …`. */
  readonly target: string;
  /** Absolute; what relative paths are meant from. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A service of AWS, or of somebody who speaks its protocol. Without credentials only in development. */
export interface AwsEndpoint {
  readonly endpoint: string;
  readonly credentials?: Credentials;
}

/** A mail server. */
export interface MailServer {
  readonly url: string;
  readonly password?: string;
  readonly requireTls: boolean;
  readonly ignoreTls: boolean;
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly keyFile: string };
}

/** Who takes exported logs of pools, by the service that a pool's configuration names. */
export interface LogDeliveryConfig {
  readonly cloudWatchLogs?: AwsEndpoint;
  readonly firehose?: AwsEndpoint;
  readonly s3?: AwsEndpoint;
  /** Takes what none of the endpoints serves. */
  readonly rest?: { readonly file: string } | { readonly webhook: { readonly url: string; readonly secret: string } };
}

/** Messages per hour, by what they are counted for. */
export type BudgetSettings = Readonly<Record<string, number | "off" | undefined>>;

/** Everything that can be decided about a server before it starts. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the embedded store's folder, or `:memory:`. */
  readonly data: string;
  /** PostgreSQL instead of the embedded store. */
  readonly database?: string;
  readonly region: string;
  readonly account: string;
  /** Without a slash at the end. Absent: the address that the server listens on. */
  readonly publicUrl?: string;
  readonly mode: "development" | "production";
  /** Why this mode, as half a sentence. */
  readonly modeReason: string;
  readonly open: boolean;
  /** Absent: a key generated in the data folder. */
  readonly masterKey?: MasterKeySource;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly issuer: "public" | "aws";
  readonly strictArns: boolean;
  /** Path of a template to apply at the start. */
  readonly template?: string;
  /** The stack of a template; absent: called like the file. */
  readonly stackName?: string;
  /** Values of template parameters by key. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly passwordFiles?: string;
  /** Passwords in variables, for users that templates declare. */
  readonly passwordVariables: Readonly<Record<string, string>>;
  /** Patterns of resource types that have no effect. */
  readonly inertTypes: readonly string[];
  readonly functions: Readonly<Record<string, FunctionMapping>>;
  /** Whether code may run on this machine: unasked only where nobody else could have brought it. */
  readonly allowFunctions: boolean;
  /** Where functions are invoked that are not here. Without credentials only in development. */
  readonly lambda?: AwsEndpoint;
  /** How mail leaves. Absent: it is kept for the inbox. */
  readonly mail?: { readonly from?: string; readonly smtp?: MailServer; readonly ses?: AwsEndpoint };
  /** How text messages leave. Absent: they are kept for the inbox. */
  readonly sms?: { readonly sns?: AwsEndpoint; readonly webhook?: { readonly url: string; readonly secret: string } };
  /** The KMS of keys that are not here. */
  readonly kms?: AwsEndpoint;
  /** Where exported logs of pools go. What none of these serves goes nowhere. */
  readonly logDelivery: LogDeliveryConfig;
  /** Budgets of messages that differ from the usual ones. Absent: messages are not counted. */
  readonly messageBudgets?: { readonly mail: BudgetSettings; readonly sms: BudgetSettings };
  /** A database of where addresses are. */
  readonly geoip?: string;
  /** A range service of breached passwords. */
  readonly breachedPasswordsUrl?: string;
  /** Whose node_modules functions may import from besides their own. */
  readonly functionModules?: string;
  /** PATH: where the programs are that functions are run by. */
  readonly searchPath: string;
  readonly allowHost: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly accessKeys: readonly AccessKey[];
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  readonly limits: { readonly bodyBytes: number; readonly headerBytes: number; readonly requestTimeoutMs: number };
}

/** The settings contradict each other or the world; each problem is a sentence that says what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** What a command line gave: the Config, and what was no setting. */
export interface CommandLine {
  readonly config: Config;
  readonly operands: readonly string[];
  /** Switches of the command itself that were given. */
  readonly switches: ReadonlySet<string>;
  /** Values of flags of the command itself. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** What a request to a server is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** How a command reaches a running server, as AWS's own tools would, and whether it may colour what it prints. */
export interface Client {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly coloured: boolean;
}

/** The client of this environment. Without credentials those of development mode, which are any. */
export function clientOf(config: Config, endpoint?: string, environment: Environment = process.env): Client {
  const { AWS_ENDPOINT_URL_CLOUDFORMATION, AWS_ENDPOINT_URL, NO_COLOR, FORCE_COLOR } = environment;
  const own = `${config.tls === undefined ? "http" : "https"}://${isLoopback(config.host) ? config.host : "127.0.0.1"}:${config.port}`;
  const url = endpoint ?? AWS_ENDPOINT_URL_CLOUDFORMATION ?? AWS_ENDPOINT_URL ?? config.publicUrl ?? own;
  if (!isPlainUrl(url)) throw new ConfigError([`--endpoint must be a URL like http://127.0.0.1:9229, not ${url}.`]);
  const given = (name: string): string | undefined => environment[`POOLHOUSE_${name}`] ?? environment[`AWS_${name}`];
  return {
    endpoint: url,
    region: config.region,
    credentials: {
      accessKeyId: given("ACCESS_KEY_ID") ?? "local",
      secretAccessKey: given("SECRET_ACCESS_KEY") ?? "local",
      sessionToken: given("SESSION_TOKEN"),
    },
    coloured: isSet(FORCE_COLOR) || (!isSet(NO_COLOR) && process.stdout.isTTY === true),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variables that are not settings of settings.ts, and what they carry. */
const otherVariables = new Set([
  "POOLHOUSE_CONFIG",
  "POOLHOUSE_MASTER_KEY",
  "POOLHOUSE_ACCESS_KEY_ID",
  "POOLHOUSE_SECRET_ACCESS_KEY",
  "POOLHOUSE_SESSION_TOKEN",
  "POOLHOUSE_SMTP_PASSWORD",
  "POOLHOUSE_SMS_WEBHOOK_SECRET",
  "POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET",
]);

/** Reads flags over environment over file. Throws ConfigError naming every problem. */
export async function readConfig(
  flags: readonly string[],
  extra: {
    readonly switches?: readonly string[];
    readonly values?: readonly string[];
    readonly operands?: number;
  } = {},
  environment: Environment = process.env,
): Promise<CommandLine> {
  const line = parseFlags(flags, extra);
  const path = line.config ?? environment["POOLHOUSE_CONFIG"];
  const fromFile = path === undefined ? {} : await readFile(path);
  const fromEnvironment = readVariables(environment);
  const merged: Settings = { ...fromFile, ...fromEnvironment, ...line.settings };
  const fileOverValue = line.settings.masterKey !== undefined;
  const { operands, switches, values } = line;
  return { config: makeConfig(merged, environment, fileOverValue), operands, switches, values };
}

/** A Config for a program that embeds the server: the given settings, no environment, no file. */
export function configOf(given: GivenSettings): Config {
  const { settings: checked, problems } = checkSettings(given, (path) => path);
  if (problems.length > 0) throw new ConfigError(problems);
  const { PATH } = process.env;
  return makeConfig(checked, { PATH }, true);
}

function parseFlags(flags: readonly string[], extra: Parameters<typeof readConfig>[1] & object) {
  const { switches = [], values = [], operands = 0 } = extra;
  const options: Record<string, { type: "string" | "boolean"; multiple?: boolean }> = { config: { type: "string" } };
  const names = Object.keys(settings) as SettingName[];
  for (const name of names) {
    const { form } = settings[name];
    options[flagOf(name)] = {
      type: form === "switch" ? "boolean" : "string",
      multiple: form === "list" || form === "texts",
    };
  }
  for (const one of values) options[one] = { type: "string" };
  for (const one of switches) options[one] = { type: "boolean" };
  const parsed = parseTokens(flags, options);
  const surplus = parsed.positionals[operands];
  if (surplus !== undefined) throw new ConfigError([`"${surplus}" is not expected here. See --help.`]);

  const raw: Record<string, unknown> = {};
  for (const name of names) {
    const value = parsed.values[flagOf(name)];
    if (value !== undefined) raw[name] = fromText(name, value as string | boolean | string[], process.cwd());
  }
  const found = checked(raw, (path) => `--${flagOf(firstOf(path))}`);
  // Whoever may list the processes of a machine reads their flags.
  if (found.smtpUrl !== undefined && holdsPassword(found.smtpUrl)) {
    throw new ConfigError(["--smtp-url must not hold the password: set POOLHOUSE_SMTP_PASSWORD instead."]);
  }
  return {
    settings: found,
    config: parsed.values["config"] as string | undefined,
    operands: parsed.positionals,
    switches: new Set(switches.filter((one) => parsed.values[one] === true)),
    values: Object.fromEntries(values.map((one) => [one, parsed.values[one] as string | undefined])),
  };
}

function parseTokens(flags: readonly string[], options: Record<string, { type: "string" | "boolean" }>) {
  try {
    return parseArgs({ args: [...flags], options, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined || !code.startsWith("ERR_PARSE_ARGS")) throw error;
    // The runtime adds advice about positionals after the first sentence.
    throw new ConfigError([`${message.split(/\. |\n/, 1)[0]}. See --help.`]);
  }
}

function readVariables(environment: Environment): Settings {
  const raw: Record<string, unknown> = {};
  const byVariable = new Map((Object.keys(settings) as SettingName[]).map((name) => [variableOf(name), name]));
  for (const [variable, name] of byVariable) {
    const value = environment[variable];
    // An empty variable is how compose files and shells write "not set".
    if (value === undefined || value === "" || isServiceLink(variable, value)) continue;
    raw[name] = fromText(name, value, process.cwd());
  }
  const id = environment["POOLHOUSE_ACCESS_KEY_ID"];
  const secret = environment["POOLHOUSE_SECRET_ACCESS_KEY"];
  const token = environment["POOLHOUSE_SESSION_TOKEN"];
  if ((id === undefined) !== (secret === undefined)) {
    throw new ConfigError([
      "POOLHOUSE_ACCESS_KEY_ID and POOLHOUSE_SECRET_ACCESS_KEY belong together: set both or none.",
    ]);
  }
  if (id !== undefined) {
    raw["accessKeys"] = [
      {
        accessKeyId: id,
        secretAccessKey: secret,
        ...(token === undefined ? {} : { sessionToken: token }),
        actions: ["*"],
      },
    ];
  }
  if (environment["POOLHOUSE_SMTP_PASSWORD"]) raw["smtpPassword"] = environment["POOLHOUSE_SMTP_PASSWORD"];
  if (environment["POOLHOUSE_SMS_WEBHOOK_SECRET"]) {
    raw["smsWebhookSecret"] = environment["POOLHOUSE_SMS_WEBHOOK_SECRET"];
  }
  if (environment["POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET"]) {
    raw["logDeliveryWebhookSecret"] = environment["POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET"];
  }
  return checked(raw, (path) => {
    if (path.endsWith("secretAccessKey")) return "POOLHOUSE_SECRET_ACCESS_KEY";
    if (path === "smtpPassword") return "POOLHOUSE_SMTP_PASSWORD";
    if (path === "smsWebhookSecret") return "POOLHOUSE_SMS_WEBHOOK_SECRET";
    if (path === "logDeliveryWebhookSecret") return "POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET";
    return path.startsWith("accessKeys") ? "POOLHOUSE_ACCESS_KEY_ID" : variableOf(firstOf(path));
  });
}

/** Variables that look like settings and are none, so that a misspelt one does not pass unnoticed. */
export function unknownVariables(environment: Environment = process.env): string[] {
  const known = new Set([...otherVariables, ...(Object.keys(settings) as SettingName[]).map(variableOf)]);
  return Object.keys(environment)
    .filter((name) => name.startsWith("POOLHOUSE_") && !name.startsWith(passwordPrefix) && !known.has(name))
    .filter((name) => !/^POOLHOUSE_(SERVICE_|PORT_|TEST_)/.test(name))
    .sort();
}

/** Kubernetes gives pods beside a service named "poolhouse" a POOLHOUSE_PORT like tcp://10.0.0.1:9229. */
function isServiceLink(variable: string, value: string): boolean {
  return variable === "POOLHOUSE_PORT" && value.startsWith("tcp://");
}

async function readFile(path: string): Promise<Settings> {
  const at = resolve(path);
  let text: string;
  try {
    text = readFileSync(at, "utf8");
  } catch (error) {
    throw new ConfigError([`The configuration file ${at} cannot be read: ${(error as Error).message}.`]);
  }
  if (text.length > 1 << 20) throw new ConfigError([`The configuration file ${at} is larger than 1 MiB.`]);
  // Few servers have a file, and the parser is slow to load.
  const { parseYaml } = await import("./yaml.js");
  let raw: unknown;
  try {
    raw = parseYaml(text) ?? {};
  } catch (error) {
    throw new ConfigError([`The configuration file ${at} is neither YAML nor JSON: ${(error as Error).message}`]);
  }
  if (Array.isArray(raw)) throw new ConfigError([`The configuration file ${at} must be a mapping, not a list.`]);
  const found = checked(raw, (key) => (key === "" ? `${path}: the file` : `${path}: ${key}`));
  const paths: { -readonly [name in (typeof pathNames)[number]]?: string } = {};
  for (const name of pathNames) {
    const value = found[name];
    if (value !== undefined) paths[name] = fromText(name, value, dirname(at)) as string;
  }
  return { ...found, ...paths, ...(found.functions && { functions: mappingsFrom(found.functions, dirname(at)) }) };
}

/** A developer's tests send more than anybody's users, and to nobody. */
function budgetsOf({ messageBudgets }: Settings, mode: Config["mode"]): Pick<Config, "messageBudgets"> {
  const asked = messageBudgets ?? (mode === "production" ? "on" : "off");
  if (asked === "off") return {};
  const { mail = {}, sms = {} } = asked === "on" ? {} : asked;
  return { messageBudgets: { mail: { ...mail }, sms: { ...sms } } };
}

/** A developer's functions use what his project has installed; in production nothing is taken that was not named. */
function functionModulesOf(given: Settings, mode: Config["mode"]): Pick<Config, "functionModules"> {
  if (given.functionModules !== undefined) return { functionModules: resolve(given.functionModules) };
  return mode === "development" ? { functionModules: process.cwd() } : {};
}

/** Paths of mapped functions are meant from the folder of the file that maps them. */
function mappingsFrom(given: NonNullable<Settings["functions"]>, base: string): Record<string, FunctionMapping> {
  const entries = Object.entries(given).map(([name, one]): [string, FunctionMapping] => {
    const { target, folder = ".", environment = {} } = typeof one === "string" ? { target: one } : one;
    return [name, { target, folder: resolve(base, folder), environment }];
  });
  return Object.fromEntries(entries);
}

/** An endpoint of AWS with its credentials: those of the file, else the usual variables of AWS. */
function endpointOf(
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
function mailOf(given: Settings, environment: Environment, mode: Config["mode"]): Config["mail"] {
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
function smsOf(given: Settings, environment: Environment): Config["sms"] {
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
function breachedPasswordsOf({ breachedPasswordsUrl: url }: Settings): Pick<Config, "breachedPasswordsUrl"> {
  if (url === undefined) return {};
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && !isLoopback(hostname)) {
    throw new ConfigError(["--breached-passwords-url must be https, unless the service runs on this machine."]);
  }
  return { breachedPasswordsUrl: url };
}

/** Where exported logs of pools go. */
function logDeliveryOf(given: Settings, environment: Environment): LogDeliveryConfig {
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

function checked(raw: unknown, label: (path: string) => string): Settings {
  const { settings: found, problems } = checkSettings(raw, label);
  if (problems.length > 0) throw new ConfigError(problems);
  return found;
}

function firstOf(path: string): SettingName {
  return path.split(".", 1)[0] as SettingName;
}

/** A value as the schema wants it, from the text of a flag or variable; what is no number stays text and is refused. */
function fromText(name: SettingName, value: string | boolean | string[], base: string): unknown {
  const { form } = settings[name];
  if (form === "list")
    return (Array.isArray(value) ? value : [value]).flatMap((one) => String(one).split(",")).map((one) => one.trim());
  if (form === "texts") return Array.isArray(value) ? value : [value];
  if (typeof value !== "string") return value;
  if (form === "number") return /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (form === "switch") return { true: true, 1: true, false: false, 0: false }[value] ?? value;
  if (form === "path") return value === "" || value === ":memory:" ? value : resolve(base, value);
  return value;
}

/** Settings of the file that are paths: they are meant from the file's own folder. */
const pathNames = [
  "data",
  "masterKey",
  "tlsCert",
  "tlsKey",
  "template",
  "passwordFiles",
  "dkimKey",
  "logDeliveryFile",
  "functionModules",
  "geoip",
] as const;

/** What variables begin with that hold passwords for declared users. */
const passwordPrefix = "POOLHOUSE_PASSWORD_";

function makeConfig(given: Settings, environment: Environment, fileOverValue: boolean): Config {
  const host = given.host ?? "127.0.0.1";
  const data = given.data ?? resolve("poolhouse-data");
  const accessKeys = (given.accessKeys ?? []).map((key) => ({
    accessKeyId: key.accessKeyId,
    secretAccessKey: key.secretAccessKey,
    ...(key.sessionToken === undefined ? {} : { sessionToken: key.sessionToken }),
    actions: key.actions ?? ["*"],
    pools: key.pools ?? ["*"],
    readOnly: key.readOnly ?? false,
  }));
  const masterKey = masterKeyOf(given.masterKey, environment["POOLHOUSE_MASTER_KEY"], fileOverValue);
  if ((given.tlsCert === undefined) !== (given.tlsKey === undefined)) {
    throw new ConfigError(["--tls-cert and --tls-key belong together: give both or none."]);
  }
  const mode = decideMode(given, host, accessKeys.length);
  const lambda = endpointOf(given.lambdaEndpoint, given.lambdaCredentials, environment);
  const kms = endpointOf(given.kmsEndpoint, given.kmsCredentials, environment);
  const mail = mailOf(given, environment, mode.mode);
  const sms = smsOf(given, environment);
  const config: Config = {
    host,
    port: given.port ?? 9229,
    data: data === ":memory:" ? data : realPath(resolve(data)),
    ...(given.database === undefined ? {} : { database: given.database }),
    region: given.region ?? "us-east-1",
    account: given.account ?? "123456789012",
    ...(given.publicUrl === undefined ? {} : { publicUrl: given.publicUrl }),
    ...mode,
    open: given.open ?? false,
    ...(masterKey === undefined ? {} : { masterKey }),
    ...(given.tlsCert === undefined || given.tlsKey === undefined
      ? {}
      : { tls: { cert: given.tlsCert, key: given.tlsKey } }),
    issuer: given.issuer ?? "public",
    strictArns: given.strictArns ?? false,
    ...(given.template === undefined ? {} : { template: given.template }),
    ...(given.stackName === undefined ? {} : { stackName: given.stackName }),
    parameters: parametersOf(given.parameter ?? []),
    ...(given.passwordFiles === undefined ? {} : { passwordFiles: given.passwordFiles }),
    passwordVariables: passwordVariablesOf(environment),
    inertTypes: given.inertType ?? [],
    functions: mappingsFrom(given.functions ?? {}, process.cwd()),
    // An open server takes functions from everybody who reaches it.
    allowFunctions: given.allowFunctions ?? (mode.mode === "development" && given.open !== true),
    ...(lambda === undefined ? {} : { lambda }),
    ...(mail === undefined ? {} : { mail }),
    ...(sms === undefined ? {} : { sms }),
    ...(kms === undefined ? {} : { kms }),
    logDelivery: logDeliveryOf(given, environment),
    ...budgetsOf(given, mode.mode),
    ...functionModulesOf(given, mode.mode),
    ...(given.geoip === undefined ? {} : { geoip: given.geoip }),
    ...breachedPasswordsOf(given),
    searchPath: environment["PATH"] || "/usr/local/bin:/usr/bin:/bin",
    allowHost: given.allowHost ?? [],
    trustedProxies: given.trustedProxies ?? [],
    accessKeys,
    logLevel: given.logLevel ?? "info",
    limits: {
      bodyBytes: given.limits?.bodyBytes ?? 4_194_304,
      headerBytes: given.limits?.headerBytes ?? 16_384,
      requestTimeoutMs: given.limits?.requestTimeoutMs ?? 30_000,
    },
  };
  return deepFreeze(config);
}

/** A stack is called like its template: `identity` for `identity.yaml`. */
export function stackNameOf(path: string): string {
  const name = basename(path)
    .replace(/\.[^.]*$/, "")
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^[^a-zA-Z]+/, "")
    .slice(0, 128);
  if (name === "") throw new ConfigError([`No stack can be called like ${path}: give --stack-name.`]);
  return name;
}

function parametersOf(given: readonly string[]): Record<string, string> {
  const pairs = given.map((one): [string, string] => {
    const equals = one.indexOf("=");
    return [one.slice(0, equals), one.slice(equals + 1)];
  });
  return Object.fromEntries(pairs);
}

function passwordVariablesOf(environment: Environment): Record<string, string> {
  const found = Object.entries(environment).filter(([name]) => name.startsWith(passwordPrefix));
  return Object.fromEntries(found) as Record<string, string>;
}

function masterKeyOf(
  file: string | undefined,
  value: string | undefined,
  fileFirst: boolean,
): MasterKeySource | undefined {
  const hasValue = value !== undefined && value !== "";
  if (file !== undefined && (fileFirst || !hasValue)) return { kind: "file", path: realPath(file) };
  return hasValue ? { kind: "value", value } : undefined;
}

/** Development needs no credentials, so it is only chosen unasked where nobody but this machine can reach the server. */
function decideMode(given: Settings, host: string, accessKeys: number): Pick<Config, "mode" | "modeReason"> {
  if (given.mode !== undefined) return { mode: given.mode, modeReason: "as asked" };
  if (!isLoopback(host)) return { mode: "production", modeReason: `because it listens on ${host}` };
  if (given.database !== undefined) return { mode: "production", modeReason: "because it uses PostgreSQL" };
  if (accessKeys > 0) return { mode: "production", modeReason: "because access keys are configured" };
  return { mode: "development", modeReason: "because only this machine can reach it" };
}

/** Whether an address is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}

/** The path with symbolic links resolved as far as it exists, so that "inside the data folder" cannot be disguised. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    return join(realPath(dirname(path)), basename(path));
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
