/**
 * cognito-local from npm as a server beside ours: its own process and folder. Its users are written into its file while it
 * is not running, in the form it writes itself, because making them by its API takes a rewrite of the file for each.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiOf } from "./api.js";
import { attributesOf, clientInput, type Population, password, poolInput, usernameOf } from "./population.js";
import { type RunningServer, repository, startServer } from "./running-server.js";

const packageFolder = join(repository, "test", "node_modules", "cognito-local");

/** The version that is installed for the tests; undefined when it is not. */
export function cognitoLocalVersion(): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string }).version;
  } catch {
    // `npm test` installs it; without it the rows say so.
    return undefined;
  }
}

/** Starts it with so many users. */
export async function startCognitoLocal(
  folder: string,
  users: number,
  log: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly server: RunningServer; readonly population: Population }> {
  mkdirSync(join(folder, ".cognito"), { recursive: true });
  // Without this every username has to be an address.
  writeFileSync(join(folder, ".cognito", "config.json"), '{"UserPoolDefaults": {"UsernameAttributes": []}}');
  const start = (port: string) =>
    startServer({
      command: () => [join(packageFolder, "lib", "bin", "start.js")],
      cwd: folder,
      env: { ...env, HOST: "127.0.0.1", AWS_REGION: "us-east-1", AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: "1" },
      portVariable: port,
      probePath: "/health",
      log,
    });
  const first = await start("PORT");
  const api = apiOf(first.port, 1);
  type Made = { UserPool: { Id: string }; UserPoolClient: { ClientId: string } };
  const { UserPool } = (await api.call<Made>("CreateUserPool", poolInput)).answer;
  const { UserPoolClient } = (await api.call<Made>("CreateUserPoolClient", { UserPoolId: UserPool.Id, ...clientInput }))
    .answer;
  api.close();
  await first.stop();

  const file = join(folder, ".cognito", "db", `${UserPool.Id}.json`);
  const stored = JSON.parse(readFileSync(file, "utf8")) as { Users: Record<string, object> };
  const now = new Date().toISOString();
  for (let index = 0; index < users; index++) {
    const Attributes = [["sub", randomUUID()], ...attributesOf(index)].map(([Name, Value]) => ({ Name, Value }));
    stored.Users[usernameOf(index)] = {
      Username: usernameOf(index),
      Password: password,
      Attributes,
      Enabled: true,
      UserStatus: "CONFIRMED",
      UserCreateDate: now,
      UserLastModifiedDate: now,
      RefreshTokens: [],
    };
  }
  writeFileSync(file, JSON.stringify(stored, undefined, 2));
  return {
    server: await start("PORT"),
    population: { users, userPoolId: UserPool.Id, clientId: UserPoolClient.ClientId },
  };
}
