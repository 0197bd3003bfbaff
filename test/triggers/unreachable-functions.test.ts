/** What a pool's function ends in that is deployed but may not be called, and one that is not where its ARN says. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SignUpCommand } from "../clients.js";
import { lambda } from "../companion-clients.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";

const FunctionName = "greets";
const arnIn = (region: string, account = "123456789012", name = FunctionName) =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

let world: TestWorld;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new lambda.LambdaClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile: storedZip({ "index.js": "exports.handler = async (event) => event;" }) },
      Publish: true,
    }),
  );
});
after(async () => {
  client.destroy();
  await world.close();
});

let people = 0;
async function given(PreSignUp: string) {
  const pool = await world.pool({ LambdaConfig: { PreSignUp } });
  const { ClientId } = await world.appClient(pool.Id);
  const signUp = () => {
    people += 1;
    return world.client.send(new SignUpCommand({ ClientId, Username: `person-${people}`, Password: goodPassword }));
  };
  return { arn: pool.Arn ?? "", signUp };
}

const permit = (StatementId: string, more: Partial<lambda.AddPermissionCommandInput>) =>
  client.send(
    new lambda.AddPermissionCommand({
      FunctionName,
      StatementId,
      Action: "lambda:InvokeFunction",
      Principal: "cognito-idp.amazonaws.com",
      ...more,
    }),
  );

const name = "UnexpectedLambdaException";
const denied = { name, message: "PreSignUp invocation failed due to error AccessDeniedException." };
const nowhere = { name, message: "PreSignUp invocation failed due to configuration." };

test("T-46 a function that lets this pool not call it, and then does", async () => {
  const { arn, signUp } = await given(arnIn("us-east-1"));
  await assert.rejects(signUp(), denied, "there is no permission");
  await permit("another-service", { Principal: "sns.amazonaws.com" });
  await assert.rejects(signUp(), denied, "it is another service's");
  await permit("another-pool", { SourceArn: `${arn}x` });
  await assert.rejects(signUp(), denied, "it is another pool's");
  await permit("another-account", { SourceArn: arn, SourceAccount: "999999999999" });
  await assert.rejects(signUp(), denied, "it is another account's");
  await permit("this-pool", { SourceArn: arn });
  await signUp();
  const version = await given(`${arnIn("us-east-1")}:1`);
  await assert.rejects(version.signUp(), denied, "a version has permissions of its own");
  await permit("version", { Qualifier: "1", SourceArn: version.arn });
  await version.signUp();
});

test("T-46 a function in another account, and a version that there is not", async () => {
  for (const arn of [
    arnIn("us-east-1", "999999999999"),
    arnIn("us-east-1", "123456789012", "another"),
    `${arnIn("us-east-1")}:7`,
    `${arnIn("us-east-1")}:live`,
  ]) {
    const { signUp } = await given(arn);
    await assert.rejects(signUp(), nowhere, arn);
  }
});

test("a function in another region is refused when a pool names it", async () => {
  await assert.rejects(given(arnIn("eu-west-1")), {
    name: "InvalidParameterException",
    message: "Cross-region lambda functions are not supported",
  });
});

test("T-46 a function that is deleted while a pool names it", async () => {
  const { arn, signUp } = await given(arnIn("us-east-1"));
  await permit("deleted-later", { SourceArn: arn });
  await signUp();
  await client.send(new lambda.DeleteFunctionCommand({ FunctionName }));
  await assert.rejects(signUp(), nowhere);
});
