import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DeleteUserPoolClientCommand,
  DescribeRiskConfigurationCommand,
  type RiskConfigurationType,
  SetRiskConfigurationCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const SourceArn = "arn:aws:ses:us-east-1:123456789012:identity/a@example.com";
const email = { Subject: "Sign-in", HtmlBody: "<p>Was it you?</p>", TextBody: "Was it you?" };
const everything = {
  CompromisedCredentialsRiskConfiguration: { EventFilter: ["SIGN_UP"], Actions: { EventAction: "NO_ACTION" } },
  AccountTakeoverRiskConfiguration: {
    NotifyConfiguration: {
      From: "a@example.com",
      ReplyTo: "b@example.com",
      SourceArn,
      BlockEmail: email,
      NoActionEmail: email,
      MfaEmail: email,
    },
    Actions: {
      LowAction: { Notify: false, EventAction: "NO_ACTION" },
      MediumAction: { Notify: true, EventAction: "MFA_IF_CONFIGURED" },
      HighAction: { Notify: true, EventAction: "BLOCK" },
    },
  },
  RiskExceptionConfiguration: { BlockedIPRangeList: ["10.0.0.0/8"], SkippedIPRangeList: ["2001:db8::/32"] },
} as const;
const blocked = { RiskExceptionConfiguration: { BlockedIPRangeList: ["192.0.2.0/24"] } };

const protectedPool = async () => (await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } })).Id;
const shown = ({ LastModifiedDate, ...rest }: RiskConfigurationType = {}) => rest;
const set = async (UserPoolId: string, input: object = {}) =>
  shown((await world.client.send(new SetRiskConfigurationCommand({ UserPoolId, ...input }))).RiskConfiguration);
const describe = async (UserPoolId: string, ClientId?: string) =>
  shown((await world.client.send(new DescribeRiskConfigurationCommand({ UserPoolId, ClientId }))).RiskConfiguration);

test("a configuration is shown as it was set, each call replaces the last, ids alone remove it", async () => {
  const UserPoolId = await protectedPool();
  assert.deepEqual(await set(UserPoolId, everything), { UserPoolId, ...everything });
  assert.deepEqual(await describe(UserPoolId), { UserPoolId, ...everything });
  await set(UserPoolId, blocked);
  assert.deepEqual(await describe(UserPoolId), { UserPoolId, ...blocked });
  assert.deepEqual(await set(UserPoolId), { UserPoolId });
  assert.deepEqual(await describe(UserPoolId), { UserPoolId });
});

test("the answer tells when", async () => {
  const UserPoolId = await protectedPool();
  const { RiskConfiguration } = await world.client.send(new SetRiskConfigurationCommand({ UserPoolId, ...blocked }));
  assert.equal(RiskConfiguration?.LastModifiedDate?.getTime(), world.clock.now());
});

test("a client's configuration stands beside the pool's, ALL is the pool's, and it goes with the client", async () => {
  const UserPoolId = await protectedPool();
  const { ClientId } = await world.appClient(UserPoolId);
  await set(UserPoolId, blocked);
  assert.deepEqual(await describe(UserPoolId, ClientId), { UserPoolId, ClientId });
  await set(UserPoolId, { ClientId, ...everything });
  assert.deepEqual(await describe(UserPoolId, ClientId), { UserPoolId, ClientId, ...everything });
  assert.deepEqual(await describe(UserPoolId, "ALL"), { UserPoolId, ClientId: "ALL", ...blocked });
  await set(UserPoolId, { ClientId: "ALL" });
  assert.deepEqual(await describe(UserPoolId), { UserPoolId });
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  await assert.rejects(describe(UserPoolId, ClientId), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
  const key = { poolId: UserPoolId, kind: "risk-configuration", id: ClientId } as const;
  assert.equal(await world.world.store.poolSettings.get(key), undefined);
});

test("of two that set at once, both are answered and one stands", async () => {
  const UserPoolId = await protectedPool();
  const other = { RiskExceptionConfiguration: { BlockedIPRangeList: ["198.51.100.0/24"] } };
  await Promise.all([set(UserPoolId, blocked), set(UserPoolId, other)]);
  const [range] = (await describe(UserPoolId)).RiskExceptionConfiguration?.BlockedIPRangeList ?? [];
  assert.ok(range === "192.0.2.0/24" || range === "198.51.100.0/24");
});

test("what a configuration may not hold is refused", async () => {
  const UserPoolId = await protectedPool();
  const name = "InvalidParameterException";
  await assert.rejects(set(UserPoolId, { RiskExceptionConfiguration: { BlockedIPRangeList: ["10.0.0.1"] } }), {
    name,
    message: "Incorrect CIDR format",
  });
  const Actions = { LowAction: { Notify: true, EventAction: "NO_ACTION" } };
  const foreign = { SourceArn: SourceArn.replace("us-east-1", "sa-east-1") };
  await assert.rejects(
    set(UserPoolId, { AccountTakeoverRiskConfiguration: { Actions, NotifyConfiguration: foreign } }),
    {
      name,
      message: "Provided SourceArn must be in one of the following SES regions: eu-west-1, us-east-1, us-west-2.",
    },
  );
  await assert.rejects(set(UserPoolId, { AccountTakeoverRiskConfiguration: { Actions } }), { name });
  await assert.rejects(
    set(UserPoolId, { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "MFA_REQUIRED" } } }),
    {
      name,
      message:
        "1 validation error detected: Value 'MFA_REQUIRED' at 'compromisedCredentialsRiskConfiguration.actions.eventAction' failed to satisfy constraint: Member must satisfy enum value set: [BLOCK, NO_ACTION]",
    },
  );
  const many = Array.from({ length: 201 }, () => "10.0.0.0/8");
  await assert.rejects(set(UserPoolId, { RiskExceptionConfiguration: { SkippedIPRangeList: many } }), {
    name,
    message: /Member must have length less than or equal to 200$/,
  });
  assert.deepEqual(await describe(UserPoolId), { UserPoolId });
});

test("identities of other accounts are refused where ARNs are strict", async () => {
  const strict = await startTestWorld({ strictArns: true });
  const { Id } = await strict.pool({ UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } });
  const NotifyConfiguration = { SourceArn: SourceArn.replace("123456789012", "999999999999") };
  const AccountTakeoverRiskConfiguration = { Actions: {}, NotifyConfiguration };
  await assert.rejects(
    strict.client.send(new SetRiskConfigurationCommand({ UserPoolId: Id, AccountTakeoverRiskConfiguration })),
    {
      name: "InvalidEmailRoleAccessPolicyException",
      message: "Cognito is not allowed to use your email identity",
    },
  );
  await strict.close();
});

test("T-33 a pool without threat protection, an unknown pool and another pool's client are refused", async () => {
  const { Id } = await world.pool();
  await assert.rejects(set(Id, blocked), {
    name: "UserPoolAddOnNotEnabledException",
    message: "User pool add-on is not enabled.",
  });
  await assert.rejects(set("us-east-1_unknown00", blocked), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(set(await protectedPool(), { ClientId, ...blocked }), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
});
