/**
 * The document about the CDK's properties of the user resource: what programs may write, and what arrives. The document
 * shows Python; its classes are generated from those that are used here, with the same names in another spelling.
 */
import assert from "node:assert/strict";
import { AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Stack } from "aws-cdk-lib";
import type { CfnUserPoolUser, CfnUserPoolUserProps } from "aws-cdk-lib/aws-cognito";
import { row, type SourceRow, statement } from "../source-row.js";
import { attributesIn, deployed, made, poolResource, type Template } from "./stack-row.js";

// Loaded by the rows that need it: it takes its time, and other readers of the rows do without it.
const core = () => import("aws-cdk-lib");
const cognito = () => import("aws-cdk-lib/aws-cognito");

/** The template of a stack of the rows' pool and what a program adds; `PoolId` and `User` are its outputs. */
async function templateOf(add: (stack: Stack, poolId: string) => void): Promise<Template> {
  const { App, BootstraplessSynthesizer, CfnResource, Stack: CdkStack } = await core();
  const app = new App({ analyticsReporting: false });
  const stack = new CdkStack(app, "Row", { synthesizer: new BootstraplessSynthesizer() as never });
  const { Type: type, Properties: properties } = poolResource;
  const pool = new CfnResource(stack, "Pool", { type, properties });
  add(stack, pool.ref);
  const template = app.synth().getStackByName("Row").template as Template;
  const outputs = { PoolId: { Value: { Ref: "Pool" } }, User: { Value: { Ref: "User" } } };
  return { ...template, Outputs: outputs };
}

async function userTemplate(props: Omit<CfnUserPoolUserProps, "userPoolId">): Promise<Template> {
  const { CfnUserPoolUser: User } = await cognito();
  return templateOf((stack, userPoolId) => new User(stack, "User", { userPoolId, ...props }));
}

/** A user with this metadata, whatever it holds: the library of today wants texts, so it is set past the library. */
async function withMetadata(metadata: object): Promise<Template> {
  const { CfnUserPoolUser: User } = await cognito();
  return templateOf((stack, userPoolId) => {
    const user = new User(stack, "User", { userPoolId, username: "ann", messageAction: "SUPPRESS" });
    user.addPropertyOverride("ClientMetadata", metadata);
  });
}

/** One value for each of the seven optional properties, and the name that it has in a template. */
const optional: readonly (readonly [keyof CfnUserPoolUserProps, string, unknown])[] = [
  ["clientMetadata", "ClientMetadata", { source: "program" }],
  ["desiredDeliveryMediums", "DesiredDeliveryMediums", ["EMAIL"]],
  ["forceAliasCreation", "ForceAliasCreation", false],
  ["messageAction", "MessageAction", "SUPPRESS"],
  ["userAttributes", "UserAttributes", [{ name: "email", value: "ann@example.com" }]],
  ["username", "Username", "ann"],
  ["validationData", "ValidationData", [{ name: "stage", value: "dev" }]],
];

/** Rows about the class; what the values do is proven by the rows about users. */
export const cdkUser: readonly SourceRow[] = [
  statement("S4-01", "the pool's id is required, and nothing else", async (scene) => {
    const { App, Stack: CdkStack } = await core();
    const { CfnUserPoolUser: User } = await cognito();
    assert.throws(() => new User(new CdkStack(new App(), "Row"), "User", {} as CfnUserPoolUserProps), /userPoolId/);
    for (const [name, member, value] of optional) {
      const template = await userTemplate({ [name]: value });
      assert.deepEqual(Object.keys(template.Resources["User"]?.Properties ?? {}).sort(), ["UserPoolId", member].sort());
    }
    await made(scene, await userTemplate({ username: "ann" }));
  }),
  statement("S4-01", "all seven together make a user", async (scene) => {
    const props = Object.fromEntries(optional.map(([name, , value]) => [name, value]));
    const stack = await made(scene, await userTemplate(props));
    assert.deepEqual(await attributesIn(scene, stack, "ann"), { email: "ann@example.com" });
    assert.deepEqual(await scene.world.messages({ userPoolId: String(stack.outputs["PoolId"]) }), []);
  }),

  statement("S4-20", "numbers and truth values are taken as texts", async (scene) => {
    await made(scene, await withMetadata({ attempt: 1, first: true, source: "program" }));
  }),
  statement("S4-20", "what is no text at all is refused", async (scene) => {
    const { status, events } = await deployed(scene, await withMetadata({ nested: { deep: "x" } }));
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(events.join("\n"), /User CREATE_FAILED .*ClientMetadata/);
  }),

  statement("S4-21", "a condition decides in the stack whether the alias moves", async (scene) => {
    const { CfnParameter, Fn, CfnCondition } = await core();
    const { CfnUserPoolUser: User } = await cognito();
    const verified = [
      { name: "email", value: "ann@example.com" },
      { name: "email_verified", value: "true" },
    ];
    const both = (Default: string) =>
      templateOf((stack, userPoolId) => {
        const asked = new CfnParameter(stack, "Moves", { default: Default });
        const moves = new CfnCondition(stack, "AliasMoves", { expression: Fn.conditionEquals(asked, "yes") });
        const first = new User(stack, "First", { userPoolId, username: "first", userAttributes: verified });
        const user = new User(stack, "User", {
          userPoolId,
          username: "second",
          userAttributes: verified,
          forceAliasCreation: Fn.conditionIf(moves.logicalId, true, false),
        });
        user.addResourceDependency(first);
      });
    const { outputs } = await made(scene, await both("yes"));
    const owner = new AdminGetUserCommand({ UserPoolId: outputs["PoolId"], Username: "ann@example.com" });
    assert.equal((await scene.world.client.send(owner)).Username, "second");
    const { status, events } = await deployed(scene, await both("no"));
    assert.equal(status, "ROLLBACK_COMPLETE");
    assert.match(events.join("\n"), /User CREATE_FAILED .*email.* already exists/i);
  }),

  row(
    "S4-22",
    "as typed objects, as plain members and as tokens",
    { typed: "ann@example.com", plain: "Ann", token: "acme" },
    async (scene, { typed, plain, token }) => {
      const { Lazy } = await core();
      const { CfnUserPoolUser: User } = await cognito();
      const email: CfnUserPoolUser.AttributeTypeProperty = { name: "email", value: typed };
      const list = Lazy.any({
        produce: () => [email, { name: "name", value: plain }, { name: "custom:tenant", value: token }],
      });
      const inList = [email, Lazy.any({ produce: () => ({ name: "name", value: plain }) })];
      const whole = await templateOf(
        (stack, userPoolId) => new User(stack, "User", { userPoolId, username: "ann", userAttributes: list }),
      );
      const stack = await made(scene, whole);
      assert.deepEqual(await attributesIn(scene, stack, "ann"), {
        email: "ann@example.com",
        name: "Ann",
        "custom:tenant": "acme",
      });
      await made(scene, await userTemplate({ username: "ann", userAttributes: inList }));
    },
  ),

  statement("S4-23", "its placeholders as printed synthesise, and are refused", async (scene) => {
    const { CfnUserPoolUser: User } = await cognito();
    const props: CfnUserPoolUserProps = {
      userPoolId: "userPoolId",
      clientMetadata: { clientMetadataKey: "clientMetadata" },
      desiredDeliveryMediums: ["desiredDeliveryMediums"],
      forceAliasCreation: false,
      messageAction: "messageAction",
      userAttributes: [{ name: "name", value: "value" }],
      username: "username",
      validationData: [{ name: "name", value: "value" }],
    };
    const template = await templateOf((stack) => new User(stack, "User", props));
    assert.deepEqual(template.Resources["User"]?.Properties, {
      UserPoolId: "userPoolId",
      ClientMetadata: { clientMetadataKey: "clientMetadata" },
      DesiredDeliveryMediums: ["desiredDeliveryMediums"],
      ForceAliasCreation: false,
      MessageAction: "messageAction",
      UserAttributes: [{ Name: "name", Value: "value" }],
      Username: "username",
      ValidationData: [{ Name: "name", Value: "value" }],
    });
    const { status, events } = await deployed(scene, template);
    assert.equal(status, "ROLLBACK_COMPLETE");
    const reason = events.find((event) => event.startsWith("User CREATE_FAILED")) ?? "";
    for (const name of ["userPoolId", "messageAction", "desiredDeliveryMediums"]) {
      assert.ok(reason.includes(`'${name}' at`) || reason.includes(`[${name}]' at`), `${name}: ${reason}`);
    }
  }),

  statement("S4-25", "everything given is an attribute of the object, under its name", async () => {
    const { App, Stack: CdkStack } = await core();
    const { CfnUserPoolUser: User } = await cognito();
    const props = Object.fromEntries([...optional.map(([name, , value]) => [name, value]), ["userPoolId", "id"]]);
    const user = new User(new CdkStack(new App(), "Row"), "User", props as unknown as CfnUserPoolUserProps);
    for (const [name, value] of Object.entries(props)) {
      assert.deepEqual(user[name as keyof CfnUserPoolUserProps], value, name);
    }
    const bare = new User(user.stack, "Bare", { userPoolId: "id" });
    for (const [name] of optional) assert.equal(bare[name], undefined, name);
  }),
];
