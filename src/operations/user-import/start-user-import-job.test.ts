import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddCustomAttributesCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  ConfirmForgotPasswordCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
  StartUserImportJobCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { withSrp } from "../../../test/sign-in.js";
import { csvFile, describeJob, endOf, importJob, runImport, upload } from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const password = "Correct-Horse-1";

const ann = {
  "cognito:username": "ann",
  email: "ann@example.com",
  email_verified: "TRUE",
  birthdate: "02/01/1985",
  address: "1 Main St\\, Apt 2",
  updated_at: "1471453471",
  name: "  Ann  ",
};
const bob = {
  "cognito:username": "bob",
  phone_number: "+12345550100",
  email: "bob@example.com",
  email_verified: "true",
};

test("users of a file are in the pool, and sign in once they have reset their passwords", async () => {
  const { Id } = await world.pool({
    AutoVerifiedAttributes: ["email"],
    Schema: [{ Name: "team", AttributeDataType: "String", Mutable: true }],
  });
  const { ClientId } = await world.appClient(Id);
  const file = await csvFile(world, Id, [{ ...ann, "custom:team": "=1+1" }, bob]);
  const { job, log } = await runImport(world, Id, file);
  assert.deepEqual(
    [job.Status, job.ImportedUsers, job.SkippedUsers, job.FailedUsers, job.CompletionMessage],
    ["Succeeded", 2, 0, 0, "Import Job Completed Successfully."],
  );
  assert.ok(job.StartDate && job.CompletionDate && job.CompletionDate >= job.StartDate);
  assert.deepEqual(log, [
    "[SUCCEEDED] Line Number 2 - The import succeeded.",
    "[SUCCEEDED] Line Number 3 - The import succeeded.",
  ]);

  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "ann" }));
  assert.equal(user.UserStatus, "RESET_REQUIRED");
  assert.equal(user.Enabled, true);
  const attributes = Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
  assert.deepEqual(
    { ...attributes, sub: "" },
    {
      sub: "",
      email: "ann@example.com",
      email_verified: "true",
      // Kept as OpenID Connect has it.
      birthdate: "1985-02-01",
      address: "1 Main St, Apt 2",
      updated_at: "1471453471",
      name: "Ann",
      "custom:team": "=1+1",
    },
  );
  assert.equal(user.UserMFASettingList, undefined);

  const signIn = (PASSWORD: string) =>
    world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD },
      }),
    );
  await assert.rejects(signIn("anything"), {
    name: "PasswordResetRequiredException",
    message: "Password reset required for the user",
  });
  const reset = { name: "PasswordResetRequiredException" };
  await assert.rejects(withSrp({ world, poolId: Id, clientId: ClientId }, "ann", "anything"), reset);
  // Who keeps to himself who is a user does not tell this either.
  const quiet = await world.appClient(Id, { PreventUserExistenceErrors: "ENABLED" });
  await assert.rejects(withSrp({ world, poolId: Id, clientId: quiet.ClientId }, "ann", "anything"), {
    name: "NotAuthorizedException",
    message: "Incorrect username or password.",
  });
  await world.client.send(new ForgotPasswordCommand({ ClientId, Username: "ann" }));
  const { code } = await world.lastMessage("ann@example.com");
  await world.client.send(
    new ConfirmForgotPasswordCommand({ ClientId, Username: "ann", ConfirmationCode: code, Password: password }),
  );
  assert.ok((await signIn(password)).AuthenticationResult?.AccessToken);
  const pool = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
  assert.equal(pool.UserPool?.EstimatedNumberOfUsers, 2);
});

test("who is there is skipped, and more that are not imported than are fail the job", async () => {
  const { Id } = await world.pool({
    AutoVerifiedAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
  });
  await world.client.send(new AdminCreateUserCommand({ UserPoolId: Id, Username: "ANN", MessageAction: "SUPPRESS" }));
  const { job, log } = await runImport(world, Id, await csvFile(world, Id, [ann, bob, { ...bob, name: "again" }]));
  assert.deepEqual(log, [
    "[SKIPPED] Line Number 2 - The user already exists.",
    "[SUCCEEDED] Line Number 3 - The import succeeded.",
    "[SKIPPED] Line Number 4 - The user already exists.",
  ]);
  assert.deepEqual(
    [job.Status, job.ImportedUsers, job.SkippedUsers, job.FailedUsers, job.CompletionMessage],
    ["Failed", 1, 2, 0, "Too many users have failed or been skipped during the import."],
  );
  const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: Id, Filter: 'username = "bob"' }));
  assert.equal(
    Users?.[0]?.Attributes?.some(({ Name }) => Name === "name"),
    false,
  );
});

test("T-07 T-08 an address that signs somebody in is not taken over", async () => {
  const { Id } = await world.pool({
    AutoVerifiedAttributes: ["email"],
    AliasAttributes: ["email"],
    UsernameConfiguration: { CaseSensitive: false },
  });
  const rows = [
    ann,
    { ...ann, "cognito:username": "other" },
    { ...ann, "cognito:username": "third", email: "ANN@example.com" },
    { ...ann, "cognito:username": "fourth@example.com" },
  ];
  const { job, log } = await runImport(world, Id, await csvFile(world, Id, rows));
  assert.equal(job.ImportedUsers, 1);
  assert.deepEqual(log.slice(1), [
    "[FAILED] Line Number 3 - An account with the given email already exists.",
    "[FAILED] Line Number 4 - An account with the given email already exists.",
    "[FAILED] Line Number 5 - Username cannot be of email format, since user pool is configured for email alias.",
  ]);
  const holder = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "ann@example.com" }));
  assert.equal(holder.Username, "ann");
});

test("where addresses are usernames, the address may stand in either column", async () => {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"], UsernameAttributes: ["email"] });
  const email_verified = "true";
  const { job, log } = await runImport(
    world,
    Id,
    await csvFile(world, Id, [
      { email: "a@example.com", email_verified },
      { "cognito:username": "b@example.com", email_verified },
      { "cognito:username": "c@example.com", email: "c@example.com", email_verified },
      { "cognito:username": "d@example.com", email: "other@example.com", email_verified },
      { "cognito:username": "plain", email: "e@example.com", email_verified },
      { email: "a@example.com", email_verified },
      { name: "nobody", email_verified },
    ]),
  );
  assert.equal(job.ImportedUsers, 3);
  assert.deepEqual(log.slice(3), [
    "[FAILED] Line Number 5 - User email should be empty or same as username, since username attribute is email",
    "[FAILED] Line Number 6 - Username should be an email.",
    "[SKIPPED] Line Number 7 - The user already exists.",
    "[FAILED] Line Number 8 - The line has no value for email.",
  ]);
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "b@example.com" }));
  assert.match(user.Username ?? "", /^[0-9a-f-]{36}$/);
});

test("whoever can sign in by a code is confirmed", async () => {
  const { Id } = await world.pool({
    AutoVerifiedAttributes: ["email", "phone_number"],
    SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" },
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
  });
  const phone_number_verified = "true";
  const file = await csvFile(world, Id, [
    ann,
    { "cognito:username": "cat", phone_number: "+12345550101", phone_number_verified },
  ]);
  assert.equal((await runImport(world, Id, file)).job.ImportedUsers, 2);
  const status = async (Username: string) =>
    (await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username }))).UserStatus;
  assert.deepEqual([await status("ann"), await status("cat")], ["CONFIRMED", "RESET_REQUIRED"]);
  const { ClientId } = await world.appClient(Id, {
    ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const AuthParameters = { USERNAME: "ann", PREFERRED_CHALLENGE: "EMAIL_OTP" };
  const { ChallengeName, Session } = await world.client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "USER_AUTH", AuthParameters }),
  );
  assert.equal(ChallengeName, "EMAIL_OTP");
  const { code = "" } = await world.lastMessage("ann@example.com");
  const answered = await world.client.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: "ann", EMAIL_OTP_CODE: code },
    }),
  );
  assert.ok(answered.AuthenticationResult?.AccessToken);
});

test("a job starts once, with a file, in its time, in a pool that verifies addresses", async () => {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"] });
  const start = (JobId: string, UserPoolId = Id) =>
    world.client.send(new StartUserImportJobCommand({ UserPoolId, JobId }));
  const name = "PreconditionNotMetException";
  const empty = await importJob(world, Id);
  await assert.rejects(start(empty.JobId), { name, message: `No csv file was uploaded for ${empty.JobId}` });
  const { job } = await runImport(world, Id, await csvFile(world, Id, [ann]));
  await assert.rejects(start(job.JobId!), {
    name,
    message: `The user import job ${job.JobId} cannot be started: its status is Succeeded.`,
  });
  const late = await importJob(world, Id);
  await upload(late.PreSignedUrl, await csvFile(world, Id, [bob]));
  world.clock.advance(24 * 3_600_000);
  await assert.rejects(start(late.JobId), {
    name,
    message: `The user import job ${late.JobId} cannot be started: its status is Expired.`,
  });
  const expired = await describeJob(world, Id, late.JobId);
  assert.deepEqual([expired.Status, expired.CompletionMessage], ["Expired", "The user import job has expired."]);

  const unverified = await world.pool();
  const other = await importJob(world, unverified.Id);
  await upload(other.PreSignedUrl, await csvFile(world, unverified.Id, [ann]));
  await assert.rejects(start(other.JobId, unverified.Id), {
    name,
    message: "The user pool has no auto verified attributes.",
  });
  await assert.rejects(start(other.JobId), {
    name: "ResourceNotFoundException",
    message: `User import job ${other.JobId} does not exist.`,
  });
  await assert.rejects(start(other.JobId, "us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});

test("while users are imported, the pool is neither changed nor deleted, and no second job starts", async () => {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"] });
  const rows = Array.from({ length: 3_000 }, (_, n) => ({
    "cognito:username": `user-${n}`,
    email: `user-${n}@example.com`,
    email_verified: "true",
  }));
  const [first, second] = [await importJob(world, Id), await importJob(world, Id)];
  await upload(first.PreSignedUrl, await csvFile(world, Id, rows));
  await upload(second.PreSignedUrl, await csvFile(world, Id, [ann]));
  const start = (JobId: string) => world.client.send(new StartUserImportJobCommand({ UserPoolId: Id, JobId }));
  const { UserImportJob } = await start(first.JobId);
  assert.equal(UserImportJob?.Status, "Pending");
  const message = `A user import job is in progress for the user pool ${Id}.`;
  await assert.rejects(start(second.JobId), { name: "PreconditionNotMetException", message });
  const attribute = { Name: "more", AttributeDataType: "String" } as const;
  const changes = [
    new UpdateUserPoolCommand({ UserPoolId: Id, AutoVerifiedAttributes: ["email"] }),
    new AddCustomAttributesCommand({ UserPoolId: Id, CustomAttributes: [attribute] }),
    new DeleteUserPoolCommand({ UserPoolId: Id }),
  ];
  for (const change of changes) {
    await assert.rejects(world.client.send(change as UpdateUserPoolCommand), {
      name: "UserImportInProgressException",
      message,
    });
  }
  assert.ok(["Pending", "InProgress"].includes((await describeJob(world, Id, first.JobId)).Status ?? ""));
  assert.equal((await endOf(world, Id, first.JobId)).ImportedUsers, rows.length);
  await start(second.JobId);
  assert.equal((await endOf(world, Id, second.JobId)).ImportedUsers, 1);
  for (const change of changes) await world.client.send(change as UpdateUserPoolCommand);
});
