import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { iam } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

const documentFor = (Action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } });
const trust = JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" } });

describe("IAM managed policies", () => {
  let world: TestWorld;
  let client: InstanceType<typeof iam.IAMClient>;
  before(async () => {
    world = await startTestWorld();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = new iam.IAMClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  });
  after(() => world.close());

  async function create(PolicyName: string, Path?: string): Promise<string> {
    const PolicyDocument = documentFor("sns:Publish");
    const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName, PolicyDocument, Path }));
    return Policy!.Arn!;
  }
  const refused = (name: string, message: string) => (error: Error) => {
    assert.deepEqual([error.name, error.message], [name, message]);
    return true;
  };

  test("a policy is described as it was made", async () => {
    const { Policy: made } = await client.send(
      new iam.CreatePolicyCommand({
        PolicyName: "Publish",
        Path: "/teams/identity/",
        Description: "May publish",
        PolicyDocument: documentFor("sns:Publish"),
        Tags: [{ Key: "team", Value: "identity" }],
      }),
    );
    const PolicyArn = "arn:aws:iam::123456789012:policy/teams/identity/Publish";
    const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
    assert.deepEqual(Policy, made);
    assert.match(Policy!.PolicyId!, /^ANPA[A-Z2-7]{17}$/);
    assert.deepEqual(
      [Policy?.Arn, Policy?.DefaultVersionId, Policy?.AttachmentCount, Policy?.IsAttachable, Policy?.Description],
      [PolicyArn, "v1", 0, true, "May publish"],
    );
    assert.deepEqual((await client.send(new iam.ListPolicyTagsCommand({ PolicyArn }))).Tags, [
      { Key: "team", Value: "identity" },
    ]);
    await client.send(new iam.TagPolicyCommand({ PolicyArn, Tags: [{ Key: "stage", Value: "dev" }] }));
    await client.send(new iam.UntagPolicyCommand({ PolicyArn, TagKeys: ["team"] }));
    const tagged = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
    assert.deepEqual(tagged.Policy?.Tags, [{ Key: "stage", Value: "dev" }]);
    await assert.rejects(
      create("pUBLISH"),
      refused(
        "EntityAlreadyExistsException",
        "A policy called pUBLISH already exists. Duplicate names are not allowed.",
      ),
    );
    const elsewhere = PolicyArn.replace("/teams/identity", "");
    await assert.rejects(
      client.send(new iam.GetPolicyCommand({ PolicyArn: elsewhere })),
      refused("NoSuchEntityException", `Policy ${elsewhere} was not found.`),
    );
  });

  test("five versions, one in force", async () => {
    const PolicyArn = await create("Versions");
    const add = (PolicyDocument: string, SetAsDefault: boolean) =>
      client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault }));
    const second = await add(documentFor("sns:Get*"), true);
    assert.deepEqual([second.PolicyVersion?.VersionId, second.PolicyVersion?.IsDefaultVersion], ["v2", true]);
    for (let index = 3; index <= 5; index++) await add(documentFor("sns:List*"), false);
    await assert.rejects(
      add(documentFor("sns:*"), true),
      refused(
        "LimitExceededException",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
      ),
    );
    const read = await client.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    assert.equal(decodeURIComponent(read.PolicyVersion!.Document!), documentFor("sns:Get*"));
    const { Versions } = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn }));
    assert.deepEqual(
      Versions?.map(({ VersionId, IsDefaultVersion }) => `${VersionId} ${IsDefaultVersion}`),
      ["v5 false", "v4 false", "v3 false", "v2 true", "v1 false"],
    );
    const remove = (VersionId: string) => client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await assert.rejects(
      remove("v2"),
      refused("DeleteConflictException", "Cannot delete the default version of a policy."),
    );
    await client.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await assert.rejects(client.send(new iam.DeletePolicyCommand({ PolicyArn })), {
      name: "DeleteConflictException",
      message: /^This policy has more than one version\./,
    });
    for (const id of ["v2", "v3", "v4", "v5"]) await remove(id);
    await assert.rejects(
      remove("v2"),
      refused("NoSuchEntityException", `Policy ${PolicyArn} version v2 does not exist or is not attachable.`),
    );
    await client.send(new iam.DeletePolicyCommand({ PolicyArn }));
    await assert.rejects(client.send(new iam.GetPolicyCommand({ PolicyArn })), { name: "NoSuchEntityException" });
  });

  test("listed by path, scope and use; who uses one", async () => {
    const [used, unused] = [await create("Used", "/listed/"), await create("Unused", "/listed/deeper/")];
    const roles = ["Reader", "Writer"];
    for (const RoleName of roles) {
      await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
      await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: used }));
    }
    const list = async (input: ConstructorParameters<typeof iam.ListPoliciesCommand>[0]) =>
      (await client.send(new iam.ListPoliciesCommand({ PathPrefix: "/listed/", ...input }))).Policies?.map(
        ({ Arn, AttachmentCount }) => `${Arn} ${AttachmentCount}`,
      );
    assert.deepEqual(await list({}), [`${unused} 0`, `${used} 2`]);
    assert.deepEqual(await list({ Scope: "Local", OnlyAttached: true }), [`${used} 2`]);
    assert.deepEqual(await list({ Scope: "AWS" }), []);
    assert.deepEqual(await list({ PolicyUsageFilter: "PermissionsBoundary" }), []);
    const users: string[] = [];
    const paged = iam.paginateListEntitiesForPolicy({ client, pageSize: 1 }, { PolicyArn: used });
    for await (const page of paged) users.push(...(page.PolicyRoles ?? []).map(({ RoleName }) => RoleName!));
    assert.deepEqual(users, ["Reader", "Writer"]);
    const nobody = await client.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn: used, EntityFilter: "User" }));
    assert.deepEqual([nobody.PolicyUsers, nobody.PolicyRoles], [[], []]);
    await assert.rejects(
      client.send(new iam.DeletePolicyCommand({ PolicyArn: used })),
      refused("DeleteConflictException", "Cannot delete a policy attached to entities."),
    );
  });

  test("what is too long or no policy", async () => {
    const make = (PolicyDocument: string) =>
      client.send(new iam.CreatePolicyCommand({ PolicyName: "Long", PolicyDocument }));
    await assert.rejects(
      make(documentFor(`sns:${"x".repeat(6144)}`)),
      refused("LimitExceededException", "Cannot exceed quota for PolicySize: 6144"),
    );
    await assert.rejects(make("[]"), refused("MalformedPolicyDocumentException", "Syntax errors in policy."));
    await assert.rejects(
      make("\u0000"),
      refused(
        "ValidationError",
        "The specified value for policyDocument is invalid. It must contain only printable ASCII characters.",
      ),
    );
  });
});
