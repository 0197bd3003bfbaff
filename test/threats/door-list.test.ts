/** The list of doors is complete: a new operation, flow or challenge gets a row or a reason, and neither outlives it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { callersOf } from "../../src/model/callers.js";
import { type OperationName, operations } from "../../src/model/generated/operations.js";
import { shapes } from "../../src/model/generated/shapes.js";
import { states } from "./door-states.js";
import { doors, doorsThatHide, noDoors } from "./doors/all-doors.js";

/** Members by which a request says whom it is about. */
const namesSomebody = ["AccessToken", "Username", "DestinationUser"];

function inputOf(name: OperationName): readonly string[] {
  const shape = shapes[operations[name].input];
  return shape?.type === "structure" ? Object.keys(shape.members) : [];
}

function valuesOf(shape: string): readonly string[] {
  const { enum: values = [] } = shapes[shape] as { enum?: readonly string[] };
  return values;
}

/** Calls that somebody comes in by, as doors name them. Challenges are answered to administrators by the same steps. */
const wanted: readonly string[] = (Object.keys(operations) as OperationName[]).flatMap((name) => {
  if (name === "InitiateAuth" || name === "AdminInitiateAuth")
    return valuesOf("AuthFlowType").map((flow) => `${name} ${flow}`);
  if (name === "RespondToAuthChallenge")
    return valuesOf("ChallengeNameType").map((challenge) => `${name} ${challenge}`);
  return callersOf(name) !== "signed" || inputOf(name).some((member) => namesSomebody.includes(member)) ? [name] : [];
});

const rows: ReadonlySet<string> = new Set(Object.values(doors).map(({ at }) => at));

test("T-17b every call by which somebody gets in or shows a token is a door, or says why not", () => {
  assert.ok(wanted.length > 70, "the model is not read as it should be");
  const isRow = (call: string) => rows.has(call) || [...rows].some((at) => at.startsWith(`${call} `));
  assert.deepEqual(
    wanted.filter((call) => !isRow(call) && noDoors[call] === undefined),
    [],
  );
});

test("every reason is about a call that exists and is no door", () => {
  assert.deepEqual(
    Object.keys(noDoors).filter((call) => !wanted.includes(call) || rows.has(call)),
    [],
  );
});

test("T-01 every door says what is behind it in every state, or that its person cannot come into it", () => {
  for (const [name, { words, cannotBe = {} }] of Object.entries(doors)) {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(states).sort(), name);
    for (const state of Object.keys(cannotBe)) assert.ok(state in states, `${name}: ${state}`);
  }
});

test("T-01 the doors at which nobody may be told from somebody are those before anything right was shown", () => {
  for (const name of [
    "password, wrong",
    "SRP, first call",
    "choice, first call",
    "code by email, wrong",
    "ForgotPassword",
  ]) {
    assert.ok(doorsThatHide.includes(name), name);
  }
  assert.ok(doorsThatHide.length > 15, String(doorsThatHide));
});
