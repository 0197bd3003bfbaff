/** How often a function is asked, and how each way of its not answering reads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aPool } from "../../adapters/storage/conformance/store-under-test.js";
import type { FunctionCall, FunctionOutcome } from "../../ports/functions.js";
import { createConsult } from "./consultation.js";

const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const arn = "arn:aws:lambda:eu-north-1:123456789012:function:asked";
const works: FunctionOutcome = { kind: "returned", payload: { response: { well: true } } };
const refused = (reason: string): FunctionOutcome => ({ kind: "refused", reason, detail: "SECRET" });

/** Asks a function that ends so, one time after the other; the last end stands for all that follow. */
async function asked(...ends: FunctionOutcome[]) {
  const calls: FunctionCall[] = [];
  const call = async (one: FunctionCall) => ends[Math.min(calls.push(one), ends.length) - 1]!;
  const consult = createConsult({ functions: { call }, random: systemRandom(), logger });
  const event = { username: "jane" };
  const question = { pool: aPool(), trigger: "PreSignUp", arn, source: "PreSignUp_SignUp", event } as const;
  const ended = await consult({ ...question, request: {}, response: {} }).catch((error: Error) => error);
  return { calls, ended: ended instanceof Error ? `${ended.name}: ${ended.message}` : JSON.stringify(ended) };
}

const failedDueTo = (reason: string) =>
  `UnexpectedLambdaException: PreSignUp invocation failed due to error ${reason}.`;

test("a function that does not answer, or is throttled, is asked three times; any other end counts at once", async () => {
  const cases: readonly (readonly [string, readonly FunctionOutcome[], number, string])[] = [
    ["answers", [works], 1, '{"well":true}'],
    ["is silent", [{ kind: "timed-out" }], 3, failedDueTo("Socket timeout while invoking Lambda function")],
    ["is silent twice", [{ kind: "timed-out" }, { kind: "timed-out" }, works], 3, '{"well":true}'],
    ["is throttled", [refused("TooManyRequestsException")], 3, failedDueTo("TooManyRequestsException")],
    ["is throttled once", [refused("TooManyRequestsException"), works], 2, '{"well":true}'],
    ["cannot be called by Lambda's own fault", [refused("ServiceException")], 1, failedDueTo("ServiceException")],
    ["may not be called", [refused("AccessDeniedException")], 1, failedDueTo("AccessDeniedException")],
    [
      "is not there",
      [refused("ResourceNotFoundException")],
      1,
      "UnexpectedLambdaException: PreSignUp invocation failed due to configuration.",
    ],
    [
      "throws",
      [{ kind: "threw", message: "not today", type: "Error" }],
      1,
      "UserLambdaValidationException: PreSignUp failed with error not today.",
    ],
    [
      "answers no JSON",
      [{ kind: "returned", payload: undefined }],
      1,
      "InvalidLambdaResponseException: Unrecognizable lambda output",
    ],
  ];
  for (const [what, ends, times, expected] of cases) {
    const { calls, ended } = await asked(...ends);
    assert.deepEqual([calls.length, ended], [times, expected], what);
  }
});

test("each attempt has five seconds and an id of its own, and says for which pool it is made", async () => {
  const { calls } = await asked({ kind: "timed-out" });
  assert.deepEqual(
    calls.map(({ timeoutMs }) => timeoutMs),
    [5_000, 5_000, 5_000],
  );
  assert.equal(new Set(calls.map(({ requestId }) => requestId)).size, 3);
  const { source } = calls[0]!;
  assert.deepEqual([source.principal, source.accountId], ["cognito-idp.amazonaws.com", "123456789012"]);
  assert.match(source.arn, /^arn:aws:cognito-idp:eu-north-1:123456789012:userpool\/eu-north-1_P\d+$/);
});
