/** People for tests of sign-in, and the ways in which they sign in. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { UserStatus } from "../src/domain/user.js";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type AuthenticationResultType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
} from "./clients.js";
import { srpClient } from "./srp-client.js";
import type { TestWorld } from "./world.js";

/** A password that meets every default policy. */
export const goodPassword = "Correct-Horse-1";

/** What all tests of sign-in begin with. */
export interface SignInTarget {
  readonly world: TestWorld;
  readonly poolId: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
}

/** The refusal of a sign-in that does not say why. */
export const wrongSignIn = { name: "NotAuthorizedException", message: "Incorrect username or password." };

/** Makes a pool and a client. */
export async function signInTarget(
  world: TestWorld,
  pool: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<SignInTarget> {
  const { Id } = await world.pool(pool);
  return clientTarget(world, Id, client);
}

/** Makes a client of a pool. */
async function clientTarget(
  world: TestWorld,
  poolId: string,
  client: Partial<CreateUserPoolClientCommandInput>,
): Promise<SignInTarget> {
  const { ClientId, ClientSecret } = await world.appClient(poolId, client);
  return { world, poolId, clientId: ClientId, clientSecret: ClientSecret };
}

let people = 0;

/** Makes a client of a pool and a user of nobody else's, who signs in there. */
export async function personSignedIn(
  world: TestWorld,
  poolId: string,
  client: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const target = await clientTarget(world, poolId, client);
  const username = `person${people++}`;
  await makeUser(world, poolId, username);
  return { target, username, tokens: tokensOf(await withPassword(target, username)) };
}

/** A user with a password of their own; with `temporary` as an administrator invites one. */
export async function makeUser(
  { client }: Pick<TestWorld, "client">,
  poolId: string,
  username: string,
  {
    password = goodPassword,
    temporary = false,
    attributes = [],
  }: {
    password?: string;
    temporary?: boolean;
    attributes?: AttributeType[];
  } = {},
): Promise<{ username: string; sub: string }> {
  const { User } = await client.send(
    new AdminCreateUserCommand({
      UserPoolId: poolId,
      Username: username,
      TemporaryPassword: password,
      MessageAction: "SUPPRESS",
      UserAttributes: attributes,
    }),
  );
  if (!temporary) {
    await client.send(
      new AdminSetUserPasswordCommand({ UserPoolId: poolId, Username: username, Password: password, Permanent: true }),
    );
  }
  const sub = User?.Attributes?.find(({ Name }) => Name === "sub")?.Value;
  assert.ok(User?.Username && sub);
  return { username: User.Username, sub };
}

/** Puts a user into a state that otherwise takes a long way to reach. */
export async function setStatus(
  { world }: Pick<TestWorld, "world">,
  poolId: string,
  username: string,
  status: UserStatus,
): Promise<void> {
  const user = await world.store.users.getByUsernameKey(poolId, username);
  assert.ok(user);
  await world.store.users.update({ ...user, status }, { usernameKey: username, aliases: [], search: [] });
}

/** SECRET_HASH, where the client has a secret. */
export function secretHashOf(target: Pick<SignInTarget, "clientId" | "clientSecret">, username: string) {
  if (target.clientSecret === undefined) return {};
  const hash = createHmac("sha256", target.clientSecret)
    .update(username + target.clientId)
    .digest("base64");
  return { SECRET_HASH: hash };
}

/** Signs in with the password itself. */
export function withPassword(
  target: SignInTarget,
  username: string,
  password = goodPassword,
): Promise<InitiateAuthCommandOutput> {
  return target.world.client.send(
    new InitiateAuthCommand({
      ClientId: target.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: password, ...secretHashOf(target, username) },
    }),
  );
}

/** Signs in by SRP, both calls. */
export async function withSrp(
  target: SignInTarget,
  username: string,
  password = goodPassword,
): Promise<RespondToAuthChallengeCommandOutput> {
  const { world, clientId, poolId } = target;
  const srp = srpClient(poolId);
  const { ChallengeName, ChallengeParameters = {} } = await world.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: username, SRP_A: srp.A, ...secretHashOf(target, username) },
    }),
  );
  assert.equal(ChallengeName, "PASSWORD_VERIFIER");
  const answer = srp.answer(ChallengeParameters, password, world.clock.now());
  return world.client.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: { ...answer, ...secretHashOf(target, answer["USERNAME"] ?? "") },
    }),
  );
}

/** The tokens of a sign-in that must have succeeded. */
export function tokensOf(output: { AuthenticationResult?: AuthenticationResultType | undefined }) {
  const { AccessToken, IdToken, RefreshToken, ExpiresIn, TokenType } = output.AuthenticationResult ?? {};
  assert.ok(AccessToken && IdToken && RefreshToken, "the sign-in gave no tokens");
  assert.equal(TokenType, "Bearer");
  return { AccessToken, IdToken, RefreshToken, ExpiresIn };
}

/** Claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
}

/** The text with the character at `place` replaced by another of base64. */
export function flipped(text: string, place: number): string {
  return text.slice(0, place) + (text[place] === "A" ? "B" : "A") + text.slice(place + 1);
}
