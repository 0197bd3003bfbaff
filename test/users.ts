/** What tests of users do again and again: making one, reading one back, trying a password. */
import { createPasswordHashWork } from "../src/adapters/crypto/password-hash-work.js";
import { createPublicKeyWork } from "../src/adapters/crypto/public-key-work.js";
import { systemRandom } from "../src/adapters/crypto/random.js";
import { newUserByAdministrator } from "../src/domain/user/new-user.js";
import { newSub } from "../src/domain/user/user-sub.js";
import { findUser, insertUser } from "../src/services/directories/user-directory.js";
import { createPasswords } from "../src/services/passwords.js";
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminUpdateUserAttributesCommand,
  type UserType,
} from "./clients.js";
import type { TestWorld } from "./world.js";

/** Attributes as the API takes them. */
export const attributes = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([Name, Value]) => ({ Name, Value }));

/** Attributes as a record, in the order of the answer. */
export const recordOf = (list: readonly { Name?: string | undefined; Value?: string | undefined }[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name ?? "", Value ?? ""]));

/** Makes a user by AdminCreateUser without any message. */
export async function createUser(
  { client }: TestWorld,
  poolId: string,
  username: string,
  record: Readonly<Record<string, string>> = {},
  more: Partial<AdminCreateUserCommandInput> = {},
): Promise<UserType> {
  const { User } = await client.send(
    new AdminCreateUserCommand({
      UserPoolId: poolId,
      Username: username,
      UserAttributes: attributes(record),
      MessageAction: "SUPPRESS",
      ...more,
    }),
  );
  return User ?? {};
}

/** The user as AdminGetUser answers. */
export const getUser = ({ client }: TestWorld, poolId: string, name: string) =>
  client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: name }));

/** The attributes of a user but for the sub. */
export async function attributesOf(world: TestWorld, poolId: string, name: string): Promise<Record<string, string>> {
  const { sub: _, ...rest } = recordOf((await getUser(world, poolId, name)).UserAttributes);
  return rest;
}

/** A sign-in with a password, as administrators do it for their users. */
export const signIn = ({ client }: TestWorld, poolId: string, clientId: string, name: string, password: string) =>
  client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: name, PASSWORD: password },
    }),
  );

/** A refresh, as administrators do it for their users. */
export const refresh = ({ client }: TestWorld, poolId: string, clientId: string, refreshToken: string | undefined) =>
  client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: refreshToken ?? "" },
    }),
  );

/** AdminUpdateUserAttributes. */
export const setAttributes = ({ client }: TestWorld, poolId: string, name: string, record: Record<string, string>) =>
  client.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: poolId,
      Username: name,
      UserAttributes: attributes(record),
    }),
  );

/** A user who has signed up and is not confirmed, put into the store as sign-up leaves it. */
export async function unconfirmedUser(
  { world: { store, clock } }: TestWorld,
  poolId: string,
  username: string,
  record: Readonly<Record<string, string>> = {},
): Promise<void> {
  const pool = await store.userPools.get(poolId);
  if (pool === undefined) throw new Error(`no pool ${poolId}`);
  const user = newUserByAdministrator({
    pool,
    sub: newSub(systemRandom().uuid()),
    username,
    attributes: new Map(Object.entries(record)),
    withPassword: true,
    now: clock.now(),
  });
  await store.transaction((tx) => insertUser(tx, pool, { ...user, status: "UNCONFIRMED" }));
}

/** Whether this is the user's password now, and whether it is a temporary one. */
export async function passwordOf({ world: { store, clock, keyring } }: TestWorld, poolId: string, name: string) {
  const pool = await store.userPools.get(poolId);
  const user = pool && (await findUser(store, pool, name));
  if (pool === undefined || user === undefined) throw new Error(`no user ${name} in ${poolId}`);
  const credential = await store.credentials.get(poolId, user.sub);
  return {
    exists: credential !== undefined,
    temporary: credential?.temporary,
    setAt: credential?.setAt,
    async is(password: string): Promise<boolean> {
      const publicKeyWork = createPublicKeyWork({ size: 1, prepareAfterMs: 3_600_000 });
      const passwordHashWork = createPasswordHashWork({ clock });
      const passwords = createPasswords({ clock, random: systemRandom(), keyring, publicKeyWork, passwordHashWork });
      try {
        return (await passwords.judge(pool, user, credential, password)).right;
      } finally {
        await publicKeyWork.close();
        await passwordHashWork.close();
      }
    },
  };
}
