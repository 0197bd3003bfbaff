/**
 * The document about Pulumi's user resource: what its languages send, played to a fresh server. The calls are those that
 * examples/pulumi made in YAML, TypeScript and Python; test/interop/pulumi.test.ts runs the programs where Pulumi is installed.
 */
import assert from "node:assert/strict";
import { AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { readRecording } from "../../interop/pulumi-recording.js";
import { CloudControl } from "../../provisioning/cloud-control-client.js";
import { attributesOf } from "../../users.js";
import type { Scene } from "../scene.js";
import { row, type SourceRow, statement } from "../source-row.js";

const type = "AWS::Cognito::UserPoolUser";
const languages = ["yaml", "typescript", "python"] as const;

/** The properties of the user resource, in the model's spelling. */
interface UserModel {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly ClientMetadata: Readonly<Record<string, string>>;
  readonly DesiredDeliveryMediums: readonly string[];
  readonly ForceAliasCreation: boolean;
  readonly MessageAction: string;
  readonly UserAttributes: readonly object[];
  readonly ValidationData: readonly object[];
}

const properties = [
  "ClientMetadata",
  "DesiredDeliveryMediums",
  "ForceAliasCreation",
  "MessageAction",
  "UserAttributes",
  "UserPoolId",
  "Username",
  "ValidationData",
];

/** What the example's user was first made with in this language. */
function sentIn(language: (typeof languages)[number]): UserModel {
  const sent = readRecording(`life-${language}`).calls.find(({ target, input }) => {
    return target === "CloudApiService.CreateResource" && (input as { TypeName: string }).TypeName === type;
  });
  assert.ok(sent, `the recording of ${language} makes no user`);
  return (sent.input as unknown as { DesiredState: { $json: UserModel } }).DesiredState.$json;
}

/** Makes that user in a new pool that has the attribute of the example. */
async function made(
  scene: Scene,
  model: Partial<UserModel>,
): Promise<{ cloud: CloudControl; poolId: string; id: string }> {
  const { id: poolId } = await scene.pools.create({ Schema: [{ Name: "tenant", AttributeDataType: "String" }] });
  const cloud = new CloudControl(scene.world.url);
  return { cloud, poolId, id: await cloud.created(type, { ...model, UserPoolId: poolId }) };
}

/** Rows about the languages, outputs and the attribute type. */
export const pulumiPrograms: readonly SourceRow[] = [
  statement(
    "S2-01",
    "the user of the classic provider is the user of aws-native",
    async ({ users, plainPool, world }) => {
      const poolId = await plainPool();
      const { id } = await users.create(poolId, "ann", { attributes: { email: "ann@example.com" } });
      assert.equal(id, `${poolId}/ann`);
      const cloud = new CloudControl(world.url);
      assert.deepEqual(await cloud.read(type, `${poolId}|ann`), {
        UserPoolId: poolId,
        Username: "ann",
        UserAttributes: [{ Name: "email", Value: "ann@example.com" }],
      });
    },
  ),

  statement("S2-02", "every language sends the same eight properties, and they make a user", async (scene) => {
    const model = sentIn("yaml");
    for (const language of languages) assert.deepEqual(sentIn(language), model, language);
    assert.deepEqual(Object.keys(model).sort(), properties);
    const { poolId } = await made(scene, model);
    const { UserStatus } = await scene.world.client.send(
      new AdminGetUserCommand({ UserPoolId: poolId, Username: "admin" }),
    );
    assert.equal(UserStatus, "FORCE_CHANGE_PASSWORD");
    assert.deepEqual(await scene.world.messages({ userPoolId: poolId }), []);
  }),

  statement("S2-02", "each property is known by its type", async (scene) => {
    const { cloud, poolId } = await made(scene, { Username: "ann" });
    for (const name of properties) {
      const wrong = name === "ClientMetadata" ? "text" : {};
      const [code, message] = await cloud.refused("CreateResource", {
        TypeName: type,
        DesiredState: JSON.stringify({ UserPoolId: poolId, Username: "eve", [name]: wrong }),
      });
      assert.equal(code, "ValidationException", name);
      assert.match(message, new RegExp(`#/${name}`));
    }
  }),

  row(
    "S2-32",
    "what is given and can be read is read as it was given",
    {
      Username: "ann",
      UserAttributes: [
        { Name: "name", Value: "Ann" },
        { Name: "email", Value: "Ann@example.com" },
        { Name: "custom:tenant", Value: "acme" },
      ],
    },
    async (scene, input) => {
      const { cloud, poolId, id } = await made(scene, input as object);
      assert.deepEqual(await cloud.read(type, id), {
        UserPoolId: poolId,
        Username: "ann",
        UserAttributes: [
          { Name: "name", Value: "Ann" },
          { Name: "email", Value: "Ann@example.com" },
          { Name: "custom:tenant", Value: "acme" },
        ],
      });
    },
  ),

  statement("S2-32", "what is only written is not read: Pulumi answers it from its inputs", async (scene) => {
    const { cloud, id } = await made(scene, sentIn("yaml"));
    assert.deepEqual(Object.keys(await cloud.read(type, id)).sort(), ["UserAttributes", "UserPoolId", "Username"]);
  }),

  statement("S2-33", "the id is the pool's with the username, and reads the user", async (scene) => {
    const { cloud, poolId, id } = await made(scene, sentIn("typescript"));
    assert.equal(id, `${poolId}|admin`);
    assert.equal((await cloud.read(type, id))["Username"], "admin");
  }),

  statement("S2-35", "every language sends names and values", async (scene) => {
    for (const language of languages) {
      const model = sentIn(language);
      for (const entry of [...model.UserAttributes, ...model.ValidationData]) {
        assert.deepEqual(Object.keys(entry), ["Name", "Value"], language);
      }
      const { poolId } = await made(scene, model);
      assert.deepEqual(await attributesOf(scene.world, poolId, "admin"), {
        email: "admin@example.com",
        email_verified: "true",
        "custom:tenant": "acme",
      });
    }
  }),
];
