/** What the documents say of the function before sign-up: what of a user's creation it is told, and what it may decide. */
import assert from "node:assert/strict";
import { AdminCreateUserCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Scene } from "../scene.js";
import { row, type SourceRow } from "../source-row.js";

/** A pool whose function before sign-up writes down what it gets. */
async function poolWithFunction({ pools, recorder }: Scene): Promise<string> {
  recorder.behave({});
  recorder.events();
  return (await pools.create({ LambdaConfig: { PreSignUp: recorder.arn } })).id;
}

const elsewhere = { ValidationData: [{ Name: "domain", Value: "elsewhere.example" }] };

/** Rows about client metadata and validation data. */
export const userFunctions: readonly SourceRow[] = [
  row(
    "S0-15 S0-45",
    "client_metadata, validation_data: the function before sign-up is told both, with the provider's prefix",
    { client_metadata: { why: "test" }, validation_data: { domain: "example.com" } },
    async (scene, input) => {
      await scene.users.create(await poolWithFunction(scene), "ann", input);
      const [event, ...others] = scene.recorder.events();
      assert.deepEqual(others, []);
      assert.equal(event?.triggerSource, "PreSignUp_AdminCreateUser");
      assert.deepEqual(event?.request["clientMetadata"], { why: "test" });
      assert.deepEqual(event?.request["validationData"], { "custom:domain": "example.com" });
    },
  ),
  row(
    "S2-07 S3-28",
    "the function before sign-up is told client metadata and validation data",
    { ClientMetadata: { why: "test" }, ValidationData: [{ Name: "domain", Value: "example.com" }] },
    async (scene, input) => {
      const UserPoolId = await poolWithFunction(scene);
      await scene.world.client.send(new AdminCreateUserCommand({ UserPoolId, Username: "ann", ...input }));
      const [event] = scene.recorder.events();
      assert.deepEqual(event?.request["clientMetadata"], { why: "test" });
      assert.deepEqual(event?.request["validationData"], { domain: "example.com" });
    },
  ),
  row(
    "S2-31 S4-24",
    "the function allows or denies users by the domain in the validation data",
    elsewhere,
    async (scene, input) => {
      const UserPoolId = await poolWithFunction(scene);
      const behaviour = { deniesDomain: "elsewhere.example", response: {} };
      scene.recorder.behave({ PreSignUp_AdminCreateUser: behaviour });
      const { client } = scene.world;
      await assert.rejects(client.send(new AdminCreateUserCommand({ UserPoolId, Username: "eve", ...input })), {
        name: "UserLambdaValidationException",
        message: "PreSignUp failed with error not from there.",
      });
      await assert.rejects(client.send(new AdminGetUserCommand({ UserPoolId, Username: "eve" })), {
        name: "UserNotFoundException",
      });
      const ValidationData = [{ Name: "domain", Value: "example.com" }];
      await client.send(new AdminCreateUserCommand({ UserPoolId, Username: "ann", ValidationData }));
      const ann = await client.send(new AdminGetUserCommand({ UserPoolId, Username: "ann" }));
      assert.equal(ann.UserStatus, "FORCE_CHANGE_PASSWORD");
    },
  ),
];
