/** The AWS provider against a server in production: signatures are checked, and a key does what it may. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startTestWorld, type TestWorld } from "../world.js";
import { terraformFolder, terraformInstallation } from "./terraform-runner.js";

const installation = terraformInstallation();
const options = { skip: installation.skip };
const folder = mkdtempSync(join(tmpdir(), "poolhouse-production-"));
after(() => rmSync(folder, { recursive: true }));
const secret = "0123456789".repeat(4);

const configuration = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_cognito_user_pool" "pool" {
  name = "guarded"
}

resource "aws_cognito_user" "ann" {
  user_pool_id   = aws_cognito_user_pool.pool.id
  username       = "ann"
  message_action = "SUPPRESS"
}
`;

function start(): Promise<TestWorld> {
  const masterKey = join(folder, "key");
  writeFileSync(masterKey, "ab".repeat(32), { mode: 0o600 });
  const key = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: secret, pools: ["*"] });
  return startTestWorld({
    mode: "production",
    publicUrl: "https://login.example.com",
    masterKey,
    data: join(folder, "data"),
    accessKeys: [
      { ...key("AKIDPOOLS"), actions: ["cognito-idp:*"] },
      { ...key("AKIDREADS"), actions: ["*"], readOnly: true },
    ],
  });
}

test(
  "a server in production refuses at once whom it does not know, and lets a key do what it may",
  options,
  async () => {
    const server = await start();
    try {
      const withKey = (id: string, of: string) => {
        const root = terraformFolder(installation, server.url, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: of });
        root.write("main.tf", configuration);
        return root;
      };
      for (const [id, of, words] of [
        ["AKIDNONE", secret, "InvalidClientTokenId: The security token included in the request is invalid."],
        ["AKIDPOOLS", "wrong", "SignatureDoesNotMatch"],
        ["AKIDREADS", secret, "AKIDREADS is not authorized to perform: cognito-idp:CreateUserPool"],
      ] as const) {
        const root = withKey(id, of);
        await root.init();
        const began = Date.now();
        const { code, stderr } = await root.attempt("apply", "-no-color", "-input=false", "-auto-approve");
        assert.equal(code, 1, id);
        assert.ok(stderr.replaceAll(/[\s│]+/g, " ").includes(words), `nothing says: ${words}\n${stderr}`);
        // Twenty-five attempts would take many minutes.
        assert.ok(Date.now() - began < 50_000, "the provider tried again and again");
        root.remove();
      }
      const root = withKey("AKIDPOOLS", secret);
      await root.init();
      await root.apply();
      await root.plansNothing();
      await root.run("destroy", "-no-color", "-auto-approve");
      root.remove();
    } finally {
      await server.close();
    }
  },
);
