/** Every argument and block of the AWS provider's user-pool resources: set, changed, imported, destroyed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { everyArgument } from "./terraform-arguments.js";
import { terraformScene } from "./terraform-scene.js";
import { importBlocks } from "./terraform-state.js";

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

    await t.test("changed in place", async () => {
      folder.write("main.tf", everyArgument("second"));
      assert.match(await folder.apply(), /0 added, 16 changed, 0 destroyed/);
      await folder.plansNothing();
    });

    await t.test("imported into a fresh state, and destroyed from there", async () => {
      const { blocks, count } = await importBlocks(folder);
      const fresh = scene.newFolder(everyArgument("second") + blocks);
      await fresh.init();
      // A membership cannot be imported; message_action, name_prefix and image_file are kept by the state alone.
      assert.match(await fresh.apply(), new RegExp(`${count} imported, 1 added, 3 changed, 0 destroyed`));
      await fresh.plansNothing();
      await fresh.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await scene.poolNames(), []);
    });
  },
);
