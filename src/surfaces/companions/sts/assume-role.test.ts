import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  GetCallerIdentityCommand,
  ListUserPoolsCommand,
  STSClient,
} from "../../../../test/clients.js";
import { cloudFormation, s3, sts } from "../../../../test/companion-clients.js";
import { flipped } from "../../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { createKeyring } from "../../../adapters/crypto/keyring.js";
import { systemRandom } from "../../../adapters/crypto/random.js";
import { createCredentialIssuer } from "../../protocols/temporary-credentials.js";

const account = "123456789012";
const deploy = { accessKeyId: "DEPLOY", secretAccessKey: "deploy-secret" };
const reader = { accessKeyId: "READER", secretAccessKey: "reader-secret" };
const stranger = { accessKeyId: "STRANGER", secretAccessKey: "stranger-secret" };
const RoleArn = `arn:aws:iam::${account}:role/some/path/cdk-deploy`;

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

describe("temporary credentials, with access keys", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld({
      account,
      accessKeys: [
        { ...deploy, actions: ["*"], pools: ["*"] },
        { ...reader, actions: ["cognito-idp:*", "sts:AssumeRole"], pools: ["*"], readOnly: false },
        { ...stranger, actions: ["cognito-idp:*"], pools: ["*"] },
      ],
    });
  });
  after(() => world.close());

  const options = (credentials: Keys) => ({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  const stsFor = (credentials: Keys) => new STSClient(options(credentials));
  const assume = async (by: Keys, more: Partial<sts.AssumeRoleCommandInput> = {}) => {
    const command = new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: "me", ...more });
    const answer = await stsFor(by).send(command);
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
    return {
      answer,
      keys: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! },
    };
  };

  test("a role of the account is assumed, and is who calls from then on", async () => {
    const { answer, keys } = await assume(deploy, { SourceIdentity: "someone", ExternalId: "external" });
    const arn = `arn:aws:sts::${account}:assumed-role/cdk-deploy/me`;
    assert.match(keys.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    assert.equal(keys.secretAccessKey.length, 40);
    assert.deepEqual([answer.AssumedRoleUser?.Arn, answer.SourceIdentity], [arn, "someone"]);
    assert.ok(Math.abs(answer.Credentials!.Expiration!.getTime() - world.clock.now() - 3_600_000) < 10_000);
    const identity = await stsFor(keys).send(new GetCallerIdentityCommand({}));
    assert.deepEqual(
      [identity.Arn, identity.Account, identity.UserId],
      [arn, account, answer.AssumedRoleUser?.AssumedRoleId],
    );
    assert.match(identity.UserId!, /^AROA[A-Z2-7]{17}:me$/);
    await new CognitoIdentityProviderClient(options(keys)).send(new ListUserPoolsCommand({ MaxResults: 1 }));
    const bucket = { Bucket: `cdk-hnb659fds-assets-${account}-us-east-1`, Key: "k" };
    const objects = new s3.S3Client({ ...options(keys), forcePathStyle: true });
    await objects.send(new s3.PutObjectCommand({ ...bucket, Body: Buffer.alloc(2 * 1024 * 1024) }));
    // A deployment goes on under the session's rights after the call that began it.
    const stacks = new cloudFormation.CloudFormationClient(options(keys));
    const TemplateBody = JSON.stringify({ Resources: { Pool: { Type: "AWS::Cognito::UserPool" } } });
    await stacks.send(new cloudFormation.CreateStackCommand({ StackName: "by-session", TemplateBody }));
    const { Stacks } = await stacks.send(new cloudFormation.DescribeStacksCommand({ StackName: "by-session" }));
    assert.equal(Stacks![0]!.StackStatus, "CREATE_COMPLETE");
  });

  test("T-32 a session has the rights of the key that asked, and no more", async () => {
    const { keys } = await assume(reader);
    await new CognitoIdentityProviderClient(options(keys)).send(new CreateUserPoolCommand({ PoolName: "p" }));
    const stacks = new cloudFormation.CloudFormationClient(options(keys));
    await assert.rejects(() => stacks.send(new cloudFormation.DescribeStacksCommand({})), {
      message: `User: arn:aws:sts::${account}:assumed-role/cdk-deploy/me is not authorized to perform: cloudformation:DescribeStacks on resource: *`,
    });
    await assert.rejects(() => assume(stranger), { name: "AccessDenied" });
    await assert.rejects(() => assume(deploy, { RoleArn: "arn:aws:iam::999999999999:role/theirs" }), {
      name: "AccessDenied",
      message: `User: arn:aws:iam::${account}:user/DEPLOY is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999999999999:role/theirs`,
    });
  });

  test("T-32 forged, mixed and ended credentials open nothing", async () => {
    const [one, other] = [(await assume(deploy)).keys, (await assume(deploy)).keys];
    const who = (keys: Keys) => stsFor(keys).send(new GetCallerIdentityCommand({}));
    for (const keys of [
      { ...one, sessionToken: other.sessionToken },
      { ...one, sessionToken: flipped(one.sessionToken, one.sessionToken.length - 5) },
      { accessKeyId: one.accessKeyId, secretAccessKey: one.secretAccessKey },
      { ...deploy, sessionToken: one.sessionToken },
    ]) {
      await assert.rejects(() => who(keys), { name: "InvalidClientTokenId" });
    }
    await assert.rejects(() => who({ ...one, secretAccessKey: other.secretAccessKey }), {
      name: "SignatureDoesNotMatch",
    });
    const short = (await assume(deploy, { DurationSeconds: 900 })).keys;
    world.clock.advance(901_000);
    try {
      const late = new STSClient({ ...options(short), systemClockOffset: 901_000 });
      await assert.rejects(() => late.send(new GetCallerIdentityCommand({})), { name: "ExpiredToken" });
    } finally {
      world.clock.advance(-901_000);
    }
  });

  test("sessions of sessions, and what is refused", async () => {
    const { keys } = await assume(deploy);
    const second = await assume(keys, { RoleArn: `arn:aws:iam::${account}:role/other` });
    const identity = await stsFor(second.keys).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, `arn:aws:sts::${account}:assumed-role/other/me`);
    await assert.rejects(() => assume(keys, { DurationSeconds: 7200 }), { name: "ValidationError" });
    await assert.rejects(() => assume(deploy, { DurationSeconds: 60 }), {
      message:
        "1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    });
    await assert.rejects(() => assume(deploy, { RoleArn: "arn:aws:iam::x:user/none-such" }), {
      name: "ValidationError",
    });
    await assert.rejects(() => assume(deploy, { RoleSessionName: "no spaces" }), { name: "ValidationError" });
    await assert.rejects(() => assume(deploy, { Policy: "{}" }), { name: "ValidationError" });
    await assert.rejects(() => assume(deploy, { SerialNumber: "arn:aws:iam::1:mfa/x", TokenCode: "123456" }), {
      name: "AccessDenied",
    });
    const web = new sts.AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "me", WebIdentityToken: "token" });
    await assert.rejects(() => stsFor(deploy).send(web), {
      name: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity: this server has no identity providers of IAM.",
    });
  });

  test("a session token of the caller himself, and whose a key is", async () => {
    const client = stsFor(deploy);
    const { Credentials } = await client.send(new sts.GetSessionTokenCommand({ DurationSeconds: 900 }));
    const keys = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const identity = await stsFor(keys).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, `arn:aws:iam::${account}:user/DEPLOY`);
    await assert.rejects(() => stsFor(keys).send(new sts.GetSessionTokenCommand({})), { name: "AccessDenied" });
    const info = await client.send(new sts.GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId }));
    assert.equal(info.Account, account);
  });
});

test("in development, a role that was assumed is who calls; any other credentials are the root", async () => {
  const world = await startTestWorld({ account });
  try {
    const options = { endpoint: world.url, region: "us-east-1", maxAttempts: 1 };
    const any = new STSClient({ ...options, credentials: { accessKeyId: "any", secretAccessKey: "thing" } });
    const { Credentials } = await any.send(new sts.AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const who = async (keys: Keys) =>
      (await new STSClient({ ...options, credentials: keys }).send(new GetCallerIdentityCommand({}))).Arn;
    assert.equal(await who(credentials), `arn:aws:sts::${account}:assumed-role/cdk-deploy/me`);
    assert.equal(await who({ ...credentials, sessionToken: "other" }), `arn:aws:iam::${account}:root`);
  } finally {
    await world.close();
  }
});

test("every node with the master key knows what another one issued", () => {
  const node = (byte: number) => createCredentialIssuer(createKeyring(Buffer.alloc(32, byte)), systemRandom());
  const identity = { arn: "arn:aws:iam::123456789012:user/a", rightsOf: "a", expiresAt: 1 };
  const issued = node(1).issue(identity);
  assert.deepEqual(node(1).open(issued.accessKeyId, issued.sessionToken), { ...issued, ...identity });
  assert.equal(node(2).open(issued.accessKeyId, issued.sessionToken), undefined);
});
