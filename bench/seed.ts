/**
 * A process of its own that fills a data folder: `seed.ts FOLDER USERS`. The pool and its client are made over HTTP, the
 * users straight through the store's port, a thousand to a transaction. Only those who sign in later get a verifier of
 * their own; the others share one that fits nobody, which saves an exponentiation each and changes nothing in the tables.
 */

import { randomBytes, randomUUID } from "node:crypto";
import { createPublicKeyWork } from "../src/adapters/crypto/public-key-work.js";
import { configOf } from "../src/config.js";
import { passwordExponent, SRP_GENERATOR, SRP_GROUP_BYTES, userSrpIdentity } from "../src/domain/password/srp.js";
import { newSub } from "../src/domain/user/user-sub.js";
import type { User } from "../src/domain/user.js";
import { insertUser } from "../src/services/directories/user-directory.js";
import { openWorld } from "../src/world.js";
import { apiOf } from "./api.js";
import {
  attributesOf,
  canSignIn,
  clientInput,
  type Population,
  password,
  poolInput,
  usernameOf,
} from "./population.js";

const usersPerTransaction = 1000;

async function seed(folder: string, users: number): Promise<Population> {
  const world = await openWorld(configOf({ data: folder, port: 0, mode: "development", logLevel: "silent" }));
  const work = createPublicKeyWork({ prepareAfterMs: 3_600_000 });
  const { port } = await world.listen();
  const api = apiOf(port, 1);
  type Made = { UserPool: { Id: string }; UserPoolClient: { ClientId: string } };
  const { UserPool } = (await api.call<Made>("CreateUserPool", poolInput)).answer;
  const userPoolId = UserPool.Id;
  const { UserPoolClient } = (await api.call<Made>("CreateUserPoolClient", { UserPoolId: userPoolId, ...clientInput }))
    .answer;
  api.close();

  const { store } = world;
  const pool = await store.userPools.get(userPoolId);
  if (pool === undefined) throw new Error("The pool that was just made is not there.");
  const nobodys = randomBytes(SRP_GROUP_BYTES);
  for (let first = 0; first < users; first += usersPerTransaction) {
    const batch = await Promise.all(
      Array.from({ length: Math.min(usersPerTransaction, users - first) }, async (_, place) => {
        const index = first + place;
        const user = userOf(userPoolId, index);
        const salt = randomBytes(16);
        const verifier = canSignIn(index, users)
          ? await work.modPow(
              SRP_GENERATOR,
              passwordExponent(userSrpIdentity(userPoolId, user.username), password, salt),
            )
          : nobodys;
        return { user, salt, verifier };
      }),
    );
    await store.transaction(async (tx) => {
      for (const { user, salt, verifier } of batch) {
        const { poolId, sub, createdAt } = user;
        await insertUser(tx, pool, user);
        await tx.credentials.put({ poolId, sub, salt, verifier, temporary: false, setAt: createdAt });
      }
    });
  }
  await work.close();
  await world.close();
  return { users, userPoolId, clientId: UserPoolClient.ClientId };
}

function userOf(poolId: string, index: number): User {
  const now = Date.now();
  return {
    poolId,
    sub: newSub(randomUUID()),
    username: usernameOf(index),
    status: "CONFIRMED",
    enabled: true,
    attributes: new Map(attributesOf(index)),
    mfa: { enabled: [] },
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}

const [folder, users] = process.argv.slice(2);
if (folder === undefined || users === undefined) throw new Error("usage: seed FOLDER USERS");
process.stdout.write(`${JSON.stringify(await seed(folder, Number(users)))}\n`);
