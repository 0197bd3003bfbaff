import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expiredSession, invalidSession, usedSession } from "../../../test/challenges.js";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  type ChallengeNameType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "../../../test/clients.js";
import {
  claimsOf,
  flipped,
  goodPassword,
  makeUser,
  type SignInTarget,
  signInTarget,
  tokensOf,
  withPassword,
  withSrp,
  wrongSignIn,
} from "../../../test/sign-in.js";
import { claimTimestamp, srpClient } from "../../../test/srp-client.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const newPassword = "Another-Horse-2";

let world: TestWorld;
let target: SignInTarget;

before(async () => {
  world = await startTestWorld();
  target = await signInTarget(world);
  await makeUser(world, target.poolId, "jane");
  await makeUser(world, target.poolId, "joe");
});
after(() => world.close());

type Responses = Record<string, string>;

const respond = (
  ChallengeName: ChallengeNameType,
  ChallengeResponses: Responses,
  { clientId = target.clientId, Session }: { clientId?: string; Session?: string | undefined } = {},
) =>
  world.client.send(
    new RespondToAuthChallengeCommand({ ClientId: clientId, ChallengeName, ChallengeResponses, Session }),
  );

async function srpAnswer(
  { poolId, clientId } = target,
  username = "jane",
  password = goodPassword,
): Promise<Responses> {
  const srp = srpClient(poolId);
  const { ChallengeParameters = {} } = await world.client.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: username, SRP_A: srp.A },
    }),
  );
  return srp.answer(ChallengeParameters, password, world.clock.now());
}

const N = `${"f".repeat(16)}c90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff`;
const multiple = (factor: bigint) => (BigInt(`0x${N}`) * factor).toString(16);

for (const [name, A] of [
  ["zero", "0"],
  ["N", N],
  ["2N", multiple(2n)],
  ["7N", multiple(7n)],
  ["longer than N", `1${N}`],
  ["no number", "xyz"],
] as const) {
  test(`T-04 a public value that is ${name} is refused`, async () => {
    await assert.rejects(
      world.client.send(
        new InitiateAuthCommand({
          ClientId: target.clientId,
          AuthFlow: "USER_SRP_AUTH",
          AuthParameters: { USERNAME: "jane", SRP_A: A },
        }),
      ),
      { name: "InvalidParameterException" },
    );
  });
}

test("T-04 a proof is good for one sign-in, also when both answers arrive at once", async () => {
  const answer = await srpAnswer();
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => respond("PASSWORD_VERIFIER", answer)));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  await assert.rejects(respond("PASSWORD_VERIFIER", answer), usedSession);
});

test("T-04 a failed try does not use the proof up", async () => {
  const answer = await srpAnswer();
  const bad = { ...answer, PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString("base64") };
  await assert.rejects(respond("PASSWORD_VERIFIER", bad), wrongSignIn);
  await assert.rejects(respond("PASSWORD_VERIFIER", { ...answer, DEVICE_KEY: "us-east-1_unknown" }), {
    name: "ResourceNotFoundException",
    message: "Device does not exist.",
  });
  tokensOf(await respond("PASSWORD_VERIFIER", answer));
});

test("T-04 a TIMESTAMP of another form, or far from now, is refused", async () => {
  const answer = await srpAnswer();
  for (const TIMESTAMP of ["2026-11-07T09:05:03Z", "Sa. Nov. 7 09:05:03 UTC 2026", "Sat Nov 31 09:05:03 UTC 2026"]) {
    await assert.rejects(respond("PASSWORD_VERIFIER", { ...answer, TIMESTAMP }), {
      name: "InvalidParameterException",
      message: "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
    });
  }
  for (const minutes of [-6, 6]) {
    const srp = srpClient(target.poolId);
    const { ChallengeParameters = {} } = await world.client.send(
      new InitiateAuthCommand({
        ClientId: target.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: "jane", SRP_A: srp.A },
      }),
    );
    const signedThen = srp.answer(ChallengeParameters, goodPassword, world.clock.now() + minutes * 60_000);
    await assert.rejects(respond("PASSWORD_VERIFIER", signedThen), expiredSession);
  }
});

test("T-04 T-15 a SECRET_BLOCK is worthless when changed, moved to another client or user, or too old", async () => {
  const answer = await srpAnswer();
  const block = answer["PASSWORD_CLAIM_SECRET_BLOCK"] ?? "";
  for (let place = 0; place < block.length; place += 97) {
    const changed = { ...answer, PASSWORD_CLAIM_SECRET_BLOCK: flipped(block, place) };
    await assert.rejects(respond("PASSWORD_VERIFIER", changed), wrongSignIn, `at ${place}`);
  }
  const { ClientId } = await world.appClient(target.poolId);
  await assert.rejects(respond("PASSWORD_VERIFIER", answer, { clientId: ClientId }), wrongSignIn);
  await assert.rejects(respond("PASSWORD_VERIFIER", { ...answer, USERNAME: "joe" }), wrongSignIn);
  const later = world.clock.now() + 3 * 60_000;
  world.clock.advance(3 * 60_000);
  await assert.rejects(respond("PASSWORD_VERIFIER", { ...answer, TIMESTAMP: claimTimestamp(later) }), expiredSession);
});

for (const name of ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"]) {
  test(`PASSWORD_VERIFIER without ${name} says so`, async () => {
    const { [name]: _, ...answer } = await srpAnswer();
    await assert.rejects(respond("PASSWORD_VERIFIER", answer), {
      name: "InvalidParameterException",
      message: `Missing required parameter ${name}`,
    });
  });
}

test("a challenge that was never asked has no session", async () => {
  await assert.rejects(respond("SMS_MFA", { USERNAME: "jane", SMS_MFA_CODE: "123456" }), {
    name: "InvalidParameterException",
    message: "Missing required parameter Session",
  });
  const Session = "a".repeat(40);
  await assert.rejects(respond("SMS_MFA", { USERNAME: "jane", SMS_MFA_CODE: "123456" }, { Session }), invalidSession);
});

async function invitedPool() {
  const pool = await world.pool({
    Schema: [
      { Name: "name", Required: true, Mutable: true },
      { Name: "family_name", Required: true, Mutable: true },
      { Name: "tenant", AttributeDataType: "String", Mutable: true },
    ],
  });
  const { ClientId } = await world.appClient(pool.Id, {
    WriteAttributes: ["name", "family_name", "email", "nickname"],
  });
  const here: SignInTarget = { world, poolId: pool.Id, clientId: ClientId };
  const invite = (username: string) =>
    makeUser(world, pool.Id, username, { temporary: true, attributes: [{ Name: "name", Value: "Jane" }] });
  const answer = (Session: string | undefined, more: Responses, username = "jane") =>
    respond("NEW_PASSWORD_REQUIRED", { USERNAME: username, ...more }, { clientId: ClientId, Session });
  return { here, invite, answer };
}

const complete = { NEW_PASSWORD: newPassword, "userAttributes.family_name": "Doe" };

test("an invited user chooses a password, brings what is missing, and is confirmed", async () => {
  const { here, invite, answer } = await invitedPool();
  await invite("jane");
  for (const begin of [withPassword, withSrp]) {
    const challenge = await begin(here, "jane");
    assert.equal(challenge.ChallengeName, "NEW_PASSWORD_REQUIRED");
    assert.equal(challenge.AuthenticationResult, undefined);
    assert.deepEqual(challenge.ChallengeParameters, {
      USER_ID_FOR_SRP: "jane",
      requiredAttributes: '["userAttributes.family_name"]',
      userAttributes: '{"name":"Jane"}',
    });
    assert.ok((challenge.Session?.length ?? 0) >= 20 && (challenge.Session?.length ?? 0) <= 2048);
  }
  const { Session } = await withPassword(here, "jane");
  const output = await answer(Session, complete);
  assert.deepEqual(output.ChallengeParameters, {});
  assert.equal(claimsOf(tokensOf(output).IdToken)["family_name"], "Doe");
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: here.poolId, Username: "jane" }));
  assert.equal(user.UserStatus, "CONFIRMED");
  tokensOf(await withSrp(here, "jane", newPassword));
  await assert.rejects(withPassword(here, "jane"), wrongSignIn);
  await assert.rejects(answer(Session, complete), usedSession);
});

test("a wrong answer to NEW_PASSWORD_REQUIRED leaves the session usable, a right one does not", async () => {
  const { here, invite, answer } = await invitedPool();
  await invite("jane");
  const { Session } = await withPassword(here, "jane");
  const refusals: readonly [Responses, { name: string; message: string }][] = [
    [
      { ...complete, NEW_PASSWORD: "" },
      { name: "InvalidParameterException", message: "Missing required parameter NEW_PASSWORD" },
    ],
    [
      { ...complete, NEW_PASSWORD: "short" },
      { name: "InvalidPasswordException", message: "Password does not conform to policy: Password not long enough" },
    ],
    [
      { NEW_PASSWORD: newPassword },
      { name: "InvalidParameterException", message: "Invalid attributes given, family_name is missing" },
    ],
    [
      { ...complete, "userAttributes.name": "Other" },
      { name: "NotAuthorizedException", message: "Cannot modify an already provided name" },
    ],
  ];
  for (const [responses, expected] of refusals) await assert.rejects(answer(Session, responses), expected);
  tokensOf(await answer(Session, complete));
});

test("T-30 NEW_PASSWORD_REQUIRED writes nothing that the client may not write", async () => {
  const { here, invite, answer } = await invitedPool();
  await invite("jane");
  const { Session } = await withPassword(here, "jane");
  for (const name of ["email_verified", "sub", "custom:tenant", "identities", "cognito:user_status", "dev:custom:x"]) {
    await assert.rejects(answer(Session, { ...complete, [`userAttributes.${name}`]: "true" }), name);
  }
  tokensOf(await answer(Session, complete));
});

test("T-15 a session is worthless when changed, moved, late, or after another temporary password", async () => {
  const { here, invite, answer } = await invitedPool();
  await invite("jane");
  await invite("joe");
  const { Session = "" } = await withPassword(here, "jane");
  for (let place = 0; place < Session.length; place += 1) {
    await assert.rejects(answer(flipped(Session, place), complete), invalidSession, `at ${place}`);
  }
  await assert.rejects(answer(Session, complete, "joe"), invalidSession);
  const { ClientId } = await world.appClient(here.poolId);
  await assert.rejects(
    respond("NEW_PASSWORD_REQUIRED", { USERNAME: "jane", ...complete }, { clientId: ClientId, Session }),
    invalidSession,
  );
  for (const step of ["SELECT_CHALLENGE", "PASSWORD", "SOFTWARE_TOKEN_MFA", "MFA_SETUP", "EMAIL_OTP"] as const) {
    const codes = { SOFTWARE_TOKEN_MFA_CODE: "123456", EMAIL_OTP_CODE: "12345678" };
    const responses = { USERNAME: "jane", ANSWER: "PASSWORD", PASSWORD: goodPassword, ...codes };
    await assert.rejects(respond(step, responses, { clientId: here.clientId, Session }), invalidSession, step);
  }
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: here.poolId, Username: "jane", Password: "Third-Horse-3" }),
  );
  await assert.rejects(answer(Session, complete), invalidSession);
  const fresh = await withPassword(here, "jane", "Third-Horse-3");
  world.clock.advance(3 * 60_000);
  await assert.rejects(answer(fresh.Session, complete), expiredSession);
  await assert.rejects(answer(undefined, complete), {
    name: "InvalidParameterException",
    message: "Missing required parameter Session",
  });
});

test("parallel answers to one NEW_PASSWORD_REQUIRED have one winner", async () => {
  const { here, invite, answer } = await invitedPool();
  await invite("jane");
  const { Session } = await withPassword(here, "jane");
  const passwords = ["First-Horse-1!", "Second-Horse-2!", "Third-Horse-3!"];
  const outcomes = await Promise.allSettled(
    passwords.map((password) => answer(Session, { ...complete, NEW_PASSWORD: password })),
  );
  const winners = passwords.filter((_, place) => outcomes[place]?.status === "fulfilled");
  assert.equal(winners.length, 1);
  tokensOf(await withPassword(here, "jane", winners[0]));
});

test("a temporary password ends after its days", async () => {
  const { here, invite } = await invitedPool();
  await invite("jane");
  world.clock.advance(7 * 86_400_000);
  const expired = {
    name: "NotAuthorizedException",
    message: "Temporary password has expired and must be reset by an administrator.",
  };
  await assert.rejects(withPassword(here, "jane"), expired);
  await assert.rejects(withSrp(here, "jane"), expired);
  await assert.rejects(withPassword(here, "jane", "Wrong-Horse-1"), wrongSignIn);
});

test("an administrator takes an invited user through the new password", async () => {
  const { here, invite } = await invitedPool();
  await invite("jane");
  const ids = { UserPoolId: here.poolId, ClientId: here.clientId };
  const { Session } = await world.client.send(
    new AdminInitiateAuthCommand({
      ...ids,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "jane", PASSWORD: goodPassword },
    }),
  );
  const output = await world.client.send(
    new AdminRespondToAuthChallengeCommand({
      ...ids,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ChallengeResponses: { USERNAME: "jane", ...complete },
      Session,
    }),
  );
  tokensOf(output);
});

for (const configuration of ["ON", "OPTIONAL"] as const) {
  test(`T-23 with MFA ${configuration} a user who owes a factor gets no tokens in any flow`, async () => {
    const pool = await world.pool();
    const { ClientId } = await world.appClient(pool.Id);
    const here: SignInTarget = { world, poolId: pool.Id, clientId: ClientId };
    const stored = await world.world.store.userPools.get(pool.Id);
    assert.ok(stored);
    await world.world.store.userPools.update({ ...stored, mfa: { configuration, softwareToken: { Enabled: true } } });
    for (const [username, temporary] of [
      ["jane", false],
      ["invited", true],
    ] as const) {
      await makeUser(world, pool.Id, username, { temporary });
      const user = await world.world.store.users.getByUsernameKey(pool.Id, username);
      assert.ok(user);
      const mfa = { enabled: ["SOFTWARE_TOKEN_MFA"], preferred: "SOFTWARE_TOKEN_MFA" } as const;
      await world.world.store.users.update({ ...user, mfa }, { usernameKey: username, aliases: [], search: [] });
    }
    const asked = (output: { ChallengeName?: string | undefined; AuthenticationResult?: object | undefined }) => {
      assert.equal(output.ChallengeName, "SOFTWARE_TOKEN_MFA");
      assert.equal(output.AuthenticationResult, undefined);
    };
    asked(await withPassword(here, "jane"));
    asked(await withSrp(here, "jane"));
    asked(
      await world.client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: pool.Id,
          ClientId,
          AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "jane", PASSWORD: goodPassword },
        }),
      ),
    );
    const { Session } = await withPassword(here, "invited");
    const answer = { USERNAME: "invited", NEW_PASSWORD: newPassword };
    asked(await respond("NEW_PASSWORD_REQUIRED", answer, { clientId: ClientId, Session }));
    // The new password holds, and leads no further than to the factor.
    asked(await withPassword(here, "invited", newPassword));
  });
}

test("an invited user of a pool with password history cannot go back to an old password", async () => {
  const pool = await world.pool({
    Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 3, TemporaryPasswordValidityDays: 7 } },
  });
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "jane");
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "jane", Password: "Temporary-1" }),
  );
  const { Session } = await withPassword({ world, poolId: pool.Id, clientId: ClientId }, "jane", "Temporary-1");
  const answer = (NEW_PASSWORD: string) =>
    respond("NEW_PASSWORD_REQUIRED", { USERNAME: "jane", NEW_PASSWORD }, { clientId: ClientId, Session });
  await assert.rejects(answer(goodPassword), { name: "PasswordHistoryPolicyViolationException" });
  tokensOf(await answer(newPassword));
});

test("an address of another user cannot come in with the new password", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email", "phone_number"] });
  const { ClientId } = await world.appClient(pool.Id);
  const here: SignInTarget = { world, poolId: pool.Id, clientId: ClientId };
  await makeUser(world, pool.Id, "taken@example.com");
  const { username } = await world.client
    .send(
      new AdminCreateUserCommand({
        UserPoolId: pool.Id,
        Username: "+15550100",
        TemporaryPassword: goodPassword,
        MessageAction: "SUPPRESS",
      }),
    )
    .then(({ User }) => ({ username: User?.Username ?? "" }));
  const { Session } = await withPassword(here, "+15550100");
  const answer = (email: string) =>
    respond(
      "NEW_PASSWORD_REQUIRED",
      { USERNAME: username, NEW_PASSWORD: newPassword, "userAttributes.email": email },
      { clientId: ClientId, Session },
    );
  await assert.rejects(answer("taken@example.com"), {
    name: "AliasExistsException",
    message: "An account with the given email already exists.",
  });
  tokensOf(await answer("free@example.com"));
});
