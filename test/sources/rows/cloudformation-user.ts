/** The document about CloudFormation's user resource: its syntax, its properties, what an update does, what Ref answers. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { repository } from "../../world.js";
import { password, type Scene } from "../scene.js";
import { row, type SourceRow, statement } from "../source-row.js";
import { attributesIn, changesBy, deployed, made, userTemplate } from "./stack-row.js";

/** Every property of the type, in its order, with another value of its type and one of a wrong type. */
const everyProperty: Readonly<Record<string, readonly [object | string | boolean, unknown, unknown]>> = {
  ClientMetadata: [{ origin: "template" }, { origin: "elsewhere" }, "text"],
  DesiredDeliveryMediums: [["EMAIL"], ["EMAIL", "SMS"], "EMAIL"],
  ForceAliasCreation: [false, true, "perhaps"],
  MessageAction: ["SUPPRESS", undefined, ["SUPPRESS"]],
  UserAttributes: [
    [{ Name: "email", Value: "ann@example.com" }],
    [{ Name: "email", Value: "eve@example.com" }],
    { email: "ann@example.com" },
  ],
  Username: ["ann", "eve", ["ann"]],
  UserPoolId: [{ Ref: "Pool" }, undefined, ["us-east-1_a"]],
  ValidationData: [[{ Name: "stage", Value: "dev" }], [{ Name: "stage", Value: "prod" }], [{ Name: ["stage"] }]],
};
const given = Object.fromEntries(Object.entries(everyProperty).map(([name, [value]]) => [name, value]));

async function userOf(scene: Scene, UserPoolId: string | undefined, Username: string) {
  return scene.world.client.send(new AdminGetUserCommand({ UserPoolId, Username }));
}

async function seenInExample(scene: Scene, file: string): Promise<void> {
  const text = readFileSync(join(repository, "examples/cloudformation", file), "utf8");
  const names = Object.keys(everyProperty).filter((name) => new RegExp(`^\\s+"?${name}"?:`, "m").test(text));
  assert.deepEqual(names, Object.keys(everyProperty), "the example uses every property");
  const stack = await made(scene, text);
  assert.equal(stack.outputs["Administrator"], "admin");
  assert.deepEqual(await attributesIn(scene, stack, "admin"), { email: "admin@example.com", email_verified: "true" });
  assert.deepEqual(await scene.world.messages({ userPoolId: String(stack.outputs["PoolId"]) }), []);
}

/** Rows about the type itself; what its values do is proven by the rows about users. */
export const cloudFormationUser: readonly SourceRow[] = [
  statement("S3-01", "a template in JSON with every property makes the user", (scene) =>
    seenInExample(scene, "user.json"),
  ),
  statement("S3-02", "a template in YAML with every property makes the user", (scene) =>
    seenInExample(scene, "user.yaml"),
  ),

  statement("S3-03", "only the pool's id is required", async (scene) => {
    const stack = await made(scene, userTemplate({ UserPoolId: { Ref: "Pool" }, Username: "ann" }));
    assert.deepEqual(await attributesIn(scene, stack, "ann"), {});
    const { UserPoolId: _, ...others } = given;
    const { status, events } = await deployed(scene, userTemplate(others));
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(events.join("\n"), /User CREATE_FAILED .*required key \[UserPoolId\] not found/);
  }),
  statement("S3-03", "each property has its type", async (scene) => {
    for (const [name, [, , wrong]] of Object.entries(everyProperty)) {
      const { status, events } = await deployed(scene, userTemplate({ ...given, [name]: wrong }));
      assert.equal(status, "ROLLBACK_COMPLETE", name);
      assert.match(events.join("\n"), new RegExp(`User CREATE_FAILED .*#/${name}`), name);
    }
  }),
  row(
    "S3-03",
    "what is given arrives",
    {
      UserAttributes: [
        { Name: "email", Value: "ann@example.com" },
        { Name: "custom:tenant", Value: "acme" },
      ],
      Username: "ann",
      MessageAction: "SUPPRESS",
    },
    async (scene, input) => {
      const stack = await made(scene, userTemplate({ ...input, UserPoolId: { Ref: "Pool" } }));
      assert.deepEqual(await attributesIn(scene, stack, "ann"), { email: "ann@example.com", "custom:tenant": "acme" });
      assert.deepEqual(await scene.world.messages({ userPoolId: String(stack.outputs["PoolId"]) }), []);
    },
  ),

  statement("S3-29", "a change of any property asks for another user", async (scene) => {
    const stack = await made(scene, userTemplate(given));
    const pool = { Ref: "Other" };
    for (const [name, [, other]] of Object.entries(everyProperty)) {
      const changed = { ...given, [name]: name === "UserPoolId" ? pool : other };
      const template = userTemplate(changed);
      const Resources = { ...template.Resources, Other: { Type: "AWS::Cognito::UserPool" } };
      const changes = await changesBy(scene, stack, { ...template, Resources });
      assert.match(changes.get("User") ?? "", /^Modify (True|Conditional)$/, name);
      assert.equal(changes.get("Pool"), undefined, name);
    }
  }),
  statement("S3-30", "Ref of the user", async (scene) => {
    const { outputs } = await made(scene, userTemplate({ UserPoolId: { Ref: "Pool" }, Username: "admin" }));
    assert.equal(outputs["User"], "admin");
  }),
  statement("S3-31", "the user waits for a first password that only the invitation has", async (scene) => {
    const invited = { ...given, MessageAction: undefined };
    const { outputs } = await made(scene, userTemplate(invited));
    const poolId = String(outputs["PoolId"]);
    assert.equal((await userOf(scene, poolId, "ann")).UserStatus, "FORCE_CHANGE_PASSWORD");
    await scene.isRefused(poolId, "ann", password);
    const [invitation, ...more] = await scene.world.messages({ userPoolId: poolId });
    assert.equal(more.length, 0);
    const temporary = invitation?.temporaryPassword ?? "";
    const answer = await scene.signIn(poolId, "ann", temporary);
    assert.equal(answer.ChallengeName, "NEW_PASSWORD_REQUIRED");
  }),
];
