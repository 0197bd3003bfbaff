/** The first sign-ins with an imported hash, at once on every node, and against all that replaces a password meanwhile. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openTestDatabase } from "../postgres-server.js";
import { withSrp } from "../sign-in.js";
import { cheapHash, hashedPassword, importHashed } from "../user-import.js";
import { startTestWorld } from "../world.js";
import type { Nodes } from "./races.js";
import { openTwoNodes } from "./two-nodes.js";
import { type Answer, send } from "./wire.js";

const nextPassword = "Another-Horse-2";
const rounds = 6;
const names = (what: string) => Array.from({ length: rounds }, (_, at) => `${what}-${at}`);

const kinds: Record<string, () => Promise<Nodes>> = {
  async "one node on SQLite"() {
    const world = await startTestWorld();
    return { worlds: [world, world], close: () => world.close() };
  },
  "two nodes on PostgreSQL": () => openTwoNodes(openTestDatabase),
};

for (const [kind, open] of Object.entries(kinds)) {
  describe(`imported hashes on ${kind}`, () => {
    let nodes: Nodes;
    let poolId: string;
    let clientId: string;

    before(async () => {
      nodes = await open();
      const [here] = nodes.worlds;
      ({ Id: poolId } = await here.pool({ AutoVerifiedAttributes: ["email"] }));
      ({ ClientId: clientId } = await here.appClient(poolId, { PreventUserExistenceErrors: "ENABLED" }));
      const people = ["together", ...names("set"), ...names("gone"), ...names("wrong")];
      const { job } = await importHashed(
        here,
        poolId,
        "BCRYPT",
        people.map((name) => ({ name, hash: cheapHash })),
      );
      assert.deepEqual([job.Status, job.ImportedUsers], ["Succeeded", people.length]);
    });
    after(() => nodes.close());

    const signIn = (at: number, USERNAME: string, PASSWORD = hashedPassword) =>
      send(nodes.worlds[at % 2]!.url, "InitiateAuth", {
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD },
      });
    const storm = (name: string, count: number) =>
      Array.from({ length: count }, (_, at): Promise<Answer> => signIn(at, name));
    const hashOf = async (name: string) => {
      const { store } = nodes.worlds[0].world;
      const user = await store.users.getByUsernameKey(poolId, name);
      return user && (await store.credentials.get(poolId, user.sub))?.importedHash;
    };

    test("sign-ins at once all succeed, and the password is good for SRP on either node", async () => {
      const answers = await Promise.all(storm("together", 24));
      assert.deepEqual(
        [...new Set(answers.map(({ outcome, text }) => `${outcome} ${outcome === "success" ? "" : text}`))],
        ["success "],
      );
      assert.equal(await hashOf("together"), undefined);
      for (const world of nodes.worlds) {
        assert.ok((await withSrp({ world, poolId, clientId }, "together", hashedPassword)).AuthenticationResult);
      }
    });

    test("a new password that comes at the same moment stays, whoever is first", async () => {
      for (const [round, name] of names("set").entries()) {
        const input = { UserPoolId: poolId, Username: name, Password: nextPassword, Permanent: true };
        const signIns = storm(name, 6);
        const set = await send(nodes.worlds[round % 2]!.url, "AdminSetUserPassword", input);
        assert.equal(set.status, 200, set.text);
        for (const { outcome, text } of await Promise.all(signIns)) {
          assert.ok(outcome === "success" || outcome === "NotAuthorizedException", text);
        }
        assert.equal(await hashOf(name), undefined);
        assert.equal((await signIn(round, name, nextPassword)).status, 200, name);
        assert.equal((await signIn(round, name)).outcome, "NotAuthorizedException", name);
      }
    });

    test("of a user who is deleted at the same moment nothing is left", async () => {
      const { store } = nodes.worlds[0].world;
      for (const [round, name] of names("gone").entries()) {
        const { sub } = (await store.users.getByUsernameKey(poolId, name))!;
        const signIns = storm(name, 6);
        const input = { UserPoolId: poolId, Username: name };
        assert.equal((await send(nodes.worlds[round % 2]!.url, "AdminDeleteUser", input)).status, 200);
        await Promise.all(signIns);
        assert.equal(await store.credentials.get(poolId, sub), undefined, name);
      }
    });

    test("T-09 wrong passwords at once lock the user out before they can be tried at leisure", async (t) => {
      // The first lock lasts a second, which is no more than so many guesses may take.
      for (const { clock } of nodes.worlds) clock.freeze();
      t.after(() => {
        for (const { clock } of nodes.worlds) clock.resume();
      });
      for (const name of names("wrong").slice(0, 2)) {
        const guesses = Array.from({ length: 16 }, (_, at) => signIn(at, name, `Wrong-Horse-${at}`));
        const outcomes = (await Promise.all(guesses)).map(({ body }) => body.message);
        assert.ok(outcomes.includes("Password attempts exceeded"), `${outcomes}`);
        assert.ok(outcomes.filter((message) => message === "Incorrect username or password.").length <= 5);
        assert.equal((await signIn(0, name)).body.message, "Password attempts exceeded");
        assert.ok(await hashOf(name));
      }
    });
  });
}
