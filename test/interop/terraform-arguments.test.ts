/** Every argument and block of the AWS provider's user-pool resources: set, changed, imported, destroyed. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import { everyArgument } from "./terraform-arguments.js";
import { terraformScene } from "./terraform-scene.js";
import { missingArguments } from "./terraform-schema.js";
import { changed, cleared, created } from "./terraform-stages.js";
import { importBlocks } from "./terraform-state.js";

const examples = join(repository, "examples", "terraform");
const scene = terraformScene("arguments");

test(
  "every argument: set, changed, imported into a fresh state, destroyed; each plan is empty",
  scene.options,
  async (t) => {
    const folder = scene.newFolder(everyArgument("first"));

    await t.test("set", async () => {
      await folder.init();
      await folder.apply();
      await folder.plansNothing();
    });

    await t.test("the provider knows no other arguments, but for one that it forgets", async () => {
      const texts = ["first", "second"].map((stage) => everyArgument(stage as "first" | "second"));
      for (const name of readdirSync(examples)) texts.push(readFileSync(join(examples, name, "main.tf"), "utf8"));
      assert.deepEqual(await missingArguments(folder, "aws", [...texts, created, changed, cleared]), [
        // Version 5.100 does not send it.
        "aws_cognito_managed_user_pool_client.refresh_token_rotation",
        "aws_cognito_managed_user_pool_client.feature",
        "aws_cognito_managed_user_pool_client.retry_grace_period_seconds",
      ]);
    });

    await t.test("changed in place", async () => {
      folder.write("main.tf", everyArgument("second"));
      assert.match(await folder.apply(), /0 added, 16 changed, 0 destroyed/);
      await folder.plansNothing();
    });

    await t.test("imported into a fresh state, and destroyed from there", async () => {
      const { blocks, count } = await importBlocks(folder);
      const fresh = scene.newFolder(everyArgument("second") + blocks);
      await fresh.init();
      // A membership cannot be imported; message_action, name_prefix, name_pattern and image_file are kept by the state alone.
      assert.match(await fresh.apply(), new RegExp(`${count} imported, 1 added, 4 changed, 0 destroyed`));
      await fresh.plansNothing();
      await fresh.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await scene.poolNames(), []);
    });
  },
);
