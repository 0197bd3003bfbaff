/** Imports with password hashes: who they let in and by which flows, and when the hash is gone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { challengePool, everyFactor } from "../../../test/challenges.js";
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  type CreateUserPoolCommandInput,
  DeleteUserCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUserImportJobsCommand,
  type PasswordHashingAlgorithmType,
  RespondToAuthChallengeCommand,
} from "../../../test/clients.js";
import { type SignInTarget, tokensOf, withPassword, withSrp } from "../../../test/sign-in.js";
import { srpClient } from "../../../test/srp-client.js";
import {
  cheapHash,
  hashColumn,
  hashedPassword,
  importHashed,
  importJob,
  runImport,
} from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const made = JSON.parse(readFileSync("test/fixtures/password-hashes.json", "utf8")) as {
  readonly algorithm: PasswordHashingAlgorithmType;
  readonly password: string;
  readonly hash: string;
}[];

const wrongPassword = { name: "NotAuthorizedException", message: "Incorrect username or password." };
const nextPassword = "Another-Horse-2";

async function given(pool: Partial<CreateUserPoolCommandInput> = {}): Promise<SignInTarget> {
  const { Id: poolId } = await world.pool({ AutoVerifiedAttributes: ["email"], ...pool });
  const { ClientId: clientId } = await world.appClient(poolId, { PreventUserExistenceErrors: "ENABLED" });
  return { world, poolId, clientId };
}

/** A pool with somebody whose password only another directory has seen. */
async function withHashed(pool: Partial<CreateUserPoolCommandInput> = {}, name = "ann"): Promise<SignInTarget> {
  const target = await given(pool);
  const { job } = await importHashed(world, target.poolId, "BCRYPT", [{ name, hash: cheapHash }]);
  assert.equal(job.Status, "Succeeded");
  return target;
}

async function credentialOf({ poolId }: SignInTarget, name = "ann") {
  const { store } = world.world;
  const user = await store.users.getByUsernameKey(poolId, name);
  assert.ok(user);
  return store.credentials.get(poolId, user.sub);
}

async function assertHash(target: SignInTarget, isThere: boolean, name = "ann"): Promise<void> {
  assert.equal((await credentialOf(target, name))?.importedHash !== undefined, isThere);
}

const statusOf = async ({ poolId }: SignInTarget, Username = "ann") =>
  (await world.client.send(new AdminGetUserCommand({ UserPoolId: poolId, Username }))).UserStatus;

for (const algorithm of ["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"] as const) {
  test(`users with ${algorithm} hashes sign in with their old passwords, and by SRP from then on`, async () => {
    const target = await given();
    const people = made
      .filter((one) => one.algorithm === algorithm)
      .map((one, at) => ({ ...one, name: `${algorithm.toLowerCase()}-${at}` }));
    const { job, log } = await importHashed(world, target.poolId, algorithm, people);
    assert.deepEqual(
      [job.Status, job.PasswordHashingAlgorithm, job.FailedUsers],
      ["Succeeded", algorithm, 0],
      `${log}`,
    );
    for (const { name, password } of people) {
      assert.equal(await statusOf(target, name), "CONFIRMED");
      await assert.rejects(withPassword(target, name, `x${password}`), wrongPassword);
      tokensOf(await withPassword(target, name, password));
      await assertHash(target, false, name);
      tokensOf(await withPassword(target, name, password));
      tokensOf(await withSrp(target, name, password));
    }
  });
}

test("a job tells its algorithm wherever it is shown, and has none unless asked for", async () => {
  const { poolId } = await given();
  await importJob(world, poolId, "with", "SCRYPT");
  await importJob(world, poolId, "without");
  const listed = await world.client.send(new ListUserImportJobsCommand({ UserPoolId: poolId, MaxResults: 9 }));
  const shown = (listed.UserImportJobs ?? []).map((job) => `${job.JobName} ${job.PasswordHashingAlgorithm}`);
  assert.deepEqual(shown.sort(), ["with SCRYPT", "without undefined"]);
  await assert.rejects(importJob(world, poolId, "odd", "MD5" as PasswordHashingAlgorithmType), {
    name: "InvalidParameterException",
  });
});

test("lines fail on hashes that are none, of another algorithm or too dear, and users without one are reset as ever", async () => {
  const target = await given();
  const argon2 = made.find((one) => one.algorithm === "ARGON2ID")!.hash;
  const { job, log } = await importHashed(world, target.poolId, "BCRYPT", [
    { name: "good", hash: cheapHash },
    { name: "none" },
    { name: "other", hash: argon2 },
    { name: "plain", hash: "Correct-Horse-1" },
    { name: "dear", hash: cheapHash.replace("$04$", "$31$") },
    { name: "unverified", hash: cheapHash, row: { email_verified: "false" } },
    { name: "good", hash: cheapHash },
    { name: "last", hash: cheapHash },
    { name: "more" },
  ]);
  assert.deepEqual([job.ImportedUsers, job.SkippedUsers, job.FailedUsers], [4, 1, 4]);
  const form = "The password hash is no BCRYPT hash in a form that is known.";
  assert.deepEqual(log.slice(0, 9), [
    "[SUCCEEDED] Line Number 2 - The import succeeded.",
    "[SUCCEEDED] Line Number 3 - The import succeeded.",
    `[FAILED] Line Number 4 - ${form}`,
    `[FAILED] Line Number 5 - ${form}`,
    "[FAILED] Line Number 6 - The password hash asks for too much work: a cost of 31, at most 14.",
    "[FAILED] Line Number 7 - The User Record does not set any of the auto verified attributes to verified. " +
      "(Example: email_verified to true).",
    "[SKIPPED] Line Number 8 - The user already exists.",
    "[SUCCEEDED] Line Number 9 - The import succeeded.",
    "[SUCCEEDED] Line Number 10 - The import succeeded.",
  ]);
  assert.deepEqual([await statusOf(target, "good"), await statusOf(target, "none")], ["CONFIRMED", "RESET_REQUIRED"]);
  assert.equal(await credentialOf(target, "none"), undefined);
});

test("the column of hashes belongs to jobs with hashes, and they need it", async () => {
  const { poolId } = await given();
  const columns = "email,email_verified,cognito:mfa_enabled,cognito:username";
  const { job, log } = await runImport(world, poolId, `${columns},${hashColumn}\n`);
  assert.equal(job.Status, "Failed");
  assert.match(log[0] ?? "", /^The header of the CSV file does not match/);
  const hashed = await runImport(world, poolId, `${columns}\n`, "BCRYPT");
  assert.equal(hashed.job.Status, "Failed");
  assert.match(hashed.log[0] ?? "", /cognito:password_hash\.$/);
});

test("the other flows that send the password itself let in as well", async () => {
  const admin = await withHashed();
  const byAdmin = await world.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: admin.poolId,
      ClientId: admin.clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: hashedPassword },
    }),
  );
  tokensOf(byAdmin);
  await assertHash(admin, false);

  const target = await withHashed();
  const { ClientId } = await world.appClient(target.poolId, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] });
  const begun = await world.client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME: "ann" } }),
  );
  assert.deepEqual([...(begun.AvailableChallenges ?? [])].sort(), ["PASSWORD", "PASSWORD_SRP"]);
  const chosen = await world.client.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: "SELECT_CHALLENGE",
      Session: begun.Session,
      ChallengeResponses: { USERNAME: "ann", ANSWER: "PASSWORD", PASSWORD: hashedPassword },
    }),
  );
  tokensOf(chosen);
  await assertHash(target, false);
});

test("T-01 SRP before the first password sign-in is refused as a wrong password, and looks like anybody's", async () => {
  const target = await withHashed();
  const salts: (string | undefined)[] = [];
  const offer = async (USERNAME: string) => {
    const { ChallengeName, ChallengeParameters = {} } = await world.client.send(
      new InitiateAuthCommand({
        ClientId: target.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME, SRP_A: srpClient(target.poolId).A },
      }),
    );
    return { ChallengeName, names: Object.keys(ChallengeParameters).sort(), salt: ChallengeParameters["SALT"] };
  };
  const [known, unknown] = [await offer("ann"), await offer("nobody")];
  assert.deepEqual({ ...known, salt: "" }, { ...unknown, salt: "" });
  assert.equal(known.salt?.length, unknown.salt?.length);
  await assert.rejects(withSrp(target, "ann", hashedPassword), wrongPassword);
  await assert.rejects(withSrp(target, "nobody", hashedPassword), wrongPassword);
  await assertHash(target, true);
  salts.push((await offer("ann")).salt);
  tokensOf(await withPassword(target, "ann", hashedPassword));
  tokensOf(await withSrp(target, "ann", hashedPassword));
  salts.push((await offer("ann")).salt);
  // Nothing that is shown before the password changes with the first sign-in.
  assert.deepEqual(salts, [known.salt, known.salt]);
});

test("T-09 wrong passwords lock a user with a hash like any other, and the right one is refused then", async (t) => {
  // The first lock lasts a second.
  world.clock.freeze();
  t.after(() => world.clock.resume());
  const target = await withHashed();
  for (let n = 0; n < 5; n += 1) await assert.rejects(withPassword(target, "ann", "Wrong-Horse-9"), wrongPassword);
  await assert.rejects(withPassword(target, "ann", hashedPassword), {
    name: "NotAuthorizedException",
    message: "Password attempts exceeded",
  });
  await assertHash(target, true);
  world.clock.advance(3_600_000);
  tokensOf(await withPassword(target, "ann", hashedPassword));
});

test("a second factor is asked for behind the hash, which is gone when the password was right", async () => {
  const target = await challengePool(world, {
    pool: { AutoVerifiedAttributes: ["email"] },
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
  });
  const row = { phone_number: "+12345550100", "cognito:mfa_enabled": "true" };
  await importHashed(world, target.poolId, "BCRYPT", [{ name: "ann", hash: cheapHash, row }]);
  const { ChallengeName, Session } = await target.password("ann", hashedPassword);
  assert.equal(ChallengeName, "SMS_MFA");
  await assertHash(target, false);
  // The Session goes on after the change: it is still the password that was shown.
  const responses = { USERNAME: "ann", SMS_MFA_CODE: await target.lastCode() };
  tokensOf(await target.respond("SMS_MFA", Session, responses));
});

test("a password that is replaced takes the hash along: by an administrator, by a code, by its owner", async () => {
  const byAdmin = await withHashed();
  await world.client.send(
    new AdminSetUserPasswordCommand({
      UserPoolId: byAdmin.poolId,
      Username: "ann",
      Password: nextPassword,
      Permanent: true,
    }),
  );

  const byCode = await withHashed();
  await world.client.send(new ForgotPasswordCommand({ ClientId: byCode.clientId, Username: "ann" }));
  // Anybody may ask for a code: that alone takes nobody's password away.
  await assertHash(byCode, true);
  const { code } = await world.lastMessage("ann@example.com");
  const confirmation = { ClientId: byCode.clientId, Username: "ann", ConfirmationCode: code, Password: nextPassword };
  await world.client.send(new ConfirmForgotPasswordCommand(confirmation));

  for (const target of [byAdmin, byCode]) {
    await assertHash(target, false);
    await assert.rejects(withPassword(target, "ann", hashedPassword), wrongPassword);
    tokensOf(await withSrp(target, "ann", nextPassword));
  }
});

test("ChangePassword of somebody who signed in without the password is told the old one by its hash", async () => {
  const target = await withHashed();
  const accessToken = await signedInElsewhere(target);
  const change = (PreviousPassword: string, ProposedPassword: string) =>
    world.client.send(new ChangePasswordCommand({ AccessToken: accessToken, PreviousPassword, ProposedPassword }));
  await assert.rejects(change("Wrong-Horse-9", nextPassword), wrongPassword);
  await assertHash(target, true);
  await change(hashedPassword, nextPassword);
  await assertHash(target, false);
  await assert.rejects(withPassword(target, "ann", hashedPassword), wrongPassword);
  tokensOf(await withSrp(target, "ann", nextPassword));
});

/** An access token that was made while another password was shown: the hash is put back behind it. */
async function signedInElsewhere(target: SignInTarget): Promise<string> {
  const before = await credentialOf(target);
  assert.ok(before?.importedHash);
  const { AccessToken } = tokensOf(await withPassword(target, "ann", hashedPassword));
  await world.world.store.credentials.put(before);
  assert.ok(AccessToken);
  return AccessToken;
}

test("AdminResetUserPassword takes the hash away and bars its password", async () => {
  const target = await withHashed();
  const { ClientId: telling } = await world.appClient(target.poolId, { PreventUserExistenceErrors: "LEGACY" });
  await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: target.poolId, Username: "ann" }));
  assert.equal(await credentialOf(target), undefined);
  await assert.rejects(withPassword(target, "ann", hashedPassword), wrongPassword);
  await assert.rejects(withPassword({ ...target, clientId: telling }, "ann", hashedPassword), {
    name: "PasswordResetRequiredException",
  });
});

test("DeleteUser takes the hash along with the user", async () => {
  const target = await withHashed();
  const { sub } = (await world.world.store.users.getByUsernameKey(target.poolId, "ann"))!;
  const AccessToken = await signedInElsewhere(target);
  await world.client.send(new DeleteUserCommand({ AccessToken }));
  assert.equal(await world.world.store.credentials.get(target.poolId, sub), undefined);
});

test("the old password is in the history of a pool that has one", async () => {
  const target = await withHashed({ Policies: { PasswordPolicy: { PasswordHistorySize: 3 } } });
  const { AccessToken } = tokensOf(await withPassword(target, "ann", hashedPassword));
  const change = (PreviousPassword: string, ProposedPassword: string) =>
    world.client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
  await assert.rejects(change(hashedPassword, hashedPassword), { name: "PasswordHistoryPolicyViolationException" });
  await change(hashedPassword, nextPassword);
  await assert.rejects(change(nextPassword, hashedPassword), { name: "PasswordHistoryPolicyViolationException" });
});
