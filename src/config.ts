/**
 * Turns flags, environment variables and the configuration file into one frozen Config; the only reader of the environment.
 * The grammars of the sources are `configuration/sources.ts`, what leaves the server is `configuration/outgoing.ts`. What can
 * be set is listed in settings.ts; which combinations a server refuses is in start-rules.ts.
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  type Config,
  ConfigError,
  type Credentials,
  isLoopback,
  type MasterKeySource,
} from "./configuration/config-shape.js";
import { breachedPasswordsOf, budgetsOf, endpointOf, logDeliveryOf, mailOf, smsOf } from "./configuration/outgoing.js";
import {
  type CommandForm,
  checked,
  type Environment,
  mappingsFrom,
  parseFlags,
  passwordVariablesOf,
  readFile,
  readVariables,
  unknownVariablesOf,
} from "./configuration/sources.js";
import { type GivenSettings, isPlainUrl, type Settings } from "./settings.js";

export {
  type AwsEndpoint,
  type Config,
  ConfigError,
  type Credentials,
  isLoopback,
  type MailServer,
} from "./configuration/config-shape.js";

/** What a command line gave: the Config, and what was no setting. */
export interface CommandLine {
  readonly config: Config;
  readonly operands: readonly string[];
  /** Switches of the command itself that were given. */
  readonly switches: ReadonlySet<string>;
  /** Values of flags of the command itself. */
  readonly values: Readonly<Record<string, string | undefined>>;
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

/** Reads flags over environment over file. Throws ConfigError naming every problem. */
export async function readConfig(
  flags: readonly string[],
  extra: CommandForm = {},
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
  const { PATH } = process.env;
  return makeConfig(
    checked(given, (path) => path),
    { PATH },
    true,
  );
}

/** Variables that look like settings and are none, so that a misspelt one does not pass unnoticed. */
export function unknownVariables(environment: Environment = process.env): string[] {
  return unknownVariablesOf(environment);
}

/** A developer's functions use what his project has installed; in production nothing is taken that was not named. */
function functionModulesOf(given: Settings, mode: Config["mode"]): Pick<Config, "functionModules"> {
  if (given.functionModules !== undefined) return { functionModules: resolve(given.functionModules) };
  return mode === "development" ? { functionModules: process.cwd() } : {};
}

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
