/** Stacks over the wire: what is made, changed, rolled back and removed, with the statuses, events and texts of the service. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
} from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Answer, CloudFormationError, stackClient } from "./stack-client.js";

const example = readFileSync("examples/cloudformation/identity.yaml", "utf8");

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
});
after(() => world.close());

const create = (StackName: string, TemplateBody: string, more: object = {}) =>
  cfn.call("CreateStack", { StackName, TemplateBody, ...more });
const update = (StackName: string, TemplateBody: string, more: object = {}) =>
  cfn.call("UpdateStack", { StackName, TemplateBody, ...more });
const refused = (code: string, message: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof CloudFormationError, String(error));
  assert.equal(error.code, code);
  if (typeof message === "string") assert.equal(error.message, message);
  else assert.match(error.message, message);
  return true;
};

async function poolCount(name: string): Promise<number> {
  const { UserPools } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  return (UserPools ?? []).filter((pool) => pool.Name === name).length;
}

/** A pool named like the stack, with these further resources. */
const poolAnd = (more = "", properties = ""): string => `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: !Ref AWS::StackName${properties}
${more}
Outputs:
  PoolId: { Value: !Ref Pool }
`;
const group = (name: string, precedence = "") => `
  ${name}:
    Type: AWS::Cognito::UserPoolGroup
    Properties: { UserPoolId: !Ref Pool, GroupName: ${name}${precedence} }
`;
/** As many as keep a deployment busy while a test looks on. */
const manyGroups = (precedence = "") => Array.from({ length: 200 }, (_, n) => group(`g${n}`, precedence)).join("");
const missingUser = `
  Resent:
    Type: AWS::Cognito::UserPoolUser
    Properties: { UserPoolId: !Ref Pool, Username: nobody, MessageAction: RESEND }
`;

describe("a stack", () => {
  test("of the example holds what the template says; deletion removes all of it", async () => {
    const { StackId } = await create("whole", example, { Tags: [{ Key: "team", Value: "a&b" }] });
    const stack = await cfn.settled("whole");
    assert.equal(stack["StackStatus"], "CREATE_COMPLETE");
    assert.equal(stack["StackId"], StackId);
    assert.deepEqual(stack["Tags"], [{ Key: "team", Value: "a&b" }]);
    const outputs = await cfn.outputs("whole");
    const poolId = outputs["PoolId"]!;
    assert.equal(outputs["PoolArn"], `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${poolId}`);
    assert.equal(outputs["Administrator"], "admin");
    const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username: "admin" }));
    const email = user.UserAttributes?.find(({ Name }) => Name === "email")?.Value;
    assert.deepEqual([email, user.UserStatus], ["admin@example.com", "FORCE_CHANGE_PASSWORD"]);
    const ofUser = await world.client.send(
      new AdminListGroupsForUserCommand({ UserPoolId: poolId, Username: "admin" }),
    );
    assert.deepEqual(
      ofUser.Groups?.map(({ GroupName }) => GroupName),
      ["administrators"],
    );
    assert.deepEqual(await world.messages({ userPoolId: poolId }), [], "SUPPRESS sends nothing");

    const template = await cfn.call("GetTemplate", { StackName: "whole" });
    assert.equal(template["TemplateBody"], example);
    const { StackResources } = await cfn.call("DescribeStackResources", { StackName: "whole" });
    const resources = StackResources as Record<string, string>[];
    assert.deepEqual(
      resources.map((one) => `${one["LogicalResourceId"]} ${one["ResourceStatus"]}`),
      ["Administrator", "AdministratorMembership", "Administrators", "Client", "Pool"].map(
        (id) => `${id} CREATE_COMPLETE`,
      ),
    );
    assert.equal(resources.find((one) => one["LogicalResourceId"] === "Pool")?.["PhysicalResourceId"], poolId);
    const byPhysicalId = await cfn.call("DescribeStackResources", { PhysicalResourceId: poolId });
    assert.equal((byPhysicalId["StackResources"] as Answer[]).length, 5);

    await cfn.call("DeleteStack", { StackName: "whole" });
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    await assert.rejects(cfn.stack("whole"), refused("ValidationError", "Stack with id whole does not exist"));
    await assert.rejects(world.client.send(new DescribeUserPoolCommand({ UserPoolId: poolId })), /does not exist/);
    const events = await cfn.events(String(StackId));
    assert.ok(events.includes("AdministratorMembership DELETE_COMPLETE") && events.at(-1) === "whole DELETE_COMPLETE");
    await cfn.call("DeleteStack", { StackName: "whole" });
  });

  test("whose pool names attributes without Mutable leaves these immutable, now and later", async () => {
    const schema = (more = "") =>
      poolAnd(
        "",
        `\n      Schema: [{ Name: email, Required: true }, { Name: tenant, AttributeDataType: String }${more}]`,
      );
    await create("unsaid", schema());
    assert.equal((await cfn.settled("unsaid"))["StackStatus"], "CREATE_COMPLETE");
    await update("unsaid", schema(", { Name: badge, AttributeDataType: Number }"));
    assert.equal((await cfn.settled("unsaid"))["StackStatus"], "UPDATE_COMPLETE");
    const { PoolId: UserPoolId } = await cfn.outputs("unsaid");
    const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId }));
    const mutable = new Map(UserPool?.SchemaAttributes?.map(({ Name, Mutable }) => [Name, Mutable]));
    assert.deepEqual(
      ["email", "custom:tenant", "custom:badge", "website"].map((name) => mutable.get(name)),
      [false, false, false, true],
    );
  });

  test("that fails is rolled back to nothing, and says why", async () => {
    await create("failing", poolAnd(group("one") + missingUser));
    const stack = await cfn.settled("failing");
    assert.equal(stack["StackStatus"], "ROLLBACK_COMPLETE");
    const reason = "The following resource(s) failed to create: [Resent]. Rollback requested by user.";
    assert.equal(stack["StackStatusReason"], reason);
    assert.equal(await poolCount("failing"), 0);
    const failure = (await cfn.events("failing")).find((event) => event.startsWith("Resent CREATE_FAILED"));
    assert.match(
      failure ?? "",
      /^Resent CREATE_FAILED Resource handler returned message: ".*User does not exist.*" \(RequestToken: [-0-9a-f]{36}, HandlerErrorCode: NotFound\)$/,
    );
    await assert.rejects(
      update("failing", poolAnd()),
      refused("ValidationError", `Stack:${stack["StackId"]} is in ROLLBACK_COMPLETE state and can not be updated.`),
    );
    await cfn.call("DeleteStack", { StackName: "failing" });
  });

  test("that fails may be kept, or deleted, and a kept one rolled back by hand", async () => {
    await create("kept", poolAnd(missingUser), { OnFailure: "DO_NOTHING" });
    assert.equal((await cfn.settled("kept"))["StackStatus"], "CREATE_FAILED");
    assert.equal(await poolCount("kept"), 1);
    await cfn.call("RollbackStack", { StackName: "kept" });
    assert.equal((await cfn.settled("kept"))["StackStatus"], "ROLLBACK_COMPLETE");
    assert.equal(await poolCount("kept"), 0);
    const { StackId } = await create("dropped", poolAnd(missingUser), { OnFailure: "DELETE" });
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    assert.equal(await poolCount("dropped"), 0);
  });

  test("is updated in place, and what leaves the template is deleted", async () => {
    await create("moving", poolAnd(group("one") + group("two")));
    const { PoolId } = await cfn.outputs("moving");
    await update(
      "moving",
      poolAnd(group("two", ", Precedence: '7'"), "\n      MfaConfiguration: 'OFF'\n      DeletionProtection: ACTIVE"),
    );
    assert.equal(
      (await cfn.settled("moving"))["StackStatus"],
      "UPDATE_COMPLETE",
      (await cfn.events("moving")).join("\n"),
    );
    const pool = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    assert.equal(pool.UserPool?.DeletionProtection, "ACTIVE");
    const events = await cfn.events("moving");
    const from = events.lastIndexOf("moving UPDATE_IN_PROGRESS User Initiated");
    assert.deepEqual(events.slice(from + 1), [
      "Pool UPDATE_IN_PROGRESS",
      "Pool UPDATE_COMPLETE",
      "two UPDATE_IN_PROGRESS",
      "two UPDATE_COMPLETE",
      "moving UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "one DELETE_IN_PROGRESS",
      "one DELETE_COMPLETE",
      "moving UPDATE_COMPLETE",
    ]);
    const same = poolAnd(
      group("two", ", Precedence: 7"),
      "\n      MfaConfiguration: 'OFF'\n      DeletionProtection: ACTIVE",
    );
    await assert.rejects(update("moving", same), refused("ValidationError", "No updates are to be performed."));
  });

  test("whose update fails is as it was before", async () => {
    const template = poolAnd(group("one"), "\n      DeletionProtection: ACTIVE");
    await create("returning", template);
    const { PoolId } = await cfn.outputs("returning");
    const before = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    await update("returning", poolAnd(group("one", ", Precedence: 3") + group("added") + missingUser));
    const stack = await cfn.settled("returning");
    assert.equal(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");
    const now = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: PoolId }));
    assert.deepEqual(now.UserPool?.DeletionProtection, before.UserPool?.DeletionProtection);
    assert.deepEqual(now.UserPool?.Policies, before.UserPool?.Policies);
    const { StackResourceSummaries } = await cfn.call("ListStackResources", { StackName: "returning" });
    assert.deepEqual(
      (StackResourceSummaries as Record<string, string>[]).map((one) => one["LogicalResourceId"]),
      ["Pool", "one"],
    );
    const { TemplateBody } = await cfn.call("GetTemplate", { StackName: "returning" });
    assert.equal(String(TemplateBody).trim(), template.trim());
    await assert.rejects(update("returning", template), refused("ValidationError", "No updates are to be performed."));
  });

  test("refuses to replace a user whose name is fixed, before anything is touched", async () => {
    const user = (mail: string) => `
  Ada:
    Type: AWS::Cognito::UserPoolUser
    Properties:
      UserPoolId: !Ref Pool
      Username: ada
      MessageAction: SUPPRESS
      UserAttributes: [{ Name: email, Value: ${mail} }]
`;
    await create("fixed", poolAnd(user("a@example.com")));
    const { PoolId } = await cfn.outputs("fixed");
    await update("fixed", poolAnd(group("first") + user("b@example.com")));
    assert.equal((await cfn.settled("fixed"))["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");
    const events = await cfn.events("fixed");
    assert.ok(
      events.includes(
        "Ada UPDATE_FAILED CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ada and update the stack again.",
      ),
      events.join("\n"),
    );
    assert.ok(!events.some((event) => event.startsWith("first ")), "nothing else was touched");
    const renamed = poolAnd(user("b@example.com").replace("Username: ada", "Username: bob"));
    await update("fixed", renamed);
    assert.equal((await cfn.settled("fixed"))["StackStatus"], "UPDATE_COMPLETE");
    const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: PoolId }));
    assert.deepEqual(
      Users?.map(({ Username }) => Username),
      ["bob"],
    );
  });

  test("with a Retain policy leaves the pool, and a protected one cannot be deleted", async () => {
    const retained = poolAnd().replace(
      "Type: AWS::Cognito::UserPool",
      "Type: AWS::Cognito::UserPool\n    DeletionPolicy: Retain",
    );
    const { StackId } = await create("retaining", retained, { EnableTerminationProtection: true });
    await assert.rejects(
      cfn.call("DeleteStack", { StackName: "retaining" }),
      refused("ValidationError", "Stack [retaining] cannot be deleted while TerminationProtection is enabled"),
    );
    await cfn.call("UpdateTerminationProtection", { StackName: "retaining", EnableTerminationProtection: false });
    await cfn.call("DeleteStack", { StackName: "retaining" });
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    assert.equal(await poolCount("retaining"), 1);
    assert.ok((await cfn.events(String(StackId))).includes("Pool DELETE_SKIPPED"));
  });

  test("that exports what others use is neither changed in it nor deleted", async () => {
    await create("giver", `${poolAnd().trimEnd()}\n  Id: { Value: !Ref Pool, Export: { Name: giver-pool } }\n`);
    const user = `
Resources:
  Group:
    Type: AWS::Cognito::UserPoolGroup
    Properties: { UserPoolId: !ImportValue giver-pool, GroupName: imported }
`;
    await create("taker", user);
    assert.equal((await cfn.settled("taker"))["StackStatus"], "CREATE_COMPLETE");
    assert.deepEqual((await cfn.call("ListImports", { ExportName: "giver-pool" }))["Imports"], ["taker"]);
    const { Exports } = await cfn.call("ListExports");
    assert.ok((Exports as Record<string, string>[]).some((one) => one["Name"] === "giver-pool"));
    await cfn.call("DeleteStack", { StackName: "giver" });
    const giver = await cfn.stack("giver");
    const inUse = "Export giver-pool cannot be deleted as it is in use by taker";
    assert.deepEqual([giver["StackStatus"], giver["StackStatusReason"]], ["CREATE_COMPLETE", inUse]);
    await update("giver", poolAnd());
    const stack = await cfn.settled("giver");
    assert.deepEqual(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");
    assert.ok((await cfn.events("giver")).includes(`giver UPDATE_ROLLBACK_IN_PROGRESS ${inUse}`));
    await cfn.call("DeleteStack", { StackName: "taker" });
    await cfn.call("DeleteStack", { StackName: "giver" });
    assert.deepEqual(
      (((await cfn.call("ListExports"))["Exports"] || []) as Record<string, string>[]).filter(
        (one) => one["Name"] === "giver-pool",
      ),
      [],
    );
  });

  test("is worked on by one deployment at a time", async () => {
    await create("raced", poolAnd());
    const answers = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => update("raced", poolAnd(manyGroups(`, Precedence: ${n}`)))),
    );
    const won = answers.filter((one) => one.status === "fulfilled");
    assert.equal(won.length, 1, JSON.stringify(answers));
    for (const one of answers) {
      if (one.status === "rejected") refused("ValidationError", /can not be updated|at the same time/)(one.reason);
    }
    assert.equal((await cfn.settled("raced"))["StackStatus"], "UPDATE_COMPLETE");
  });

  test("may be deleted while it is made, and nothing of it stays", async () => {
    const creating = create("regretted", poolAnd(manyGroups()));
    while (!(await cfn.events("regretted").catch(() => [])).some((event) => event.startsWith("g"))) {}
    await cfn.call("DeleteStack", { StackName: "regretted" });
    const { StackId } = await creating;
    assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
    assert.equal(await poolCount("regretted"), 0);
  });

  test("whose update is cancelled goes back", async () => {
    await create("cancelled", poolAnd());
    const updating = update("cancelled", poolAnd(manyGroups()));
    while (!(await cfn.events("cancelled")).some((event) => event.startsWith("g"))) {}
    await cfn.call("CancelUpdateStack", { StackName: "cancelled" });
    await updating;
    assert.equal((await cfn.settled("cancelled"))["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");
    const { StackResourceSummaries } = await cfn.call("ListStackResources", { StackName: "cancelled" });
    assert.equal((StackResourceSummaries as Answer[]).length, 1);
  });

  test("with a policy refuses what the policy forbids", async () => {
    const StackPolicyBody = JSON.stringify({
      Statement: [
        { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
        { Effect: "Deny", Action: "Update:Delete", Principal: "*", Resource: "LogicalResourceId/one" },
      ],
    });
    await create("guarded", poolAnd(group("one")), { StackPolicyBody });
    await assert.rejects(update("guarded", poolAnd()), refused("ValidationError", /denied by stack policy.*\[one\]/));
    await update("guarded", poolAnd(group("one", ", Precedence: 1")));
    assert.equal((await cfn.settled("guarded"))["StackStatus"], "UPDATE_COMPLETE");
    assert.equal((await cfn.call("GetStackPolicy", { StackName: "guarded" }))["StackPolicyBody"], StackPolicyBody);
  });
});

describe("a change set", () => {
  const changes = async (name: string, set: string) => {
    const described = await cfn.call("DescribeChangeSet", { StackName: name, ChangeSetName: set });
    const list = Array.isArray(described["Changes"]) ? (described["Changes"] as Record<string, Answer>[]) : [];
    const texts = list.map((one) => {
      const change = one["ResourceChange"] as Record<string, string>;
      return [change["Action"], change["LogicalResourceId"], change["Replacement"], change["PolicyAction"]]
        .filter((part) => part)
        .join(" ");
    });
    return { described, texts };
  };

  test("shows what would happen, does it, and an empty one fails", async () => {
    const first = { StackName: "shown", ChangeSetName: "one", TemplateBody: poolAnd(group("a")) };
    await cfn.call("CreateChangeSet", {
      ...first,
      ChangeSetType: "CREATE",
      Parameters: [],
      Tags: [],
      Capabilities: [],
    });
    assert.equal((await cfn.stack("shown"))["StackStatus"], "REVIEW_IN_PROGRESS");
    assert.equal(await poolCount("shown"), 0);
    assert.deepEqual((await changes("shown", "one")).texts, ["Add Pool", "Add a"]);
    await cfn.call("ExecuteChangeSet", { StackName: "shown", ChangeSetName: "one" });
    assert.equal((await cfn.settled("shown"))["StackStatus"], "CREATE_COMPLETE");
    assert.equal((await changes("shown", "one")).described["ExecutionStatus"], "EXECUTE_COMPLETE");
    await assert.rejects(
      cfn.call("ExecuteChangeSet", { StackName: "shown", ChangeSetName: "one" }),
      refused("InvalidChangeSetStatus", /cannot be executed/),
    );

    await cfn.call("CreateChangeSet", { ...first, ChangeSetName: "same" });
    const { described } = await changes("shown", "same");
    assert.deepEqual([described["Status"], described["ExecutionStatus"]], ["FAILED", "UNAVAILABLE"]);
    assert.match(String(described["StatusReason"]), /^The submitted information didn't contain changes\./);

    const other = poolAnd(group("b").replace("GroupName: b", "GroupName: other"), "\n      DeletionProtection: ACTIVE");
    await cfn.call("CreateChangeSet", { ...first, ChangeSetName: "two", TemplateBody: other });
    assert.deepEqual(
      (await changes("shown", "two")).texts,
      ["Modify Pool False", "Add b", "Remove a Delete"].sort(byId),
    );
    await cfn.call("DeleteChangeSet", { StackName: "shown", ChangeSetName: "two" });
    await cfn.call("DeleteChangeSet", { StackName: "shown", ChangeSetName: "two" });
    await assert.rejects(changes("shown", "two"), (error: CloudFormationError) => {
      assert.deepEqual([error.code, error.status], ["ChangeSetNotFound", 404]);
      return true;
    });
  });

  test("foresees replacements and what hangs on them", async () => {
    const named = (name: string) =>
      poolAnd(`
  G:
    Type: AWS::Cognito::UserPoolGroup
    Properties: { UserPoolId: !Ref Pool, GroupName: ${name} }
  U:
    Type: AWS::Cognito::UserPoolUser
    Properties: { UserPoolId: !Ref Pool, Username: u, MessageAction: SUPPRESS }
  M:
    Type: AWS::Cognito::UserPoolUserToGroupAttachment
    Properties: { UserPoolId: !Ref Pool, Username: !Ref U, GroupName: !Ref G }
`);
    await create("foreseen", named("one"));
    await cfn.call("CreateChangeSet", { StackName: "foreseen", ChangeSetName: "c", TemplateBody: named("two") });
    assert.deepEqual((await changes("foreseen", "c")).texts, [
      "Modify G True ReplaceAndDelete",
      "Modify M Conditional",
    ]);
    await cfn.call("ExecuteChangeSet", { StackName: "foreseen", ChangeSetName: "c" });
    assert.equal((await cfn.settled("foreseen"))["StackStatus"], "UPDATE_COMPLETE");
    const { PoolId } = await cfn.outputs("foreseen");
    const { Groups } = await world.client.send(
      new AdminListGroupsForUserCommand({ UserPoolId: PoolId, Username: "u" }),
    );
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ["two"],
    );
  });

  test("of type IMPORT takes over what exists", async () => {
    const pool = await world.pool({ PoolName: "brought-in" });
    const template = poolAnd().replace(
      "Type: AWS::Cognito::UserPool",
      "Type: AWS::Cognito::UserPool\n    DeletionPolicy: Retain",
    );
    const summary = await cfn.call("GetTemplateSummary", { TemplateBody: template });
    const identifiers = (summary["ResourceIdentifierSummaries"] as Record<string, Answer>[])[0];
    assert.deepEqual(identifiers?.["ResourceIdentifiers"], ["UserPoolId"]);
    await cfn.call("CreateChangeSet", {
      StackName: "brought-in",
      ChangeSetName: "import",
      ChangeSetType: "IMPORT",
      TemplateBody: template,
      ResourcesToImport: [
        {
          ResourceType: "AWS::Cognito::UserPool",
          LogicalResourceId: "Pool",
          "ResourceIdentifier.entry.1.key": "UserPoolId",
          "ResourceIdentifier.entry.1.value": pool.Id,
        },
      ],
    });
    assert.deepEqual((await changes("brought-in", "import")).texts, ["Import Pool"]);
    await cfn.call("ExecuteChangeSet", { StackName: "brought-in", ChangeSetName: "import" });
    assert.equal((await cfn.settled("brought-in"))["StackStatus"], "IMPORT_COMPLETE");
    assert.equal((await cfn.outputs("brought-in"))["PoolId"], pool.Id);
    assert.equal(await poolCount("brought-in"), 1);
  });
});

const byId = (one: string, other: string): number => ((one.split(" ")[1] ?? "") < (other.split(" ")[1] ?? "") ? -1 : 1);

describe("refusals in the service's words", () => {
  const cases: [string, string, object, string, string | RegExp][] = [
    [
      "a missing stack",
      "DescribeStacks",
      { StackName: "none" },
      "ValidationError",
      "Stack with id none does not exist",
    ],
    [
      "a bad name",
      "CreateStack",
      { StackName: "1x", TemplateBody: "x" },
      "ValidationError",
      /Member must satisfy regular expression pattern: \[a-zA-Z\]\[-a-zA-Z0-9\]\*$/,
    ],
    [
      "no template",
      "CreateStack",
      { StackName: "x" },
      "ValidationError",
      "Either Template URL or Template Body must be specified.",
    ],
    [
      "a template elsewhere",
      "CreateStack",
      { StackName: "x", TemplateURL: "https://evil.example/t" },
      "ValidationError",
      "TemplateURL must be a supported URL.",
    ],
    [
      "a foreign type",
      "ValidateTemplate",
      { TemplateBody: "Resources: { V: { Type: AWS::EC2::VPC } }" },
      "ValidationError",
      "Template format error: Unrecognized resource types: [AWS::EC2::VPC]",
    ],
    [
      "a change set for a missing stack",
      "CreateChangeSet",
      { StackName: "none", ChangeSetName: "c", TemplateBody: poolAnd() },
      "ValidationError",
      "Stack [none] does not exist",
    ],
    ["an unknown action", "DetectEverything", {}, "InvalidAction", /Could not find operation DetectEverything/],
    [
      "events of a missing stack",
      "DescribeStackEvents",
      { StackName: "none" },
      "ValidationError",
      "Stack [none] does not exist",
    ],
    [
      "a forged page token",
      "ListStacks",
      { NextToken: "AAAA" },
      "ValidationError",
      "The specified NextToken is invalid.",
    ],
  ];
  for (const [what, action, parameters, code, message] of cases) {
    test(what, () => assert.rejects(cfn.call(action, { ...parameters }), refused(code, message)));
  }

  test("a second stack of a name, unless it is the same request again", async () => {
    const { StackId } = await create("twice", poolAnd(), { ClientRequestToken: "t-1" });
    await assert.rejects(create("twice", poolAnd()), refused("AlreadyExistsException", "Stack [twice] already exists"));
    assert.equal((await create("twice", poolAnd(), { ClientRequestToken: "t-1" }))["StackId"], StackId);
    assert.equal(await poolCount("twice"), 1);
  });

  test("another region knows nothing of a stack (T-33)", async () => {
    const there = stackClient(world.url, "local", "eu-west-1");
    const { StackId } = await create("here", poolAnd());
    await assert.rejects(there.stack("here"), refused("ValidationError", "Stack with id here does not exist"));
    await assert.rejects(there.stack(String(StackId)), refused("ValidationError", /does not exist$/));
  });

  test("parameters that may not be echoed are not", async () => {
    const template = `Parameters: { Secret: { Type: String, NoEcho: true } }\n${poolAnd()}`;
    await create("quiet", template, { Parameters: [{ ParameterKey: "Secret", ParameterValue: "hush" }] });
    assert.deepEqual((await cfn.stack("quiet"))["Parameters"], [{ ParameterKey: "Secret", ParameterValue: "****" }]);
  });
});
