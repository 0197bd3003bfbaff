import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminRevokeUserSessionCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RevokeUserSessionCommand,
} from "../../../test/clients.js";
import { trackingPool } from "../../../test/tracked-sessions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const nobodys = `tkn${"a".repeat(25)}`;
const unknown = { name: "ResourceNotFoundException", message: "Session does not exist." };

const revoke = (AccessToken: string, SessionId = "") =>
  world.client.send(new RevokeUserSessionCommand({ AccessToken, SessionId }));
const revokeFor = (UserPoolId: string, Username: string, SessionId = "") =>
  world.client.send(
    new AdminRevokeUserSessionCommand({ UserPoolId, Username, SessionId, RevokeAssociatedSessions: "LINKED" }),
  );

/** Ann signed in twice, Bob once. */
async function signIns() {
  const pool = await trackingPool(world);
  const idOf = async ({ stored }: { stored: () => Promise<{ record?: { sessionId: string } | undefined }> }) =>
    (await stored()).record?.sessionId;
  const [here, lost, bobs] = [await pool.signIn("ann"), await pool.signIn("ann"), await pool.signIn("bob")];
  return { pool, here, lost, bobs, hereId: await idOf(here), lostId: await idOf(lost), bobsId: await idOf(bobs) };
}

type SignIns = Awaited<ReturnType<typeof signIns>>;

/** Of the two sign-ins of Ann only `here` is still good, by both of its tokens. */
async function onlyHereIsLeft({ pool, here, lost }: SignIns) {
  await world.client.send(new GetUserCommand({ AccessToken: here.AccessToken }));
  await assert.rejects(world.client.send(new GetUserCommand({ AccessToken: lost.AccessToken })), {
    name: "NotAuthorizedException",
    message: "Access Token has been revoked",
  });
  const refresh = (REFRESH_TOKEN: string) =>
    world.client.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN },
      }),
    );
  await refresh(here.RefreshToken);
  await assert.rejects(refresh(lost.RefreshToken), {
    name: "NotAuthorizedException",
    message: "Refresh Token has been revoked",
  });
  assert.equal((await pool.sessionsOf("ann")).length, 1);
}

test("T-17b a user ends the session of a lost device, and nothing else", async () => {
  const all = await signIns();
  const { $metadata: _, ...answer } = await revoke(all.here.AccessToken, all.lostId);
  assert.deepEqual(answer, {});
  await onlyHereIsLeft(all);
  assert.equal((await all.pool.sessionsOf("bob")).length, 1);
  await assert.rejects(revoke(all.here.AccessToken, all.lostId), unknown);
});

test("T-17b an administrator ends a session of a user, and the audit trail says so", async () => {
  const all = await signIns();
  const { $metadata: _, ...answer } = await revokeFor(all.pool.poolId, "ann", all.lostId);
  assert.deepEqual(answer, {});
  await onlyHereIsLeft(all);
  await assert.rejects(revokeFor(all.pool.poolId, "ann", all.lostId), unknown);
  const audited = (await world.world.store.auditEvents.list(9)).map(({ operation }) => operation);
  assert.ok(audited.includes("AdminRevokeUserSession"));
});

test("the session that asks cannot end itself", async () => {
  const { here, hereId } = await signIns();
  await assert.rejects(revoke(here.AccessToken, hereId), {
    name: "InvalidParameterException",
    message: "The current session cannot be revoked.",
  });
});

test("T-33 the session of somebody else is as unknown as nobody's", async () => {
  const { pool, here, bobs, bobsId, lostId } = await signIns();
  const other = await trackingPool(world);
  for (const id of [bobsId, nobodys, `sso${"a".repeat(25)}`]) {
    await assert.rejects(revoke(here.AccessToken, id), unknown);
    await assert.rejects(revokeFor(pool.poolId, "ann", id), unknown);
  }
  await assert.rejects(revokeFor(other.poolId, "ann", lostId), unknown);
  assert.equal((await bobs.stored()).revokedAt, undefined);
});

test("ids of another form are refused, and in a pool that does not track there are none", async () => {
  const { pool, here, lostId } = await signIns();
  await assert.rejects(revoke(here.AccessToken, "tkn1"), { name: "InvalidParameterException", message: /'sessionId'/ });
  await pool.configure("DISABLED");
  await assert.rejects(revoke(here.AccessToken, lostId), unknown);
});

test("unknown pools and users do not exist, and bad tokens end nothing", async () => {
  const { pool, here, lostId } = await signIns();
  await assert.rejects(revokeFor("us-east-1_unknown00", "ann", lostId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(revokeFor(pool.poolId, "nobody", lostId), { name: "UserNotFoundException" });
  await assert.rejects(revoke("nonsense", lostId), { name: "NotAuthorizedException", message: "Invalid Access Token" });
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(revoke(here.AccessToken, lostId), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
});
