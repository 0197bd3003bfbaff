/**
 * What most triggers do: call the pool they belong to, by the SDK that Lambda's runtime carries and with no endpoint in the
 * code. The function runs while its caller's request waits, so nothing may hold a lock meanwhile.
 */
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import {
  AdminConfirmSignUpCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  SignUpCommand,
} from "../clients.js";
import { lambda } from "../companion-clients.js";
import { pythonWithBoto3 } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const boto3 = pythonWithBoto3();

let world: TestWorld;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld({ functionModules: resolve("test") });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new lambda.LambdaClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
after(async () => {
  client.destroy();
  await world.close();
});

async function groupsAfterConfirmation(
  name: string,
  Runtime: lambda.Runtime,
  files: Readonly<Record<string, string>>,
): Promise<readonly (string | undefined)[]> {
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName: name,
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime,
      Handler: "index.handler",
      Timeout: 30,
      Code: { ZipFile: storedZip(files) },
    }),
  );
  await client.send(
    new lambda.AddPermissionCommand({
      FunctionName: name,
      StatementId: "cognito",
      Action: "lambda:InvokeFunction",
      Principal: "cognito-idp.amazonaws.com",
    }),
  );
  const { Id } = await world.pool({ LambdaConfig: { PostConfirmation: arnOf(name) } });
  const { ClientId } = await world.appClient(Id);
  await world.client.send(new CreateGroupCommand({ UserPoolId: Id, GroupName: "customers" }));
  await world.client.send(new SignUpCommand({ ClientId, Username: "jane", Password: "Correct-Horse-7" }));
  await world.client.send(new AdminConfirmSignUpCommand({ UserPoolId: Id, Username: "jane" }));
  const { Groups = [] } = await world.client.send(
    new AdminListGroupsForUserCommand({ UserPoolId: Id, Username: "jane" }),
  );
  return Groups.map(({ GroupName }) => GroupName);
}

const body = `
  const client = new CognitoIdentityProviderClient({});
  await client.send(new AdminAddUserToGroupCommand({ UserPoolId: event.userPoolId, Username: event.userName, GroupName: "customers" }));
  return event;
};`;
const names = "CognitoIdentityProviderClient, AdminAddUserToGroupCommand";
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  commonjs: {
    "index.js": `const { ${names} } = require("@aws-sdk/client-cognito-identity-provider");\nexports.handler = async (event) => {${body}`,
  },
  module: {
    "index.mjs": `import { ${names} } from "@aws-sdk/client-cognito-identity-provider";\nexport const handler = async (event) => {${body}`,
  },
};
for (const [form, files] of Object.entries(forms)) {
  test(`a Node function (${form}) adds a confirmed user to a group of its pool`, async () => {
    assert.deepEqual(await groupsAfterConfirmation(form, "nodejs22.x", files), ["customers"]);
  });
}

test("a Python function adds a confirmed user to a group of its pool", { skip: boto3.skip }, async () => {
  const code = `
import boto3
client = boto3.client("cognito-idp")
def handler(event, context):
    client.admin_add_user_to_group(UserPoolId=event["userPoolId"], Username=event["userName"], GroupName="customers")
    return event
`;
  assert.deepEqual(await groupsAfterConfirmation("python", "python3.13", { "index.py": code }), ["customers"]);
});
