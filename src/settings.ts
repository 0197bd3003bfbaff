/**
 * What can be set: each setting's name in the configuration file, its flag, its environment variable and its check.
 * Owns no values: reading and merging them is config.ts.
 */

import * as v from "valibot";

/**
 * How a setting is written where there is only text: in a flag or an environment variable. A list is divided at commas,
 * texts are not.
 */
type Form = "text" | "path" | "number" | "switch" | "list" | "texts";

/** One setting that a flag and an environment variable can carry. */
export interface Setting {
  readonly form: Form;
  /** What stands for the value in the help text. */
  readonly value?: string;
  readonly help: string;
  /** For a setting whose environment variable is not its name in capitals. */
  readonly variable?: string;
}

/** The settings by their name in the configuration file; flags are the same words with hyphens. */
export const settings = {
  host: { form: "text", value: "ADDRESS", help: "address to listen on (127.0.0.1)" },
  port: { form: "number", value: "N", help: "port to listen on, 0 for any free one (9229)" },
  data: { form: "path", value: "DIR", help: "folder of the embedded store (./poolhouse-data)" },
  database: { form: "text", value: "URL", help: "PostgreSQL instead: postgres://user:password@host/name" },
  region: { form: "text", value: "NAME", help: "region of requests that name none (us-east-1)" },
  account: { form: "text", value: "ID", help: "account in ARNs, 12 digits (123456789012)" },
  publicUrl: { form: "text", value: "URL", help: "where clients reach this server, as tokens and links name it" },
  mode: { form: "text", value: "MODE", help: "development or production (see below)" },
  open: { form: "switch", help: "let a development server listen beyond this machine: anybody may do everything" },
  masterKey: {
    form: "path",
    value: "FILE",
    help: "key that the store is encrypted under",
    variable: "MASTER_KEY_FILE",
  },
  tlsCert: { form: "path", value: "FILE", help: "certificate chain (PEM); with --tls-key the server speaks HTTPS" },
  tlsKey: { form: "path", value: "FILE", help: "private key of the certificate (PEM)" },
  issuer: { form: "text", value: "FORM", help: "issuer in tokens: public (this server's URL) or aws (AWS's form)" },
  strictArns: { form: "switch", help: "refuse ARNs of other accounts" },
  template: { form: "path", value: "FILE", help: "CloudFormation template that is applied at the start" },
  stackName: { form: "text", value: "NAME", help: "stack of the template (the name of its file)" },
  parameter: { form: "texts", value: "KEY=VALUE", help: "parameter of the template (repeatable)" },
  passwordFiles: { form: "path", value: "DIR", help: "folder of passwords that templates may name (PasswordFrom)" },
  inertType: {
    form: "list",
    value: "TYPE",
    help: "resource type that stacks record without effect, like AWS::S3::* (repeatable)",
  },
  allowFunctions: {
    form: "switch",
    help: "let functions run on this machine in production mode too, as this server's user, without a sandbox",
  },
  lambdaEndpoint: {
    form: "text",
    value: "URL",
    help: "where functions are invoked that are neither deployed here nor mapped: AWS Lambda or a compatible one",
  },
  smtpUrl: {
    form: "text",
    value: "URL",
    help: "mail server: smtp://user@host:587 or smtps://…; its password in POOLHOUSE_SMTP_PASSWORD",
  },
  mailFrom: { form: "text", value: "ADDRESS", help: "sender of mail, where a pool has none of its own" },
  dkimDomain: { form: "text", value: "NAME", help: "domain that mail is signed for (DKIM), with the next two" },
  dkimSelector: { form: "text", value: "NAME", help: "selector of the DKIM key" },
  dkimKey: { form: "path", value: "FILE", help: "private DKIM key (PEM)" },
  sesEndpoint: { form: "text", value: "URL", help: "SES instead of a mail server: AWS's endpoint or a compatible one" },
  snsEndpoint: { form: "text", value: "URL", help: "SNS, for text messages: AWS's endpoint or a compatible one" },
  smsWebhook: {
    form: "text",
    value: "URL",
    help: "a program of yours that sends text messages; the secret of its signature in POOLHOUSE_SMS_WEBHOOK_SECRET",
  },
  kmsEndpoint: {
    form: "text",
    value: "URL",
    help: "KMS whose keys encrypt for custom senders where this server has no such key: AWS's or a compatible one",
  },
  geoip: {
    form: "path",
    value: "FILE",
    help: "database of where addresses are (mmdb), for threat protection",
  },
  breachedPasswordsUrl: {
    form: "text",
    value: "URL",
    help: "range service of breached passwords that threat protection asks, by five digits of a SHA-1 sum",
  },
  logsEndpoint: {
    form: "text",
    value: "URL",
    help: "CloudWatch Logs, for exported logs of pools: AWS's endpoint or a compatible one",
  },
  firehoseEndpoint: {
    form: "text",
    value: "URL",
    help: "Firehose, for exported logs: AWS's endpoint or a compatible one",
  },
  logS3Endpoint: { form: "text", value: "URL", help: "S3, for exported logs: AWS's endpoint or a compatible one" },
  logDeliveryFile: {
    form: "path",
    value: "FILE",
    help: "file for exported logs whose destination no endpoint serves, as JSON lines",
  },
  logDeliveryWebhook: {
    form: "text",
    value: "URL",
    help: "a program of yours instead of the file; the secret of its signature in POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET",
  },
  messageBudgets: {
    form: "text",
    value: "on|off",
    help: "refuse messages beyond a number in an hour, to whom and by whom (in production: on)",
  },
  functionModules: {
    form: "path",
    value: "DIR",
    help: "folder whose node_modules functions may import from, as Lambda offers its SDK (in development: where it starts)",
  },
  allowHost: {
    form: "list",
    value: "NAME",
    help: "a further host name that requests may be addressed to (repeatable)",
  },
  trustedProxies: {
    form: "list",
    value: "ADDRESS",
    help: "proxy whose X-Forwarded-For and -Proto are believed (repeatable)",
  },
  logLevel: { form: "text", value: "LEVEL", help: "trace, debug, info, warn, error or silent (info)" },
} as const satisfies Record<string, Setting>;

/** Name of a setting that flags and variables can carry. */
export type SettingName = keyof typeof settings;

/** `publicUrl` as the flag `public-url`. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `publicUrl` as the variable `POOLHOUSE_PUBLIC_URL`. */
export function variableOf(name: SettingName): string {
  const own: Setting = settings[name];
  return `POOLHOUSE_${own.variable ?? flagOf(name).replaceAll("-", "_").toUpperCase()}`;
}

const text = v.pipe(v.string("must be text"), v.minLength(1, "must not be empty"), v.maxLength(2048, "is too long"));
const wholeNumber = (low: number, high: number) => {
  const message = `must be a whole number from ${low} to ${high}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(low, message), v.maxValue(high, message));
};
const oneOf = <const T extends readonly string[]>(words: T) => v.picklist(words, `must be one of ${words.join(", ")}`);
const switchSchema = v.boolean("must be true or false");

// A file may write the account without quotes, and is then a number that has lost its leading zeros.
const account = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.integer())], "must be 12 digits"),
  v.transform((value) => String(value).padStart(typeof value === "number" ? 12 : 0, "0")),
  v.regex(/^\d{12}$/, "must be 12 digits"),
);

const databaseUrl = v.pipe(
  text,
  v.check(
    (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
    "must be a URL like postgres://user@host/name",
  ),
);

const publicUrl = v.pipe(
  text,
  v.check(isPlainUrl, "must be an http or https URL without user, query or fragment"),
  v.transform((value) => new URL(value).href.replace(/\/+$/, "")),
);

/** Whether a text is the URL of a server, and nothing more. */
export function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const bare = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return bare && (url.protocol === "http:" || url.protocol === "https:");
}

// Whether STARTTLS has to be used: `required`, `offered` (used where offered) or `off`.
const smtpUrl = v.pipe(
  text,
  v.check(isSmtpUrl, "must be a URL like smtp://user@host:587, with ?starttls=required, offered or off if at all"),
);

function isSmtpUrl(value: string): boolean {
  if (!/^smtps?:\/\/[^/]/.test(value) || !URL.canParse(value)) return false;
  const { pathname, search, hash } = new URL(value);
  return (
    (pathname === "" || pathname === "/") &&
    hash === "" &&
    /^(\?starttls=(required|offered|off))?$/.test(search) &&
    !(value.startsWith("smtps:") && search !== "")
  );
}

/** Whether the URL of a mail server holds its password. */
export function holdsPassword(smtp: string): boolean {
  return new URL(smtp).password !== "";
}

const dnsName = v.pipe(text, v.regex(/^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63}){0,9}$/, "must be a name of DNS"));

const mailFrom = v.pipe(
  text,
  v.regex(
    /^([^<>\p{Cc}]{0,200}<[^\s<>@,;]{1,64}@[^\s<>@,;]{1,255}>|[^\s<>@,;]{1,64}@[^\s<>@,;]{1,255})$/u,
    'must be like no-reply@example.com or "Example <no-reply@example.com>"',
  ),
);

function isWebUrl(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}

const accessKey = v.pipe(
  v.strictObject({
    accessKeyId: v.pipe(text, v.regex(/^\w{3,128}$/, "must be 3 to 128 letters, digits or underscores")),
    secretAccessKey: text,
    sessionToken: v.optional(text),
    actions: v.optional(
      v.array(v.pipe(text, v.regex(/^(\*|[a-z0-9-]+:[A-Za-z]*\*?)$/, "must be * or like cognito-idp:Admin*"))),
    ),
    pools: v.optional(
      v.array(v.pipe(text, v.regex(/^(\*|[\w-]+_[0-9a-zA-Z]+)$/, "must be * or the id of a user pool"))),
    ),
    readOnly: v.optional(switchSchema),
  }),
  // Silence must not mean everything.
  v.check(
    (key) => key.actions !== undefined || key.readOnly === true,
    'needs actions (["*"] for all) or readOnly: true',
  ),
);

// Environments of functions go to other processes as they are.
const functionEnvironment = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,255}$/, "must be the name of a variable")),
  v.string("must be text"),
);
const functionMapping = v.union(
  [
    text,
    v.strictObject({
      target: text,
      folder: v.optional(text),
      environment: v.optional(functionEnvironment),
    }),
  ],
  'must be like "./handler.ts#export", "./handler.py#function", "http://…" or "cmd …", or a mapping with target, folder and environment',
);

const credentials = v.strictObject({
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: v.optional(text),
});

// Messages per hour. Absent: the usual figure.
const budgetFigure = v.optional(
  v.union([v.literal("off"), wholeNumber(1, 1_000_000_000)], "must be a whole number from 1 to 1000000000, or off"),
);
const mailBudgets = {
  ip: budgetFigure,
  target: budgetFigure,
  targetPerDay: budgetFigure,
  client: budgetFigure,
  pool: budgetFigure,
  administrators: budgetFigure,
};
const budgetFigures = v.strictObject({
  mail: v.optional(v.strictObject(mailBudgets)),
  sms: v.optional(v.strictObject({ ...mailBudgets, range: budgetFigure, country: budgetFigure })),
});
const messageBudgets = v.lazy((given) =>
  typeof given === "object" ? budgetFigures : v.picklist(["on", "off"], "must be on, off, or figures"),
);

/** What the configuration file may hold; flags and variables are checked by the same schema. */
export const settingsSchema = v.strictObject({
  host: v.optional(text),
  port: v.optional(wholeNumber(0, 65535)),
  data: v.optional(text),
  database: v.optional(databaseUrl),
  region: v.optional(v.pipe(text, v.regex(/^[a-z]{2}(-[a-z]{1,12}){1,3}-\d{1,2}$/, "must be a region like us-east-1"))),
  account: v.optional(account),
  publicUrl: v.optional(publicUrl),
  mode: v.optional(oneOf(["development", "production"])),
  open: v.optional(switchSchema),
  masterKey: v.optional(text),
  tlsCert: v.optional(text),
  tlsKey: v.optional(text),
  issuer: v.optional(oneOf(["public", "aws"])),
  strictArns: v.optional(switchSchema),
  template: v.optional(text),
  stackName: v.optional(
    v.pipe(text, v.regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, "must be a letter, then letters, digits or hyphens")),
  ),
  parameter: v.optional(v.array(v.pipe(text, v.regex(/^[A-Za-z0-9]+=/, "must be like Key=Value")), "must be a list")),
  passwordFiles: v.optional(text),
  inertType: v.optional(
    v.array(
      v.pipe(text, v.regex(/^[A-Za-z0-9:]{1,128}\*?$/, "must be a resource type, or its beginning and *")),
      "must be a list",
    ),
  ),
  allowFunctions: v.optional(switchSchema),
  functions: v.optional(v.record(text, functionMapping)),
  lambdaEndpoint: v.optional(publicUrl),
  lambdaCredentials: v.optional(credentials),
  functionModules: v.optional(text),
  smtpUrl: v.optional(smtpUrl),
  smtpPassword: v.optional(text),
  mailFrom: v.optional(mailFrom),
  dkimDomain: v.optional(dnsName),
  dkimSelector: v.optional(dnsName),
  dkimKey: v.optional(text),
  sesEndpoint: v.optional(publicUrl),
  snsEndpoint: v.optional(publicUrl),
  deliveryCredentials: v.optional(credentials),
  smsWebhook: v.optional(v.pipe(text, v.check(isWebUrl, "must be an http or https URL"))),
  kmsEndpoint: v.optional(publicUrl),
  kmsCredentials: v.optional(credentials),
  logsEndpoint: v.optional(publicUrl),
  firehoseEndpoint: v.optional(publicUrl),
  logS3Endpoint: v.optional(publicUrl),
  logDeliveryFile: v.optional(text),
  logDeliveryWebhook: v.optional(v.pipe(text, v.check(isWebUrl, "must be an http or https URL"))),
  logDeliveryWebhookSecret: v.optional(v.pipe(text, v.minLength(16, "must have 16 characters or more"))),
  messageBudgets: v.optional(messageBudgets),
  geoip: v.optional(text),
  breachedPasswordsUrl: v.optional(publicUrl),
  smsWebhookSecret: v.optional(v.pipe(text, v.minLength(16, "must have 16 characters or more"))),
  allowHost: v.optional(v.array(text, "must be a list")),
  trustedProxies: v.optional(v.array(text, "must be a list")),
  logLevel: v.optional(oneOf(["trace", "debug", "info", "warn", "error", "silent"])),
  accessKeys: v.optional(v.array(accessKey, "must be a list")),
  limits: v.optional(
    v.strictObject({
      bodyBytes: v.optional(wholeNumber(1024, 1 << 30)),
      headerBytes: v.optional(wholeNumber(1024, 1 << 20)),
      requestTimeoutMs: v.optional(wholeNumber(100, 3_600_000)),
    }),
  ),
});

/** Settings from one source, checked. */
export type Settings = v.InferOutput<typeof settingsSchema>;

/** Settings as a program or a file writes them. */
export type GivenSettings = v.InferInput<typeof settingsSchema>;

/** Checks what one source holds; problems name the setting the way `label` writes it in that source. */
export function checkSettings(
  raw: unknown,
  label: (path: string) => string,
): { settings: Settings; problems: readonly string[] } {
  const result = v.safeParse(settingsSchema, raw);
  if (result.success) return { settings: result.output, problems: [] };
  const problems = result.issues.map((issue) => {
    const path = v.getDotPath(issue) ?? "";
    if (issue.expected === "never") return `${label(path)} is not a setting. ${known(path)}`;
    if (issue.type === "strict_object")
      return `${label(path)} ${issue.expected === "Object" ? "must be a mapping" : "is missing"}.`;
    return `${label(path)} ${issue.message}.`;
  });
  return { settings: {}, problems };
}

function known(path: string): string {
  return path.includes(".") ? "" : `Settings are: ${Object.keys(settingsSchema.entries).join(", ")}.`;
}
