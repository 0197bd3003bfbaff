/** Every operation against every kind of caller, in production mode: who may is data, and is followed everywhere (T-32). */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { callersOf } from "../../src/model/callers.js";
import type { OperationName } from "../../src/model/generated/operations.js";
import { validateInput } from "../../src/model/validate.js";
import { temporaryFolder } from "../faults/server-process.js";
import { type Answer, type CallOptions, type Credentials, send, succeed } from "../faults/wire.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { everyOperation, membersOf, sampleInput } from "./sample-input.js";

const newKey = (accessKeyId: string): Credentials => ({
  accessKeyId,
  secretAccessKey: randomBytes(30).toString("base64url"),
});
const root = newKey("AKIDROOT");
const reader = newKey("AKIDREADER");
const onePool = newKey("AKIDONEPOOL");
const oneAction = newKey("AKIDONEACTION");

let world: TestWorld;
let own: string;
let other: string;
const folder = temporaryFolder();

async function start(pools: readonly string[]): Promise<TestWorld> {
  const masterKey = join(folder.path, "key");
  writeFileSync(masterKey, "ab".repeat(32), { mode: 0o600 });
  return startTestWorld({
    mode: "production",
    publicUrl: "https://login.example.com",
    masterKey,
    data: join(folder.path, "data"),
    accessKeys: [
      { ...root, actions: ["*"], pools: ["*"] },
      { ...reader, readOnly: true, actions: ["*"], pools: ["*"] },
      { ...onePool, actions: ["*"], pools: [...pools] },
      { ...oneAction, actions: ["cognito-idp:ListUsers"], pools: ["*"] },
    ],
  });
}

before(async () => {
  // The policy names a pool, so the pool is made by an earlier life of the server.
  const earlier = await start(["us-east-1_none"]);
  // Deletion is one of the operations tried.
  const protectedPool = { DeletionProtection: "ACTIVE" };
  const make = async (PoolName: string): Promise<string> =>
    (
      await succeed(
        earlier.url,
        "CreateUserPool",
        { PoolName, ...protectedPool },
        { credentials: root, signedAt: earlier.clock.now() },
      )
    ).UserPool.Id;
  own = await make("own");
  other = await make("other");
  await earlier.close();
  world = await start([own]);
});
after(() => world.close());

const signatureFailures = new Set([
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "IncompleteSignatureException",
  "AccessDeniedException",
]);

/** What names a pool in inputs. */
const inPool = (poolId: string) => ({
  UserPoolId: poolId,
  ResourceArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${poolId}`,
});

/** Past the signature and stopped by validation, so that no case takes anything away from the others. */
const harmlessly = (operation: OperationName, poolId: string) => {
  const input: Record<string, unknown> = sampleInput(operation, inPool(poolId));
  const [dropped] = Object.keys(input).filter((name) => name !== "UserPoolId" && name !== "ResourceArn");
  if (dropped !== undefined) delete input[dropped];
  return operation === "UpdateUserPool" ? { ...input, MfaConfiguration: "NONSENSE" } : input;
};

const call = (operation: OperationName, poolId: string, options: CallOptions): Promise<Answer> =>
  send(world.url, operation, harmlessly(operation, poolId), { signedAt: world.clock.now(), ...options });

const signedOnes = everyOperation.filter((name) => callersOf(name) === "signed");
const unsignedOnes = everyOperation.filter((name) => callersOf(name) === "anyone");
const namesPool = (name: OperationName) => {
  const members = membersOf(name);
  return members["UserPoolId"] !== undefined || (members["ResourceArn"] !== undefined && /Tag|Untag/.test(name));
};

test("T-32 each operation of the model has a sample that passes its validation", () => {
  assert.ok(everyOperation.length >= 140, `${everyOperation.length} operations`);
  assert.equal(unsignedOnes.length, 35);
  const unusable: string[] = [];
  for (const name of everyOperation) {
    try {
      validateInput(name, sampleInput(name, inPool("us-east-1_AAAAAAAAA")));
    } catch (error) {
      unusable.push(`${name}: ${(error as Error).message}`);
    }
  }
  assert.deepEqual(unusable, []);
});

describe("T-32 signed operations", () => {
  const cases: Record<string, { options: () => CallOptions; outcome: string }> = {
    "an anonymous caller": { options: () => ({ credentials: null }), outcome: "MissingAuthenticationTokenException" },
    "a wrong secret": {
      options: () => ({ credentials: { ...root, secretAccessKey: reader.secretAccessKey } }),
      outcome: "InvalidSignatureException",
    },
    "an unknown key": {
      options: () => ({ credentials: newKey("AKIDNOBODY") }),
      outcome: "UnrecognizedClientException",
    },
    "a signature that is too old": {
      options: () => ({ credentials: root, signedAt: world.clock.now() - 6 * 60_000 }),
      outcome: "InvalidSignatureException",
    },
    "a signature from the future": {
      options: () => ({ credentials: root, signedAt: world.clock.now() + 6 * 60_000 }),
      outcome: "InvalidSignatureException",
    },
    "a security token that nobody issued": {
      options: () => ({ credentials: root, headers: { "x-amz-security-token": "token" } }),
      outcome: "UnrecognizedClientException",
    },
  };
  for (const [who, { options, outcome }] of Object.entries(cases)) {
    test(`T-32 every one refuses ${who}`, async () => {
      for (const name of signedOnes) {
        const answer = await call(name, own, options());
        assert.equal(answer.outcome, outcome, `${name}: ${answer.text}`);
      }
    });
  }

  test("T-32 every one takes the right key", async () => {
    for (const name of signedOnes) {
      const answer = await call(name, own, { credentials: root });
      assert.equal(signatureFailures.has(answer.outcome), false, `${name}: ${answer.text}`);
      assert.notEqual(answer.status, 500, `${name}: ${answer.text}`);
    }
  });

  test("T-32 a read-only key reads, and nothing else", async () => {
    const reading = signedOnes.filter(
      (name) => /^(Admin)?(Get|List|Describe)/.test(name) && !["GetClientToken", "GetDerivedToken"].includes(name),
    );
    assert.ok(reading.length > 30, `${reading.length} reading operations`);
    for (const name of signedOnes) {
      const { outcome, text } = await call(name, own, { credentials: reader });
      assert.equal(outcome === "AccessDeniedException", !reading.includes(name), `${name}: ${text}`);
    }
  });

  test("T-32 a key for one pool does what names that pool, and nothing else", async () => {
    for (const name of signedOnes) {
      const mine = await call(name, own, { credentials: onePool });
      const theirs = await call(name, other, { credentials: onePool });
      assert.equal(theirs.outcome, "AccessDeniedException", `${name}: ${theirs.text}`);
      assert.equal(mine.outcome === "AccessDeniedException", !namesPool(name), `${name}: ${mine.text}`);
    }
  });

  test("T-32 a key for one action does that one", async () => {
    for (const name of signedOnes) {
      const { outcome } = await call(name, own, { credentials: oneAction });
      assert.equal(outcome === "AccessDeniedException", name !== "ListUsers", name);
    }
  });

  test("T-32 no spelling of the pool's id leads a key to another pool", async () => {
    const poolName = own.slice(own.indexOf("_") + 1);
    const spellings: unknown[] = [
      [other],
      { toString: other },
      `${own} ${other}`,
      `${own}\n${other}`,
      `${own}/../${other}`,
      ` ${own}`,
      `${own} `,
      own.toUpperCase(),
      `eu-west-1_${poolName}`,
      null,
      0,
      "",
      "*",
      own.replace("_", "_*"),
    ];
    for (const UserPoolId of spellings) {
      const answer = await send(
        world.url,
        "DescribeUserPool",
        { UserPoolId },
        {
          credentials: onePool,
          signedAt: world.clock.now(),
        },
      );
      assert.notEqual(answer.status, 200, JSON.stringify(UserPoolId));
    }
    // One member twice: whichever counts for the policy must count for the operation.
    for (const [first, second] of [
      [own, other],
      [other, own],
    ]) {
      const body = `{"UserPoolId":"${first}","UserPoolId":"${second}"}`;
      const { text } = await send(world.url, "DescribeUserPool", body, {
        credentials: onePool,
        signedAt: world.clock.now(),
      });
      assert.equal(text.includes(`"Id":"${other}"`), false);
    }
    const arns = [
      `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${own}:userpool/${other}`,
      `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${other}:userpool/${own}`,
      `arn:aws:cognito-idp:us-east-1:999999999999:userpool/${other}`,
    ];
    for (const ResourceArn of arns) {
      const answer = await send(
        world.url,
        "TagResource",
        { ResourceArn, Tags: { taken: "over" } },
        {
          credentials: onePool,
          signedAt: world.clock.now(),
        },
      );
      assert.notEqual(answer.status, 200, ResourceArn);
    }
    const { UserPool } = await succeed(
      world.url,
      "DescribeUserPool",
      { UserPoolId: other },
      {
        credentials: root,
        signedAt: world.clock.now(),
      },
    );
    assert.equal(UserPool.UserPoolTags?.taken, undefined);
  });
});

describe("T-32 unsigned operations", () => {
  test("T-32 every one is open to anyone, and asks for its own proof", async () => {
    for (const name of unsignedOnes) {
      const input = sampleInput(name, { ClientId: "unknownclient", AccessToken: "no.access.token" });
      const answer = await send(world.url, name, input, { credentials: null });
      assert.equal(answer.status, 400, `${name}: ${answer.text}`);
      assert.equal(
        ["MissingAuthenticationTokenException", "AccessDeniedException"].includes(answer.outcome),
        false,
        name,
      );
    }
  });

  test("T-32 a signature neither helps nor hinders, right or wrong", async () => {
    for (const name of unsignedOnes) {
      const input = sampleInput(name, { ClientId: "unknownclient", AccessToken: "no.access.token" });
      const bare = await send(world.url, name, input, { credentials: null });
      for (const credentials of [root, newKey("AKIDNOBODY")]) {
        const signed = await send(world.url, name, input, { credentials });
        assert.equal(signed.outcome, bare.outcome, `${name}: ${signed.text}`);
      }
    }
  });
});
