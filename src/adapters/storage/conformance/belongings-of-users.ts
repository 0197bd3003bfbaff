/** Conformance: what hangs on a user, and that it goes with the user (T-57). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuthEvent } from "../../../domain/auth-event.js";
import type { PasswordCredential } from "../../../domain/user.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { ChallengeState } from "../../../ports/tables/challenge-states.js";
import type { SoftwareToken } from "../../../ports/tables/software-tokens.js";
import type { SuiteStore } from "./describe-store.js";
import { aCode, aGroup, aMessage, aTokenSession, NOW, storedPool, storedUser } from "./store-under-test.js";

function aCredential(poolId: string, sub: string): PasswordCredential {
  return { poolId, sub, salt: Buffer.alloc(16, 1), verifier: Buffer.alloc(384, 2), temporary: true, setAt: NOW };
}

function anEvent(poolId: string, eventId: string): AuthEvent {
  return {
    eventId,
    poolId,
    sub: "ada",
    type: "SignIn",
    response: "Fail",
    challenges: [{ name: "Password", response: "Failure" }],
    clientId: "client",
    ipAddress: "192.0.2.1",
    userAgent: "agent",
    at: NOW,
  };
}

export function belongingsOfUsers(given: SuiteStore): void {
  describe("credentials and password history", () => {
    it("replaces a credential and keeps its bytes", async () => {
      const { credentials } = given.store;
      const poolId = await storedPool(given.store);
      await credentials.put(aCredential(poolId, "ada"));
      assert.deepEqual(await credentials.get(poolId, "ada"), aCredential(poolId, "ada"));
      const changed = {
        ...aCredential(poolId, "ada"),
        temporary: false,
        verifier: Buffer.from([0, 255]),
        salt: Buffer.alloc(0),
      };
      await credentials.put(changed);
      assert.deepEqual(await credentials.get(poolId, "ada"), changed);
      await credentials.delete(poolId, "ada");
      assert.equal(await credentials.get(poolId, "ada"), undefined);
    });

    it("replaces an imported hash once, and nothing that came first", async () => {
      const { credentials } = given.store;
      const poolId = await storedPool(given.store);
      const hash = { algorithm: "ARGON2ID", text: "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA" } as const;
      const imported = { ...aCredential(poolId, "ada"), temporary: false, importedHash: hash };
      await credentials.put(imported);
      assert.deepEqual(await credentials.get(poolId, "ada"), imported);
      const adopted = { ...aCredential(poolId, "ada"), temporary: false, verifier: Buffer.alloc(384, 3) };
      assert.equal(await credentials.replaceHash(adopted, { ...hash, algorithm: "SCRYPT" }), false);
      assert.equal(await credentials.replaceHash(adopted, { ...hash, text: `${hash.text}a` }), false);
      assert.equal(await credentials.replaceHash({ ...adopted, sub: "bob" }, hash), false);
      assert.deepEqual(await credentials.get(poolId, "ada"), imported);
      const won = await Promise.all(Array.from({ length: 6 }, () => credentials.replaceHash(adopted, hash)));
      assert.deepEqual(
        won.filter((one) => one),
        [true],
      );
      assert.deepEqual(await credentials.get(poolId, "ada"), adopted);
      await credentials.put(aCredential(poolId, "ada"));
      assert.equal(await credentials.replaceHash(adopted, hash), false);
      assert.deepEqual(await credentials.get(poolId, "ada"), aCredential(poolId, "ada"));
    });

    it("keeps the newest of earlier passwords, even of one moment", async () => {
      const { passwordHistory } = given.store;
      const poolId = await storedPool(given.store);
      for (let n = 1; n <= 4; n += 1) await passwordHistory.add(poolId, "ada", Buffer.from([n]), NOW, 3);
      await passwordHistory.add(poolId, "bob", Buffer.from([9]), NOW, 3);
      const list = async (limit: number) => (await passwordHistory.list(poolId, "ada", limit)).map((mac) => mac[0]);
      assert.deepEqual(await list(9), [4, 3, 2]);
      assert.deepEqual(await list(1), [4]);
    });
  });

  describe("linked identities", () => {
    it("lead to one user each, oldest first", async () => {
      const { linkedIdentities } = given.store;
      const poolId = await storedPool(given.store);
      const link = (value: string, linkedAt: number) => ({
        poolId,
        providerName: "idp",
        attributeName: "Cognito_Subject",
        attributeValue: value,
        sub: "ada",
        linkedAt,
      });
      const long = "\u{1f600}".repeat(2048);
      const links = [link("b", 1), link("a", 1), link(long, 0)];
      for (const one of links) await linkedIdentities.insert(one);
      await assert.rejects(linkedIdentities.insert({ ...links[0]!, sub: "bob" }), AlreadyExists);
      assert.deepEqual(await linkedIdentities.get(poolId, "idp", "Cognito_Subject", long), links[2]);
      assert.deepEqual(await linkedIdentities.listOfUser(poolId, "ada"), [links[2], links[0], links[1]]);
      assert.equal(await linkedIdentities.delete(poolId, "idp", "Cognito_Subject", "b"), true);
      assert.equal(await linkedIdentities.delete(poolId, "idp", "Cognito_Subject", "b"), false);
      assert.equal(await linkedIdentities.get(poolId, "idp", "Cognito_Subject", "b"), undefined);
    });
  });

  describe("token sessions", () => {
    it("are revoked once, alone or with all of the user", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const [one, two, other] = ["1", "2", "3"].map((n) =>
        aTokenSession(poolId, n === "3" ? "bob" : "ada", `${poolId}-${n}`),
      );
      for (const session of [one!, { ...two!, deviceKey: "device" }, other!]) await tokenSessions.insert(session);
      await assert.rejects(tokenSessions.insert(one!), AlreadyExists);
      assert.deepEqual(await tokenSessions.get(one!.eventId), one);
      assert.equal((await tokenSessions.get(two!.eventId))?.deviceKey, "device");
      await tokenSessions.revoke(one!.eventId, 10);
      await tokenSessions.revoke(one!.eventId, 20);
      await tokenSessions.revokeAllOfUser(poolId, "ada", 30);
      const revoked = await Promise.all(
        [one, two, other].map(async (s) => (await tokenSessions.get(s!.eventId))?.revokedAt),
      );
      assert.deepEqual(revoked, [10, 30, undefined]);
    });

    it("rotate from the stored generation only", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const session = aTokenSession(poolId, "ada", `${poolId}-r`);
      await tokenSessions.insert(session);
      assert.equal(await tokenSessions.rotate(session.eventId, 1, 5), false);
      assert.equal(await tokenSessions.rotate(session.eventId, 0, 5), true);
      assert.equal(await tokenSessions.rotate(session.eventId, 0, 6), false);
      assert.deepEqual(await tokenSessions.get(session.eventId), { ...session, generation: 1, graceUntil: 5 });
      await tokenSessions.revoke(session.eventId, 1);
      assert.equal(await tokenSessions.rotate(session.eventId, 1, 7), false);
      assert.equal(await tokenSessions.rotate("none", 0, 7), false);
    });
  });

  describe("challenge states", () => {
    const aState = (poolId: string, members: Partial<ChallengeState> = {}): ChallengeState => ({
      id: `${poolId}-state`,
      poolId,
      sub: "ada",
      purpose: "custom-sign-in",
      content: { history: ["\u{1f600}", null], n: 1.5 },
      expiresAt: NOW + 60_000,
      ...members,
    });

    it("open for their own user and purpose, until their end, and are taken once (T-11)", async () => {
      const { challengeStates } = given.store;
      const poolId = await storedPool(given.store);
      const state = aState(poolId);
      await challengeStates.insert(state);
      await assert.rejects(challengeStates.insert(state), AlreadyExists);
      assert.deepEqual(await challengeStates.get(state, NOW), state.content);
      for (const other of [{ sub: "bob" }, { purpose: "passkey-sign-in" as const }, { poolId: "elsewhere" }]) {
        assert.equal(await challengeStates.get({ ...state, ...other }, NOW), undefined);
        assert.equal(await challengeStates.take({ ...state, ...other }, NOW), undefined);
      }
      assert.equal(await challengeStates.take(state, state.expiresAt), undefined);
      assert.deepEqual(await challengeStates.take(state, NOW), state.content);
      assert.equal(await challengeStates.take(state, NOW), undefined);
    });

    it("go with their user, and when they have expired", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const user = await storedUser(store, poolId, "ada");
      const mine = aState(poolId, { sub: user.sub, id: `${poolId}-mine` });
      await store.challengeStates.insert(mine);
      await store.users.delete(poolId, user.sub);
      assert.equal(await store.challengeStates.get(mine, NOW), undefined);
      const old = aState(poolId, { id: `${poolId}-old`, expiresAt: NOW - 1 });
      await store.challengeStates.insert(old);
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.challengeStates.get(old, NOW - 10), undefined);
    });
  });

  describe("software tokens", () => {
    const aToken = (poolId: string, members: Partial<SoftwareToken> = {}): SoftwareToken => ({
      poolId,
      sub: "ada",
      secret: Buffer.alloc(32, 3),
      createdAt: NOW,
      ...members,
    });

    it("are one proven and one pending, and a proven one ends the pending one", async () => {
      const { softwareTokens } = given.store;
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "ada");
      const old = { ...aToken(poolId, { deviceName: "Ada's \u{1f600}\u0000" }), lastStep: 7 };
      await softwareTokens.putVerified(old);
      await softwareTokens.putPending(aToken(poolId, { secret: Buffer.alloc(32, 4) }));
      await softwareTokens.putPending(aToken(poolId, { secret: Buffer.alloc(32, 5) }));
      assert.deepEqual(await softwareTokens.getVerified(poolId, "ada"), old);
      assert.deepEqual(
        await softwareTokens.takePending(poolId, "ada"),
        aToken(poolId, { secret: Buffer.alloc(32, 5) }),
      );
      assert.equal(await softwareTokens.takePending(poolId, "ada"), undefined);
      await softwareTokens.putPending(aToken(poolId));
      const next = { ...aToken(poolId, { secret: Buffer.alloc(32, 6), createdAt: NOW + 1 }), lastStep: 3 };
      await softwareTokens.putVerified(next);
      assert.deepEqual(await softwareTokens.getVerified(poolId, "ada"), next);
      assert.equal(await softwareTokens.takePending(poolId, "ada"), undefined);
      await softwareTokens.putPending(aToken(poolId));
      await softwareTokens.delete(poolId, "ada");
      assert.equal(await softwareTokens.getVerified(poolId, "ada"), undefined);
      assert.equal(await softwareTokens.takePending(poolId, "ada"), undefined);
    });

    it("accept later and later steps only (T-25)", async () => {
      const { softwareTokens } = given.store;
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "ada");
      assert.equal(await softwareTokens.use(poolId, "ada", 9), false, "no token");
      await softwareTokens.putPending(aToken(poolId));
      assert.equal(await softwareTokens.use(poolId, "ada", 9), false, "a pending token signs nobody in");
      await softwareTokens.putVerified({ ...aToken(poolId), lastStep: 7 });
      const uses: boolean[] = [];
      for (const step of [7, 6, 8, 8, 10, 9, 11]) uses.push(await softwareTokens.use(poolId, "ada", step));
      assert.deepEqual(uses, [false, false, true, false, true, false, true]);
      assert.equal((await softwareTokens.getVerified(poolId, "ada"))?.lastStep, 11);
    });

    it("are not given to a user who is gone (T-57)", async () => {
      const { softwareTokens } = given.store;
      const poolId = await storedPool(given.store);
      await assert.rejects(softwareTokens.putPending(aToken(poolId)), Stale);
      await assert.rejects(softwareTokens.putVerified({ ...aToken(poolId), lastStep: 1 }), Stale);
    });
  });

  describe("codes", () => {
    it("live one per key, until they expire or run out of tries", async () => {
      const { codes } = given.store;
      const poolId = await storedPool(given.store);
      const code = aCode(poolId, "ada", { triesLeft: 2 });
      await codes.put(aCode(poolId, "ada", { mac: Buffer.from("earlier"), destination: "else@example.com" }));
      await codes.put(code);
      await codes.put(aCode(poolId, "ada", { purpose: "mfa", target: "SMS_MFA" }));
      assert.deepEqual(await codes.get(code), code);
      assert.equal(await codes.take(code, code.expiresAt), undefined, "at its expiry it is dead");
      assert.deepEqual(await codes.take(code, NOW), { ...code, triesLeft: 1 });
      assert.equal((await codes.take(code, NOW))?.triesLeft, 0);
      assert.equal(await codes.take(code, NOW), undefined);
      assert.equal(await codes.consume(code, Buffer.from("earlier")), false);
      assert.equal(await codes.consume(code, code.mac), true);
      assert.equal(await codes.consume(code, code.mac), false);
      assert.ok(
        await codes.get({ ...code, purpose: "mfa", target: "SMS_MFA" }),
        "another purpose is another code (T-11)",
      );
      await codes.delete({ ...code, purpose: "mfa", target: "SMS_MFA" });
      assert.equal(await codes.take({ ...code, purpose: "mfa", target: "SMS_MFA" }, NOW), undefined);
    });
  });

  describe("marks, attempts, lock-outs", () => {
    it("a mark holds until it expires", async () => {
      const { consumedMarks } = given.store;
      assert.equal(await consumedMarks.has("mark-1"), false);
      assert.equal(await consumedMarks.consume("mark-1", NOW + 1), true);
      assert.equal(await consumedMarks.consume("mark-1", NOW + 9), false);
      assert.equal(await consumedMarks.has("mark-1"), true);
      assert.equal(await consumedMarks.consume("mark-2", NOW), true);
      assert.equal(await consumedMarks.has("mark-2"), false, "it expires at this moment");
      assert.equal(await consumedMarks.consume("mark-2", NOW + 1), true);
    });

    it("attempts count in the window that the first one opened", async () => {
      const { attempts } = given.store;
      const hit = (at: number) => attempts.hit("attempts", at, 100);
      assert.deepEqual(
        [await hit(1000), await hit(1099), await hit(1100), await hit(1199), await hit(1200)],
        [1, 2, 1, 2, 1],
      );
      await attempts.clear("attempts");
      assert.equal(await hit(1201), 1);
    });

    it("a lock-out is replaced and cleared", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      assert.equal(await store.lockouts.getForUpdate(poolId, "ada"), undefined);
      assert.equal(await store.lockouts.get(poolId, "ada"), undefined, "a row made to be locked is no lock-out");
      await store.lockouts.put(poolId, "ada", { failures: 5, lastFailureAt: 0, lockedUntil: NOW });
      assert.deepEqual(await store.lockouts.get(poolId, "ada"), { failures: 5, lastFailureAt: 0, lockedUntil: NOW });
      await store.lockouts.put(poolId, "ada", { failures: 6, lastFailureAt: 1 });
      assert.deepEqual(await store.lockouts.getForUpdate(poolId, "ada"), { failures: 6, lastFailureAt: 1 });
      await store.lockouts.clear(poolId, "ada");
      assert.equal(await store.lockouts.get(poolId, "ada"), undefined);
    });
  });

  describe("messages and events", () => {
    it("messages are listed behind an id, of one pool or all", async () => {
      const { messages } = given.store;
      const poolId = await storedPool(given.store);
      const whole = aMessage(poolId, `${poolId}-2`, {
        subject: "s",
        html: "<b>",
        code: "123456",
        link: "l",
        temporaryPassword: "p",
      });
      await messages.insert(whole);
      await messages.insert(aMessage(poolId, `${poolId}-1`));
      await assert.rejects(messages.insert(whole), AlreadyExists);
      assert.deepEqual(await messages.list({ userPoolId: poolId, limit: 9 }), [aMessage(poolId, `${poolId}-1`), whole]);
      assert.deepEqual(await messages.list({ userPoolId: poolId, after: `${poolId}-1`, limit: 9 }), [whole]);
      assert.equal((await messages.list({ userPoolId: poolId, limit: 1 })).length, 1);
      assert.deepEqual(await messages.list({ after: `${poolId}-1`, limit: 1 }), [whole]);
    });

    it("events are listed newest first, page after page", async () => {
      const { authEvents, auditEvents } = given.store;
      const poolId = await storedPool(given.store);
      for (const id of ["1", "2", "3"]) await authEvents.insert(anEvent(poolId, id));
      const first = await authEvents.page(poolId, "ada", { limit: 2 });
      assert.deepEqual(first.items, [anEvent(poolId, "3"), anEvent(poolId, "2")]);
      const last = await authEvents.page(poolId, "ada", { limit: 2, after: first.next });
      assert.deepEqual([last.items, last.next], [[anEvent(poolId, "1")], undefined]);
      await authEvents.insert({ ...anEvent(poolId, "4"), sub: "bob" });
      const feedback = { value: "Invalid", provider: "Admin", at: NOW } as const;
      assert.equal(await authEvents.setFeedback(poolId, "ada", "4", feedback), false, "another user's event");
      assert.equal(await authEvents.setFeedback(poolId, "ada", "3", feedback), true);
      assert.deepEqual((await authEvents.page(poolId, "ada", { limit: 1 })).items, [
        { ...anEvent(poolId, "3"), feedback },
      ]);
      const audit = { requestId: "r", at: NOW, operation: "CreateUserPool", actor: "arn", ipAddress: "192.0.2.1" };
      await auditEvents.insert({ ...audit, poolId });
      await auditEvents.insert(audit);
      assert.deepEqual(await auditEvents.list(2), [audit, { ...audit, poolId }]);
    });
  });

  it("an assessed event stands over the one of its id, and those that count are found", async () => {
    const { authEvents } = given.store;
    const poolId = await storedPool(given.store);
    const risk = { decision: "AccountTakeover", level: "Low", compromised: false, signals: ["new-device"] } as const;
    const context = { timezone: "-07:00", city: "Bellevue", latitude: 47.6 };
    const begun: AuthEvent = { ...anEvent(poolId, "1"), response: "InProgress", risk, context };
    await authEvents.put(begun);
    await authEvents.put({ ...anEvent(poolId, "2"), risk });
    await authEvents.insert({ ...anEvent(poolId, "3"), response: "Pass" });
    assert.deepEqual(await authEvents.known(poolId, "ada", 9), []);
    await authEvents.put({ ...begun, response: "Pass", at: NOW + 9, context: { city: "Elsewhere" } });
    const passed: AuthEvent = { ...begun, response: "Pass" };
    assert.deepEqual(await authEvents.known(poolId, "ada", 9), [passed]);
    const feedback = { value: "Valid", provider: "User", at: NOW } as const;
    await authEvents.setFeedback(poolId, "ada", "2", feedback);
    assert.deepEqual(await authEvents.known(poolId, "ada", 9), [{ ...anEvent(poolId, "2"), risk, feedback }, passed]);
    assert.deepEqual(
      (await authEvents.page(poolId, "ada", { limit: 9 })).items.map(({ eventId }) => eventId),
      ["3", "2", "1"],
    );
    // The same id in another pool is another event (T-33).
    const other = await storedPool(given.store);
    await authEvents.put({ ...anEvent(other, "1"), risk });
    assert.deepEqual(await authEvents.known(poolId, "ada", 1), [{ ...anEvent(poolId, "2"), risk, feedback }]);
  });

  it("everything that is about a user goes with the user, and nothing of a neighbour", async () => {
    const { store } = given;
    const poolId = await storedPool(store);
    await store.groups.insert(aGroup(poolId, "g"));
    for (const sub of ["ada", "bob"]) {
      await storedUser(store, poolId, sub);
      await store.credentials.put(aCredential(poolId, sub));
      await store.passwordHistory.add(poolId, sub, Buffer.from("m"), NOW, 3);
      await store.softwareTokens.putVerified({ poolId, sub, secret: Buffer.from("s"), createdAt: NOW, lastStep: 1 });
      await store.softwareTokens.putPending({ poolId, sub, secret: Buffer.from("p"), createdAt: NOW });
      await store.groups.addMember(poolId, "g", sub);
      const identity = { poolId, providerName: "p", attributeName: "a", attributeValue: sub, sub, linkedAt: NOW };
      await store.linkedIdentities.insert(identity);
      await store.tokenSessions.insert(aTokenSession(poolId, sub, `${poolId}-${sub}`));
      await store.codes.put(aCode(poolId, sub));
      await store.lockouts.put(poolId, sub, { failures: 1, lastFailureAt: NOW });
      await store.messages.insert(aMessage(poolId, `${poolId}-${sub}`, { username: sub }));
      await store.authEvents.insert({ ...anEvent(poolId, sub), sub });
    }
    await store.users.delete(poolId, "ada");
    const left = async (sub: string) => [
      await store.users.getBySub(poolId, sub),
      await store.credentials.get(poolId, sub),
      (await store.passwordHistory.list(poolId, sub, 1))[0],
      await store.softwareTokens.getVerified(poolId, sub),
      await store.softwareTokens.takePending(poolId, sub),
      (await store.groups.pageOfUser(poolId, sub, { limit: 1 })).items[0],
      (await store.linkedIdentities.listOfUser(poolId, sub))[0],
      await store.tokenSessions.get(`${poolId}-${sub}`),
      await store.codes.get(aCode(poolId, sub)),
      await store.lockouts.get(poolId, sub),
      (await store.messages.list({ userPoolId: poolId, limit: 9 })).find((message) => message.username === sub),
    ];
    assert.deepEqual(
      (await left("ada")).filter((one) => one !== undefined),
      [],
    );
    assert.equal((await left("bob")).includes(undefined), false);
    assert.equal(
      (await store.authEvents.page(poolId, "ada", { limit: 9 })).items.length,
      1,
      "events keep the pseudonym",
    );
  });
}
