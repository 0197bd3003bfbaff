/** The commands on functions against a real server: what is deployed there, what this configuration maps, what is nowhere. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { UpdateUserPoolCommand } from "../../test/clients.js";
import { lambda } from "../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../test/world.js";
import { storedZip } from "../../test/zip.js";
import { runProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "poolhouse-cli-functions-"));
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const configFile = join(folder, "poolhouse.yaml");
const eventFile = join(folder, "event.json");

let world: TestWorld;
let permit: () => Promise<void>;
before(async () => {
  writeFileSync(configFile, `functions:\n  mapped: ./mapped.cjs#greet\n`);
  writeFileSync(
    join(folder, "mapped.cjs"),
    "exports.greet = async (e) => { console.log('mapped saw', e.name); if (e.fail) throw new Error('on purpose'); return { ...e, by: 'mapped' }; };",
  );
  writeFileSync(eventFile, '{"name":"Jane"}');
  world = await startTestWorld();
  const client = new lambda.LambdaClient({
    endpoint: world.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName: "deployed",
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Timeout: 30,
      Code: {
        ZipFile: storedZip({
          "index.js":
            "exports.handler = async (e) => { console.log('deployed saw', e.name); return { by: 'deployed' }; };",
        }),
      },
    }),
  );
  const permission = { FunctionName: "deployed", StatementId: "pools", Action: "lambda:InvokeFunction" };
  permit = async () => {
    await client.send(new lambda.AddPermissionCommand({ ...permission, Principal: "cognito-idp.amazonaws.com" }));
    client.destroy();
  };
});
after(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProgram(words, {
    world: () => import("../world.js"),
    print: (line) => void out.push(line),
    complain: (line) => void err.push(line),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
const at = () => ["--endpoint", world.url, "--config", configFile];

test("poolhouse functions lists what each trigger of each pool leads to", async () => {
  assert.match((await run("functions", ...at())).out, /^No user pool names a function\.$/);
  const pool = await world.pool({
    PoolName: "customers",
    LambdaConfig: {
      PreSignUp: arnOf("deployed"),
      PostConfirmation: arnOf("mapped"),
      PreTokenGenerationConfig: { LambdaArn: arnOf("deployed"), LambdaVersion: "V2_0" },
    },
  });
  const forbidden = await run("functions", ...at());
  assert.equal(forbidden.code, 1);
  assert.match(forbidden.out, /version \$LATEST; user pools may not call it\n/);
  assert.match(forbidden.err, /^A deployed function needs a permission for cognito-idp\.amazonaws\.com/);
  await permit();
  const { code, out, err } = await run("functions", ...at());
  assert.deepEqual([code, err], [0, ""], out);
  const lines = out.split("\n").map((line) => line.trim());
  assert.equal(lines[0], `${pool.Id} customers`);
  for (const pattern of [
    /^PreSignUp +arn:.*:deployed$/,
    /^PostConfirmation +arn:.*:mapped$/,
    /^PreTokenGeneration +arn/,
  ]) {
    assert.equal(lines.filter((line) => pattern.test(line)).length, 1, `${pattern} in ${out}`);
  }
  assert.match(out, /deployed: nodejs20\.x, index\.handler, version \$LATEST/);
  assert.match(out, /local: \.\/mapped\.cjs#greet/);
  await world.client.send(
    new UpdateUserPoolCommand({ UserPoolId: pool.Id, LambdaConfig: { UserMigration: arnOf("nobody") } }),
  );
  const lost = await run("functions", ...at());
  assert.equal(lost.code, 1);
  assert.match(lost.out, /UserMigration +arn:.*:nobody\n +nothing: neither deployed nor mapped/);
  assert.equal(lost.err, "");
  const unnamed = await run("functions", "--endpoint", world.url);
  assert.match(unnamed.err, /^No function is mapped .* --config\.$/);
});

test("poolhouse trigger replays an event, and shows log, answer and time", async () => {
  const deployed = await run("trigger", "deployed", "--event", eventFile, ...at());
  assert.equal(deployed.code, 0, deployed.err);
  assert.match(deployed.out, /^deployed \(deployed: nodejs20\.x, index\.handler, version \$LATEST\)\n {2}\| START/);
  assert.match(deployed.out, /\| deployed saw Jane\n[\s\S]*"by": "deployed"\n\}\nAnswered in \d+ ms\.$/);
  const mapped = await run("trigger", arnOf("mapped"), "--event", eventFile, ...at());
  assert.match(
    mapped.out,
    /\(local: \.\/mapped\.cjs#greet\)\n {2}\| mapped saw Jane\n\{\n {2}"name": "Jane",\n {2}"by": "mapped"/,
  );
});

test("poolhouse trigger needs no server for what is mapped, and tells failures by its exit code", async () => {
  const nowhere = ["--endpoint", "http://127.0.0.1:9", "--config", configFile];
  writeFileSync(join(folder, "failing.json"), '{"fail":true}');
  const failed = await run("trigger", "mapped", "--event", join(folder, "failing.json"), ...nowhere);
  assert.equal(failed.code, 1);
  assert.match(failed.out, /"errorMessage": "on purpose"[\s\S]*Failed in \d+ ms\./);
  const unknown = await run("trigger", "nobody", "--event", eventFile, ...nowhere);
  const lines = [
    "nobody cannot be called: Function not found: nobody",
    "What is deployed is not known: no server answers at http://127.0.0.1:9.",
  ];
  assert.deepEqual([unknown.code, unknown.err], [1, lines.join("\n")]);
  const unnamed = await run("trigger", "mapped", "--event", eventFile, "--endpoint", world.url);
  assert.deepEqual([unnamed.code, unnamed.err.split("\n").length], [1, 2]);
  assert.match(unnamed.err, /\nNo function is mapped .* --config\.$/);
  const absent = await run("trigger", "mapped", "--event", join(folder, "absent.json"), ...nowhere);
  assert.deepEqual([absent.code, /^The event .*absent\.json cannot be read: ENOENT/.test(absent.err)], [2, true]);
  assert.equal((await run("trigger", "mapped", ...nowhere)).code, 2);
  writeFileSync(join(folder, "odd.json"), "{");
  const odd = await run("trigger", "mapped", "--event", join(folder, "odd.json"), ...nowhere);
  assert.deepEqual([odd.code, /is no JSON/.test(odd.err)], [2, true]);
  const silent = await run("functions", ...nowhere);
  assert.match(silent.err, /No Poolhouse server answers at http:\/\/127\.0\.0\.1:9/);
});
