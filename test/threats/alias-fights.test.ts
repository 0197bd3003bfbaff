/**
 * T-08 Three users who fight for two addresses, held against a model: an address leads to one confirmed user at most, to
 * whoever has proven it last by the rules, and nobody gets it without the code that went there. FAULT_SEED=<number> repeats.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  DeleteUserAttributesCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "../clients.js";
import { seedOfRun } from "../faults/chance.js";
import { goodPassword, tokensOf, withPassword } from "../sign-in.js";
import { recordOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const names = ["ann", "bob", "eve"] as const;
type Name = (typeof names)[number];

/** Two addresses; the second spelling of the first is the same one. */
const spellings = ["x@example.com", "X@Example.com", "y@example.com"] as const;
const keyOf = (address: string) => address.toLowerCase();
/** Everybody has a password of their own, so that a sign-in tells whom an address leads to. */
const passwordOf = (name: Name) => `${goodPassword}-${name}`;

type Command =
  | { readonly kind: "sign up" | "update" | "given by administrator"; readonly who: Name; readonly address: string }
  | { readonly kind: "confirm"; readonly who: Name; readonly force: boolean; readonly right: boolean }
  | { readonly kind: "verify"; readonly who: Name; readonly right: boolean }
  | { readonly kind: "delete" | "drop address"; readonly who: Name };

const who = fc.constantFrom(...names);
const address = fc.constantFrom(...spellings);
const mostly = fc.integer({ min: 0, max: 4 }).map((one) => one > 0);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("sign up" as const), who, address }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("confirm" as const), who, force: fc.boolean(), right: mostly }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("update" as const), who, address }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("verify" as const), who, right: mostly }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("given by administrator" as const), who, address }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom<"delete" | "drop address">("delete", "drop address"), who }),
  },
);

interface Person {
  confirmed: boolean;
  address: string | undefined;
  verified: boolean;
  /** The last code that was sent to this person, for the address that they had then. */
  code: string | undefined;
}

const aliasTaken = "AliasExistsException";
const tally: Record<string, number> = {};

async function live(commands: readonly Command[]): Promise<void> {
  const { client, clock } = world;
  const { Id: UserPoolId } = await world.pool({
    AliasAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
  });
  const { ClientId } = await world.appClient(UserPoolId);
  const target = { world, poolId: UserPoolId, clientId: ClientId };
  const people = new Map<Name, Person>();

  const holderOf = (key: string) =>
    [...people].find(([, one]) => one.confirmed && one.verified && keyOf(one.address ?? "") === key)?.[0];
  const heldByOther = (name: Name, key: string) => holderOf(key) !== undefined && holderOf(key) !== name;
  /** Whoever holds the address loses it. */
  const loses = (key: string) => {
    const holder = people.get(holderOf(key) ?? "ann");
    if (holder !== undefined && holderOf(key) !== undefined) holder.verified = false;
  };
  const newCode = async (Username: Name) =>
    (await world.messages({ userPoolId: UserPoolId })).filter(({ username }) => username === Username).at(-1)?.code;
  const accessToken = async (name: Name) => tokensOf(await withPassword(target, name, passwordOf(name))).AccessToken;

  /** Sends it; the exception's name, or "done", must be the expected one. */
  const sent = async (of: Command, expected: string, call: () => Promise<unknown>): Promise<boolean> => {
    const found = await call().then(
      () => "done",
      (error: Error) => error.name,
    );
    assert.equal(found, expected, JSON.stringify(of));
    tally[`${of.kind}: ${found}`] = (tally[`${of.kind}: ${found}`] ?? 0) + 1;
    return found === "done";
  };

  async function act(one: Command): Promise<void> {
    const Username = one.who;
    const person = people.get(Username);
    if (one.kind === "sign up") {
      const input = {
        ClientId,
        Username,
        Password: passwordOf(Username),
        UserAttributes: [{ Name: "email", Value: one.address }],
      };
      const expected = person === undefined ? "done" : "UsernameExistsException";
      if (await sent(one, expected, () => client.send(new SignUpCommand(input)))) {
        const code = await newCode(Username);
        people.set(Username, { confirmed: false, address: one.address, verified: false, code });
      }
      return;
    }
    if (person === undefined) return;
    const inPool = { UserPoolId, Username };
    const key = keyOf(person.address ?? "");
    switch (one.kind) {
      case "confirm": {
        if (person.confirmed || person.code === undefined) return;
        const taken = heldByOther(Username, key) && !one.force;
        const expected = one.right ? (taken ? aliasTaken : "done") : "CodeMismatchException";
        const ConfirmationCode = one.right ? person.code : "nonsense";
        const input = { ClientId, Username, ConfirmationCode, ForceAliasCreation: one.force };
        if (!(await sent(one, expected, () => client.send(new ConfirmSignUpCommand(input))))) return;
        if (heldByOther(Username, key)) loses(key);
        Object.assign(person, { confirmed: true, verified: true, code: undefined });
        return;
      }
      case "update": {
        if (!person.confirmed || keyOf(one.address) === key) return;
        const AccessToken = await accessToken(Username);
        const UserAttributes = [{ Name: "email", Value: one.address }];
        const input = new UpdateUserAttributesCommand({ AccessToken, UserAttributes });
        if (!(await sent(one, "done", () => client.send(input)))) return;
        Object.assign(person, { address: one.address, verified: false, code: await newCode(Username) });
        return;
      }
      case "verify": {
        if (!person.confirmed || person.verified || person.code === undefined) return;
        const AccessToken = await accessToken(Username);
        const expected = one.right ? (heldByOther(Username, key) ? aliasTaken : "done") : "CodeMismatchException";
        const input = { AccessToken, AttributeName: "email", Code: one.right ? person.code : "nonsense" };
        if (await sent(one, expected, () => client.send(new VerifyUserAttributeCommand(input)))) {
          Object.assign(person, { verified: true, code: undefined });
        }
        return;
      }
      case "given by administrator": {
        if (!person.confirmed) return;
        const UserAttributes = [
          { Name: "email", Value: one.address },
          { Name: "email_verified", Value: "true" },
        ];
        const taken = heldByOther(Username, keyOf(one.address));
        const input = new AdminUpdateUserAttributesCommand({ ...inPool, UserAttributes });
        if (!(await sent(one, "done", () => client.send(input)))) return;
        // An administrator's word takes the address from whoever has it (boto/boto3#3213).
        if (taken) loses(keyOf(one.address));
        Object.assign(person, { address: one.address, verified: true, code: undefined });
        return;
      }
      case "drop address": {
        if (!person.confirmed || person.address === undefined) return;
        const input = { AccessToken: await accessToken(Username), UserAttributeNames: ["email"] };
        if (await sent(one, "done", () => client.send(new DeleteUserAttributesCommand(input)))) {
          Object.assign(person, { address: undefined, verified: false, code: undefined });
        }
        return;
      }
      case "delete":
        await sent(one, "done", () => client.send(new AdminDeleteUserCommand(inPool)));
        people.delete(Username);
    }
  }

  for (const one of commands) {
    // Within the hour only a few codes go out, and a code lives for a day.
    clock.advance(20 * 60_000);
    await act(one);
    for (const [name, { address, verified }] of people) {
      const { UserAttributes } = await client.send(new AdminGetUserCommand({ UserPoolId, Username: name }));
      const { email, email_verified: shown = "false" } = recordOf(UserAttributes);
      assert.deepEqual(
        { email, shown },
        { email: address, shown: String(verified) },
        `${name}: ${JSON.stringify(one)}`,
      );
    }
    for (const spelling of spellings) {
      const holder = holderOf(keyOf(spelling));
      const found = client.send(new AdminGetUserCommand({ UserPoolId, Username: spelling }));
      if (holder === undefined) await assert.rejects(found, { name: "UserNotFoundException" });
      else assert.equal((await found).Username, holder, JSON.stringify(one));
    }
  }
  for (const key of new Set(spellings.map(keyOf))) {
    for (const name of names) {
      const tried = withPassword(target, key, passwordOf(name)).then(
        () => "in",
        () => "out",
      );
      assert.equal(await tried, holderOf(key) === name ? "in" : "out", `${name} by ${key}`);
    }
  }
}

test("T-08 whoever fights for an address in whatever order, it leads to one user at most, by the rules", async (t) => {
  const seed = seedOfRun();
  t.diagnostic(`seed ${seed}`);
  const begun = fc.tuple(address, address, address).map((chosen) =>
    names.flatMap((who, place): Command[] => [
      { kind: "sign up", who, address: chosen[place] ?? "" },
      { kind: "confirm", who, force: place === 2, right: true },
    ]),
  );
  const fights = fc
    .tuple(begun, fc.array(command, { minLength: 6, maxLength: 16 }))
    .map(([first, then]) => [...first, ...then]);
  await fc.assert(fc.asyncProperty(fights, live), { seed, numRuns: 15, endOnFailure: true });
  t.diagnostic(JSON.stringify(tally));
});
