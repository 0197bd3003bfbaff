/**
 * The world that tests of operations live in: the real server on a free port with an embedded store in memory, a clock
 * that tests move (and stop with `freeze`), and real SDK clients. Only RSA key generation is replaced, by a stock made once.
 * Everything an operation answers is recorded for the coverage page.
 */
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicKeyWork } from "../src/adapters/crypto/public-key-work.js";
import { type AdjustableClock, adjustableClock } from "../src/adapters/time/adjustable-clock.js";
import { configOf } from "../src/config.js";
import type { Message } from "../src/domain/message.js";
import type { PublicKeyWork, RsaKeyPair } from "../src/ports/public-key-work.js";
import type { GivenSettings } from "../src/settings.js";
import { openWorld, type World, type WorldParts } from "../src/world.js";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  type UserPoolClientType,
  type UserPoolType,
} from "./clients.js";

/** The repository's root, from the sources and from their compiled form. */
export const repository = ((): string => {
  const here = fileURLToPath(new URL("..", import.meta.url));
  return here.endsWith("/build/") ? join(here, "..") : here;
})();

const keyStockFile = join(repository, "build", "test-key-pairs.json");
/** Where test worlds record what operations answer; emptied at the start of every full run. */
export const trafficFolder = join(repository, "build", "traffic");

/** RSA pairs are dear and their values do not matter to tests: eight are made once per checkout and handed out in turn. */
function keyStock(): RsaKeyPair[] {
  try {
    const stored = JSON.parse(readFileSync(keyStockFile, "utf8")) as { der: string }[];
    return stored.map(({ der }) => pairOf(Buffer.from(der, "base64")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const made = Array.from({ length: 8 }, () =>
    generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "der", type: "pkcs8" }),
  );
  mkdirSync(join(repository, "build"), { recursive: true });
  const draft = `${keyStockFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(made.map((der) => ({ der: der.toString("base64") }))));
  renameSync(draft, keyStockFile);
  return made.map(pairOf);
}

function pairOf(privateKeyDer: Buffer): RsaKeyPair {
  const key = createPublicKey(createPrivateKey({ key: privateKeyDer, format: "der", type: "pkcs8" }));
  const { n, e } = key.export({ format: "jwk" });
  return { privateKeyDer, publicJwk: { kty: "RSA", n: String(n), e: String(e) } };
}

/** The real public-key work, but for key generation. */
function testKeyWork(): PublicKeyWork {
  const stock = keyStock();
  let next = Math.floor(Math.random() * stock.length);
  const work = createPublicKeyWork({ size: 1, prepareAfterMs: 3_600_000 });
  return { ...work, generateRsaKeyPair: async () => stock[next++ % stock.length]! };
}

/** A running server and what tests do with it. */
export interface TestWorld {
  readonly url: string;
  readonly world: World;
  readonly clock: AdjustableClock;
  /** Signed calls; any credentials will do in development mode. */
  readonly client: CognitoIdentityProviderClient;
  /** A client for another region or with other credentials. */
  clientFor(options: {
    region?: string;
    accessKeyId?: string;
    secretAccessKey?: string;
  }): CognitoIdentityProviderClient;
  /** Creates a pool; the name is made up unless given. */
  pool(input?: Partial<CreateUserPoolCommandInput>): Promise<UserPoolType & { Id: string }>;
  /** Creates an app client that may use every password flow, unless told otherwise. */
  appClient(
    poolId: string,
    input?: Partial<CreateUserPoolClientCommandInput>,
  ): Promise<UserPoolClientType & { ClientId: string }>;
  /** Messages written so far, oldest first. */
  messages(filter?: { userPoolId?: string; to?: string }): Promise<readonly Message[]>;
  /** The newest message to an address; fails if there is none. */
  lastMessage(to: string): Promise<Message>;
  close(): Promise<void>;
}

let worlds = 0;

/** Starts a server of its own for one test file. Fails at `close` if an operation broke its model. */
export async function startTestWorld(
  settings: GivenSettings = {},
  parts: Pick<WorldParts, "passwordVariables"> = {},
): Promise<TestWorld> {
  const clock = adjustableClock();
  const unlisted: string[] = [];
  const traffic = join(trafficFolder, `${process.pid}-${worlds++}.jsonl`);
  mkdirSync(trafficFolder, { recursive: true });
  const seen = new Set<string>();
  const world = await openWorld(
    configOf({ data: ":memory:", port: 0, mode: "development", logLevel: "silent", ...settings }),
    {
      clock,
      publicKeyWork: testKeyWork(),
      guardNesting: true,
      ...parts,
      observer: {
        answered(operation, outcome, message) {
          const line = JSON.stringify({ operation, outcome, ...(outcome === "success" ? {} : { message }) });
          if (seen.has(line) || seen.size > 5000) return;
          seen.add(line);
          appendFileSync(traffic, `${line}\n`);
        },
        unlisted: (operation, exception) => unlisted.push(`${operation}: ${exception.wireName}: ${exception.message}`),
      },
    },
  );
  const { url } = await world.listen();
  const clientFor: TestWorld["clientFor"] = ({
    region = "us-east-1",
    accessKeyId = "local",
    secretAccessKey = "local",
  }) =>
    new CognitoIdentityProviderClient({
      endpoint: url,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
  const client = clientFor({});
  const messages: TestWorld["messages"] = (filter) => world.inbox(filter);
  return {
    url,
    world,
    clock,
    client,
    clientFor,
    async pool(input = {}) {
      const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: "test", ...input }));
      assert.ok(UserPool?.Id);
      return { ...UserPool, Id: UserPool.Id };
    },
    async appClient(poolId, input = {}) {
      const { UserPoolClient } = await client.send(
        new CreateUserPoolClientCommand({
          UserPoolId: poolId,
          ClientName: "test",
          ExplicitAuthFlows: [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
          ],
          ...input,
        }),
      );
      assert.ok(UserPoolClient?.ClientId);
      return { ...UserPoolClient, ClientId: UserPoolClient.ClientId };
    },
    messages,
    async lastMessage(to) {
      const message = (await messages({ to })).at(-1);
      assert.ok(message, `no message went to ${to}`);
      return message;
    },
    async close() {
      client.destroy();
      await world.close();
      assert.deepEqual(unlisted, [], "operations threw exceptions that their model does not list");
    },
  };
}
