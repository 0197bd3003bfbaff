/** What a function finds around it, and whether code may run at all. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { answer, arnOf, call, folder, functionsWith, node } from "../../../test/functions.js";
import type { FunctionsNeeds } from "./functions.js";

describe("T-48 the environment of a function", () => {
  const mine = {
    POOLHOUSE_MASTER_KEY: "SECRET-1",
    AWS_SECRET_ACCESS_KEY: "SECRET-2",
    NODE_OPTIONS: "--no-warnings",
    SECRET_X: "SECRET-3",
  };
  const tell = "exports.handler = async () => process.env;";

  test("is what it configures and what Lambda sets, nothing of the server's", async () => {
    const before = { ...process.env };
    Object.assign(process.env, mine);
    try {
      const arn = node("env", tell, { environment: { TABLE: "users", TZ: "Europe/Berlin", AWS_REGION: "no" } });
      const found = (await answer(arn)) as Record<string, string>;
      assert.ok(!JSON.stringify(found).includes("SECRET-"), JSON.stringify(found));
      const { TABLE, TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_GROUP_NAME, _HANDLER } = found;
      assert.deepEqual(
        [TABLE, TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_GROUP_NAME, _HANDLER],
        ["users", "Europe/Berlin", "eu-west-1", "env", "/aws/lambda/env", "index.handler"],
      );
      assert.equal(found["AWS_ENDPOINT_URL"], "http://127.0.0.1:9229");
      assert.equal(found["AWS_ACCESS_KEY_ID"], "local");
      assert.notEqual(found["HOME"], process.env["HOME"]);
      assert.deepEqual(
        Object.keys(found).filter(
          (name) => !/^(AWS_|LAMBDA_TASK_ROOT|_HANDLER|PATH|HOME|TMPDIR|LANG|TZ|TABLE|_X_AMZN)/.test(name),
        ),
        [],
      );
    } finally {
      for (const name of Object.keys(mine)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  test("names no endpoint and no credentials outside development", async () => {
    const production = functionsWith({ ownEndpoint: undefined });
    try {
      const found = (await answer(node("env-production", tell), {}, {}, production)) as Record<string, string>;
      for (const name of ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        assert.equal(found[name], undefined);
    } finally {
      await production.close();
    }
  });

  test("lies in a folder for this user alone, and is removed", async () => {
    const own = functionsWith();
    const found = (await answer(node("place", tell), {}, {}, own)) as Record<string, string>;
    const root = resolve(found["LAMBDA_TASK_ROOT"] ?? "", "..");
    assert.equal(existsSync(root), true);
    await own.close();
    assert.equal(existsSync(root), false);
  });
});

describe("T-48 whether code may run", () => {
  const arn = node("judged", "exports.handler = async () => 1;");
  const refusedBy = async (more: Partial<FunctionsNeeds>, named = arn) => {
    const own = functionsWith(more);
    try {
      const outcome = await call(named, {}, {}, own);
      assert.equal(outcome.kind, "refused", JSON.stringify(outcome));
      return outcome as { reason: string; detail: string };
    } finally {
      await own.close();
    }
  };

  test("a deployed function needs a permission for who calls", async () => {
    node("forbidden", "exports.handler = async () => 1;", { allows: ({ arn: pool }) => pool === "arn:other" });
    const outcome = await call(arnOf("forbidden"));
    assert.equal(outcome.kind === "refused" && outcome.reason, "AccessDeniedException");
    const source = { principal: "cognito-idp.amazonaws.com", arn: "arn:other", accountId: "1" } as const;
    assert.equal(await answer(arnOf("forbidden"), {}, { source }), 1);
  });

  test("production runs no code unless it is allowed", async () => {
    assert.match((await refusedBy({ allowsCode: false })).detail, /--allow-functions/);
    const mappings = { own: { target: "cmd true", folder, environment: {} } };
    assert.equal((await refusedBy({ allowsCode: false, mappings }, "own")).reason, "AccessDeniedException");
  });

  test("what leads nowhere, and what nothing here runs, is refused by Lambda's names", async () => {
    assert.equal((await refusedBy({}, arnOf("nobody"))).reason, "ResourceNotFoundException");
    node("java", "", { runtime: "java21" });
    assert.equal((await refusedBy({}, arnOf("java"))).reason, "InvalidRuntimeException");
    node("broken", "", { code: async () => Buffer.from("no zip") });
    assert.match((await refusedBy({}, arnOf("broken"))).detail, /no zip/);
    const mappings = {
      own: { target: "./absent.js", folder, environment: {} },
      odd: { target: "./x.rb", folder, environment: {} },
    };
    assert.match((await refusedBy({ mappings }, "own")).detail, /absent\.js is not there/);
    assert.match((await refusedBy({ mappings }, "odd")).detail, /x\.rb is no file of/);
  });
});
