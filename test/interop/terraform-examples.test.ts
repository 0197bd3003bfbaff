/** examples/terraform with the real Terraform CLI and AWS provider, all in one root. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";
import type { TerraformFolder } from "./terraform-runner.js";
import { terraformScene } from "./terraform-scene.js";
import { stateOf } from "./terraform-state.js";

const examples = join(repository, "examples", "terraform");
const scene = terraformScene("examples");
const { options, newFolder, poolNames, signIn } = scene;

test(
  "every example: applied, changed, imported into a fresh state, destroyed; each plan in between is empty",
  options,
  async (t) => {
    const names = readdirSync(examples, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    // One root that takes them all as modules: one init, one plugin start per command.
    const root = (passwords: string, more = "") =>
      names
        .map((name) => `module "${name}" {\n  source = "./${name}"\n${name === "user-passwords" ? passwords : ""}}\n`)
        .join("\n") + more;
    const [temporary, permanent] = ['  temporary_password = "Temp-Pass-1"\n', '  password = "Own-Horse-1"\n'];
    const folder = newFolder(root(temporary));
    for (const name of names) folder.copy(join(examples, name), name);

    await t.test("applied", async () => {
      await folder.init();
      await folder.apply();
      await folder.plansNothing();
      assert.equal((await poolNames())?.length, names.length);
    });

    await t.test("changed: tags of every pool, and a permanent password after the temporary one", async () => {
      const poolId = (await resourcesOf(folder)).get("module.user-passwords.aws_cognito_user_pool.example") ?? "";
      const { ClientId } = await scene.world.appClient(poolId);
      assert.equal((await signIn(ClientId, "example", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
      for (const name of names) tagAll(folder, name);
      folder.write("main.tf", root(permanent));
      assert.match(await folder.apply(), new RegExp(`0 added, ${names.length + 1} changed, 0 destroyed`));
      await folder.plansNothing();
      assert.ok((await signIn(ClientId, "example", "Own-Horse-1")).AuthenticationResult);
    });

    await t.test("imported into a fresh state, and destroyed from there", async () => {
      const resources = [...(await resourcesOf(folder))];
      const imports = resources.map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`).join("\n");
      const fresh = newFolder(root("", imports));
      for (const name of names) {
        fresh.copy(join(examples, name), name);
        tagAll(fresh, name);
      }
      await fresh.init();
      // A user's write-only arguments cannot be imported: writing message_action into the state is the one change.
      const applied = await fresh.apply();
      assert.match(applied, new RegExp(`${resources.length} imported, 0 added, [01] changed, 0 destroyed`));
      await fresh.plansNothing();
      await fresh.run("destroy", "-no-color", "-auto-approve");
      assert.deepEqual(await poolNames(), []);
    });
  },
);

/** Ids by address. */
async function resourcesOf(folder: TerraformFolder): Promise<Map<string, string>> {
  return new Map((await stateOf(folder)).map(({ address, attributes }) => [address, String(attributes["id"])]));
}

/** Lets an example's provider put a tag on whatever it makes. */
function tagAll(folder: TerraformFolder, name: string): void {
  const text = readFileSync(join(examples, name, "main.tf"), "utf8");
  const region = '  region = "us-east-1"\n';
  assert.ok(text.includes(region), `the provider block of ${name}`);
  folder.write(
    `${name}/main.tf`,
    text.replace(region, `${region}  default_tags {\n    tags = { changed = "yes" }\n  }\n`),
  );
}
