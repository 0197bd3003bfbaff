/** Stacks with roles and policies: created, changed, replaced, rolled back, deleted; and what must be acknowledged. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand } from "@aws-sdk/client-cloudformation";
import * as iam from "@aws-sdk/client-iam";
import { startTestWorld, type TestWorld } from "../world.js";
import { stackClient } from "./stack-client.js";

const trust = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
const allow = (action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
});
const Capabilities = ["CAPABILITY_NAMED_IAM"];

describe("stacks with IAM", () => {
  let world: TestWorld;
  let client: iam.IAMClient;
  let stacks: ReturnType<typeof stackClient>;
  before(async () => {
    world = await startTestWorld();
    stacks = stackClient(world.url);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = new iam.IAMClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  });
  after(() => world.close());

  const body = (Resources: object, Outputs: object = {}): string => JSON.stringify({ Resources, Outputs });
  async function create(StackName: string, TemplateBody: string): Promise<string> {
    await stacks.call("CreateStack", { StackName, TemplateBody, Capabilities });
    return String((await stacks.settled(StackName))["StackStatus"]);
  }
  async function update(StackName: string, TemplateBody: string): Promise<string> {
    await stacks.call("UpdateStack", { StackName, TemplateBody, Capabilities });
    return String((await stacks.settled(StackName))["StackStatus"]);
  }
  async function remove(StackName: string): Promise<void> {
    const { StackId } = await stacks.stack(StackName);
    await stacks.call("DeleteStack", { StackName });
    assert.equal((await stacks.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
  }
  async function inside(RoleName: string): Promise<Record<string, unknown>> {
    const { PolicyNames = [] } = await client.send(new iam.ListRolePoliciesCommand({ RoleName }));
    const found: Record<string, unknown> = {};
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument } = await client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName }));
      found[PolicyName] = JSON.parse(decodeURIComponent(PolicyDocument!));
    }
    return found;
  }
  async function attachedTo(RoleName: string): Promise<string[]> {
    const { AttachedPolicies = [] } = await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
    return AttachedPolicies.map(({ PolicyArn }) => PolicyArn!);
  }

  test("a role: made as declared, changed in place, replaced, deleted", async () => {
    const role = (properties: object) =>
      body(
        {
          Role: {
            Type: "AWS::IAM::Role",
            Properties: { AssumeRolePolicyDocument: trust("a.amazonaws.com"), ...properties },
          },
        },
        {
          Ref: { Value: { Ref: "Role" } },
          Arn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } },
          Id: { Value: { "Fn::GetAtt": ["Role", "RoleId"] } },
        },
      );
    const first = role({
      Path: "/stacks/",
      Description: "First",
      MaxSessionDuration: "7200",
      Tags: [{ Key: "stage", Value: "dev" }],
      Policies: [
        { PolicyName: "two", PolicyDocument: allow("sns:Publish") },
        { PolicyName: "one", PolicyDocument: allow("ses:SendEmail") },
      ],
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"],
    });
    assert.equal(await create("role", first), "CREATE_COMPLETE");
    const made = await stacks.outputs("role");
    const RoleName = made["Ref"]!;
    assert.match(RoleName, /^role-Role-[A-Z0-9]{12}$/);
    assert.equal(made["Arn"], `arn:aws:iam::123456789012:role/stacks/${RoleName}`);
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName }));
    assert.deepEqual(
      [Role?.RoleId, Role?.Description, Role?.MaxSessionDuration, Role?.Tags],
      [made["Id"], "First", 7200, [{ Key: "stage", Value: "dev" }]],
    );
    assert.deepEqual(await inside(RoleName), { two: allow("sns:Publish"), one: allow("ses:SendEmail") });
    assert.deepEqual(await attachedTo(RoleName), ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"]);

    await assert.rejects(update("role", first), { message: "No updates are to be performed." });
    await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/Elsewhere" }));
    const second = role({
      Path: "/stacks/",
      AssumeRolePolicyDocument: trust("b.amazonaws.com"),
      Tags: [{ Key: "owner", Value: "me" }],
      Policies: [{ PolicyName: "one", PolicyDocument: allow("ses:SendRawEmail") }],
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/C"],
    });
    assert.equal(await update("role", second), "UPDATE_COMPLETE");
    assert.equal((await stacks.outputs("role"))["Id"], made["Id"]);
    const changed = (await client.send(new iam.GetRoleCommand({ RoleName }))).Role;
    assert.deepEqual(JSON.parse(decodeURIComponent(changed!.AssumeRolePolicyDocument!)), trust("b.amazonaws.com"));
    assert.deepEqual(
      [changed?.Description, changed?.MaxSessionDuration, changed?.Tags],
      [undefined, 3600, [{ Key: "owner", Value: "me" }]],
    );
    assert.deepEqual(await inside(RoleName), { one: allow("ses:SendRawEmail") });
    // What somebody else attached is none of the stack's business.
    const expected = ["arn:aws:iam::aws:policy/Elsewhere", "arn:aws:iam::aws:policy/C"];
    assert.deepEqual(await attachedTo(RoleName), expected);

    assert.equal(await update("role", role({ Path: "/other/" })), "UPDATE_COMPLETE");
    const other = (await stacks.outputs("role"))["Ref"]!;
    assert.notEqual(other, RoleName);
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
    await remove("role");
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName: other })), { name: "NoSuchEntityException" });
  });

  test("a role of a fixed name is not replaced, and one that exists fails the stack", async () => {
    const named = (properties: object, RoleName = "Fixed") =>
      body({
        Role: {
          Type: "AWS::IAM::Role",
          Properties: { RoleName, AssumeRolePolicyDocument: trust("a.amazonaws.com"), ...properties },
        },
      });
    assert.equal(await create("named", named({})), "CREATE_COMPLETE");
    assert.equal(await update("named", named({ Path: "/elsewhere/" })), "UPDATE_ROLLBACK_COMPLETE");
    assert.ok(
      (await stacks.events("named")).some((event) =>
        event.includes(
          "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename Fixed and update the stack again.",
        ),
      ),
    );
    assert.equal(await create("second", named({})), "ROLLBACK_COMPLETE");
    assert.ok((await stacks.events("second")).some((event) => event.includes("Role with name Fixed already exists.")));
    await client.send(new iam.GetRoleCommand({ RoleName: "Fixed" }));
    await remove("named");
  });

  test("a role that cannot get its policies is taken away again", async () => {
    const broken = body({
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "Broken",
          AssumeRolePolicyDocument: trust("a.amazonaws.com"),
          Policies: [{ PolicyName: "good", PolicyDocument: allow("sns:*") }],
          ManagedPolicyArns: ["arn:aws:iam::123456789012:policy/absent"],
        },
      },
    });
    assert.equal(await create("broken", broken), "ROLLBACK_COMPLETE");
    const events = await stacks.events("broken");
    assert.ok(
      events.some((one) => one.includes("policy/absent does not exist or is not attachable.")),
      events.join("\n"),
    );
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName: "Broken" })), {
      name: "NoSuchEntityException",
    });
  });

  const roles = {
    A: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust("a.amazonaws.com") } },
    B: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust("b.amazonaws.com") } },
  };
  const names = { A: { Value: { Ref: "A" } }, B: { Value: { Ref: "B" } } };

  test("a policy inside several roles follows its list of roles, and its name", async () => {
    const policy = (Properties: object, more: object = {}) =>
      body(
        { ...roles, Policy: { Type: "AWS::IAM::Policy", Properties }, ...more },
        { ...names, Id: { Value: { "Fn::GetAtt": ["Policy", "Id"] } }, Ref: { Value: { Ref: "Policy" } } },
      );
    const PolicyDocument = allow("sns:Publish");
    assert.equal(
      await create("inline", policy({ PolicyName: "p", PolicyDocument, Roles: [{ Ref: "A" }] })),
      "CREATE_COMPLETE",
    );
    const { A = "", B = "", Id, Ref } = await stacks.outputs("inline");
    assert.equal(Id, Ref);
    assert.deepEqual([await inside(A), await inside(B)], [{ p: PolicyDocument }, {}]);

    const both = { PolicyName: "p", PolicyDocument: allow("sns:*"), Roles: [{ Ref: "A" }, { Ref: "B" }] };
    assert.equal(await update("inline", policy(both)), "UPDATE_COMPLETE");
    assert.deepEqual([await inside(A), await inside(B)], [{ p: allow("sns:*") }, { p: allow("sns:*") }]);
    assert.equal((await stacks.outputs("inline"))["Ref"], Ref);

    // The update fails at something that comes after the policy: everything is as it was.
    const late = {
      Late: {
        Type: "AWS::IAM::Policy",
        DependsOn: "Policy",
        Properties: { PolicyName: "q", PolicyDocument, Roles: ["nobody"] },
      },
    };
    const renamed = { ...both, PolicyName: "q", Roles: [{ Ref: "B" }] };
    assert.equal(await update("inline", policy(renamed, late)), "UPDATE_ROLLBACK_COMPLETE");
    assert.deepEqual([await inside(A), await inside(B)], [{ p: allow("sns:*") }, { p: allow("sns:*") }]);
    assert.equal(await update("inline", policy(renamed)), "UPDATE_COMPLETE");
    assert.deepEqual([await inside(A), await inside(B)], [{}, { q: allow("sns:*") }]);

    // The roles stay: what the policy put into them goes.
    assert.equal(await update("inline", body(roles, names)), "UPDATE_COMPLETE");
    assert.deepEqual([await inside(A), await inside(B)], [{}, {}]);
    await remove("inline");
  });

  test("what only users and groups could have is refused by name", async () => {
    const strange = (Properties: object) => body({ Policy: { Type: "AWS::IAM::Policy", Properties } });
    const base = { PolicyName: "p", PolicyDocument: allow("sns:*") };
    for (const [name, properties, text] of [
      ["users", { ...base, Users: ["me"] }, "Property Users of AWS::IAM::Policy is not supported by this server"],
      ["nobody", base, "At least one of [Groups,Roles,Users] must be non-empty."],
    ] as const) {
      assert.equal(await create(name, strange(properties)), "ROLLBACK_COMPLETE");
      const events = await stacks.events(name);
      assert.ok(
        events.some((one) => one.includes(text)),
        events.join("\n"),
      );
    }
  });

  test("a managed policy: its versions, its roles, its attributes", async () => {
    const managed = (Properties: object) =>
      body(
        { ...roles, Policy: { Type: "AWS::IAM::ManagedPolicy", Properties } },
        {
          ...names,
          Ref: { Value: { Ref: "Policy" } },
          Arn: { Value: { "Fn::GetAtt": ["Policy", "PolicyArn"] } },
          Version: { Value: { "Fn::GetAtt": ["Policy", "DefaultVersionId"] } },
          Attachments: { Value: { "Fn::GetAtt": ["Policy", "AttachmentCount"] } },
        },
      );
    const of = (action: string, ...Roles: string[]) =>
      managed({
        ManagedPolicyName: "Shared",
        Path: "/shared/",
        PolicyDocument: allow(action),
        Roles: Roles.map((Ref) => ({ Ref })),
      });
    assert.equal(await create("managed", of("sns:Publish", "A")), "CREATE_COMPLETE");
    const made = await stacks.outputs("managed");
    const PolicyArn = "arn:aws:iam::123456789012:policy/shared/Shared";
    assert.deepEqual(
      [made["Ref"], made["Arn"], made["Version"], made["Attachments"]],
      [PolicyArn, PolicyArn, "v1", "1"],
    );
    for (let version = 2; version <= 7; version++) {
      assert.equal(await update("managed", of(`sns:Publish${version}`, "B")), "UPDATE_COMPLETE");
    }
    assert.equal((await stacks.outputs("managed"))["Version"], "v7");
    assert.deepEqual([await attachedTo(made["A"]!), await attachedTo(made["B"]!)], [[], [PolicyArn]]);
    const { Versions } = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions?.map(({ VersionId }) => VersionId),
      ["v7", "v6", "v5", "v4", "v3"],
    );
    await remove("managed");
    await assert.rejects(client.send(new iam.GetPolicyCommand({ PolicyArn })), { name: "NoSuchEntityException" });
  });

  test("a role policy by itself", async () => {
    const own = (action: string) =>
      body(
        {
          A: roles.A,
          Own: {
            Type: "AWS::IAM::RolePolicy",
            Properties: { RoleName: { Ref: "A" }, PolicyName: "own", PolicyDocument: allow(action) },
          },
        },
        { A: names.A, Own: { Value: { Ref: "Own" } } },
      );
    assert.equal(await create("own", own("sns:Publish")), "CREATE_COMPLETE");
    const { A = "", Own } = await stacks.outputs("own");
    assert.equal(Own, `own|${A}`);
    assert.equal(await update("own", own("sns:*")), "UPDATE_COMPLETE");
    assert.deepEqual(await inside(A), { own: allow("sns:*") });
    await remove("own");
  });

  test("a role and a policy that exist are imported, and deleted with the stack", async () => {
    const RoleName = "Existing";
    const document = JSON.stringify(trust("a.amazonaws.com"));
    await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document }));
    const PolicyDocument = JSON.stringify(allow("sns:*"));
    const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName: "Existing", PolicyDocument }));
    const PolicyArn = Policy!.Arn!;
    const imported = (ResourceType: string, LogicalResourceId: string, key: string, value: string) => ({
      ResourceType,
      LogicalResourceId,
      "ResourceIdentifier.entry.1.key": key,
      "ResourceIdentifier.entry.1.value": value,
    });
    await stacks.call("CreateChangeSet", {
      StackName: "importing",
      ChangeSetName: "import",
      ChangeSetType: "IMPORT",
      Capabilities,
      TemplateBody: body({
        Role: {
          Type: "AWS::IAM::Role",
          DeletionPolicy: "Delete",
          Properties: { RoleName, AssumeRolePolicyDocument: trust("a.amazonaws.com") },
        },
        Policy: {
          Type: "AWS::IAM::ManagedPolicy",
          DeletionPolicy: "Delete",
          Properties: { ManagedPolicyName: "Existing", PolicyDocument: allow("sns:*") },
        },
      }),
      ResourcesToImport: [
        imported("AWS::IAM::Role", "Role", "RoleName", RoleName),
        imported("AWS::IAM::ManagedPolicy", "Policy", "PolicyArn", PolicyArn),
      ],
    });
    await stacks.call("ExecuteChangeSet", { StackName: "importing", ChangeSetName: "import" });
    const status = (await stacks.settled("importing"))["StackStatus"];
    assert.equal(status, "IMPORT_COMPLETE", (await stacks.events("importing")).join("\n"));
    await remove("importing");
    await assert.rejects(client.send(new iam.GetPolicyCommand({ PolicyArn })), { name: "NoSuchEntityException" });
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
  });

  test("capabilities are demanded and told", async () => {
    const unnamed = body({ A: roles.A });
    const named = body({ A: { ...roles.A, Properties: { ...roles.A.Properties, RoleName: "Named" } } });
    const policyInside = body({
      A: roles.A,
      P: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "p", PolicyDocument: allow("sns:*"), Roles: [{ Ref: "A" }] },
      },
    });
    for (const [TemplateBody, given, wanted] of [
      [unnamed, [], "CAPABILITY_IAM"],
      [policyInside, [], "CAPABILITY_IAM"],
      [named, ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM"],
    ] as const) {
      const refusal = { name: "InsufficientCapabilitiesException", message: `Requires capabilities : [${wanted}]` };
      const asked = { StackName: "uncapable", TemplateBody, Capabilities: given };
      await assert.rejects(stacks.call("CreateStack", asked), refusal);
      const set = { ...asked, ChangeSetName: "set", ChangeSetType: "CREATE" };
      await assert.rejects(stacks.call("CreateChangeSet", set), refusal);
      for (const action of ["ValidateTemplate", "GetTemplateSummary"]) {
        const said = await stacks.call(action, { TemplateBody });
        assert.deepEqual(said["Capabilities"], [wanted]);
        const types = TemplateBody === policyInside ? "AWS::IAM::Role, AWS::IAM::Policy" : "AWS::IAM::Role";
        assert.equal(said["CapabilitiesReason"], `The following resource(s) require capabilities: [${types}]`);
      }
    }
  });
});

test("T-32 a key that may deploy stacks and not make roles makes none", async () => {
  const key = { accessKeyId: "DEPLOY", secretAccessKey: "deploy" };
  const world = await startTestWorld({ accessKeys: [{ ...key, actions: ["cloudformation:*", "iam:Get*"] }] });
  try {
    const client = new CloudFormationClient({ endpoint: world.url, region: "us-east-1", credentials: key });
    const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust("a.amazonaws.com") } };
    const StackName = "powerless";
    const TemplateBody = JSON.stringify({ Resources: { Role: role } });
    await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ["CAPABILITY_IAM"] }));
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
    const failure = StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
    assert.match(failure?.ResourceStatusReason ?? "", /is not authorized to perform: iam:[A-Za-z]+ on resource: \*/);
    assert.equal(StackEvents[0]?.ResourceStatus, "ROLLBACK_COMPLETE");
  } finally {
    await world.close();
  }
});
