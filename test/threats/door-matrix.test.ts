/**
 * Every door × every state of its user × both ways of telling who exists, held against a table of Cognito's words; and every
 * way in × what the pool demands × what the user has. Doors are rows of `doors.ts`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { challengePool, everyFactor } from "../challenges.js";
import type { Answer } from "../faults/wire.js";
import { CustomFunctions } from "../interop/custom-functions.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { endsThePlace, member, type StateName, states } from "./door-states.js";
import { doorsThatHide, type Mode, wordsOf } from "./door-words.js";
import { type Door, type DoorName, doors, isRefusal, type Person, type Place } from "./doors.js";

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

async function place(mode: Mode): Promise<Place> {
  const { poolId, clientId } = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: {
      LambdaConfig: sums.config,
      AutoVerifiedAttributes: ["email"],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    client: {
      PreventUserExistenceErrors: mode,
      ExplicitAuthFlows: [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
    },
  });
  return { world, poolId, clientId };
}

const shared = new Map<Mode, Promise<Place>>();
function placeFor(state: StateName, mode: Mode): Promise<Place> {
  if (endsThePlace.has(state)) return place(mode);
  const known = shared.get(mode) ?? place(mode);
  shared.set(mode, known);
  return known;
}

let people = 0;
// Names of one length, so that answers have one length too.
const nextPerson = (): Person => {
  const name = `p${String(people++).padStart(5, "0")}`;
  return { name, email: `${name}@example.com` };
};

/** Somebody at a door: opened while all is well, then the state comes, then it is walked through. */
async function knocked(door: Door, state: StateName, mode: Mode): Promise<{ answer: Answer; there: Place }> {
  const there = await placeFor(state, mode);
  const person = nextPerson();
  if (state !== "unknown") await member(there, person);
  const opened = await door.before?.(there, person);
  if (isRefusal(opened)) return { answer: opened, there };
  // Passwords are told apart by the moment at which they were set.
  world.clock.advance(1);
  await states[state](there, person);
  return { answer: await door.knock(there, person, opened), there };
}

/** An answer as the table says it. */
function outcomeOf({ status, body, outcome }: Answer, { clientId, poolId }: Place): string {
  if (status !== 200) return `${outcome}: ${body.message}`.replace(clientId, "<client>").replace(poolId, "<pool>");
  return body.AuthenticationResult ? "tokens" : (body.ChallengeName ?? "success");
}

const names = Object.keys(doors) as DoorName[];
const stateNames = Object.keys(states) as StateName[];
const modes: readonly Mode[] = ["LEGACY", "ENABLED"];

describe("T-01 T-17b T-23 every door in every state", () => {
  for (const name of names) {
    test(`T-01 T-17b T-23 ${name}`, async () => {
      const door: Door = doors[name];
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const mode of modes) {
        for (const state of stateNames) {
          const { answer, there } = await knocked(door, state, mode);
          found[`${state}, ${mode}`] = outcomeOf(answer, there);
          expected[`${state}, ${mode}`] = wordsOf(name, state, mode);
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
    .replace(/p[0-9]{5}/g, "<name>");
  return JSON.stringify([status, rest, body]);
}

describe("T-01 where the client hides users", () => {
  for (const name of doorsThatHide) {
    test(`T-01 ${name}: nobody, whoever was deleted or is of a provider, and somebody get the same answer`, async () => {
      const answers: Record<string, string> = {};
      for (const state of ["confirmed", "unknown", "deleted", "external only"] as const) {
        if (wordsOf(name, state, "ENABLED") !== wordsOf(name, "unknown", "ENABLED")) continue;
        answers[state] = masked((await knocked(doors[name], state, "ENABLED")).answer);
      }
      assert.ok("confirmed" in answers && "deleted" in answers);
      for (const [state, answer] of Object.entries(answers)) assert.equal(answer, answers["unknown"], state);
    });
  }
});
