/** Import by the real Terraform CLI and AWS provider: by command and by block, and the lines that the documents print. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AdminCreateUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { terraformScene } from "./terraform-scene.js";
import { imported, printed } from "./terraform-stages.js";

const scene = terraformScene("import");
const { options, newFolder } = scene;

test("import: by command and by block, then an empty plan", options, async () => {
  const { Id } = await scene.world.pool({ PoolName: "hooks" });
  const app = await scene.world.appClient(Id, { ClientName: "app", ExplicitAuthFlows: undefined });
  await scene.world.client.send(new AdminCreateUserCommand({ UserPoolId: Id, Username: "user" }));
  const folder = newFolder(imported(Id, app.ClientId));
  await folder.init();
  await folder.run("import", "-no-color", "-input=false", "aws_cognito_user_pool.pool", Id);
  await folder.run("import", "-no-color", "-input=false", "aws_cognito_user.user", `${Id}/user`);
  assert.match(await folder.apply(), /1 imported, 0 added, 0 changed, 0 destroyed/);
  await folder.plansNothing();
});

test("the printed import lines, letter by letter", options, async (t) => {
  const user = `
resource "aws_cognito_user" "user" {
  user_pool_id = aws_cognito_user_pool.pool.id
  username     = "user"
}
`;
  const block = `
import {
  to = aws_cognito_user_pool.pool
  id = "us-west-2_abc123"
}
`;
  for (const [region, poolId, rest, line] of [
    ["us-west-2", "us-west-2_abc123", "", "import aws_cognito_user_pool.pool us-west-2_abc123"],
    ["us-east-1", "us-east-1_vG78M4goG", user, "import aws_cognito_user.user us-east-1_vG78M4goG/user"],
  ] as const) {
    await t.test(`terraform ${line}`, async () => {
      const folder = newFolder(printed(region, poolId, rest));
      await folder.init();
      await folder.apply();
      const [command = "", address = "", id = ""] = line.split(" ");
      await folder.run("state", "rm", address);
      assert.match(await folder.run(command, "-no-color", address, id), /Import successful!/);
      await folder.plansNothing();
      if (rest === "") {
        await folder.run("state", "rm", address);
        folder.write("main.tf", printed(region, poolId, block));
        assert.match(await folder.apply(), /1 imported, 0 added, 0 changed, 0 destroyed/);
      }
      await folder.run("destroy", "-no-color", "-auto-approve");
    });
  }
});
