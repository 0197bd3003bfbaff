// What all test processes share: a clean environment, and one PostgreSQL server if a chosen test asks for it.
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../install.mjs";

/** Returns the variables for test processes and how to take down what was started for them. */
export async function testEnvironment(files) {
  const variables = cleanVariables();
  if (!files.some(usesPostgres)) return { variables, close: async () => {} };
  const { startPostgresServer } = await import(pathToFileURL(join(root, "build", "test", "postgres-server.js")).href);
  const server = await startPostgresServer();
  return { variables: { ...variables, POOLHOUSE_TEST_POSTGRES: server.url }, close: server.stop };
}

/** Neither a developer's AWS profile nor their Poolhouse settings may decide how a test ends. */
function cleanVariables() {
  // Where other people's programs lie is a fact about the machine, not a setting.
  const places = ["POOLHOUSE_TERRAFORM_PLUGINS", "POOLHOUSE_CDKTF", "POOLHOUSE_PULUMI"];
  const isKept = (name) => places.includes(name) || !/^(AWS|POOLHOUSE|PG)[A-Z_]*$/.test(name);
  const kept = Object.entries(process.env).filter(([name]) => isKept(name));
  return {
    ...Object.fromEntries(kept),
    // Where .ci/run puts the AWS CLI and boto3 if the machine has none.
    PATH: [join(root, "build", "python", "bin"), process.env.PATH ?? ""].join(delimiter),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    NODE_OPTIONS: "--enable-source-maps",
  };
}

function usesPostgres(file) {
  return /from "[./a-z-]*\/postgres-server\.js"/.test(readFileSync(join(root, file), "utf8"));
}
