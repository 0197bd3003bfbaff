/** The container files name what exists, carry no secret, and fit the program; no engine is needed to say so. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { readConfig, unknownVariables } from "../src/config.js";
import { checkConfig } from "../src/start-rules.js";

const dockerfile = readFileSync("Dockerfile", "utf8");
const compose = parse(readFileSync("compose.yaml", "utf8")) as {
  services: {
    poolhouse: { environment: Record<string, string>; ports: string[]; secrets: string[]; volumes: string[] };
  };
  secrets: Record<string, unknown>;
  volumes: Record<string, unknown>;
};
const service = compose.services.poolhouse;

test("the Dockerfile copies only files that exist and that .dockerignore lets through", () => {
  const ignore = readFileSync(".dockerignore", "utf8").split("\n");
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
    (match[1] ?? "").split(" "),
  );
  assert.ok(copied.length > 5);
  for (const name of copied) {
    assert.ok(existsSync(name), `${name} does not exist`);
    assert.ok(ignore.includes(`!${name}`), `${name} is ignored`);
  }
});

test("the image does not run as root and has a health check", () => {
  const users = [...dockerfile.matchAll(/^USER (.+)$/gm)].map((match) => match[1]);
  assert.deepEqual(users, ["node"]);
  assert.match(dockerfile, /^HEALTHCHECK [\s\S]*\/health\/ready/m);
});

test("T-55 the compose file has no default for any secret", () => {
  for (const name of ["POOLHOUSE_ACCESS_KEY_ID", "POOLHOUSE_SECRET_ACCESS_KEY", "POOLHOUSE_PUBLIC_URL"]) {
    assert.match(service.environment[name] ?? "", new RegExp(`^\\$\\{${name}:\\?`), name);
  }
  assert.deepEqual(service.secrets, Object.keys(compose.secrets));
  assert.deepEqual(
    service.volumes.map((one) => one.split(":")[0]),
    Object.keys(compose.volumes),
  );
});

test("the container's environment is a production configuration that starts", async () => {
  const image = [...dockerfile.matchAll(/(POOLHOUSE_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  const filled = Object.entries(service.environment).map(([name, value]) => [
    name,
    { POOLHOUSE_PUBLIC_URL: "https://login.example.com", POOLHOUSE_ACCESS_KEY_ID: "AKIAONE" }[name] ??
      (value.startsWith("${") ? "0123456789abcdefghijklmnop" : value),
  ]);
  const environment = Object.fromEntries([...image, ...filled]) as Record<string, string>;
  const { config } = await readConfig([], {}, environment);
  assert.deepEqual([config.mode, config.host, config.data], ["production", "0.0.0.0", "/data"]);
  assert.deepEqual(checkConfig(config), []);
  assert.deepEqual(unknownVariables(environment), []);
});
