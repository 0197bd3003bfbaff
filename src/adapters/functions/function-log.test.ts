/** What stands in the log of functions: what they write, and why one could not be called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, arnOf, call, functionsWith, lines, node, warnings } from "../../../test/functions.js";

test("what a function writes is logged by line, with its name and request", async () => {
  const shown: string[] = [];
  const own = functionsWith({ show: (line) => void shown.push(line) });
  try {
    const arn = node(
      "chatty",
      "console.log('at start'); exports.handler = async (e) => { console.log('one\\ntwo'); console.error('three'); process.stdout.write('no end'); return 1; };",
    );
    await answer(arn, { secret: "SECRET-EVENT" }, { requestId: "r-chatty" }, own);
    const answered = await own.invoke({ named: arn, body: "{}", asynchronous: false, requestId: "r-second" });
    assert.equal(answered.kind === "returned" && answered.body, "1");
    assert.match(answered.kind === "refused" ? "" : answered.log, /^(no end)?one\ntwo\n(three\n|$)/m);
    const own1 = lines
      .filter(({ function: name, requestId }) => name === "chatty" && requestId === "r-chatty")
      .map(({ line }) => line);
    for (const line of ["at start", "one", "two", "three"]) assert.ok(own1.includes(line), `${line} in ${own1}`);
    assert.ok(!JSON.stringify(lines).includes("SECRET"));
    assert.ok(shown.includes("[chatty] two"));
  } finally {
    await own.close();
  }
});

test("why a function could not be called is warned of, with its name and request", async () => {
  await call(arnOf("nobody-there"), {}, { requestId: "r-nobody" });
  assert.deepEqual(warnings.at(-1), {
    function: "nobody-there",
    requestId: "r-nobody",
    apiRequestId: undefined,
    reason: `Function not found: ${arnOf("nobody-there")}`,
  });
});
