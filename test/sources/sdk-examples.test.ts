/** examples/sdk as a person runs them: node with an endpoint and credentials in the environment. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AttributeType, UserPoolType, UserType } from "@aws-sdk/client-cognito-identity-provider";
import { runProgram } from "../interop/child.js";
import { recordOf } from "../users.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";

/** What the examples print: answers of the service. */
interface Answer {
  readonly UserPool: UserPoolType;
  readonly User: UserType;
  readonly UserAttributes: AttributeType[];
}

let world: TestWorld;
let folder: string;
before(async () => {
  world = await startTestWorld();
  folder = mkdtempSync(join(tmpdir(), "poolhouse-sdk-examples-"));
  cpSync(join(repository, "examples", "sdk"), folder, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  // Stands for `npm install`.
  symlinkSync(join(repository, "test", "node_modules"), join(folder, "node_modules"));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

/** What each example must print. */
const expected: Readonly<Record<string, (answer: Answer) => void>> = {
  "pool-basic": ({ UserPool }) => assert.equal(UserPool.Name, "mypool"),
  "pool-mfa": (answer) => {
    const SmsAuthenticationMessage = "Your code is {####}";
    const SnsCallerArn = "arn:aws:iam::123456789012:role/example";
    const SmsConfiguration = { ExternalId: "example", SnsCallerArn, SnsRegion: "us-east-1" };
    assert.deepEqual(answer, {
      MfaConfiguration: "ON",
      SmsMfaConfiguration: { SmsAuthenticationMessage, SmsConfiguration },
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
  },
  "pool-account-recovery": (answer) =>
    assert.deepEqual(answer, {
      RecoveryMechanisms: [
        { Name: "verified_email", Priority: 1 },
        { Name: "verified_phone_number", Priority: 2 },
      ],
    }),
  "pool-every-argument": ({ UserPool }) => {
    assert.deepEqual(UserPool.LambdaConfig, {});
    assert.deepEqual(UserPool.UserPoolTags, { stage: "example" });
    const names = UserPool.SchemaAttributes?.map(({ Name }) => Name);
    assert.deepEqual(names?.slice(-3), ["dev:custom:level", "custom:since", "custom:later"]);
  },
  "user-basic": ({ User }) => {
    assert.equal(User.UserStatus, "FORCE_CHANGE_PASSWORD");
    assert.deepEqual(Object.keys(recordOf(User.Attributes)), ["sub"]);
  },
  "user-attributes": (answer) => {
    const { sub, ...attributes } = recordOf(answer.UserAttributes);
    assert.ok(sub);
    assert.deepEqual(attributes, {
      email: "no-reply@hashicorp.com",
      email_verified: "true",
      "custom:terraform": "true",
      "custom:foo": "bar",
    });
  },
  "user-passwords": (answer) => assert.deepEqual(answer, { temporary: "NEW_PASSWORD_REQUIRED", permanent: "Bearer" }),
};

for (const [name, check] of Object.entries(expected)) {
  test(`examples/sdk/${name}.js runs as it stands`, async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, [`${name}.js`], {
      cwd: folder,
      variables: { AWS_ENDPOINT_URL: world.url, AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
    });
    assert.equal(code, 0, stderr);
    check(JSON.parse(stdout) as Answer);
  });
}

test("every case exists in both forms", () => {
  const sdk = readdirSync(join(repository, "examples", "sdk"))
    .filter((name) => name.endsWith(".js") && name !== "connection.js")
    .map((name) => name.slice(0, -3));
  assert.deepEqual(sdk.sort(), Object.keys(expected).sort());
  assert.deepEqual(readdirSync(join(repository, "examples", "terraform")).sort(), sdk);
});
