import assert from "node:assert/strict";
import { test } from "node:test";
import { banner } from "./cli/banner.js";
import { configOf } from "./config.js";
import type { GivenSettings } from "./settings.js";
import { checkConfig, warningsOf } from "./start-rules.js";

const key = { accessKeyId: "AKIAONE", secretAccessKey: "0123456789abcdefghijklmnop", actions: ["*"] };
const production: GivenSettings = {
  mode: "production",
  data: "/srv/poolhouse",
  publicUrl: "https://login.example.com",
  masterKey: "/etc/poolhouse/master.key",
  accessKeys: [key],
};

const accepted: [string, GivenSettings][] = [
  ["development on loopback with nothing else", {}],
  ["development elsewhere that is said to be open", { host: "0.0.0.0", mode: "development", open: true }],
  ["production with keys, public URL and a master key elsewhere", production],
  ["PostgreSQL with a master key", { ...production, database: "postgres://db/poolhouse" }],
  ["a master key whose folder only begins like the data folder", { ...production, masterKey: "/srv/poolhouse-key/k" }],
];
for (const [what, given] of accepted) {
  test(`starts: ${what}`, () => {
    assert.deepEqual(checkConfig(configOf(given)), []);
  });
}

const refused: [string, GivenSettings, RegExp][] = [
  ["T-54 development beyond loopback", { host: "0.0.0.0", mode: "development" }, /accepts every caller.*--open/],
  ["T-54 open in production", { ...production, open: true }, /never open/],
  [
    "T-32 production without access key",
    { ...production, accessKeys: [] },
    /needs an access key.*POOLHOUSE_ACCESS_KEY_ID/,
  ],
  ["T-41 production without public URL", { ...production, publicUrl: undefined }, /needs --public-url/],
  ["T-55 production without master key", { ...production, masterKey: undefined }, /needs a master key.*openssl rand/],
  [
    "T-51 production with the key beside the data",
    { ...production, masterKey: "/srv/poolhouse/k" },
    /inside the data folder/,
  ],
  [
    "a Lambda endpoint without credentials in production",
    { ...production, lambdaEndpoint: "https://lambda.eu-west-1.amazonaws.com" },
    /--lambda-endpoint.*AWS_ACCESS_KEY_ID.*lambdaCredentials/,
  ],
  ["PostgreSQL without master key", { mode: "development", database: "postgres://db/x" }, /every node needs the same/],
  [
    "T-55 a secret that can be guessed",
    { ...production, accessKeys: [{ ...key, secretAccessKey: "test" }] },
    /can be guessed/,
  ],
  [
    "T-55 the secret of AWS's documentation",
    { ...production, accessKeys: [{ ...key, secretAccessKey: "a-published-secret-ending-in-EXAMPLEKEY" }] },
    /can be guessed/,
  ],
  ["an access key listed twice", { ...production, accessKeys: [key, key] }, /listed twice/],
];
for (const [what, given, pattern] of refused) {
  test(`refuses to start: ${what}`, () => {
    const problems = checkConfig(configOf(given));
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0] ?? "", pattern);
  });
}

test("an unasked production mode says why it was chosen, and every problem at once", () => {
  const problems = checkConfig(configOf({ host: "192.0.2.1" }));
  assert.equal(problems.length, 3);
  assert.match(problems[0] ?? "", /because it listens on 192\.0\.2\.1/);
});

test("T-55 no refusal or warning tells a secret", () => {
  const config = configOf({
    ...production,
    accessKeys: [{ ...key, secretAccessKey: "SECRET-short" }],
    publicUrl: "http://a.b",
  });
  assert.doesNotMatch([...checkConfig(config), ...warningsOf(config)].join(), /SECRET-short/);
});

test("warns of an open server, of plain HTTP and of a store in memory", () => {
  assert.match(warningsOf(configOf({ host: "0.0.0.0", mode: "development", open: true })).join(), /^OPEN/);
  assert.match(warningsOf(configOf({ ...production, publicUrl: "http://login.example.com" })).join(), /not HTTPS/);
  assert.match(warningsOf(configOf({ data: ":memory:" })).join(), /in memory/);
  assert.match(warningsOf(configOf(production)).join(), /^No mail leaves/);
  const mail = { smtpUrl: "smtp://mail.example.com", mailFrom: "no-reply@example.com" };
  assert.deepEqual(warningsOf(configOf({ ...production, ...mail })), []);
});

test("mail needs a sender, and AWS credentials in production", () => {
  const refusals = (given: GivenSettings) => checkConfig(configOf(given)).join();
  assert.match(refusals({ smtpUrl: "smtp://localhost:25" }), /--mail-from/);
  assert.equal(refusals({ smtpUrl: "smtp://localhost:25", mailFrom: "Example <a@b.c>" }), "");
  assert.equal(refusals({ snsEndpoint: "http://localhost:4566" }), "");
  assert.match(refusals({ ...production, snsEndpoint: "https://sns.eu-north-1.amazonaws.com" }), /AWS_ACCESS_KEY_ID/);
  const deliveryCredentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  assert.equal(
    refusals({ ...production, snsEndpoint: "https://sns.eu-north-1.amazonaws.com", deliveryCredentials }),
    "",
  );
});

test("a KMS endpoint needs AWS credentials in production", () => {
  const refusals = (given: GivenSettings) => checkConfig(configOf(given)).join();
  assert.equal(refusals({ kmsEndpoint: "http://localhost:4566" }), "");
  const kmsEndpoint = "https://kms.{region}.amazonaws.com";
  assert.match(refusals({ ...production, kmsEndpoint }), /--kms-endpoint.*kmsCredentials/);
  const kmsCredentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  assert.equal(refusals({ ...production, kmsEndpoint, kmsCredentials }), "");
});

test("endpoints for exported logs need AWS credentials in production; a file and a webhook do not", () => {
  const refusals = (given: GivenSettings) => checkConfig(configOf(given)).join();
  const deliveryCredentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  for (const name of ["logsEndpoint", "firehoseEndpoint", "logS3Endpoint"]) {
    const endpoint = { [name]: "https://any.{region}.amazonaws.com" };
    assert.equal(refusals(endpoint), "");
    assert.match(refusals({ ...production, ...endpoint }), /--log-s3-endpoint.*deliveryCredentials/);
    assert.equal(refusals({ ...production, ...endpoint, deliveryCredentials }), "");
  }
  assert.equal(refusals({ ...production, logDeliveryFile: "/var/log/exported.jsonl" }), "");
});

test("T-48 code runs unasked only where nobody else can bring it, and is warned of elsewhere", () => {
  const allowed = (given: GivenSettings) => configOf(given).allowFunctions;
  assert.equal(allowed({}), true);
  assert.equal(allowed({ allowFunctions: false }), false);
  assert.equal(allowed({ host: "0.0.0.0", mode: "development", open: true }), false);
  assert.equal(allowed(production), false);
  assert.match(warningsOf(configOf({ ...production, allowFunctions: true })).join(), /without a sandbox/);
  assert.match(banner(configOf({}), "http://127.0.0.1:9229", []).join("\n"), /run on this machine, not sandboxed/);
  assert.match(banner(configOf(production), "http://127.0.0.1:9229", []).join("\n"), /run elsewhere only/);
});
