/**
 * Owns the grammars of the three sources of settings: flags, environment variables, the configuration file. Every value is
 * checked by `settings.ts`; every complaint names the flag, variable or line that it is about.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  checkSettings,
  flagOf,
  holdsPassword,
  type SettingName,
  type Settings,
  settings,
  variableOf,
} from "../settings.js";
import { ConfigError, type FunctionMapping } from "./config-shape.js";

export type Environment = Readonly<Record<string, string | undefined>>;

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

/** What variables begin with that hold passwords for declared users. */
const passwordPrefix = "POOLHOUSE_PASSWORD_";

/** What a command takes besides settings. */
export interface CommandForm {
  readonly switches?: readonly string[];
  readonly values?: readonly string[];
  readonly operands?: number;
}

export function parseFlags(flags: readonly string[], extra: CommandForm) {
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

export function readVariables(environment: Environment): Settings {
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

/** Variables that look like settings and are none. */
export function unknownVariablesOf(environment: Environment): string[] {
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

export async function readFile(path: string): Promise<Settings> {
  const at = resolve(path);
  let text: string;
  try {
    text = readFileSync(at, "utf8");
  } catch (error) {
    throw new ConfigError([`The configuration file ${at} cannot be read: ${(error as Error).message}.`]);
  }
  if (text.length > 1 << 20) throw new ConfigError([`The configuration file ${at} is larger than 1 MiB.`]);
  // Few servers have a file, and the parser is slow to load.
  const { parseYaml } = await import("../yaml.js");
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

/** Paths of mapped functions are meant from the folder of the file that maps them. */
export function mappingsFrom(given: NonNullable<Settings["functions"]>, base: string): Record<string, FunctionMapping> {
  const entries = Object.entries(given).map(([name, one]): [string, FunctionMapping] => {
    const { target, folder = ".", environment = {} } = typeof one === "string" ? { target: one } : one;
    return [name, { target, folder: resolve(base, folder), environment }];
  });
  return Object.fromEntries(entries);
}

export function passwordVariablesOf(environment: Environment): Record<string, string> {
  const found = Object.entries(environment).filter(([name]) => name.startsWith(passwordPrefix));
  return Object.fromEntries(found) as Record<string, string>;
}

export function checked(raw: unknown, label: (path: string) => string): Settings {
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
