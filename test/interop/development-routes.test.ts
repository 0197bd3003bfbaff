/** The routes of a development server as another program's tests use them: messages, the clock, a fresh start. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AdminCreateUserCommand,
  ConfirmSignUpCommand,
  DescribeUserPoolCommand,
  GetUserCommand,
  ListUserPoolsCommand,
} from "../clients.js";
import { given, password } from "../self-service.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { readMessages } from "./inbox.js";

describe("/_poolhouse", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  const post = async (path: string, body?: object) => {
    const response = await fetch(world.url + path, {
      method: "POST",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  test("a message has exactly the members that it needs", async () => {
    const { poolId, signUp } = await given(world);
    await signUp("anna");
    const [code] = await readMessages(world.url, { userPoolId: poolId });
    assert.ok(code);
    const { id, at, text, html, subject, code: digits, ...rest } = code;
    assert.deepEqual(rest, {
      userPoolId: poolId,
      username: "anna",
      kind: "sign-up",
      medium: "EMAIL",
      to: "anna@example.com",
    });
    assert.match(id, /^.{8,}$/);
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000, at);
    assert.match(digits ?? "", /^\d{6}$/);
    assert.ok(text.includes(digits ?? "-"));
    assert.ok(html?.includes(digits ?? "-"));
    assert.ok(subject);
  });

  test("an invitation carries the temporary password, and no code", async () => {
    const { poolId } = await given(world);
    await world.client.send(
      new AdminCreateUserCommand({
        UserPoolId: poolId,
        Username: "berta",
        UserAttributes: [{ Name: "email", Value: "berta@example.com" }],
        DesiredDeliveryMediums: ["EMAIL"],
      }),
    );
    const [invitation] = await readMessages(world.url, { userPoolId: poolId });
    assert.equal(invitation?.kind, "invitation");
    assert.ok(invitation.temporaryPassword);
    assert.ok(invitation.text.includes(invitation.temporaryPassword));
    assert.ok(!("code" in invitation) && !("link" in invitation));
  });

  test("a verification link is told beside the text that holds it", async () => {
    const { poolId, signUp } = await given(world, {
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
    });
    await signUp("anna");
    const [message] = await readMessages(world.url, { userPoolId: poolId });
    assert.match(message?.link ?? "", new RegExp(`^${world.url}/confirmUser`));
    assert.equal((await fetch(message?.link ?? "")).status, 200);
  });

  test("messages are listed oldest first, of one pool and to one address if asked for", async () => {
    const one = await given(world);
    const other = await given(world);
    await one.signUp("anna");
    await other.signUp("anna");
    await one.signUp("berta");
    const namesOf = async (query: Record<string, string>) =>
      (await readMessages(world.url, query)).map(({ userPoolId, username }) => `${userPoolId} ${username}`);
    const expected = [`${one.poolId} anna`, `${other.poolId} anna`, `${one.poolId} berta`];
    assert.deepEqual((await namesOf({})).slice(-3), expected);
    assert.deepEqual(await namesOf({ userPoolId: one.poolId }), [expected[0], expected[2]]);
    assert.deepEqual(await namesOf({ userPoolId: one.poolId, to: "berta@example.com" }), [expected[2]]);
    assert.deepEqual(await namesOf({ userPoolId: one.poolId, to: "nobody@example.com" }), []);
  });

  test("waitMs waits until a message arrives, and no longer", async () => {
    const { poolId, signUp } = await given(world);
    let answeredAt = 0;
    const waiting = readMessages(world.url, { userPoolId: poolId, waitMs: "20000" }).finally(() => {
      answeredAt = performance.now();
    });
    await sleep(300);
    assert.equal(answeredAt, 0, "answered although there was nothing to tell");
    const signedUpAt = performance.now();
    await signUp("anna");
    assert.equal((await waiting).length, 1);
    assert.ok(answeredAt - signedUpAt < 5000, `${answeredAt - signedUpAt} ms after the message`);
  });

  test("waitMs ends with nothing when nothing arrives; what was there already is told at once", async () => {
    const { poolId, signUp } = await given(world);
    const started = performance.now();
    assert.deepEqual(await readMessages(world.url, { userPoolId: poolId, waitMs: "400" }), []);
    assert.ok(performance.now() - started >= 390, `only ${performance.now() - started} ms`);
    await signUp("anna");
    const asked = performance.now();
    assert.equal((await readMessages(world.url, { userPoolId: poolId, waitMs: "20000" })).length, 1);
    assert.ok(performance.now() - asked < 5000);
  });

  test("a wait that makes no sense is refused", async () => {
    for (const waitMs of ["-1", "soon", "NaN"]) {
      assert.equal((await fetch(`${world.url}/_poolhouse/messages?waitMs=${waitMs}`)).status, 400);
    }
  });

  test("advanceSeconds ends the life of codes and tokens", async () => {
    const pool = await given(world);
    await pool.confirmed("anna");
    const AccessToken = await pool.accessToken("anna", password);
    await pool.signUp("berta");
    const code = await pool.lastCode();

    const { now } = (await post("/_poolhouse/clock", { advanceSeconds: 3599 })).body;
    assert.ok(Math.abs(Date.parse(now ?? "") - Date.now() - 3_599_000) < 30_000, now);
    await post("/_poolhouse/clock", { advanceSeconds: 60 });
    await assert.rejects(world.client.send(new GetUserCommand({ AccessToken })), {
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
    await post("/_poolhouse/clock", { advanceSeconds: 24 * 3600 });
    await assert.rejects(
      world.client.send(
        new ConfirmSignUpCommand({ ClientId: pool.clientId, Username: "berta", ConfirmationCode: code }),
      ),
      { name: "ExpiredCodeException" },
    );
  });

  test("now sets the time, also back, and what is written carries it", async () => {
    const moment = "2031-02-03T04:05:06.000Z";
    assert.equal((await post("/_poolhouse/clock", { now: moment })).status, 200);
    const { Id } = await world.pool();
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
    const off = (UserPool?.CreationDate?.getTime() ?? 0) - Date.parse(moment);
    assert.ok(off >= 0 && off < 30_000, String(off));
    await post("/_poolhouse/clock", { now: new Date().toISOString() });
    const told = (await (await fetch(`${world.url}/_poolhouse/clock`)).json()) as { now: string };
    assert.ok(Math.abs(Date.parse(told.now) - Date.now()) < 30_000, told.now);
  });

  test("a clock that is told nonsense stands as it did, and says what it wants", async () => {
    for (const body of [{ advanceSeconds: 1e300 }, { advanceSeconds: -1e12 }, { now: "9999-01-01T00:00:00Z" }]) {
      const { status, body: answer } = await post("/_poolhouse/clock", body);
      assert.equal(status, 400);
      assert.equal(answer["message"], "The clock can be moved between the years 2000 and 2200.");
    }
    for (const body of [{}, { advanceSeconds: "60" }, { now: "noon" }, { now: "2031-01-01", advanceSeconds: 1 }]) {
      const { status, body: answer } = await post("/_poolhouse/clock", body);
      assert.equal(status, 400);
      assert.match(answer["message"] ?? "", /advanceSeconds/);
    }
    assert.ok(Math.abs(world.clock.now() - Date.now()) < 60_000);
  });

  test("reset leaves nothing: no pools, no messages, and what was known is unknown", async () => {
    const pool = await given(world);
    await pool.signUp("anna");
    assert.equal((await post("/_poolhouse/reset")).status, 200);
    const { UserPools } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    assert.deepEqual(UserPools, []);
    assert.deepEqual(await readMessages(world.url), []);
    assert.equal((await fetch(`${world.url}/${pool.poolId}/.well-known/jwks.json`)).status, 404);
    await assert.rejects(pool.signUp("anna"), { name: "ResourceNotFoundException" });
    await (await given(world)).confirmed("anna");
  });
});
