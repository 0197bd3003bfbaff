import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { iam } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "cognito-idp.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const publish = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }],
});
const awsManaged = "arn:aws:iam::aws:policy/AmazonSNSFullAccess";

describe("IAM roles", () => {
  let world: TestWorld;
  let client: InstanceType<typeof iam.IAMClient>;
  before(async () => {
    world = await startTestWorld();
    client = new iam.IAMClient({
      endpoint: world.url,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
  });
  after(() => world.close());

  const create = (RoleName: string, more: Partial<InstanceType<typeof iam.CreateRoleCommand>["input"]> = {}) =>
    client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));
  const refused = (name: string, message: string) => (error: Error) => {
    assert.deepEqual([error.name, error.message], [name, message]);
    return true;
  };

  test("a role is described as it was made", async () => {
    await world.clock.freeze(Date.UTC(2026, 10, 21, 9, 30, 15, 250));
    const made = await create("Sender", {
      Path: "/teams/identity/",
      Description: "Sends (all of) Cognito's texts!",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "team", Value: "identity" }],
    });
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName: "Sender" }));
    assert.match(Role!.RoleId!, /^AROA[A-Z2-7]{17}$/);
    assert.equal(made.Role?.RoleId, Role?.RoleId);
    assert.equal(Role?.Arn, "arn:aws:iam::123456789012:role/teams/identity/Sender");
    assert.deepEqual(Role?.CreateDate, new Date("2026-11-21T09:30:15Z"));
    assert.equal(decodeURIComponent(Role!.AssumeRolePolicyDocument!), trust);
    assert.deepEqual(
      [Role?.Path, Role?.Description, Role?.MaxSessionDuration, Role?.Tags, Role?.PermissionsBoundary],
      ["/teams/identity/", "Sends (all of) Cognito's texts!", 7200, [{ Key: "team", Value: "identity" }], undefined],
    );
    assert.doesNotMatch(Role!.AssumeRolePolicyDocument!, /[!'()*:"{}]/);
    await world.clock.advance(1000);
  });

  test("names are taken without regard to case, and checked in IAM's words", async () => {
    await create("Taken");
    await assert.rejects(
      create("tAKEN"),
      refused("EntityAlreadyExistsException", "Role with name tAKEN already exists."),
    );
    await assert.rejects(
      create("a b"),
      refused(
        "ValidationError",
        "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
      ),
    );
    await assert.rejects(
      create("x".repeat(65), { MaxSessionDuration: 60 }),
      refused(
        "ValidationError",
        `2 validation errors detected: Value '${"x".repeat(65)}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600`,
      ),
    );
    await assert.rejects(
      create("pathless", { Path: "teams" }),
      refused(
        "ValidationError",
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
      ),
    );
    await assert.rejects(
      client.send(new iam.GetRoleCommand({ RoleName: "nobody" })),
      refused("NoSuchEntityException", "The role with name nobody cannot be found."),
    );
    await assert.rejects(
      create("tagged", {
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "A", Value: "2" },
        ],
      }),
      refused("InvalidInputException", "Duplicate tag keys found. Please note that Tag keys are case insensitive."),
    );
  });

  test("documents that are no policy are refused", async () => {
    for (const [document, message] of [
      ["{", "This policy contains invalid Json"],
      ["{}", "Syntax errors in policy."],
      [JSON.stringify({ Statement: [] }), "Syntax errors in policy."],
      [publish, "Has prohibited field Resource"],
      [trust.replace("sts:AssumeRole", "sns:Publish"), "AssumeRole policy may only specify STS AssumeRole actions."],
    ] as const) {
      const made = create("malformed", { AssumeRolePolicyDocument: document });
      await assert.rejects(made, refused("MalformedPolicyDocumentException", message));
    }
    await create("documents");
    const put = (PolicyDocument: string) =>
      client.send(new iam.PutRolePolicyCommand({ RoleName: "documents", PolicyName: "p", PolicyDocument }));
    for (const [document, message] of [
      [trust, "Policy document should not specify a principal."],
      [publish.replace('"Resource":"*"', '"Sid":"a"'), "Policy statement must contain resources."],
      [
        publish.replace('"sns:Publish"', '"Publish"'),
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
      ],
      [publish.replace('"*"', '"topic"'), 'Resource topic must be in ARN format or "*".'],
      [` ${publish}`, "JSON strings must not have leading spaces"],
    ] as const) {
      await assert.rejects(put(document), refused("MalformedPolicyDocumentException", message));
    }
    await assert.rejects(
      put(publish.replace('"*"', `["*"${',"arn:aws:sns:*:*:*"'.repeat(520)}]`)),
      refused("LimitExceededException", "Maximum policy size of 10240 bytes exceeded for role documents"),
    );
  });

  test("changed, tagged and listed", async () => {
    await create("Changing", { Path: "/changes/", Description: "before" });
    const RoleName = "Changing";
    const other = trust.replace("cognito-idp", "lambda");
    await client.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: other }));
    await client.send(new iam.UpdateRoleCommand({ RoleName, MaxSessionDuration: 3601 }));
    await client.send(
      new iam.TagRoleCommand({
        RoleName,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await client.send(new iam.TagRoleCommand({ RoleName, Tags: [{ Key: "A", Value: "3" }] }));
    await client.send(new iam.UntagRoleCommand({ RoleName, TagKeys: ["B"] }));
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName }));
    assert.equal(decodeURIComponent(Role!.AssumeRolePolicyDocument!), other);
    assert.deepEqual([Role?.Description, Role?.MaxSessionDuration], ["before", 3601]);
    assert.deepEqual((await client.send(new iam.ListRoleTagsCommand({ RoleName }))).Tags, [{ Key: "A", Value: "3" }]);
    const said = await client.send(new iam.UpdateRoleDescriptionCommand({ RoleName, Description: "after" }));
    assert.equal(said.Role?.Description, "after");
    await create("changing-too", { Path: "/changes/more/" });
    const seen: string[] = [];
    for await (const page of iam.paginateListRoles({ client, pageSize: 1 }, { PathPrefix: "/changes/" })) {
      assert.equal(page.Roles?.length, 1);
      seen.push(page.Roles![0]!.RoleName!);
    }
    assert.deepEqual(seen, ["Changing", "changing-too"]);
    await assert.rejects(
      client.send(new iam.ListRolesCommand({ Marker: "forged" })),
      refused("ValidationError", "Invalid Marker."),
    );
  });

  test("policies inside and attached, which hold a role back from deletion", async () => {
    const RoleName = "Holding";
    await create(RoleName);
    const { Policy } = await client.send(
      new iam.CreatePolicyCommand({ PolicyName: "Own", Path: "/own/", PolicyDocument: publish }),
    );
    const PolicyName = "inside";
    await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: publish }));
    for (const PolicyArn of [awsManaged, Policy!.Arn!, Policy!.Arn!]) {
      await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    const inside = await client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName }));
    assert.equal(decodeURIComponent(inside.PolicyDocument!), publish);
    assert.deepEqual((await client.send(new iam.ListRolePoliciesCommand({ RoleName }))).PolicyNames, [PolicyName]);
    const { AttachedPolicies } = await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(AttachedPolicies, [
      { PolicyName: "AmazonSNSFullAccess", PolicyArn: awsManaged },
      { PolicyName: "Own", PolicyArn: Policy!.Arn },
    ]);
    const remove = () => client.send(new iam.DeleteRoleCommand({ RoleName }));
    await assert.rejects(
      remove(),
      refused("DeleteConflictException", "Cannot delete entity, must detach all policies first."),
    );
    for (const PolicyArn of [awsManaged, Policy!.Arn!]) {
      await client.send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await assert.rejects(
      client.send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn: awsManaged })),
      refused("NoSuchEntityException", `Policy ${awsManaged} was not found.`),
    );
    await assert.rejects(
      remove(),
      refused("DeleteConflictException", "Cannot delete entity, must delete policies first."),
    );
    await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await assert.rejects(
      client.send(new iam.GetRolePolicyCommand({ RoleName, PolicyName })),
      refused("NoSuchEntityException", "The role policy with name inside cannot be found."),
    );
    const { InstanceProfiles } = await client.send(new iam.ListInstanceProfilesForRoleCommand({ RoleName }));
    assert.deepEqual(InstanceProfiles, []);
    await remove();
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
  });

  test("a boundary is a policy that exists, and holds it", async () => {
    const RoleName = "Bounded";
    const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName: "Edge", PolicyDocument: publish }));
    const missing = Policy!.Arn!.replace("Edge", "Nothing");
    await assert.rejects(
      create(RoleName, { PermissionsBoundary: missing }),
      refused("NoSuchEntityException", `Scope ARN: ${missing} does not exist or is not attachable.`),
    );
    await create(RoleName, { PermissionsBoundary: Policy!.Arn! });
    const bounded = await client.send(new iam.GetRoleCommand({ RoleName }));
    assert.deepEqual(bounded.Role?.PermissionsBoundary, {
      PermissionsBoundaryType: "Policy",
      PermissionsBoundaryArn: Policy!.Arn,
    });
    const found = await client.send(
      new iam.ListEntitiesForPolicyCommand({ PolicyArn: Policy!.Arn!, PolicyUsageFilter: "PermissionsBoundary" }),
    );
    assert.deepEqual(found.PolicyRoles, [{ RoleName, RoleId: bounded.Role?.RoleId }]);
    const remove = () => client.send(new iam.DeletePolicyCommand({ PolicyArn: Policy!.Arn! }));
    await assert.rejects(remove(), { name: "DeleteConflictException" });
    await client.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: awsManaged }));
    await client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }));
    await remove();
    await client.send(new iam.DeleteRoleCommand({ RoleName }));
  });

  test("ten policies and no more", async () => {
    const RoleName = "Laden";
    await create(RoleName);
    const attach = (name: string) =>
      client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }));
    for (let index = 0; index < 10; index++) await attach(`Number${index}`);
    await assert.rejects(
      attach("Number10"),
      refused("LimitExceededException", "Cannot exceed quota for PoliciesPerRole: 10"),
    );
    const absent = "arn:aws:iam::123456789012:policy/absent";
    await assert.rejects(
      client.send(new iam.AttachRolePolicyCommand({ RoleName: "Taken", PolicyArn: absent })),
      refused("NoSuchEntityException", `Policy ${absent} does not exist or is not attachable.`),
    );
    await assert.rejects(
      client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: "no arn but long enough" })),
      refused("InvalidInputException", "ARN no arn but long enough is not valid."),
    );
  });

  test("two who attach at once: both are there, each counted", async () => {
    const RoleName = "Busy";
    await create(RoleName);
    const made = await Promise.all(
      ["One", "Two", "Three"].map((PolicyName) =>
        client.send(new iam.CreatePolicyCommand({ PolicyName, PolicyDocument: publish })),
      ),
    );
    const arns = made.map(({ Policy }) => Policy!.Arn!);
    await Promise.all(
      [...arns, ...arns].map((PolicyArn) => client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }))),
    );
    const { AttachedPolicies } = await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn).sort(), [...arns].sort());
    for (const PolicyArn of arns) {
      const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
      assert.equal(Policy?.AttachmentCount, 1);
    }
  });

  test("a service's own role is protected, and deleted by its own action", async () => {
    const AWSServiceName = "email.cognito-idp.amazonaws.com";
    const { Role } = await client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName }));
    const RoleName = "AWSServiceRoleForAmazonCognitoIdpEmailService";
    assert.equal(Role?.Arn, `arn:aws:iam::123456789012:role/aws-service-role/${AWSServiceName}/${RoleName}`);
    await assert.rejects(
      client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName })),
      refused(
        "InvalidInputException",
        `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
      ),
    );
    await assert.rejects(
      client.send(new iam.DeleteRoleCommand({ RoleName })),
      refused(
        "UnmodifiableEntityException",
        `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      ),
    );
    const { DeletionTaskId } = await client.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName }));
    const { Status } = await client.send(new iam.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
    assert.equal(Status, "SUCCEEDED");
    await assert.rejects(client.send(new iam.GetRoleCommand({ RoleName })), { name: "NoSuchEntityException" });
  });

  test("the caller, and an account without aliases", async () => {
    const { User } = await client.send(new iam.GetUserCommand({}));
    assert.deepEqual([User?.Arn, User?.UserId], ["arn:aws:iam::123456789012:root", "123456789012"]);
    await assert.rejects(
      client.send(new iam.GetUserCommand({ UserName: "nobody" })),
      refused("NoSuchEntityException", "The user with name nobody cannot be found."),
    );
    assert.deepEqual((await client.send(new iam.ListAccountAliasesCommand({}))).AccountAliases, []);
  });

  test("T-43 nobody without a signature, no other page and no other action gets in", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const body = "Action=ListRoles&Version=2010-05-08";
    const bare = await fetch(world.url, { method: "POST", headers: form, body });
    assert.equal(bare.status, 403);
    assert.match(await bare.text(), /<Code>MissingAuthenticationToken<\/Code>/);
    const signed = {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
      "x-amz-date": "20261121T100000Z",
    };
    const foreign = { ...form, ...signed, origin: "https://evil.example" };
    assert.equal((await fetch(world.url, { method: "POST", headers: foreign, body })).status, 403);
    const unknown = await fetch(world.url, {
      method: "POST",
      headers: { ...form, ...signed },
      body: "Action=CreateUser&Version=2010-05-08",
    });
    assert.match(await unknown.text(), /<Code>InvalidAction<\/Code><Message>Could not find operation CreateUser/);
  });
});

test("T-32 a key does with roles what its policy allows, whatever roles allow", async () => {
  const world = await startTestWorld({
    accessKeys: [
      { accessKeyId: "WRITER", secretAccessKey: "writer", actions: ["iam:*"] },
      { accessKeyId: "READER", secretAccessKey: "reader", actions: ["*"], readOnly: true },
    ],
  });
  const clientOf = (accessKeyId: string, secretAccessKey: string) =>
    new iam.IAMClient({
      endpoint: world.url,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
  try {
    const [writer, reader] = [clientOf("WRITER", "writer"), clientOf("READER", "reader")];
    const input = { RoleName: "Mighty", AssumeRolePolicyDocument: trust };
    const { User } = await reader.send(new iam.GetUserCommand({}));
    assert.deepEqual([User?.UserName, User?.Arn], ["READER", "arn:aws:iam::123456789012:user/READER"]);
    await assert.rejects(reader.send(new iam.CreateRoleCommand(input)), {
      name: "AccessDenied",
      message:
        "User: arn:aws:iam::123456789012:user/READER is not authorized to perform: iam:CreateRole on resource: *",
    });
    await writer.send(new iam.CreateRoleCommand(input));
    const everything = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
    const { RoleName } = input;
    await writer.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "all", PolicyDocument: everything }));
    await reader.send(new iam.GetRoleCommand({ RoleName }));
    await assert.rejects(reader.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: "all" })), {
      name: "AccessDenied",
    });
  } finally {
    await world.close();
  }
});
