/** Login styles, terms documents and replicas as resources: their names in stacks, and what cannot be made or removed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolReplicaCommand,
  DescribeManagedLoginBrandingCommand,
  DescribeTermsByClientCommand,
  ListUserPoolReplicasCommand,
} from "../clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";
import { stackClient } from "./stack-client.js";
import { makeSurroundings } from "./surroundings.js";

let world: TestWorld;
let cloud: CloudControl;
let cfn: ReturnType<typeof stackClient>;
before(async () => {
  world = await startTestWorld();
  cloud = new CloudControl(world.url);
  cfn = stackClient(world.url);
});
after(() => world.close());

const replica = "AWS::Cognito::UserPoolReplica";
const regional = "AWS::Cognito::UserPoolRegionalConfigurationAttachment";

const template = (look: string, status: string) => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool }
  Style:
    Type: AWS::Cognito::ManagedLoginBranding
    Properties: { UserPoolId: !Ref Pool, ClientId: !Ref Client, ${look} }
  Terms:
    Type: AWS::Cognito::Terms
    Properties:
      UserPoolId: !Ref Pool
      ClientId: !Ref Client
      TermsName: terms-of-use
      TermsSource: LINK
      Enforcement: NONE
      Links: { "cognito:default": !Sub "https://example.com/\${Client}" }
  Replica:
    Type: ${replica}
    Properties: { UserPoolId: !Ref Pool, RegionName: us-west-2 }
  Regional:
    Type: ${regional}
    DependsOn: Replica
    Properties: { UserPoolId: !Ref Pool, Status: ${status} }
Outputs:
  Pool: { Value: !Ref Pool }
  Client: { Value: !Ref Client }
  Style: { Value: !Ref Style }
  StyleId: { Value: !GetAtt Style.ManagedLoginBrandingId }
  Terms: { Value: !Ref Terms }
  TermsId: { Value: !GetAtt Terms.TermsId }
  Replica: { Value: !Ref Replica }
  Regional: { Value: !Ref Regional }
`;

const statusOf = async (UserPoolId: string) =>
  (await world.client.send(new ListUserPoolReplicasCommand({ UserPoolId }))).UserPoolReplicas?.find(
    ({ Role }) => Role === "SECONDARY",
  )?.Status;

test("in a stack they have the names that are documented, change in place and go with it", async () => {
  const first = template("Settings: { components: { form: { borderRadius: 4.5 } } }", "ACTIVE");
  await cfn.call("CreateStack", { StackName: "pages", TemplateBody: first });
  assert.equal((await cfn.settled("pages"))["StackStatus"], "CREATE_COMPLETE");
  const { Pool = "", Client = "", Style, StyleId, Terms, TermsId, ...others } = await cfn.outputs("pages");
  assert.equal(Style, StyleId);
  assert.equal(Terms, TermsId);
  assert.deepEqual(others, { Replica: `${Pool}|us-west-2`, Regional: Pool });
  const styled = await world.client.send(
    new DescribeManagedLoginBrandingCommand({ UserPoolId: Pool, ManagedLoginBrandingId: Style }),
  );
  assert.deepEqual(styled.ManagedLoginBranding?.Settings, { components: { form: { borderRadius: 4.5 } } });
  const links = await world.client.send(
    new DescribeTermsByClientCommand({ UserPoolId: Pool, ClientId: Client, TermsName: "terms-of-use" }),
  );
  assert.equal(links.Terms?.TermsId, TermsId);
  assert.deepEqual(links.Terms?.Links, { "cognito:default": `https://example.com/${Client}` });
  assert.equal(await statusOf(Pool), "ACTIVE");

  await cfn.call("UpdateStack", {
    StackName: "pages",
    TemplateBody: template('UseCognitoProvidedValues: "true"', "INACTIVE"),
  });
  assert.equal((await cfn.settled("pages"))["StackStatus"], "UPDATE_COMPLETE");
  assert.equal((await cfn.outputs("pages"))["Style"], Style);
  const shown = await world.client.send(
    new DescribeManagedLoginBrandingCommand({ UserPoolId: Pool, ManagedLoginBrandingId: Style }),
  );
  assert.deepEqual(
    [shown.ManagedLoginBranding?.UseCognitoProvidedValues, shown.ManagedLoginBranding?.Settings],
    [true, undefined],
  );
  assert.equal(await statusOf(Pool), "INACTIVE");

  const { StackId } = await cfn.stack("pages");
  await cfn.call("DeleteStack", { StackName: "pages" });
  assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
});

test("a stack that activated a replica deletes it all the same, in its order", async () => {
  const TemplateBody = template("UseCognitoProvidedValues: true", "ACTIVE");
  await cfn.call("CreateStack", { StackName: "active", TemplateBody });
  await cfn.settled("active");
  const { StackId } = await cfn.stack("active");
  await cfn.call("DeleteStack", { StackName: "active" });
  assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
});

test("a style and terms need a client, which the schema leaves open", async () => {
  const { pool } = await makeSurroundings(world);
  const style = await cloud.create("AWS::Cognito::ManagedLoginBranding", {
    UserPoolId: pool,
    UseCognitoProvidedValues: true,
  });
  assert.deepEqual([style.OperationStatus, style.ErrorCode], ["FAILED", "InvalidRequest"]);
  assert.match(style.StatusMessage, /at 'clientId' failed to satisfy constraint: Member must not be null/);
});

test("a second style for a client is one that exists", async () => {
  const { pool, client } = await makeSurroundings(world);
  const model = { UserPoolId: pool, ClientId: client, UseCognitoProvidedValues: true };
  await cloud.created("AWS::Cognito::ManagedLoginBranding", model);
  const again = await cloud.create("AWS::Cognito::ManagedLoginBranding", model);
  assert.deepEqual([again.OperationStatus, again.ErrorCode], ["FAILED", "AlreadyExists"]);
});

test("a replica is not made where there is one, and not deleted while it is active", async () => {
  const { replicated } = await makeSurroundings(world);
  const identifier = `${replicated}|us-west-2`;
  const again = await cloud.create(replica, { UserPoolId: replicated, RegionName: "us-west-2" });
  assert.deepEqual(
    [again.ErrorCode, again.StatusMessage],
    ["AlreadyExists", `Resource of type '${replica}' with identifier '${identifier}' already exists.`],
  );
  const other = await cloud.create(replica, { UserPoolId: replicated, RegionName: "eu-west-1" });
  assert.equal(other.ErrorCode, "ServiceLimitExceeded");
  await cloud.created(regional, { UserPoolId: replicated, Status: "ACTIVE" });
  const active = await cloud.delete(replica, identifier);
  assert.deepEqual([active.OperationStatus, active.ErrorCode], ["FAILED", "InvalidRequest"]);
  assert.equal((await cloud.delete(regional, replicated)).OperationStatus, "SUCCESS");
  assert.equal((await cloud.delete(replica, identifier)).OperationStatus, "SUCCESS");
});

test("without a replica there is nothing to configure; without a status a replica is inactive", async () => {
  const { pool } = await makeSurroundings(world);
  const none = await cloud.create(regional, { UserPoolId: pool });
  assert.deepEqual(
    [none.ErrorCode, none.StatusMessage],
    ["InvalidRequest", `User pool ${pool} does not have a replica in another Region.`],
  );
  assert.equal((await cloud.delete(regional, pool)).ErrorCode, "NotFound");
  const [found] = await cloud.refused("GetResource", { TypeName: regional, Identifier: pool });
  assert.equal(found, "ResourceNotFoundException");
  await world.client.send(new CreateUserPoolReplicaCommand({ UserPoolId: pool, RegionName: "eu-west-1" }));
  assert.equal((await cloud.refused("GetResource", { TypeName: regional, Identifier: pool }))[0], found);
  await cloud.created(regional, { UserPoolId: pool });
  assert.equal((await cloud.read(regional, pool))["Status"], "INACTIVE");
});

test("a tool that repeats the client of a style with every change changes the style; another client is refused", async () => {
  const { pool, client } = await makeSurroundings(world);
  const type = "AWS::Cognito::ManagedLoginBranding";
  const identifier = await cloud.created(type, { UserPoolId: pool, ClientId: client, UseCognitoProvidedValues: true });
  const patch = (ClientId: string) => [
    { op: "add", path: "/ClientId", value: ClientId },
    { op: "remove", path: "/UseCognitoProvidedValues" },
    { op: "add", path: "/Settings", value: { components: {} } },
  ];
  assert.equal((await cloud.update(type, identifier, patch(client))).OperationStatus, "SUCCESS");
  const model = await cloud.read(type, identifier);
  assert.deepEqual([model["Settings"], model["ClientId"]], [{ components: {} }, undefined]);
  const input = { TypeName: type, Identifier: identifier, PatchDocument: JSON.stringify(patch("another")) };
  assert.equal((await cloud.refused("UpdateResource", input))[0], "NotUpdatableException");
});
