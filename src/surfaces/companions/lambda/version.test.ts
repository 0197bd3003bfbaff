/** Versions and aliases by the real SDK client. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { arnOf, hashOf, lambdaUnderTest, other, refused, ZipFile } from "../../../../test/lambda.js";

const {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} = lambda;

const { configuration, create, send } = lambdaUnderTest();

describe("versions and aliases", () => {
  test("are published, resolved, moved and protected", async () => {
    const { Version, FunctionArn } = await create("versions", { Publish: true });
    assert.deepEqual([Version, FunctionArn], ["1", arnOf("versions:1")]);
    const publish = (more: Partial<lambda.PublishVersionCommandInput> = {}) =>
      send(new PublishVersionCommand({ FunctionName: "versions", ...more }));
    assert.equal((await publish()).Version, "1", "nothing changed");
    await send(new UpdateFunctionCodeCommand({ FunctionName: "versions", ZipFile: other }));
    await refused(
      publish({ CodeSha256: hashOf(ZipFile) }),
      "InvalidParameterValueException",
      `CodeSHA256 (${hashOf(ZipFile)}) is different from current CodeSHA256 in $LATEST (${hashOf(other)}). Please try again with the CodeSHA256 in $LATEST.`,
    );
    const second = await publish({ Description: "second" });
    assert.deepEqual([second.Version, second.Description], ["2", "second"]);
    const { Versions } = await send(new ListVersionsByFunctionCommand({ FunctionName: "versions" }));
    assert.deepEqual(
      Versions?.map((one) => [one.Version, one.CodeSha256]),
      [
        ["$LATEST", hashOf(other)],
        ["1", hashOf(ZipFile)],
        ["2", hashOf(other)],
      ],
    );
    const alias = { FunctionName: "versions", Name: "live" };
    const made = await send(new CreateAliasCommand({ ...alias, FunctionVersion: "1", Description: "d" }));
    assert.equal(made.AliasArn, arnOf("versions:live"));
    await refused(
      send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" })),
      "ResourceConflictException",
      `Alias already exists: ${arnOf("versions:live")}`,
    );
    await refused(
      send(new CreateAliasCommand({ FunctionName: "versions", Name: "7", FunctionVersion: "1" })),
      "ValidationException",
      /at 'name' failed/,
    );
    await refused(
      send(new UpdateAliasCommand({ ...alias, FunctionVersion: "9" })),
      "ResourceNotFoundException",
      `Function not found: ${arnOf("versions:9")}`,
    );
    assert.equal((await configuration("versions:live")).CodeSha256, hashOf(ZipFile));
    const moved = await send(
      new UpdateAliasCommand({
        ...alias,
        FunctionVersion: "2",
        RoutingConfig: { AdditionalVersionWeights: { "1": 0.25 } },
      }),
    );
    assert.deepEqual(moved.RoutingConfig, { AdditionalVersionWeights: { "1": 0.25 } });
    const byAlias = await configuration("versions", "live");
    assert.deepEqual(
      [byAlias.CodeSha256, byAlias.Version, byAlias.FunctionArn],
      [hashOf(other), "2", arnOf("versions:live")],
    );
    await refused(
      send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "1" })),
      "ResourceConflictException",
      /points to it\.$/,
    );
    const { Aliases } = await send(new ListAliasesCommand({ FunctionName: "versions", FunctionVersion: "2" }));
    assert.deepEqual(
      Aliases?.map(({ Name }) => Name),
      ["live"],
    );
    await send(new DeleteAliasCommand(alias));
    await refused(
      send(new GetAliasCommand(alias)),
      "ResourceNotFoundException",
      `Cannot find alias arn: ${arnOf("versions:live")}`,
    );
    await send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "1" }));
    await refused(configuration("versions", "1"), "ResourceNotFoundException", /^Function not found/);
    await send(new UpdateFunctionConfigurationCommand({ FunctionName: "versions", Timeout: 9 }));
    assert.equal((await publish()).Version, "3", "numbers are not used again");
    await send(new DeleteFunctionCommand({ FunctionName: "versions" }));
    await refused(configuration("versions", "2"), "ResourceNotFoundException", /^Function not found/);
    await refused(
      send(new DeleteFunctionCommand({ FunctionName: "versions" })),
      "ResourceNotFoundException",
      `Function not found: ${arnOf("versions")}`,
    );
  });
});
