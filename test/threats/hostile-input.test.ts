/**
 * Hostile values in every member of every operation, over HTTP: refused or taken as plain data, within a deadline, without
 * a trace on the language's own objects (T-35, T-36, T-38).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, post, send, succeed } from "../faults/wire.js";
import { makeUser, tokensOf, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { everyOperation, type KnownValues, membersOf, sampleInput } from "./sample-input.js";

/** One request, on a machine that does other things too. */
const deadlineMs = 5_000;

let world: TestWorld;
let known: KnownValues;
before(async () => {
  world = await startTestWorld();
  known = await freshTarget();
});
after(() => world.close());

/** A pool, a client and a signed-in user of their own. */
async function freshTarget(): Promise<KnownValues> {
  const { Id: poolId } = await world.pool({ DeletionProtection: "ACTIVE", AliasAttributes: ["email"] });
  const { ClientId } = await world.appClient(poolId);
  await makeUser(world, poolId, "target");
  const { AccessToken } = tokensOf(await withPassword({ world, poolId, clientId: ClientId }, "target"));
  return { UserPoolId: poolId, ClientId, AccessToken, Username: "target" };
}

/** Whatever takes the target away comes last. */
const inOrder = [...everyOperation].sort((one, other) => Number(takesAway(one)) - Number(takesAway(other)));
function takesAway(operation: string): boolean {
  return /Delete|Disable|SignOut|Revoke|Update|SetUserPassword|ChangePassword|ResetUser/.test(operation);
}

const prototypeBefore = prototypes();

function prototypes(): string {
  return [Object.prototype, Array.prototype, String.prototype, Function.prototype, Map.prototype]
    .map((one) => Reflect.ownKeys(one).map(String).sort().join())
    .join("\n");
}

/** Sends it and judges what every answer must be: no failure of ours, in time, nothing of the inside told. */
async function harmless(operation: string, body: string): Promise<Answer> {
  const started = performance.now();
  const answer = await send(world.url, operation, body);
  const took = performance.now() - started;
  const what = `${operation} ${body.slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 300)}`;
  assert.ok(answer.status === 200 || (answer.status >= 400 && answer.status < 500), what);
  assert.ok(took < deadlineMs, `${took.toFixed(0)} ms: ${what}`);
  assert.doesNotMatch(
    answer.text,
    /SQLITE|syntax error|\bat [\w.]+ \(|node:internal|TypeError|undefined is not/i,
    what,
  );
  return answer;
}

const long = 40_000;
const texts: Record<string, string> = {
  SQL: `'; DROP TABLE users; --`,
  "SQL with quotes": `" OR ""="`,
  "a filter": `username = "x" or "1" = "1"`,
  LIKE: "%_\\%",
  NUL: "a\u0000b",
  "a lone surrogate": "\ud800",
  "a prototype": "__proto__",
  "a constructor": "constructor",
  "a template": "{{7*7}}{####}{username}",
  markup: `<script>alert("x")</script>`,
  "a line break": "a\r\nX-Injected: yes",
  "a path": "../../../../etc/passwd",
  "right to left": "\u202egnp.exe",
  "many letters": "a".repeat(long),
  "many spaces": `${" ".repeat(long)}x`,
  "many dots": `${".".repeat(long)}@`,
  "many signs": `${"@".repeat(long)}!`,
  "many quotes": `${'"'.repeat(long)}`,
  "many brackets": "{{".repeat(long / 2),
  "many marks": "e\u0301".repeat(long / 2),
  nothing: "",
};
const shapes: Record<string, unknown> = {
  "a list": ["a"],
  "a record": { a: "b" },
  "a record with a prototype": JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": 1}}}',
  ),
  "a number": 1e308,
  "a negative number": -1,
  "a fraction": 0.1,
  true: true,
  null: null,
  "nested lists": JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`),
  "a long list": Array.from({ length: 5_000 }, () => "a"),
  "a list of records": [
    { Name: "__proto__", Value: "polluted" },
    { Name: "constructor", Value: "polluted" },
  ],
};

for (const [kind, values] of [
  ["T-35 T-38 texts", texts],
  ["T-36 types", shapes],
] as const) {
  test(`${kind}: every member of every operation`, async () => {
    // One member at a time, the value going round: each operation meets each value, each member some of them.
    const names = Object.keys(values);
    let turn = 0;
    known = await freshTarget();
    for (const operation of inOrder) {
      const members = Object.keys(membersOf(operation));
      if (members.length === 0) continue;
      for (let at = 0; at < Math.max(names.length, members.length); at++) {
        const member = members[at % members.length] ?? "";
        const value = (values as Record<string, unknown>)[names[(at + turn) % names.length] ?? ""];
        await harmless(operation, JSON.stringify({ ...sampleInput(operation, known), [member]: value }));
      }
      turn++;
    }
    assert.equal(prototypes(), prototypeBefore);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });
}

test("T-35 T-38 texts as names, values, passwords, templates and codes at any depth", async () => {
  for (const [name, text] of Object.entries(texts)) {
    known = await freshTarget();
    const places = ["Name", "Value", "Description", "Password", "ConfirmationCode", "EmailMessage", "EmailSubject"];
    const parameters = { AuthParameters: { USERNAME: text, PASSWORD: text, SRP_A: text, [text]: text } };
    const deep = { ...known, ...parameters, ...Object.fromEntries(places.map((place) => [place, text])) };
    for (const operation of inOrder) {
      if (!takesAway(operation)) await harmless(operation, JSON.stringify(sampleInput(operation, deep)));
    }
    assert.equal(prototypes(), prototypeBefore, name);
  }
});

test("T-36 keys that mean something to the language are unknown members like any other", async () => {
  for (const operation of everyOperation) {
    const body = JSON.stringify(sampleInput(operation, known));
    const extended = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"valueOf":null,"hasOwnProperty":[],${body.slice(1)}`;
    await harmless(operation, extended.replace(",}", "}"));
  }
  assert.equal(prototypes(), prototypeBefore);
});

test("T-36 R-10 members named twice, bodies that are no records, and broken JSON are refused or read one way", async () => {
  const bodies = [
    "",
    "null",
    "[]",
    '"text"',
    "1",
    "{",
    "{}}",
    '{"a":',
    "\ufeff{}",
    "{'a':1}",
    "\u0000",
    "[".repeat(100_000),
  ];
  for (const operation of everyOperation) {
    for (const body of bodies) await harmless(operation, body);
  }
});

test("T-36 attributes and maps keep names of the language as plain data", async () => {
  const tags = { constructor: "a", toString: "b", hasOwnProperty: "c" };
  const { UserPool } = await succeed(world.url, "CreateUserPool", { PoolName: "tags", UserPoolTags: tags });
  assert.deepEqual(UserPool.UserPoolTags, tags);
  const answer = await send(
    world.url,
    "AdminCreateUser",
    `{"UserPoolId":"${UserPool.Id}","Username":"__proto__","MessageAction":"SUPPRESS","ClientMetadata":{"__proto__":"x"}}`,
  );
  assert.equal(answer.status, 200, answer.text);
  const found = await succeed(world.url, "AdminGetUser", { UserPoolId: UserPool.Id, Username: "__proto__" });
  assert.equal(found.Username, "__proto__");
  assert.equal((await send(world.url, "AdminGetUser", { UserPoolId: UserPool.Id, Username: "toString" })).status, 400);
});

test("T-35 values with the metacharacters of SQL find exactly themselves", async () => {
  const { Id: poolId } = await world.pool();
  const names = [`o'brien`, `100%`, `a_b`, `axb`, `semi;colon`, `back\\slash`, `"quoted"`, `--`, `/*x*/`];
  for (const name of names) await makeUser(world, poolId, name, { temporary: true });
  for (const name of names) {
    const quoted = name.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
    for (const operator of ["=", "^="]) {
      const { Users } = await succeed(world.url, "ListUsers", {
        UserPoolId: poolId,
        Filter: `username ${operator} "${quoted}"`,
      });
      assert.deepEqual(
        Users.map((user: { Username: string }) => user.Username),
        [name],
        `${operator} ${name}`,
      );
    }
    assert.equal((await succeed(world.url, "AdminGetUser", { UserPoolId: poolId, Username: name })).Username, name);
  }
});

test("T-36 a target header that is no operation's name is refused", async () => {
  for (const name of ["__proto__", "constructor", "toString", "", "A".repeat(5_000), "AdminGetUser ", "admingetuser"]) {
    const answer = await send(world.url, name, "{}").catch((error: Error) => error);
    if (answer instanceof Error) continue;
    assert.ok(answer.status >= 400 && answer.status < 500, `${name.slice(0, 20)}: ${answer.status}`);
  }
});

test("T-38 long paths, queries, cookies and hosts are answered at once", async () => {
  const filler = "%2e/".repeat(1_500);
  const requests = [
    { path: `/${filler}` },
    { path: `/?${"a=b&".repeat(1_500)}` },
    { path: `/${"/".repeat(6_000)}` },
    { path: "/", headers: { cookie: "a=b; ".repeat(1_500) } },
    { path: "/", headers: { authorization: `AWS4-HMAC-SHA256 ${"Credential=".repeat(600)}` } },
    { path: "/", headers: { "content-type": `application/x-amz-json-1.1;${" ".repeat(6_000)}` } },
    { path: "/", headers: { origin: `http://${"a.".repeat(3_000)}` } },
  ];
  for (const { path, headers } of requests) {
    const started = performance.now();
    const { status } = await post(world.url, "", headers ?? {}, undefined, { method: "GET", path });
    assert.ok(status >= 400 && status < 500, `${path.slice(0, 20)}: ${status}`);
    assert.ok(performance.now() - started < deadlineMs, path.slice(0, 20));
  }
});
