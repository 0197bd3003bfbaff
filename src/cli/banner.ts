/** What the server says when it is ready: where it is, as what, where data lies, and one line to paste. */

import { type Config, isLoopback } from "../config.js";

/** The lines to print; `url` is the address as it was bound. Holds no secret. */
export function banner(config: Config, url: string, warnings: readonly string[]): string[] {
  const endpoint = config.publicUrl ?? url;
  const rows: (readonly [string, string])[] = [
    ["Endpoint", endpoint === url ? url : `${endpoint} (listening on ${url})`],
    ["Region", config.region],
    ["Account", config.account],
    ["Mode", `${config.mode} (${config.modeReason})`],
    ["Data", place(config)],
    ...(config.mode === "development" ? ([["Inbox", `${endpoint}/_poolhouse/inbox`]] as const) : []),
    ["Functions", functions(config)],
    ["Issuer", config.issuer === "aws" ? "aws (https://cognito-idp.REGION.amazonaws.com/POOL)" : `${endpoint}/POOL`],
  ];
  return [
    "Poolhouse is ready.",
    "",
    ...rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`),
    "",
    ...(config.mode === "development"
      ? ["Try it (any credentials will do):", ""]
      : ["Try it with one of your access keys:", ""]),
    `  ${pasteLine(config, endpoint)}`,
    "",
    ...warnings.map((warning) => `WARNING: ${warning}`),
  ];
}

function functions({ allowFunctions }: Config): string {
  if (allowFunctions) return "run on this machine, not sandboxed";
  return "run elsewhere only (--allow-functions: also on this machine, not sandboxed)";
}

function place(config: Config): string {
  if (config.database === undefined) return config.data === ":memory:" ? "in memory" : config.data;
  const { host, pathname } = new URL(config.database);
  return `PostgreSQL ${host}${pathname}`;
}

function pasteLine(config: Config, endpoint: string): string {
  const credentials = config.mode === "development" ? "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local " : "";
  const unchecked = config.tls !== undefined && isLoopback(new URL(endpoint).hostname) ? " --no-verify-ssl" : "";
  return `${credentials}aws --endpoint-url ${endpoint}${unchecked} --region ${config.region} cognito-idp create-user-pool --pool-name demo`;
}
