/** The help texts, made from the table of settings so that no flag is forgotten. */

import { flagOf, type Setting, type SettingName, settings } from "../settings.js";
import { type Command, exitCode } from "./command.js";

const commands: Readonly<Record<string, string>> = {
  serve:
    "poolhouse [serve] [flags]\n\nServes user pools until it is stopped (Ctrl-C, or SIGTERM: requests in progress are finished).",
  apply:
    "poolhouse apply TEMPLATE [--plan] [--endpoint URL] [flags]\n\nBrings a stack of a running server to what a template says. --plan: only shows what would change.",
  trigger:
    "poolhouse trigger NAME --event FILE [--endpoint URL] [flags]\n\nGives a function an event from a file, and prints what it wrote, what it answered and how long it took.",
  functions:
    "poolhouse functions [--endpoint URL] [flags]\n\nLists what the Lambda triggers of every pool of a running server lead to.",
  messages:
    "poolhouse messages [--pool ID] [--resend ID | --resend-dead] [--endpoint URL] [flags]\n\nLists messages of a running server that were given up or wait, or has those that were given up sent again.",
  backup:
    "poolhouse backup FILE [flags]\n\nWrites a copy of the store to a new file, while servers go on. The master key is not in it.",
  restore:
    "poolhouse restore FILE [--replace] [flags]\n\nFills an empty store from a backup. --replace: also one that is not empty.",
  verify:
    "poolhouse verify [FILE] [flags]\n\nReads everything in the store, or in a backup, and checks it under the master key.",
};

const modes = `Modes
  development  any credentials are accepted, an inbox shows all messages; chosen when only this machine can reach
               the server, the store is the embedded one and no access keys are configured
  production   everything else: needs access keys, --public-url and a master key outside the data folder

Each flag is also a variable (--public-url: POOLHOUSE_PUBLIC_URL; --master-key: POOLHOUSE_MASTER_KEY_FILE) and a key of
the configuration file (publicUrl). Flags win over variables, variables over the file. Only as variable:
POOLHOUSE_MASTER_KEY (the key itself) and POOLHOUSE_ACCESS_KEY_ID, POOLHOUSE_SECRET_ACCESS_KEY, POOLHOUSE_SESSION_TOKEN
(one access key for everything). Only in the file: accessKeys (accessKeyId, secretAccessKey, sessionToken, actions, pools,
readOnly), limits (bodyBytes, headerBytes, requestTimeoutMs), functions (ARN or name: "./handler.ts#export",
"./handler.py#function", "http://…" or "cmd …"), figures of messageBudgets, and lambdaCredentials, deliveryCredentials,
kmsCredentials (else AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).`;

/** Help for one command, or for all of them. */
function helpText(command: string | undefined): string {
  const known = command === undefined ? undefined : commands[command];
  const head = known ?? `poolhouse <command> [flags]\n\nCommands\n${list()}\n  help, version`;
  const flags = (Object.keys(settings) as SettingName[]).map(flagLine);
  const all = [...flags, line("--config FILE", "YAML or JSON file with settings"), line("--help, --version", "")];
  return `${head}\n\nFlags\n${all.join("\n")}\n\n${modes}`;
}

function list(): string {
  return Object.entries(commands)
    .map(([name, text]) => `  ${name.padEnd(11)}${text.split("\n").at(-1)}`)
    .join("\n");
}

function flagLine(name: SettingName): string {
  const setting: Setting = settings[name];
  return line(`--${flagOf(name)}${setting.value === undefined ? "" : ` ${setting.value}`}`, setting.help);
}

function line(flag: string, text: string): string {
  // Longer ones keep a space of their own.
  return `  ${flag.padEnd(25)} ${text}`.trimEnd();
}

/** `poolhouse help [command]`. */
export const help: Command = async ([command], { print }) => {
  print(helpText(command));
  return exitCode.done;
};
