/** `poolhouse trigger NAME --event FILE`: gives a function an event once more, and shows what it did with it. */
import { readFile } from "node:fs/promises";
import { clientOf, readConfig } from "../config.js";
import { NoServer } from "./apply/stack-calls.js";
import { type Command, exitCode } from "./command.js";
import { withoutMappings } from "./functions.js";
import { type PoolFunctions, poolFunctionsOf } from "./pool-functions.js";
import type { OperatorFunctions } from "./world-contract.js";

interface Replayed {
  readonly failed: boolean;
  readonly body: string;
  readonly log: string;
  readonly where: string;
}

/** Runs it where a pool would find it: deployed into the running server, mapped by this configuration, or an endpoint. */
export const trigger: Command = async (flags, { world, print, complain }) => {
  const { config, operands, values } = await readConfig(flags, { values: ["event", "endpoint"], operands: 1 });
  const [name] = operands;
  const file = values["event"];
  if (name === undefined || file === undefined) {
    complain("Which function, and which event? poolhouse trigger NAME --event event.json");
    return exitCode.misused;
  }
  let body: string;
  try {
    body = await readFile(file, "utf8");
    JSON.parse(body);
  } catch (error) {
    const isRead = error instanceof SyntaxError;
    complain(`The event ${file} ${isRead ? "is no JSON" : "cannot be read"}: ${(error as Error).message}.`);
    return exitCode.misused;
  }
  const client = clientOf(config, values["endpoint"]);
  const server = poolFunctionsOf(client);
  const { openFunctions } = await world();
  const own = openFunctions(config, {
    show: undefined,
    ownEndpoint: config.mode === "development" ? () => client.endpoint : undefined,
  });
  try {
    const before = own.milliseconds();
    const answered = await atServer(server, name, body);
    const replayed = typeof answered === "object" ? answered : await here(own, name, body);
    const took = own.milliseconds() - before;
    if (typeof replayed === "string") {
      complain(replayed);
      if (answered === "no server") complain(`What is deployed is not known: no server answers at ${client.endpoint}.`);
      if (Object.keys(config.functions).length === 0) complain(withoutMappings);
      return exitCode.failed;
    }
    print(`${name} (${replayed.where})`);
    for (const line of replayed.log.split("\n").filter((one) => one !== "")) print(`  | ${line}`);
    print(shown(replayed.body));
    print(`${replayed.failed ? "Failed" : "Answered"} in ${took.toFixed(0)} ms.`);
    return replayed.failed ? exitCode.failed : exitCode.done;
  } finally {
    await own.close();
  }
};

/** Mapped functions need no server. */
async function atServer(
  server: PoolFunctions,
  name: string,
  body: string,
): Promise<Replayed | "not deployed" | "no server"> {
  let deployed: string | undefined;
  try {
    deployed = await server.deployed(name);
  } catch (error) {
    if (error instanceof NoServer) return "no server";
    throw error;
  }
  if (deployed === undefined) return "not deployed";
  return { ...(await server.invoke(name, body)), where: `deployed: ${deployed}` };
}

async function here(own: OperatorFunctions, named: string, body: string): Promise<Replayed | string> {
  const { kind, detail } = await own.find(named);
  const answer = await own.invoke({ named, body, asynchronous: false, requestId: "replay" });
  if (answer.kind === "refused") return `${named} cannot be called: ${answer.detail}`;
  return { failed: answer.kind === "failed", body: answer.body, log: answer.log, where: `${kind}: ${detail}` };
}

/** JSON for reading; anything else as it is. */
function shown(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
