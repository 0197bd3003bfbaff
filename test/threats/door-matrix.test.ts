/**
 * Every door × every state of its user × both ways of telling who exists, held against a table of Cognito's words. Doors
 * are rows of `doors/`, states of `door-states.ts`; every way in × second factors is `factor-matrix.test.ts`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Answer } from "../faults/wire.js";
import { CustomFunctions } from "../interop/custom-functions.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { arrive, endsThePlace, type StateName, states } from "./door-states.js";
import { doors, doorsThatHide, wordsOf } from "./doors/all-doors.js";
import { calledLast, type Door, isRefusal, type Person, type Place } from "./doors/door.js";
import { makePlace, type PlaceKind } from "./doors/places.js";
import type { Mode } from "./doors/words.js";

const sums = new CustomFunctions();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: sums.functions });
  world.clock.freeze();
});
after(async () => {
  await world.close();
  sums.remove();
});

const shared = new Map<string, Promise<Place>>();
function placeFor(kind: PlaceKind, state: StateName, mode: Mode): Promise<Place> {
  const make = () => makePlace(world, sums.config, kind, mode);
  if (endsThePlace.has(state)) return make();
  const known = shared.get(kind + mode) ?? make();
  shared.set(kind + mode, known);
  return known;
}

let people = 0;
// Names of one length, so that answers have one length too.
function nextPerson(kind: PlaceKind): Person {
  const number = String(people++).padStart(5, "0");
  const email = `p${number}@example.com`;
  const name = kind === "usernames are email addresses" ? email : `p${number}`;
  return { name, email, phone: `+12065${String(500_000 + people).slice(-6)}` };
}

/** Somebody at a door: opened while all is well, then the state comes, then it is walked through. */
async function knocked(door: Door, state: StateName, mode: Mode): Promise<{ answer: Answer; there: Place }> {
  const kind = door.place ?? "usual";
  const there = await placeFor(kind, state, mode);
  const person = nextPerson(kind);
  if (state !== "unknown") await arrive(there, person, door.person);
  const opened = await door.before?.(there, person);
  if (isRefusal(opened)) return { answer: opened, there };
  // Passwords are told apart by the moment at which they were set.
  world.clock.advance(1);
  await states[state](there, person, () => arrive(there, person, door.person));
  return { answer: await door.knock(there, person, opened), there };
}

/** An answer as the table says it. */
function outcomeOf({ status, body, outcome }: Answer, { clientId, poolId, backend }: Place): string {
  if (status !== 200) {
    return `${outcome}: ${body.message}`
      .replace(clientId, "<client>")
      .replace(backend?.ClientId ?? clientId, "<client>")
      .replace(poolId, "<pool>")
      .replace(/\bp\d{5}\b/, "<name>");
  }
  return body.AuthenticationResult ? "tokens" : (body.ChallengeName ?? "success");
}

const stateNames = Object.keys(states) as StateName[];
const modes: readonly Mode[] = ["LEGACY", "ENABLED"];
const nobody: readonly StateName[] = ["unknown", "deleted"];

describe("T-01 T-17b T-23 every door in every state", () => {
  for (const [name, door] of Object.entries(doors)) {
    test(`T-01 T-17b T-23 ${name}`, async () => {
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const mode of modes) {
        for (const state of mode === "ENABLED" && door.ignoresMode ? nobody : stateNames) {
          const words = wordsOf(name, state, mode);
          if (words === undefined) continue;
          const { answer, there } = await knocked(door, state, mode);
          const outcome = outcomeOf(answer, there);
          found[`${state}, ${mode}`] = outcome;
          expected[`${state}, ${mode}`] = words.find((one) => one === outcome) ?? words.join(" | ");
          if (state === "confirmed") assert.equal(calledLast(), door.at);
        }
      }
      assert.deepEqual(found, expected);
    });
  }
});

/** The answer with what differs from call to call taken out; lengths stay, but for numbers that have no fixed one. */
function masked({ status, headers, text }: Answer): string {
  const { date: _, "x-amzn-requestid": __, "content-length": ___, ...rest } = headers;
  const body = text
    .replace(/"(Session|SALT|SECRET_BLOCK)":"([^"]*)"/g, (_all, name, value: string) => `"${name}":<${value.length}>`)
    .replace(/"SRP_B":"[0-9a-f]{750,770}"/, '"SRP_B":<B>')
    // Of nobody an address is made up where the name is none: enumeration.test.ts has names that are.
    .replace(/"[a-z]\*{3}@[a-z]\*{3}"/g, '"<address>"')
    .replace(/\+\*{7}\d{4}/g, "<number>")
    .replace(/p[0-9]{5}/g, "<name>");
  return JSON.stringify([status, rest, body]);
}

describe("T-01 where the client hides users", () => {
  for (const name of doorsThatHide) {
    const door = doors[name];
    if (door === undefined) continue;
    test(`T-01 ${name}: nobody, whoever was deleted or is of a provider, and somebody get the same answer`, async () => {
      const answers: Record<string, string> = {};
      for (const state of ["confirmed", "unknown", "deleted", "external only"] as const) {
        if (String(wordsOf(name, state, "ENABLED")) !== String(wordsOf(name, "unknown", "ENABLED"))) continue;
        answers[state] = masked((await knocked(door, state, "ENABLED")).answer);
      }
      assert.ok("confirmed" in answers && "deleted" in answers);
      for (const [state, answer] of Object.entries(answers)) assert.equal(answer, answers["unknown"], state);
    });
  }
});
