/** `poolhouse messages`: what has not arrived, at a running server, and sending it again. */
import { type Client, clientOf, readConfig } from "../config.js";
import { signedHeaders } from "./apply/signed-request.js";
import { NoServer } from "./apply/stack-calls.js";
import { type Command, exitCode } from "./command.js";

/** A message without its contents, as the server shows it. */
interface ListedMessage {
  readonly MessageId: string;
  readonly CreationDate: number;
  readonly UserPoolId: string;
  readonly Kind: string;
  readonly DeliveryMedium: string;
  readonly Destination: string;
  readonly Attempts: number;
  readonly Failure?: string;
}

interface Listing {
  readonly Pending: number;
  readonly Dead: number;
  readonly Messages: readonly ListedMessage[];
}

/** The server said no, in its own words. */
class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";
}

const timeoutMs = 60_000;
/** How many of each kind are shown; the numbers before them count all. */
const shownAtMost = 50;
const resentAtOnce = 500;

/** Lists, or sends again; a list with messages that were given up fails, so that scripts notice. */
export const messages: Command = async (flags, { print, complain }) => {
  const { config, switches, values } = await readConfig(flags, {
    switches: ["resend-dead"],
    values: ["endpoint", "pool", "resend"],
  });
  const id = values["resend"];
  const isAll = switches.has("resend-dead");
  if (id !== undefined && isAll) {
    complain("Either --resend ID or --resend-dead, which is all of them.");
    return exitCode.misused;
  }
  const call = callsOf(clientOf(config, values["endpoint"]));
  const ofPool = values["pool"] === undefined ? {} : { UserPoolId: values["pool"] };
  if (id !== undefined) {
    await call("ResendMessages", { ...ofPool, MessageId: id });
    print(`${id} will be sent again.`);
    return exitCode.done;
  }
  if (isAll) {
    print(`${counted(await resendAll(call, ofPool), "message")} will be sent again.`);
    return exitCode.done;
  }
  const list = async (State: string) =>
    (await call("ListMessages", { ...ofPool, State, MaxResults: shownAtMost })) as unknown as Listing;
  const dead = await list("dead");
  const pending = dead.Pending === 0 ? undefined : await list("pending");
  print(`${counted(dead.Dead, "message")} given up, ${dead.Pending} waiting to be delivered.`);
  section("Given up, newest first", dead.Messages, dead.Dead, print);
  section("Waiting, next first", pending?.Messages ?? [], dead.Pending, print);
  if (dead.Dead === 0) return exitCode.done;
  print("\nSend them again when what was wrong is mended: poolhouse messages --resend ID, or --resend-dead for all.");
  return exitCode.failed;
};

type Call = (action: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

async function resendAll(call: Call, ofPool: object): Promise<number> {
  let resent = 0;
  // From the newest to the oldest, each once: what dies again meanwhile is behind us.
  for (let Before: unknown; ; ) {
    const some = await call("ResendMessages", { ...ofPool, Before, MaxResults: resentAtOnce });
    resent += Number(some["Resent"]);
    Before = some["Next"];
    if (Before === undefined) return resent;
  }
}

function section(title: string, found: readonly ListedMessage[], all: number, print: (line: string) => void): void {
  if (found.length === 0) return;
  print(`\n${title}${all > found.length ? ` (${found.length} of ${all})` : ""}`);
  for (const message of found) {
    const { MessageId, CreationDate, UserPoolId, Kind, DeliveryMedium, Destination, Attempts, Failure } = message;
    const written = new Date(CreationDate * 1000).toISOString().slice(0, 19);
    print(`  ${MessageId}`);
    print(
      `    ${written}Z  ${UserPoolId}  ${Kind}  ${DeliveryMedium} ${Destination}  ` +
        `${counted(Attempts, "attempt")}${Failure === undefined ? "" : `: ${Failure}`}`,
    );
  }
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function callsOf(client: Client): Call {
  const url = new URL(client.endpoint);
  return async (action, input) => {
    const method = "POST";
    const body = JSON.stringify(input);
    const plain = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Poolhouse.${action}` };
    const headers = signedHeaders({ method, url, headers: plain, body }, { ...client, service: "poolhouse" });
    let response: Response;
    let answer: Record<string, unknown>;
    try {
      response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) });
      answer = (await response.json()) as Record<string, unknown>;
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? cause.message || String(cause) : message;
      throw new NoServer(`No Poolhouse server answers at ${client.endpoint} (${reason}). Start one: poolhouse serve`);
    }
    if (response.ok) return answer;
    throw new ServerRefusal(`${answer["__type"] ?? response.status}: ${answer["message"] ?? response.statusText}`);
  };
}
