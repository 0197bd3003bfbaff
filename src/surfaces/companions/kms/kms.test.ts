/** The real SDK client against the store of keys: what keys do, in which state, and what is refused in which words. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { kms } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { generateDataKey } from "./data-key.js";

const {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeyPoliciesCommand,
  ListKeyRotationsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  RevokeGrantCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} = kms;

const account = "123456789012";
const day = 86_400_000;
const text = (words: string) => new TextEncoder().encode(words);
const shown = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

let world: TestWorld;
let client: kms.KMSClient;
let elsewhere: kms.KMSClient;
before(async () => {
  world = await startTestWorld();
  const clientIn = (region: string) =>
    new KMSClient({
      endpoint: world.url,
      region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  client = clientIn("us-east-1");
  elsewhere = clientIn("eu-west-1");
});
after(async () => {
  client.destroy();
  elsewhere.destroy();
  await world.close();
});

const newKey = async (input: kms.CreateKeyCommandInput = {}) => {
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input));
  assert.ok(KeyMetadata?.KeyId && KeyMetadata.Arn);
  return { ...KeyMetadata, KeyId: KeyMetadata.KeyId, Arn: KeyMetadata.Arn };
};
const describeKey = async (KeyId: string) => (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const encrypt = (KeyId: string, words = "secret", EncryptionContext?: Record<string, string>) =>
  client.send(new EncryptCommand({ KeyId, Plaintext: text(words), EncryptionContext }));
const decrypt = (CiphertextBlob: Uint8Array | undefined, more: Partial<kms.DecryptCommandInput> = {}) =>
  client.send(new DecryptCommand({ CiphertextBlob, ...more }));
const refused = (call: Promise<unknown>, name: string, message: string | RegExp) =>
  assert.rejects(call, (error: Error) => {
    assert.equal(error.name, name, error.message);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });

describe("a key", () => {
  test("is described, found by every form of its name, and only in its region", async () => {
    const { CreationDate, CurrentKeyMaterialId, KeyId, Arn, ...made } = await newKey({ Description: "for codes" });
    assert.ok(Math.abs((CreationDate?.getTime() ?? 0) - world.clock.now()) < 60_000);
    assert.match(CurrentKeyMaterialId ?? "", /^[0-9a-f]{64}$/);
    assert.equal(Arn, `arn:aws:kms:us-east-1:${account}:key/${KeyId}`);
    assert.deepEqual(made, {
      AWSAccountId: account,
      Enabled: true,
      Description: "for codes",
      KeyUsage: "ENCRYPT_DECRYPT",
      KeyState: "Enabled",
      Origin: "AWS_KMS",
      KeyManager: "CUSTOMER",
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      KeySpec: "SYMMETRIC_DEFAULT",
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      MultiRegion: false,
    });
    await client.send(new CreateAliasCommand({ AliasName: "alias/found", TargetKeyId: Arn }));
    for (const form of [KeyId, Arn, "alias/found", `arn:aws:kms:us-east-1:${account}:alias/found`]) {
      assert.equal((await describeKey(form))?.KeyId, KeyId, form);
    }
    const missing = "00000000-0000-4000-8000-000000000000";
    const [byId, byAlias] = [
      `arn:aws:kms:us-east-1:${account}:key/${missing}`,
      `arn:aws:kms:us-east-1:${account}:alias/no`,
    ];
    await refused(describeKey(missing), "NotFoundException", `Key '${byId}' does not exist`);
    await refused(describeKey("alias/no"), "NotFoundException", `Alias ${byAlias} is not found.`);
    await refused(describeKey("nonsense"), "NotFoundException", "Invalid keyId 'nonsense'");
    await refused(elsewhere.send(new DescribeKeyCommand({ KeyId: Arn })), "NotFoundException", "Invalid arn us-east-1");
    await refused(
      client.send(new EnableKeyCommand({ KeyId: "alias/found" })),
      "NotFoundException",
      "Invalid keyId 'alias/found'",
    );
  });

  test("of another kind is refused by name", async () => {
    const no = (what: string) => `${what} is not available in this version of Poolhouse.`;
    const unsupported = "UnsupportedOperationException";
    await refused(newKey({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" }), unsupported, no("KeySpec RSA_2048"));
    await refused(newKey({ Origin: "EXTERNAL" }), unsupported, no("Origin EXTERNAL"));
    await refused(newKey({ MultiRegion: true }), unsupported, no("A multi-Region key"));
    await refused(newKey({ Policy: "{" }), "MalformedPolicyDocumentException", /./);
    const { KeyId } = await newKey();
    const sign = { KeyId, Message: text("m"), SigningAlgorithm: "ECDSA_SHA_256" } as const;
    await refused(client.send(new SignCommand(sign)), unsupported, no("Sign"));
  });

  test("encrypts what only it opens, in the same context only", async () => {
    const { KeyId, Arn } = await newKey();
    const { CiphertextBlob, ...answer } = await encrypt(KeyId, "secret", { pool: "p", app: "a" });
    assert.deepEqual([answer.KeyId, answer.EncryptionAlgorithm], [Arn, "SYMMETRIC_DEFAULT"]);
    assert.equal(Buffer.from(CiphertextBlob ?? []).includes("secret"), false);
    const opened = await decrypt(CiphertextBlob, { EncryptionContext: { app: "a", pool: "p" } });
    assert.deepEqual([shown(opened.Plaintext), opened.KeyId], ["secret", Arn]);
    for (const EncryptionContext of [undefined, { pool: "p" }, { pool: "p", app: "b" }, { poo: "lp", app: "a" }]) {
      await refused(decrypt(CiphertextBlob, { EncryptionContext }), "InvalidCiphertextException", /^(UnknownError)?$/);
    }
    const changed = Uint8Array.from(CiphertextBlob ?? []);
    changed[changed.length - 1]! ^= 1;
    await refused(
      decrypt(changed, { EncryptionContext: { app: "a", pool: "p" } }),
      "InvalidCiphertextException",
      /^(UnknownError)?$/,
    );
    await refused(decrypt(text("short")), "InvalidCiphertextException", /^(UnknownError)?$/);
    const other = await newKey();
    await refused(
      decrypt(CiphertextBlob, { KeyId: other.KeyId, EncryptionContext: { app: "a", pool: "p" } }),
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
    await refused(
      elsewhere.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { app: "a", pool: "p" } })),
      "AccessDeniedException",
      /^The ciphertext refers to a customer master key that does not exist/,
    );
    await refused(encrypt(KeyId, "x".repeat(4097)), "ValidationException", /at 'plaintext' failed.*equal to 4096$/);
    await refused(
      client.send(new EncryptCommand({ KeyId, Plaintext: text("x"), DryRun: true })),
      "DryRunOperationException",
      "The request would have succeeded, but the DryRun option is set.",
    );
    const moved = await client.send(
      new ReEncryptCommand({
        CiphertextBlob,
        SourceEncryptionContext: { pool: "p", app: "a" },
        DestinationKeyId: other.KeyId,
        DestinationEncryptionContext: { to: "other" },
      }),
    );
    assert.deepEqual([moved.SourceKeyId, moved.KeyId], [Arn, other.Arn]);
    const again = await decrypt(moved.CiphertextBlob, { EncryptionContext: { to: "other" } });
    assert.equal(shown(again.Plaintext), "secret");
  });

  test("makes data keys, for callers and for this server", async () => {
    const { KeyId, Arn } = await newKey();
    const EncryptionContext = { "userpool-id": "p" };
    const made = await client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", EncryptionContext }));
    assert.deepEqual([made.Plaintext?.length, made.KeyId], [32, Arn]);
    assert.deepEqual((await decrypt(made.CiphertextBlob, { EncryptionContext })).Plaintext, made.Plaintext);
    const bare = await client.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 64 }));
    assert.equal((await decrypt(bare.CiphertextBlob)).Plaintext?.length, 64);
    assert.equal("Plaintext" in bare, false);
    await refused(
      client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_128", NumberOfBytes: 1 })),
      "ValidationException",
      "Please specify either number of bytes or key spec.",
    );
    assert.equal((await client.send(new GenerateRandomCommand({ NumberOfBytes: 7 }))).Plaintext?.length, 7);
    const { store } = world.world;
    const random = { bytes: (count: number) => Buffer.alloc(count, 7) } as Parameters<
      typeof generateDataKey
    >[0]["random"];
    const place = { accountId: account, region: "us-east-1", arn: "" };
    const own = await generateDataKey({ store, clock: world.clock, random }, place, Arn, EncryptionContext);
    const opened = await decrypt(own.ciphertext, { KeyId: Arn, EncryptionContext });
    assert.deepEqual(Buffer.from(opened.Plaintext ?? []), own.plaintext);
  });

  test("does nothing while it is disabled", async () => {
    const { KeyId, Arn } = await newKey();
    const { CiphertextBlob } = await encrypt(KeyId);
    await client.send(new DisableKeyCommand({ KeyId }));
    assert.deepEqual((({ Enabled, KeyState }) => [Enabled, KeyState])((await describeKey(KeyId))!), [
      false,
      "Disabled",
    ]);
    await refused(encrypt(KeyId), "DisabledException", `${Arn} is disabled.`);
    await refused(decrypt(CiphertextBlob), "DisabledException", `${Arn} is disabled.`);
    await client.send(new EnableKeyCommand({ KeyId }));
    assert.equal(shown((await decrypt(CiphertextBlob)).Plaintext), "secret");
  });

  test("waits for its deletion, may be kept, and is gone with its aliases when the time is over", async () => {
    const { KeyId, Arn } = await newKey();
    await client.send(new CreateAliasCommand({ AliasName: "alias/leaving", TargetKeyId: KeyId }));
    const { CiphertextBlob } = await encrypt(KeyId);
    const schedule = (PendingWindowInDays?: number) =>
      client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));
    await refused(schedule(6), "ValidationException", /greater than or equal to 7$/);
    const scheduled = await schedule(7);
    assert.deepEqual([scheduled.KeyId, scheduled.KeyState, scheduled.PendingWindowInDays], [Arn, "PendingDeletion", 7]);
    assert.ok(Math.abs((scheduled.DeletionDate?.getTime() ?? 0) - world.clock.now() - 7 * day) < 60_000);
    for (const call of [schedule(), encrypt(KeyId), client.send(new EnableKeyCommand({ KeyId }))]) {
      await refused(call, "KMSInvalidStateException", `${Arn} is pending deletion.`);
    }
    await client.send(new CancelKeyDeletionCommand({ KeyId }));
    await refused(
      client.send(new CancelKeyDeletionCommand({ KeyId })),
      "KMSInvalidStateException",
      `${Arn} is not pending deletion.`,
    );
    assert.equal((await describeKey(KeyId))?.KeyState, "Disabled");
    await schedule(7);
    world.clock.advance(7 * day);
    await refused(describeKey(KeyId), "NotFoundException", `Key '${Arn}' does not exist`);
    await refused(decrypt(CiphertextBlob), "AccessDeniedException", /does not exist/);
    const { Aliases } = await client.send(new ListAliasesCommand({}));
    assert.equal(
      Aliases?.some((alias) => alias.AliasName === "alias/leaving"),
      false,
    );
    const { Keys } = await client.send(new ListKeysCommand({ Limit: 1000 }));
    assert.equal(
      Keys?.some((key) => key.KeyId === KeyId),
      false,
    );
    await refused(describeKey("alias/leaving"), "NotFoundException", /^Alias .* is not found\.$/);
    assert.equal(
      await world.world.store.companionRecords.get({
        accountId: account,
        region: "us-east-1",
        kind: "kms/key",
        name: KeyId,
      }),
      undefined,
      "the material is destroyed",
    );
  });

  test("rotates on demand and when its period is over, and opens what it ever encrypted", async () => {
    const { KeyId, Arn, CurrentKeyMaterialId } = await newKey();
    const first = await encrypt(KeyId, "first");
    const status = () => client.send(new GetKeyRotationStatusCommand({ KeyId }));
    assert.equal((await status()).KeyRotationEnabled, false);
    await client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    const { NextRotationDate, RotationPeriodInDays, KeyRotationEnabled } = await status();
    assert.deepEqual([KeyRotationEnabled, RotationPeriodInDays], [true, 90]);
    assert.ok(Math.abs((NextRotationDate?.getTime() ?? 0) - world.clock.now() - 90 * day) < 60_000);
    world.clock.advance(90 * day);
    const second = await encrypt(KeyId, "second");
    await client.send(new RotateKeyOnDemandCommand({ KeyId }));
    const materials = [];
    for (const { CiphertextBlob } of [first, second, await encrypt(KeyId, "third")]) {
      materials.push((await decrypt(CiphertextBlob)).KeyMaterialId);
    }
    assert.equal(new Set(materials).size, 3);
    assert.equal(materials[0], CurrentKeyMaterialId);
    const { Rotations } = await client.send(new ListKeyRotationsCommand({ KeyId }));
    assert.deepEqual(
      Rotations?.map((one) => [one.KeyId, one.RotationType]),
      [
        [Arn, "AUTOMATIC"],
        [Arn, "ON_DEMAND"],
      ],
    );
    await client.send(new DisableKeyRotationCommand({ KeyId }));
    assert.equal((await status()).KeyRotationEnabled, false);
  });
});

test("aliases are unique, moved, listed page by page and deleted", async () => {
  const [one, other] = [await newKey(), await newKey()];
  const AliasName = "alias/app/codes";
  const arn = `arn:aws:kms:us-east-1:${account}:${AliasName}`;
  const create = (name: string, TargetKeyId = one.KeyId) =>
    client.send(new CreateAliasCommand({ AliasName: name, TargetKeyId }));
  await create(AliasName);
  await refused(create(AliasName), "AlreadyExistsException", `An alias with the name ${arn} already exists`);
  await refused(create("app"), "ValidationException", /^Alias must start with the prefix "alias\/"\./);
  await refused(create("alias/aws/ses"), "NotAuthorizedException", /./);
  await refused(create("alias/b", AliasName), "ValidationException", "Aliases must refer to keys. Not aliases");
  await client.send(new UpdateAliasCommand({ AliasName, TargetKeyId: other.Arn }));
  assert.equal((await describeKey(arn))?.KeyId, other.KeyId);
  await create("alias/zzz", other.KeyId);
  const ofKey = async (KeyId: string) => (await client.send(new ListAliasesCommand({ KeyId }))).Aliases ?? [];
  assert.deepEqual(await ofKey(one.KeyId), []);
  const found = (await ofKey(other.KeyId)).map((alias) => [alias.AliasName, alias.TargetKeyId]);
  assert.deepEqual(found, [
    [AliasName, other.KeyId],
    ["alias/zzz", other.KeyId],
  ]);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListAliasesCommand({ Limit: 1, Marker }));
    names.push(...(page.Aliases ?? []).map((alias) => alias.AliasName));
    Marker = page.NextMarker;
    assert.equal(page.Truncated, Marker !== undefined);
  } while (Marker !== undefined);
  assert.deepEqual(names, [AliasName, "alias/found", "alias/zzz"]);
  await refused(client.send(new ListAliasesCommand({ Marker: "none" })), "InvalidMarkerException", /./);
  await client.send(new DeleteAliasCommand({ AliasName }));
  await refused(
    client.send(new UpdateAliasCommand({ AliasName, TargetKeyId: one.KeyId })),
    "NotFoundException",
    `Alias ${arn} is not found.`,
  );
});

test("policy, description, tags and grants are kept and told", async () => {
  const { KeyId, Arn } = await newKey({ Tags: [{ TagKey: "a", TagValue: "1" }] });
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  assert.equal((JSON.parse(Policy ?? "") as { Id: string }).Id, "key-default-1");
  const own = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }],
  });
  await client.send(new PutKeyPolicyCommand({ KeyId, Policy: own }));
  assert.equal((await client.send(new GetKeyPolicyCommand({ KeyId }))).Policy, own);
  assert.deepEqual((await client.send(new ListKeyPoliciesCommand({ KeyId }))).PolicyNames, ["default"]);
  await client.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "new" }));
  assert.equal((await describeKey(KeyId))?.Description, "new");
  await client.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "b", TagValue: "2" }] }));
  await client.send(new UntagResourceCommand({ KeyId, TagKeys: ["a"] }));
  const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId }));
  assert.deepEqual(Tags, [{ TagKey: "b", TagValue: "2" }]);
  await refused(
    client.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "aws:x", TagValue: "" }] })),
    "TagException",
    /reserved/,
  );
  const grant = {
    KeyId,
    GranteePrincipal: `arn:aws:iam::${account}:role/r`,
    Operations: ["Decrypt"],
    Name: "g",
  } satisfies kms.CreateGrantCommandInput;
  const { GrantId } = await client.send(new CreateGrantCommand(grant));
  assert.equal((await client.send(new CreateGrantCommand(grant))).GrantId, GrantId, "by its name");
  const { Grants } = await client.send(new ListGrantsCommand({ KeyId }));
  assert.deepEqual(
    Grants?.map((one) => [one.GrantId, one.KeyId, one.Operations]),
    [[GrantId, Arn, ["Decrypt"]]],
  );
  await client.send(new RevokeGrantCommand({ KeyId, GrantId }));
  assert.deepEqual((await client.send(new ListGrantsCommand({ KeyId }))).Grants, []);
  await refused(client.send(new RevokeGrantCommand({ KeyId, GrantId })), "NotFoundException", /not found$/);
});
