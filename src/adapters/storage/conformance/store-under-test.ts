/** Owns what a conformance suite is given, and the smallest rows that tests start from. */
import type { AppClient } from "../../../domain/app-client.js";
import type { Code } from "../../../domain/code.js";
import type { Group } from "../../../domain/group.js";
import type { IdentityProvider } from "../../../domain/identity-provider.js";
import type { Message } from "../../../domain/message.js";
import type { TokenSession } from "../../../domain/token-session.js";
import type { User } from "../../../domain/user.js";
import type { UserPool } from "../../../domain/user-pool.js";
import type { Store, Tables } from "../../../ports/store.js";
import type { UserKeys } from "../../../ports/tables/users.js";

/** An open, empty store. Its clock stands at `NOW`; nested use is guarded. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Another node over the same database, where that may be. */
  another?(): Promise<Store>;
  close(): Promise<void>;
}

/** Opens a store for one suite; tests in it use pools of their own. */
export type OpenStore = () => Promise<StoreUnderTest>;

/** What the clock of every store under test says. */
export const NOW = 1_800_000_000_000;

let pools = 0;

/** A pool that no other test has. */
export function aPool(members: Partial<UserPool> = {}): UserPool {
  pools += 1;
  return {
    id: `eu-north-1_P${String(pools).padStart(8, "0")}`,
    region: "eu-north-1",
    accountId: "123456789012",
    name: "pool",
    createdAt: NOW,
    modifiedAt: NOW,
    version: 1,
    schema: [],
    settings: {},
    mfa: { configuration: "OFF" },
    tags: {},
    hadIdentityProvider: false,
    ...members,
  };
}

/** A pool that is stored already; answers its id. */
export async function storedPool(store: Store): Promise<string> {
  const pool = aPool();
  await store.userPools.insert(pool);
  return pool.id;
}

export function aUser(poolId: string, sub: string, members: Partial<User> = {}): User {
  return {
    poolId,
    sub,
    username: sub,
    status: "CONFIRMED",
    enabled: true,
    attributes: new Map([["email", `${sub}@example.com`]]),
    mfa: { enabled: [] },
    createdAt: NOW,
    modifiedAt: NOW,
    version: 1,
    ...members,
  };
}

/** Keys of a user without aliases. */
export function keysOf(user: User, members: Partial<UserKeys> = {}): UserKeys {
  return { usernameKey: user.username, aliases: [], search: [], ...members };
}

/** A user that is stored already. */
export async function storedUser(
  store: Pick<Tables, "users">,
  poolId: string,
  sub: string,
  keys: Partial<UserKeys> = {},
): Promise<User> {
  const user = aUser(poolId, sub);
  await store.users.insert(user, keysOf(user, keys));
  return user;
}

export function aClient(poolId: string, id: string): AppClient {
  return { id, poolId, name: "client", createdAt: NOW, modifiedAt: NOW, version: 1, settings: {} };
}

export function aGroup(poolId: string, name: string): Group {
  return { poolId, name, createdAt: NOW, modifiedAt: NOW };
}

export function aProvider(poolId: string, name: string, members: Partial<IdentityProvider> = {}): IdentityProvider {
  return { poolId, name, type: "OIDC", details: {}, createdAt: NOW, modifiedAt: NOW, version: 1, ...members };
}

export function aCode(poolId: string, sub: string, members: Partial<Code> = {}): Code {
  return {
    poolId,
    sub,
    purpose: "forgot-password",
    target: "",
    mac: Buffer.from("mac"),
    attribute: "email",
    destination: `${sub}@example.com`,
    clientId: "client",
    issuedAt: NOW,
    expiresAt: NOW + 60_000,
    triesLeft: 5,
    ...members,
  };
}

export function aTokenSession(poolId: string, sub: string, eventId: string): TokenSession {
  return {
    eventId,
    poolId,
    sub,
    clientId: "client",
    originJti: "jti",
    scopes: ["openid"],
    authTime: NOW,
    createdAt: NOW,
    expiresAt: NOW + 60_000,
    generation: 0,
  };
}

export function aMessage(poolId: string, id: string, members: Partial<Message> = {}): Message {
  return {
    id,
    at: NOW,
    userPoolId: poolId,
    username: "ada",
    kind: "otp",
    medium: "EMAIL",
    to: "a@b.c",
    text: "hi",
    ...members,
  };
}
