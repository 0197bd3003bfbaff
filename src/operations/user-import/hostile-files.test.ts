/** T-50: what stands in an uploaded file fails its line, or the job, and nothing else. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminGetUserCommand, GetCSVHeaderCommand, ListUsersCommand } from "../../../test/clients.js";
import { csvFile, runImport } from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const aPool = async () => (await world.pool({ AutoVerifiedAttributes: ["email"] })).Id;
const good = (name: string) => ({ "cognito:username": name, email: `${name}@example.com`, email_verified: "true" });

async function usernames(UserPoolId: string): Promise<readonly (string | undefined)[]> {
  const { Users = [] } = await world.client.send(new ListUsersCommand({ UserPoolId }));
  return Users.map(({ Username }) => Username).sort();
}

async function headerOf(UserPoolId: string): Promise<string> {
  return (await world.client.send(new GetCSVHeaderCommand({ UserPoolId }))).CSVHeader!.join(",");
}

const unreadable = "The CSV file could not be parsed.";
const badHeader = "The header of the CSV file does not match the attributes of the user pool.";

const files: readonly (readonly [
  name: string,
  file: (header: string, rows: string) => string | Buffer,
  message: string,
  imported?: number,
])[] = [
  ["an empty file", () => "", badHeader],
  ["nothing but blank lines", () => "\n\r\n\n", badHeader],
  ["no header", (_header, rows) => rows, badHeader],
  ["another pool's header", (header, rows) => `${header},custom:other\n${rows}`, badHeader],
  ["a byte order mark", (header, rows) => `\ufeff${header}\n${rows}`, "The CSV file begins with a byte order mark."],
  ["UTF-16", (header, rows) => Buffer.from(`\ufeff${header}\n${rows}`, "utf16le"), badHeader],
  ["an archive", () => Buffer.from("PK\x03\x04\0\0\0\0\xff\xfe", "latin1"), badHeader],
  ["null characters", () => Buffer.alloc(70_000), badHeader],
  ["a line without end", (header, rows) => `${header}\n${rows}${"x".repeat(2_000_000)}`, unreadable, 2],
  [
    "a quotation mark that nobody closes",
    (header, rows) => `${header}\n${rows}"${`${"x".repeat(100)}\n`.repeat(20_000)}`,
    unreadable,
    2,
  ],
];

for (const [name, file, message, imported = 0] of files) {
  test(`T-50 ${name} fails the job`, async () => {
    const Id = await aPool();
    const [header, ...rows] = (await csvFile(world, Id, [good("ann"), good("bob")])).trimEnd().split("\n");
    const { job, log } = await runImport(world, Id, file(header!, `${rows.join("\n")}\n`));
    assert.deepEqual([job.Status, job.CompletionMessage, job.ImportedUsers], ["Failed", message, imported]);
    assert.ok(log.at(-1)?.startsWith(message), log.at(-1));
    assert.equal((await usernames(Id)).length, imported);
  });
}

test("T-50 more users than a file may have fail the job before the first", async () => {
  const Id = await aPool();
  const { job } = await runImport(world, Id, `${await headerOf(Id)}\n${"x\n".repeat(500_001)}`);
  assert.deepEqual(
    [job.Status, job.CompletionMessage, job.FailedUsers],
    ["Failed", "The CSV file has more than 500,000 users.", 0],
  );
});

test("T-50 lines of every kind of wrong fail one by one, and no log says what stood in them", async () => {
  const Id = await aPool();
  const header = await headerOf(Id);
  const secret = "s3cret-data";
  const [, line = ""] = (await csvFile(world, Id, [good("mallory")])).split("\n");
  const rows = [
    `${secret}`,
    `${line},${secret}`,
    line.replace("mallory", `${secret}\0`),
    line.replace("mallory", secret.repeat(2_000)),
    line.replace("mallory@example.com", secret),
    line.replace("mallory", `"${secret} ${secret}"`),
    `${secret}\\`,
  ];
  const file = Buffer.concat([
    Buffer.from(`${header}\r\n${rows.join("\r\n")}\r\n`),
    Buffer.from(line.replace("mallory", "caf\xe9"), "latin1"),
    Buffer.from(`\r\n${(await csvFile(world, Id, [good("ann")])).split("\n")[1]}`),
  ]);
  const { job, log } = await runImport(world, Id, file);
  assert.deepEqual([job.ImportedUsers, job.SkippedUsers, job.FailedUsers], [1, 0, rows.length + 1]);
  assert.deepEqual(
    log.map((one) => one.slice(0, one.indexOf("]") + 1)),
    [...rows.map(() => "[FAILED]"), "[FAILED]", "[SUCCEEDED]"],
  );
  assert.equal(log.at(-1), `[SUCCEEDED] Line Number ${rows.length + 3} - The import succeeded.`);
  assert.equal(log.join("\n").includes(secret), false);
  assert.deepEqual(await usernames(Id), ["ann"]);
});

test("T-50 quoted cells, commas and line breaks in them stay in their cells", async () => {
  const Id = await aPool();
  const [header, row = ""] = (await csvFile(world, Id, [{ ...good("ann"), nickname: "NICK", address: "ADDR" }])).split(
    "\n",
  );
  const quoted = row.replace("NICK", '"a ""b"", c"').replace("ADDR", '"1 Main St\nTown"');
  const { job, log } = await runImport(world, Id, `${header}\n${quoted}\n`);
  assert.equal(job.ImportedUsers, 1, log.join("\n"));
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "ann" }));
  const attributes = new Map(user.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  assert.deepEqual([attributes.get("nickname"), attributes.get("address")], ['a "b", c', "1 Main St\nTown"]);
});

test("T-30 a file writes no attribute that is the service's own", async () => {
  const Id = await aPool();
  const header = await headerOf(Id);
  for (const name of ["sub", "identities", "cognito:user_status"]) {
    const { job } = await runImport(world, Id, `${header},${name}\n`);
    assert.deepEqual([job.Status, job.CompletionMessage], ["Failed", badHeader]);
  }
});
