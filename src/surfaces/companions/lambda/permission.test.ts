/** Permissions by the real SDK client, and whom they let invoke a function. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { account, arnOf, lambdaUnderTest, refused } from "../../../../test/lambda.js";
import { allowsInvocation, deployedFunction } from "./deployed-function.js";

const { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } = lambda;

const given = lambdaUnderTest();
const { create, send } = given;

describe("permissions", () => {
  const pool = `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_Abc123456`;
  const add = (more: Partial<lambda.AddPermissionCommandInput> = {}) =>
    send(
      new AddPermissionCommand({
        FunctionName: "permitted",
        StatementId: "cognito",
        Action: "lambda:InvokeFunction",
        Principal: "cognito-idp.amazonaws.com",
        SourceArn: pool,
        ...more,
      }),
    );
  const policyOf = async (Qualifier?: string) => {
    const { Policy } = await send(new GetPolicyCommand({ FunctionName: "permitted", Qualifier }));
    return JSON.parse(Policy ?? "") as { Statement: { Sid: string; Resource: string }[] };
  };

  test("are told as the service tells them, apart for every qualifier, and removed", async () => {
    await create("permitted", { Publish: true });
    const none = "The resource you requested does not exist.";
    await refused(policyOf(), "ResourceNotFoundException", none);
    const statement = {
      Sid: "cognito",
      Effect: "Allow",
      Principal: { Service: "cognito-idp.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: arnOf("permitted"),
      Condition: { ArnLike: { "AWS:SourceArn": pool } },
    };
    assert.deepEqual(JSON.parse((await add()).Statement ?? ""), statement);
    assert.deepEqual(await policyOf(), { Version: "2012-10-17", Id: "default", Statement: [statement] });
    await refused(policyOf("1"), "ResourceNotFoundException", none);
    await add({ Qualifier: "1", SourceAccount: account });
    assert.equal((await policyOf("1")).Statement[0]?.Resource, arnOf("permitted:1"));
    await refused(
      add(),
      "ResourceConflictException",
      "The statement id (cognito) provided already exists. Please provide a new statement id, or remove the existing statement.",
    );
    await refused(
      add({ StatementId: "x", Principal: "nobody" }),
      "InvalidParameterValueException",
      "The provided principal was invalid. Please check the principal and try again.",
    );
    await refused(
      add({ Qualifier: "$LATEST" }),
      "InvalidParameterValueException",
      "We currently do not support adding policies for $LATEST.",
    );
    const remove = (StatementId: string) =>
      send(new RemovePermissionCommand({ FunctionName: "permitted", StatementId }));
    await refused(remove("other"), "ResourceNotFoundException", "Statement other is not found in resource policy.");
    await remove("cognito");
    await refused(policyOf(), "ResourceNotFoundException", none);
    await refused(remove("cognito"), "ResourceNotFoundException", "No policy is associated with the given resource.");
  });

  test("decide who may invoke", async () => {
    await add({ SourceArn: pool.replace("Abc", "*"), StatementId: "pools", SourceAccount: account });
    await add({ StatementId: "everyone", Principal: "*", FunctionUrlAuthType: "NONE", SourceArn: undefined });
    const found = await deployedFunction(
      given.world.world.store,
      { accountId: account, region: "us-east-1" },
      arnOf("permitted"),
    );
    assert.ok(found);
    const invoker = { service: "cognito-idp.amazonaws.com", sourceArn: pool, sourceAccount: account };
    assert.equal(allowsInvocation(found.permissions, invoker), true);
    assert.equal(allowsInvocation(found.permissions, { ...invoker, service: "sns.amazonaws.com" }), false);
    assert.equal(allowsInvocation(found.permissions, { ...invoker, sourceAccount: "999999999999" }), false);
    const elsewhere = invoker.sourceArn.replace("123456", "654321");
    assert.equal(allowsInvocation(found.permissions, { ...invoker, sourceArn: elsewhere }), false);
    assert.deepEqual([found.runtime, found.handler, found.version], ["nodejs20.x", "index.handler", "$LATEST"]);
    assert.equal(
      await deployedFunction(given.world.world.store, { accountId: account, region: "eu-west-1" }, "first"),
      undefined,
    );
  });
});
