import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ConfigError, configOf, readConfig, unknownVariables } from "./config.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "poolhouse-config-")));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function read(flags: string[], environment: Record<string, string> = {}) {
  return (await readConfig(flags, {}, environment)).config;
}

function refused(pattern: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ConfigError, String(error));
    assert.match(error.message, pattern);
    return true;
  };
}

test("without settings it is a development server on loopback", async () => {
  const config = await read([]);
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.port, 9229);
  assert.equal(config.region, "us-east-1");
  assert.equal(config.account, "123456789012");
  assert.equal(config.mode, "development");
  assert.equal(config.masterKey, undefined);
  assert.deepEqual(config.accessKeys, []);
  assert.ok(config.data.endsWith("/poolhouse-data"));
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.limits) && Object.isFrozen(config.allowHost));
});

test("flags win over variables, variables over the file", async () => {
  const path = file("all.yaml", "port: 1\nregion: eu-west-1\naccount: 000000000007\nlimits:\n  bodyBytes: 2048\n");
  const environment = { POOLHOUSE_CONFIG: path, POOLHOUSE_PORT: "2", POOLHOUSE_REGION: "us-west-2" };
  const config = await read(["--port", "3"], environment);
  assert.equal(config.port, 3);
  assert.equal(config.region, "us-west-2");
  assert.equal(config.account, "000000000007");
  assert.equal(config.limits.bodyBytes, 2048);
  assert.equal(config.limits.headerBytes, 16_384);
});

test("a configuration file may be JSON, and its paths start at its own folder", async () => {
  const path = file("config.json", '{"data": "store", "masterKey": "../key", "allowHost": ["login.example.com"]}');
  const config = await read(["--config", path]);
  assert.equal(config.data, join(folder, "store"));
  assert.deepEqual(config.masterKey, { kind: "file", path: join(folder, "..", "key") });
  assert.deepEqual(config.allowHost, ["login.example.com"]);
});

const badFiles: [string, string, RegExp][] = [
  ["an unknown key", "prot: 1", /prot is not a setting/],
  ["an unknown key inside limits", "limits: {bodybytes: 4096}", /limits\.bodybytes is not a setting/],
  ["a wrong type", "port: high", /port must be a whole number from 0 to 65535/],
  ["a list at the top", "- port", /must be a mapping, not a list/],
  ["a word at the top", "port", /the file must be a mapping/],
  ["a key given twice", "port: 1\nport: 2", /neither YAML nor JSON/],
  ["no YAML at all", "port: [", /neither YAML nor JSON/],
  ["an access key without actions", "accessKeys: [{accessKeyId: AKIA1, secretAccessKey: x}]", /needs actions/],
  ["an access key without secret", "accessKeys: [{accessKeyId: AKIA1, readOnly: true}]", /secretAccessKey is missing/],
  [
    "a misspelt action",
    "accessKeys: [{accessKeyId: AKIA1, secretAccessKey: x, actions: [Admin*]}]",
    /actions\.0 must be/,
  ],
];
for (const [what, text, pattern] of badFiles) {
  test(`a configuration file with ${what} is refused by name`, async () => {
    const path = file("bad.yaml", text);
    await assert.rejects(read(["--config", path]), refused(pattern));
  });
}

const badLines: [string[], RegExp][] = [
  [["--prot", "1"], /Unknown option '--prot'\. See --help/],
  [["--port"], /--port.*argument missing/],
  [["--port", "12x"], /^--port must be a whole number/],
  [["--mode", "test"], /^--mode must be one of development, production/],
  [["--account", "12"], /^--account must be 12 digits/],
  [["--region", "moon"], /^--region must be a region/],
  [["--public-url", "ftp://x"], /^--public-url must be an http/],
  [["--public-url", "https://user:pw@x"], /^--public-url must be an http/],
  [["--database", "mysql://x"], /^--database must be a URL/],
  [["--tls-cert", "a.pem"], /--tls-cert and --tls-key belong together/],
  [["surplus"], /"surplus" is not expected/],
  [["--config", "/nowhere/at/all.yaml"], /cannot be read/],
];
for (const [flags, pattern] of badLines) {
  test(`${flags.join(" ")} is refused`, async () => {
    await assert.rejects(read(flags), refused(pattern));
  });
}

test("a bad variable is named as the variable it is", async () => {
  await assert.rejects(read([], { POOLHOUSE_PORT: "x" }), refused(/^POOLHOUSE_PORT must be/));
  await assert.rejects(read([], { POOLHOUSE_ACCESS_KEY_ID: "AKIA1" }), refused(/belong together/));
});

test("an empty variable and a service link of Kubernetes are no settings", async () => {
  const config = await read([], { POOLHOUSE_REGION: "", POOLHOUSE_PORT: "tcp://10.0.0.1:9229" });
  assert.equal(config.region, "us-east-1");
  assert.equal(config.port, 9229);
});

test("one access key may come from the environment; the file gives several with their limits", async () => {
  const one = await read([], { POOLHOUSE_ACCESS_KEY_ID: "AKIAONE", POOLHOUSE_SECRET_ACCESS_KEY: "secret" });
  const all = { accessKeyId: "AKIAONE", secretAccessKey: "secret", actions: ["*"], pools: ["*"], readOnly: false };
  assert.deepEqual(one.accessKeys, [all]);
  assert.equal(one.mode, "production");
  const path = file(
    "keys.yaml",
    "accessKeys:\n- {accessKeyId: AKIATWO, secretAccessKey: s2, readOnly: true, pools: [us-east-1_abc]}\n" +
      "- {accessKeyId: AKIATHREE, secretAccessKey: s3, actions: ['cognito-idp:Admin*', 'sts:GetCallerIdentity']}\n",
  );
  const [two, three] = (await read(["--config", path])).accessKeys;
  assert.deepEqual([two?.readOnly, two?.actions, two?.pools], [true, ["*"], ["us-east-1_abc"]]);
  assert.deepEqual(three?.actions, ["cognito-idp:Admin*", "sts:GetCallerIdentity"]);
});

test("the mode follows from who can reach the server, unless it is asked for", async () => {
  const modes = async (flags: string[]) => (await read(flags)).mode;
  assert.equal(await modes(["--host", "localhost"]), "development");
  assert.equal(await modes(["--host", "::1"]), "development");
  assert.equal(await modes(["--host", "127.0.0.1.example.com"]), "production");
  assert.equal(await modes(["--host", "0.0.0.0"]), "production");
  assert.equal(await modes(["--database", "postgres://localhost/x"]), "production");
  assert.equal(await modes(["--mode", "production"]), "production");
  assert.equal(await modes(["--host", "0.0.0.0", "--mode", "development"]), "development");
});

test("the master key comes from the flag, then the variable with the key, then the file's setting", async () => {
  const path = file("key.yaml", `masterKey: ${folder}/from-file`);
  const variable = { POOLHOUSE_MASTER_KEY: "ab".repeat(32) };
  const source = async (flags: string[], environment: Record<string, string>) =>
    (await read(flags, environment)).masterKey;
  assert.deepEqual(await source(["--config", path], {}), { kind: "file", path: `${folder}/from-file` });
  assert.deepEqual(await source(["--config", path], variable), { kind: "value", value: variable.POOLHOUSE_MASTER_KEY });
  assert.deepEqual(await source(["--master-key", `${folder}/k`], variable), { kind: "file", path: `${folder}/k` });
});

test("paths are real: a symbolic link does not hide where data lies", async () => {
  mkdirSync(join(folder, "really"));
  symlinkSync(join(folder, "really"), join(folder, "link"));
  const config = await read(["--data", join(folder, "link", "new"), "--master-key", join(folder, "link", "key")]);
  assert.equal(config.data, join(folder, "really", "new"));
  assert.deepEqual(config.masterKey, { kind: "file", path: join(folder, "really", "key") });
});

test("a program that embeds the server gets a Config from its own settings alone", () => {
  const config = configOf({ port: 0, data: ":memory:", publicUrl: "https://login.example.com/" });
  assert.equal(config.data, ":memory:");
  assert.equal(config.publicUrl, "https://login.example.com");
  assert.throws(() => configOf({ port: -1 }), refused(/^port must be/));
});

test("a misspelt variable is noticed", () => {
  const environment = { POOLHOUSE_REGOIN: "x", POOLHOUSE_REGION: "x", POOLHOUSE_SERVICE_HOST: "x", HOME: "/" };
  assert.deepEqual(unknownVariables(environment), ["POOLHOUSE_REGOIN"]);
});

test("functions are mapped by the file, from its own folder; invocations elsewhere take AWS's usual variables", async () => {
  const text =
    "functions:\n  greet: ./hooks/greet.ts#greet\n  arn:aws:lambda:us-east-1:123456789012:function:own:\n" +
    "    target: cmd node own.mjs\n    folder: own\n    environment: {TABLE: users}\nlambdaEndpoint: https://lambda.example.com/\n";
  const path = file("functions.yaml", text);
  const keys = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "s" };
  const { config } = await readConfig(["--config", path], {}, { ...keys, PATH: "/opt/bin" });
  assert.deepEqual(config.functions, {
    greet: { target: "./hooks/greet.ts#greet", folder, environment: {} },
    "arn:aws:lambda:us-east-1:123456789012:function:own": {
      target: "cmd node own.mjs",
      folder: join(folder, "own"),
      environment: { TABLE: "users" },
    },
  });
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: undefined };
  assert.deepEqual(config.lambda, { endpoint: "https://lambda.example.com", credentials });
  assert.equal(config.searchPath, "/opt/bin");
  assert.equal(config.functionModules, process.cwd());
  assert.equal(configOf({ mode: "production" }).functionModules, undefined);
  assert.equal(configOf({ mode: "production", functionModules: "/srv/sdk" }).functionModules, "/srv/sdk");
  const own = { lambdaEndpoint: "http://l", lambdaCredentials: { accessKeyId: "A", secretAccessKey: "B" } };
  assert.deepEqual(configOf(own).lambda, { endpoint: "http://l", credentials: own.lambdaCredentials });
  assert.equal((await readConfig(["--lambda-endpoint", "http://l"], {}, {})).config.lambda?.credentials, undefined);
  const odd = file("odd.yaml", "functions:\n  greet: {path: x}\n");
  await assert.rejects(readConfig(["--config", odd], {}, {}), /functions\.greet/);
});

test("budgets of messages: on in production, off in development, figures from the file", async () => {
  const budgets = async (flags: string[], text?: string) => {
    const more = text === undefined ? [] : ["--config", file(`budgets-${text.length}.yaml`, text)];
    return (await readConfig([...flags, ...more], {}, {})).config.messageBudgets;
  };
  const usual = { mail: {}, sms: {} };
  assert.equal(await budgets([]), undefined);
  assert.deepEqual(await budgets(["--mode", "production"]), usual);
  assert.deepEqual(await budgets(["--message-budgets", "on"]), usual);
  assert.equal(await budgets(["--mode", "production", "--message-budgets", "off"]), undefined);
  assert.equal(await budgets(["--mode", "production"], "messageBudgets: off\n"), undefined);
  const figures = "messageBudgets:\n  sms: {target: 5, country: off}\n";
  assert.deepEqual(await budgets([], figures), { mail: {}, sms: { target: 5, country: "off" } });
  await assert.rejects(budgets(["--message-budgets", "5"]), /--message-budgets must be on, off/);
  await assert.rejects(
    budgets([], "messageBudgets: {sms: {target: 0}}\n"),
    /messageBudgets\.sms\.target must be a whole/,
  );
  await assert.rejects(budgets([], "messageBudgets: {mail: {range: 1}}\n"), /messageBudgets\.mail\.range is not/);
});

test("mail settings: passwords come by variable, STARTTLS is required between machines, halves are refused", async () => {
  const smtp = async (flags: string[], environment = {}) =>
    (await readConfig(flags, {}, environment)).config.mail?.smtp;
  const given = ["--mail-from", "a@b.c", "--smtp-url"];
  await assert.rejects(smtp([...given, "smtp://user:SECRET@mail.example.com"]), (error: Error) => {
    assert.match(error.message, /POOLHOUSE_SMTP_PASSWORD/);
    assert.doesNotMatch(error.message, /SECRET/);
    return true;
  });
  const far = await smtp([...given, "smtp://user@mail.example.com"], { POOLHOUSE_SMTP_PASSWORD: "SECRET" });
  assert.equal(far?.password, "SECRET");
  assert.equal(far?.requireTls, true);
  assert.equal((await smtp([...given, "smtp://mailpit:1025"]))?.requireTls, false);
  assert.equal((await smtp(["--mode", "production", ...given, "smtp://mail:25"]))?.requireTls, true);
  assert.equal((await smtp(["--mode", "production", ...given, "smtp://mail:25?starttls=off"]))?.ignoreTls, true);
  for (const bad of ["http://mail", "smtp:mail", "smtp://mail/x", "smtp://mail?tls=no", "smtps://mail?starttls=off"]) {
    await assert.rejects(smtp([...given, bad]), /--smtp-url must be/, bad);
  }
  await assert.rejects(smtp([...given, "smtp://mail", "--dkim-domain", "example.com"]), /belong together/);
  await assert.rejects(smtp(["--mail-from", "a@b\r\nBcc: c@d", "--smtp-url", "smtp://mail"]), /--mail-from must be/);
  await assert.rejects(smtp([...given, "smtp://mail", "--ses-endpoint", "http://ses"]), /one way/);
  await assert.rejects(smtp(["--sms-webhook", "http://sms/x"]), /POOLHOUSE_SMS_WEBHOOK_SECRET/);
  const environment = { POOLHOUSE_SMS_WEBHOOK_SECRET: "short" };
  await assert.rejects(readConfig([], {}, environment), /^ConfigError: POOLHOUSE_SMS_WEBHOOK_SECRET must have 16/);
});

test("what threat protection asks: a file from the file's own folder, a service by https or on this machine", async () => {
  const path = file("threats.yaml", "geoip: places.mmdb\nbreachedPasswordsUrl: https://ranges.example.com/range/\n");
  const config = await read(["--config", path]);
  assert.equal(config.geoip, join(folder, "places.mmdb"));
  assert.equal(config.breachedPasswordsUrl, "https://ranges.example.com/range");
  const url = async (value: string) => (await read(["--breached-passwords-url", value])).breachedPasswordsUrl;
  assert.equal(await url("http://127.0.0.1:8080/range"), "http://127.0.0.1:8080/range");
  await assert.rejects(
    url("http://ranges.example.com/range"),
    /must be https, unless the service runs on this machine/,
  );
  await assert.rejects(url("https://user@ranges.example.com"), /--breached-passwords-url must be/);
});

test("exported logs go by endpoints, and the rest to a file or a webhook", async () => {
  const logs = async (flags: string[], environment = {}) =>
    (await readConfig(flags, {}, environment)).config.logDelivery;
  assert.deepEqual(await logs([]), {});
  const key = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "s" };
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: undefined };
  assert.deepEqual(await logs(["--logs-endpoint", "https://logs.{region}.amazonaws.com"], key), {
    cloudWatchLogs: { endpoint: "https://logs.{region}.amazonaws.com", credentials },
  });
  assert.deepEqual(await logs(["--log-delivery-file", "/logs/x"], { POOLHOUSE_FIREHOSE_ENDPOINT: "http://f:1" }), {
    firehose: { endpoint: "http://f:1" },
    rest: { file: "/logs/x" },
  });
  const webhook = ["--log-delivery-webhook", "https://logs.example/?a=1"];
  const secret = { POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET: "0123456789abcdef" };
  assert.deepEqual(await logs(webhook, secret), {
    rest: { webhook: { url: "https://logs.example/?a=1", secret: "0123456789abcdef" } },
  });
  await assert.rejects(logs(webhook), /POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET/);
  await assert.rejects(logs([...webhook, "--log-delivery-file", "/logs/x"], secret), /one way/);
  await assert.rejects(
    logs(webhook, { POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET: "short" }),
    /^ConfigError: POOLHOUSE_LOG_DELIVERY_WEBHOOK_SECRET must have 16/,
  );
});
