import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  RevokeTokenCommand,
} from "../../../test/clients.js";
import { personSignedIn, type SignInTarget, tokensOf, withPassword } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const accessRevoked = { name: "NotAuthorizedException", message: "Access Token has been revoked" };
const refreshRevoked = { name: "NotAuthorizedException", message: "Refresh Token has been revoked" };

let world: TestWorld;
let poolId: string;

before(async () => {
  world = await startTestWorld();
  poolId = (await world.pool()).Id;
});
after(() => world.close());

/** A client and a user with two sign-ins. */
async function signedIn(input: Partial<CreateUserPoolClientCommandInput> = {}) {
  const first = await personSignedIn(world, poolId, input);
  return { ...first, other: tokensOf(await withPassword(first.target, first.username)) };
}

const revoke = (Token: string, ClientId: string, ClientSecret?: string) =>
  world.client.send(new RevokeTokenCommand({ Token, ClientId, ClientSecret }));
const refresh = ({ clientId }: SignInTarget, RefreshToken: string) =>
  world.client.send(new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken }));
/** Whether the door that access tokens open is open to this one. */
const enter = (token: string) => world.client.send(new GetUserCommand({ AccessToken: token }));

test("T-17b a revoked refresh token takes every token of its sign-in along, and no other sign-in", async () => {
  const { target, tokens, other } = await signedIn();
  const refreshed = await refresh(target, tokens.RefreshToken);
  for (let times = 0; times < 2; times += 1) {
    const { $metadata, ...body } = await revoke(tokens.RefreshToken, target.clientId);
    assert.equal($metadata.httpStatusCode, 200);
    assert.deepEqual(body, {});
  }
  await assert.rejects(refresh(target, tokens.RefreshToken), refreshRevoked);
  await assert.rejects(enter(tokens.AccessToken), accessRevoked);
  await assert.rejects(enter(refreshed.AuthenticationResult?.AccessToken ?? ""), accessRevoked);
  await enter(other.AccessToken);
  await refresh(target, other.RefreshToken);
});

test("a text that is no token is as good as revoked", async () => {
  const { target } = await signedIn();
  await revoke("garbage", target.clientId);
});

test("only refresh tokens are taken, of this very client, from one who can prove to be it", async () => {
  const { target, tokens } = await signedIn();
  for (const token of [tokens.AccessToken, tokens.IdToken]) {
    await assert.rejects(revoke(token, target.clientId), { name: "UnsupportedTokenTypeException" });
  }
  const stranger = await signedIn();
  await assert.rejects(revoke(tokens.RefreshToken, stranger.target.clientId), { name: "UnauthorizedException" });
  await assert.rejects(revoke(tokens.RefreshToken, "1unknownclient"), { name: "UnauthorizedException" });
  await refresh(target, tokens.RefreshToken);

  const confidential = await signedIn({ GenerateSecret: true });
  const { clientId, clientSecret } = confidential.target;
  for (const secret of [undefined, "nonsense".repeat(4)]) {
    await assert.rejects(revoke(confidential.tokens.RefreshToken, clientId, secret), { name: "UnauthorizedException" });
  }
  await revoke(confidential.tokens.RefreshToken, clientId, clientSecret);
  await assert.rejects(enter(confidential.tokens.AccessToken), accessRevoked);
});

test("a client without revocation cannot revoke", async () => {
  const { target, tokens } = await signedIn({ EnableTokenRevocation: false });
  await assert.rejects(revoke(tokens.RefreshToken, target.clientId), { name: "UnsupportedOperationException" });
  await refresh(target, tokens.RefreshToken);
});

test("T-17b a global sign-out ends every sign-in so far, and none after it", async () => {
  const { target, username, tokens, other } = await signedIn({ EnableTokenRevocation: false });
  await world.client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken }));
  for (const one of [tokens, other]) {
    await assert.rejects(enter(one.AccessToken), accessRevoked);
    await assert.rejects(refresh(target, one.RefreshToken), refreshRevoked);
  }
  await assert.rejects(world.client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken })), accessRevoked);
  // Within the same second: rows are marked, not times.
  await enter(tokensOf(await withPassword(target, username)).AccessToken);
});

test("T-17b an administrator ends every sign-in of a user, and of that user only", async () => {
  const { target, username, tokens, other } = await signedIn();
  const stranger = await signedIn();
  const signOut = (UserPoolId: string, Username: string) =>
    world.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }));
  await signOut(poolId, username);
  for (const one of [tokens, other]) {
    await assert.rejects(enter(one.AccessToken), accessRevoked);
    await assert.rejects(refresh(target, one.RefreshToken), refreshRevoked);
  }
  await enter(stranger.tokens.AccessToken);
  await assert.rejects(signOut(poolId, "nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(signOut("us-east-1_Nowhere00", username), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
  const elsewhere = await world.pool();
  await assert.rejects(signOut(elsewhere.Id, username), { name: "UserNotFoundException" });
});

test("T-17b access tokens of disabled and deleted users, and of deleted clients, open nothing", async () => {
  const { target, username, tokens } = await signedIn();
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: username }));
  await assert.rejects(enter(tokens.AccessToken), { name: "NotAuthorizedException", message: "User is disabled." });
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: username }));
  await assert.rejects(enter(tokens.AccessToken), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(world.client.send(new GlobalSignOutCommand({ AccessToken: tokens.AccessToken })), accessRevoked);

  const orphan = await signedIn();
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: poolId, ClientId: orphan.target.clientId }));
  await assert.rejects(enter(orphan.tokens.AccessToken), { name: "NotAuthorizedException" });
  assert.ok(target);
});

test("T-59 an access token ends with its validity, to the second", async () => {
  const { tokens } = await signedIn();
  const { exp } = JSON.parse(Buffer.from(tokens.AccessToken.split(".")[1] ?? "", "base64url").toString()) as {
    exp: number;
  };
  world.clock.freeze(exp * 1000 - 1);
  await enter(tokens.AccessToken);
  world.clock.advance(1);
  await assert.rejects(enter(tokens.AccessToken), {
    name: "NotAuthorizedException",
    message: "Access Token has expired",
  });
  world.clock.resume();
});
