/** Functions of Python in real processes. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { answer, call, deploy, lines, searchPath, threw } from "../../../test/functions.js";

const hasPython = searchPath.split(":").some((one) => existsSync(join(one, "python3")));

describe("a Python function", { skip: hasPython ? false : "python3 is not installed" }, () => {
  const python = (name: string, code: string) =>
    deploy(
      name,
      { "app/main.py": code, "app/__init__.py": "" },
      { runtime: "python3.12", handler: "app/main.handler" },
    );

  test("gets event and context, and answers", async () => {
    const arn = python(
      "py",
      "import os\ncalls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    print('seen', event['name'])\n    return {'name': event['name'], 'calls': calls, 'id': context.aws_request_id, 'left': context.get_remaining_time_in_millis() > 1000, 'fn': context.function_name, 'secret': os.environ.get('HOSTNAME')}\n",
    );
    const expected = { name: "Ünal", id: "r-py", left: true, fn: "py", secret: null };
    assert.deepEqual(await answer(arn, { name: "Ünal" }, { requestId: "r-py" }), { ...expected, calls: 1 });
    assert.deepEqual(await answer(arn, { name: "Ünal" }, { requestId: "r-py" }), { ...expected, calls: 2 });
    assert.ok(
      lines.some(
        ({ function: name, requestId, line }) => name === "py" && requestId === "r-py" && line === "seen Ünal",
      ),
    );
  });

  test("fails as Lambda's Python does", async () => {
    const ways: Record<string, [string, string, string]> = {
      raised: ["def handler(event, context):\n    raise ValueError('bad value')\n", "ValueError", "bad value"],
      missing: [
        "import not_there\n",
        "Runtime.ImportModuleError",
        "Unable to import module 'app/main': No module named 'not_there'",
      ],
      unexported: ["x = 1\n", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app/main'"],
      syntax: ["def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app/main'"],
      unwritable: [
        "def handler(event, context):\n    return {1, 2}\n",
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type set is not JSON serializable",
      ],
    };
    for (const [name, [code, type, message]] of Object.entries(ways)) {
      const found = threw(await call(python(`py-${name}`, code)));
      assert.equal(found[0], type);
      assert.ok(found[1].startsWith(message), found[1]);
    }
  });
});
