/**
 * Owns the shape of what is decided about a server before it starts. Where each part comes from is `sources.ts` and
 * `outgoing.ts`; how they are put together is `config.ts`.
 */

/** What a request to a server is signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

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

/** Whether an address is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}
