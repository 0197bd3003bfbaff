/**
 * What a warm trigger adds to a request besides its handler's own time: refreshes of three pools in turns, without a
 * trigger and with PreTokenGeneration in Node and in Python, whose handlers do nothing but answer. One caller at a time, so
 * that nobody waits for anybody else's event.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, apiOf } from "./api.js";
import { type Batch, compare } from "./load.js";
import type { Measured } from "./operations.js";
import { clientInput, password, poolInput } from "./population.js";
import type { RunningServer } from "./running-server.js";
import { bounded, figure, type Row } from "./table.js";

const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const handlers = {
  node: ["handler.mjs", "export const handler = async (event) => event;\n"],
  python: ["handler.py", "def handler(event, context):\n    return event\n"],
} as const;
const names = { node: "Node", python: "Python" } as const;
type Language = keyof typeof handlers;

/** How much is measured. */
export interface TriggerPlan {
  readonly samples: number;
  readonly warmUp: number;
  readonly rounds: number;
}

/** Writes the handlers into the folder, and a configuration that maps them; answers its path. */
export function writeTriggers(folder: string): string {
  for (const [file, code] of Object.values(handlers)) writeFileSync(join(folder, file), code);
  const functions = Object.fromEntries(Object.entries(handlers).map(([name, [file]]) => [name, `./${file}#handler`]));
  const path = join(folder, "triggers.json");
  writeFileSync(path, JSON.stringify({ functions }));
  return path;
}

/** The rows of the table. The server was started with the configuration. */
export async function measureTriggers(server: RunningServer, plan: TriggerPlan): Promise<readonly Row[]> {
  const api = apiOf(server.port, 1);
  const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
  const languages: readonly Language[] = hasPython ? ["node", "python"] : ["node"];
  const batch = async (name: Language | undefined): Promise<Batch> => ({
    server,
    measured: await refreshes(api, name),
    times: plan.samples,
    warmUp: plan.warmUp,
    callers: 1,
  });
  const batches: Record<string, Batch> = { without: await batch(undefined) };
  for (const name of languages) batches[name] = await batch(name);
  const costs = await compare(batches, plan.rounds);
  api.close();
  const without = costs["without"]!;
  return languages.map((name) => {
    const cost = costs[name]!;
    const cpu = `${figure(cost.r - without.r)} R of the server`;
    const note = `refresh with it p50 ${figure(cost.p50)} ms, without ${figure(without.p50)} ms; ${cpu}`;
    return bounded(
      `a warm trigger in ${names[name]}, p50 over its own time`,
      cost.p50 - without.p50,
      { atMost: 5 },
      "ms",
      note,
    );
  });
}

/** Refreshes of one user of a pool of its own. */
async function refreshes(api: Api, trigger: Language | undefined): Promise<Measured> {
  const LambdaConfig = trigger === undefined ? {} : { PreTokenGeneration: arnOf(trigger) };
  const { answer: made } = await api.call<{ UserPool: { Id: string } }>("CreateUserPool", {
    ...poolInput,
    LambdaConfig,
  });
  const UserPoolId = made.UserPool.Id;
  const { answer: client } = await api.call<{ UserPoolClient: { ClientId: string } }>("CreateUserPoolClient", {
    ...clientInput,
    UserPoolId,
  });
  const { ClientId } = client.UserPoolClient;
  const Username = "user";
  await api.call("SignUp", { ClientId, Username, Password: password });
  await api.call("AdminConfirmSignUp", { UserPoolId, Username });
  const { answer } = await api.call<{ AuthenticationResult: { RefreshToken: string } }>("InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId,
    AuthParameters: { USERNAME: Username, PASSWORD: password },
  });
  const AuthParameters = { REFRESH_TOKEN: answer.AuthenticationResult.RefreshToken };
  return {
    async run() {
      const { waitedMs } = await api.call("InitiateAuth", { AuthFlow: "REFRESH_TOKEN_AUTH", ClientId, AuthParameters });
      return waitedMs;
    },
  };
}
