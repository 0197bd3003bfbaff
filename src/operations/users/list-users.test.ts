import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminDisableUserCommand,
  CreateGroupCommand,
  ListUsersCommand,
  type ListUsersCommandInput,
} from "../../../test/clients.js";
import { createUser, getUser, recordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, more: Partial<ListUsersCommandInput> = {}) =>
  world.client.send(new ListUsersCommand({ UserPoolId, ...more }));

const names = async (poolId: string, more: Partial<ListUsersCommandInput> = {}) =>
  ((await list(poolId, more)).Users ?? []).map(({ Username }) => Username);

/** Every page of a listing, one after the other. */
async function pages(poolId: string, more: Partial<ListUsersCommandInput>) {
  const found: (string | undefined)[][] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await list(poolId, { ...more, ...(PaginationToken === undefined ? {} : { PaginationToken }) });
    found.push((page.Users ?? []).map(({ Username }) => Username));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken !== undefined);
  return found;
}

test("users are listed as they were created, with attributes, state and dates", async () => {
  const pool = await world.pool();
  const ann = await createUser(world, pool.Id, "ann", { name: "Ann", email: "ann@example.com" });
  const { $metadata: _, ...answer } = await list(pool.Id);
  assert.deepEqual(answer, { Users: [ann] });
  assert.deepEqual(await names((await world.pool()).Id), []);
});

test("T-35 the whole grammar of filters", async () => {
  const pool = await world.pool();
  const ann = await createUser(world, pool.Id, "ann", {
    email: "ann@example.com",
    phone_number: "+15555550100",
    name: 'Ann "The" O\'Neil',
    given_name: "Ann",
    family_name: "O'Neil",
    preferred_username: "annie",
  });
  await createUser(world, pool.Id, "Bob", { email: "bob@example.com", given_name: "Bob", family_name: "100%_\\" });
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.Id, Username: "Bob" }));
  const sub = recordOf(ann.Attributes).sub ?? "";
  const cases: [string, string[]][] = [
    ['username = "ann"', ["ann"]],
    ['username="ann"', ["ann"]],
    ['"username" = "ann"', ["ann"]],
    ['  username   ^=   "an"  ', ["ann"]],
    ['username = "ANN"', []],
    ['username ^= ""', ["Bob", "ann"]],
    ['email = "ann@example.com"', ["ann"]],
    ['email ^= "bob@"', ["Bob"]],
    ['email ^= "%"', []],
    ['phone_number ^= "+1555"', ["ann"]],
    ['name = "Ann \\"The\\" O\'Neil"', ["ann"]],
    ['given_name = "Bob"', ["Bob"]],
    ['family_name = "O\'Neil"', ["ann"]],
    ['family_name ^= "100%_"', ["Bob"]],
    ['family_name ^= "1__"', []],
    ['preferred_username = "annie"', ["ann"]],
    ['cognito:user_status = "force_change_password"', ["Bob", "ann"]],
    ['cognito:user_status = "CONFIRMED"', []],
    ['status = "Enabled"', ["ann"]],
    ['status = "Disabled"', ["Bob"]],
    ['status = "disabled"', []],
    [`sub = "${sub}"`, ["ann"]],
    [`sub ^= "${sub.slice(0, 8)}"`, ["ann"]],
    ["username = \"x' OR '1'='1\"", []],
    ["", ["Bob", "ann"]],
    ["  ", ["Bob", "ann"]],
  ];
  for (const [Filter, expected] of cases) assert.deepEqual((await names(pool.Id, { Filter })).sort(), expected, Filter);
});

test("T-35 filters that cannot be read, and attributes that cannot be searched", async () => {
  const pool = await world.pool();
  for (const Filter of [
    "username",
    "username = ann",
    'username = "ann',
    'username == "ann"',
    'username > "ann"',
    'username = "a" and name = "b"',
    '= "ann"',
    "username = 'ann'",
    'username ^ = "ann"',
  ]) {
    await assert.rejects(
      list(pool.Id, { Filter }),
      { name: "InvalidParameterException", message: "Error while parsing filter." },
      Filter,
    );
  }
  for (const attribute of ["custom:foo", "address", "identities", "poolId"]) {
    await assert.rejects(list(pool.Id, { Filter: `${attribute} = "x"` }), {
      name: "InvalidParameterException",
      message: `Invalid search attribute: ${attribute}`,
    });
  }
  await assert.rejects(list(pool.Id, { Filter: `username = "${"x".repeat(300)}"` }), {
    name: "InvalidParameterException",
    message: /failed to satisfy constraint: Member must have length less than or equal to 256/,
  });
});

test("T-07 filters follow the pool's rule about case", async () => {
  const pool = await world.pool({ UsernameConfiguration: { CaseSensitive: false } });
  await createUser(world, pool.Id, "Ann", { email: "Ann@Example.com" });
  assert.deepEqual(await names(pool.Id, { Filter: 'email = "ann@example.COM"' }), ["Ann"]);
  assert.deepEqual(await names(pool.Id, { Filter: 'username ^= "aN"' }), ["Ann"]);
});

test("where addresses are usernames, the username filter takes the username", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email"] });
  const { Username } = await createUser(world, pool.Id, "ann@example.com");
  assert.deepEqual(await names(pool.Id, { Filter: 'username = "ann@example.com"' }), []);
  assert.deepEqual(await names(pool.Id, { Filter: `username = "${Username}"` }), [Username]);
  assert.deepEqual(await names(pool.Id, { Filter: 'email = "ann@example.com"' }), [Username]);
});

test("pages cover every user once, in the order of the filtered attribute", async () => {
  const pool = await world.pool();
  const all = ["a1", "a2", "a3", "a4", "a5"];
  for (const name of [...all].reverse()) await createUser(world, pool.Id, name, { name: `n${name}` });
  const byTwo = await pages(pool.Id, { Limit: 2 });
  assert.deepEqual(
    byTwo.map((page) => page.length),
    [2, 2, 1],
  );
  assert.deepEqual(byTwo.flat().sort(), all);
  assert.deepEqual(await pages(pool.Id, { Limit: 2, Filter: 'name ^= "n"' }), [["a1", "a2"], ["a3", "a4"], ["a5"]]);
  assert.equal((await names(pool.Id, { Limit: 0 })).length, 5);
});

test("a page holds 60 users at most", async () => {
  const pool = await world.pool();
  await assert.rejects(list(pool.Id, { Limit: 61 }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
  });
  await assert.rejects(list(pool.Id, { Limit: -1 }), { name: "InvalidParameterException" });
});

test("T-33 T-34 a page token is good for its pool and filter only, for an hour, and as it was given", async () => {
  const [pool, other] = [await world.pool(), await world.pool()];
  for (const name of ["a1", "a2", "a3"]) {
    await createUser(world, pool.Id, name);
    await createUser(world, other.Id, name);
  }
  const { PaginationToken = "" } = await list(pool.Id, { Limit: 1, Filter: 'username ^= "a"' });
  const filter = { Filter: 'username ^= "a"', PaginationToken };
  const refused = (poolId: string, more: Partial<ListUsersCommandInput>) =>
    assert.rejects(list(poolId, { PaginationToken, ...more }), (error: Error) => {
      assert.equal(error.name, "InvalidParameterException");
      assert.match(error.message, /^Paging marker .* is invalid for request [0-9a-f-]{36}$/);
      return true;
    });
  assert.deepEqual(await names(pool.Id, filter), ["a2", "a3"]);
  // Written in another way, it is still the same filter.
  assert.deepEqual(await names(pool.Id, { ...filter, Filter: '"username"^="a"' }), ["a2", "a3"]);
  await refused(other.Id, { Filter: 'username ^= "a"' });
  await refused(pool.Id, { Filter: 'username ^= "b"' });
  await refused(pool.Id, {});
  await refused(pool.Id, { ...filter, PaginationToken: PaginationToken.slice(0, -1) });
  await refused(pool.Id, { ...filter, PaginationToken: "nonsense" });
  world.clock.advance(3_600_001);
  await refused(pool.Id, filter);
});

test("AttributesToGet limits the attributes, and must name existing ones", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { name: "Ann", email: "ann@example.com" });
  await createUser(world, pool.Id, "bob");
  const { Users } = await list(pool.Id, { AttributesToGet: ["email"] });
  const shown = new Map(Users?.map(({ Username, Attributes }) => [Username, recordOf(Attributes)]));
  assert.deepEqual(shown.get("ann"), { email: "ann@example.com" });
  assert.deepEqual(shown.get("bob"), {});
  await assert.rejects(list(pool.Id, { AttributesToGet: ["email", "custom:none"] }), {
    name: "InvalidParameterException",
    message: "One or more requested attributes do not exist in user pool.",
  });
});

test("T-33 no user of another pool is listed", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  await createUser(world, one.Id, "ann", { email: "ann@example.com" });
  assert.deepEqual(await names(other.Id), []);
  assert.deepEqual(await names(other.Id, { Filter: 'email = "ann@example.com"' }), []);
  await assert.rejects(list("us-east-1_000000000"), { name: "ResourceNotFoundException" });
});

test("joining a group does not change the date of the user", async () => {
  const pool = await world.pool();
  const { UserLastModifiedDate } = await createUser(world, pool.Id, "ann");
  world.clock.advance(1000);
  await world.client.send(new CreateGroupCommand({ UserPoolId: pool.Id, GroupName: "g" }));
  await world.client.send(new AdminAddUserToGroupCommand({ UserPoolId: pool.Id, Username: "ann", GroupName: "g" }));
  assert.deepEqual((await getUser(world, pool.Id, "ann")).UserLastModifiedDate, UserLastModifiedDate);
});
