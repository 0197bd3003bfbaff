/** Every way of telling the AWS provider where the server is, each against the next weaker one, which leads nowhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { terraformScene } from "./terraform-scene.js";

const scene = terraformScene(undefined);
const { options, newFolder } = scene;
const nowhere = "http://127.0.0.1:9";

const configuration = (provider: string, poolId: string): string => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region      = "us-east-1"
  max_retries = 1
  ${provider}
}

data "aws_cognito_user_pool" "found" {
  user_pool_id = "${poolId}"
}

output "name" {
  value = data.aws_cognito_user_pool.found.name
}
`;

/** Fails unless a provider that is configured so finds a pool of the server. */
async function finds(provider: string, variables: Readonly<Record<string, string>>, file = ""): Promise<void> {
  const { Id } = await scene.world.pool({ PoolName: "found" });
  const folder = newFolder(configuration(provider, Id), variables);
  folder.write("aws.ini", file);
  await folder.init();
  await folder.apply();
  assert.deepEqual(await folder.outputs(), { name: "found" });
}

const both = (url: string) => ({ AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: url, AWS_ENDPOINT_URL_STS: url });

const file = 'shared_config_files = ["aws.ini"]';

test("a block of endpoints is stronger than variables of services", options, () => {
  const { url } = scene.world;
  const block = `endpoints {\n    cognitoidp = "${url}"\n    sts        = "${url}"\n  }`;
  return finds(block, { ...both(nowhere), AWS_ENDPOINT_URL: nowhere });
});

test("variables of services are stronger than the variable of all", options, () =>
  finds("", { ...both(scene.world.url), AWS_ENDPOINT_URL: nowhere }),
);

test("the variable of all is stronger than a configuration file", options, () =>
  finds(file, {}, `[default]\nendpoint_url = ${nowhere}\n`),
);

test("in a configuration file, a section of services is stronger than the address of all", options, () => {
  const sections = ["cognito_identity_provider", "sts"].map(
    (service) => `${service} =\n  endpoint_url = ${scene.world.url}\n`,
  );
  const text = `[default]\nservices = local\nendpoint_url = ${nowhere}\n\n[services local]\n${sections.join("")}`;
  return finds(file, { AWS_ENDPOINT_URL: "" }, text);
});

test("the address of all in a configuration file", options, () =>
  finds(file, { AWS_ENDPOINT_URL: "" }, `[default]\nendpoint_url = ${scene.world.url}\n`),
);
