/** Sign-in from a remembered device: when it is asked, what it stands for, and everything that is no proof of it (T-27). */
import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, before, test } from "node:test";
import {
  AdminForgetDeviceCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateDeviceStatusCommand,
  type ChallengeNameType,
  type DeviceConfigurationType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { always, confirm, newDevice, noDevice, type OwnDevice, optIn } from "../../../test/devices.js";
import { send } from "../../../test/faults/wire.js";
import { password } from "../../../test/self-service.js";
import { claimsOf, flipped, makeUser, tokensOf } from "../../../test/sign-in.js";
import { srpClient } from "../../../test/srp-client.js";
import { givenTokens, totpCode } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

type Answers = Record<string, string>;

/** A pool that demands a second factor and tracks devices, and ann, who has an authenticator. */
async function scene(DeviceConfiguration: DeviceConfigurationType) {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  const secret = await pool.verified(AccessToken);
  await world.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }),
  );
  await world.client.send(
    new UpdateUserPoolCommand({ UserPoolId: pool.poolId, AutoVerifiedAttributes: ["email"], DeviceConfiguration }),
  );
  await pool.configure({ MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } });
  const ClientId = pool.clientId;
  const begin = (DEVICE_KEY?: string, USERNAME = "ann") =>
    world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: password, ...(DEVICE_KEY === undefined ? {} : { DEVICE_KEY }) },
      }),
    );
  const answer = (ChallengeName: ChallengeNameType, Session: string | undefined, answers: Answers) =>
    world.client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: "ann", ...answers },
      }),
    );
  const showCode = async (asked: { ChallengeName?: string | undefined; Session?: string | undefined }) => {
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    // A code of its own for every sign-in.
    world.clock.advance(60_000);
    const SOFTWARE_TOKEN_MFA_CODE = totpCode(secret, world.clock.now());
    return answer("SOFTWARE_TOKEN_MFA", asked.Session, { SOFTWARE_TOKEN_MFA_CODE });
  };
  const device = async (): Promise<OwnDevice> =>
    (await confirm(world, newDevice(await showCode(await begin())))).device;
  /** DEVICE_SRP_AUTH, up to the answer that proves the device. */
  const asDevice = async (
    { DeviceKey, DeviceGroupKey, secret: own }: OwnDevice,
    Session: string | undefined,
    secretUsed = own,
  ) => {
    const srp = srpClient(DeviceGroupKey);
    const asked = await answer("DEVICE_SRP_AUTH", Session, { DEVICE_KEY: DeviceKey, SRP_A: srp.A });
    assert.equal(asked.ChallengeName, "DEVICE_PASSWORD_VERIFIER");
    const parameters = asked.ChallengeParameters ?? {};
    assert.equal(parameters["DEVICE_KEY"], DeviceKey);
    const proof = srp.answer({ ...parameters, USER_ID_FOR_SRP: DeviceKey }, secretUsed, world.clock.now());
    const answers: Answers = { ...proof, USERNAME: "ann", DEVICE_KEY: DeviceKey };
    return { Session: asked.Session, proof: answers };
  };
  const admin = { UserPoolId: pool.poolId, Username: "ann" };
  return { ...pool, begin, answer, showCode, device, asDevice, admin };
}

test("a remembered device stands for the second factor", async () => {
  const { begin, answer, device, asDevice } = await scene(always);
  const own = await device();
  const asked = await begin(own.DeviceKey);
  assert.equal(asked.ChallengeName, "DEVICE_SRP_AUTH");
  assert.equal(asked.AuthenticationResult, undefined);
  const { Session, proof } = await asDevice(own, asked.Session);
  const output = await answer("DEVICE_PASSWORD_VERIFIER", Session, proof);
  const { AccessToken } = tokensOf(output);
  assert.equal(output.AuthenticationResult?.NewDeviceMetadata, undefined);
  assert.equal(claimsOf(AccessToken)["device_key"], own.DeviceKey);
});

test("where devices replace nothing, the factor is asked first and the device after it", async () => {
  const { begin, answer, showCode, device, asDevice } = await scene({ DeviceOnlyRememberedOnUserPrompt: false });
  const own = await device();
  const asked = await showCode(await begin(own.DeviceKey));
  assert.equal(asked.ChallengeName, "DEVICE_SRP_AUTH");
  const { Session, proof } = await asDevice(own, asked.Session);
  tokensOf(await answer("DEVICE_PASSWORD_VERIFIER", Session, proof));
});

test("a device that is confirmed but not remembered is known, asked nothing, and replaces nothing", async () => {
  const { begin, showCode, device } = await scene(optIn);
  const own = await device();
  const output = await showCode(await begin(own.DeviceKey));
  assert.equal(claimsOf(tokensOf(output).AccessToken)["device_key"], own.DeviceKey);
  assert.equal(output.AuthenticationResult?.NewDeviceMetadata, undefined);
});

test("T-27 without a Session nobody goes on from another address where the owner showed the password", async () => {
  const { begin, device, clientId } = await scene(always);
  const own = await device();
  await begin(own.DeviceKey);
  const SRP_A = srpClient(own.DeviceGroupKey).A;
  const named = { USERNAME: "ann", DEVICE_KEY: own.DeviceKey, SRP_A };
  const input = { ClientId: clientId, ChallengeName: "DEVICE_SRP_AUTH", ChallengeResponses: named };
  const agent = new Agent({ localAddress: "127.0.0.2" });
  const elsewhere = await send(world.url.replace("localhost", "127.0.0.1"), "RespondToAuthChallenge", input, { agent });
  assert.deepEqual(
    [elsewhere.outcome, elsewhere.body.message],
    ["NotAuthorizedException", "Invalid session for the user."],
  );
  assert.equal((await send(world.url, "RespondToAuthChallenge", input)).body.ChallengeName, "DEVICE_PASSWORD_VERIFIER");
});

test("a client that keeps no Session is answered all the same, once", async () => {
  const { begin, answer, device, asDevice } = await scene(always);
  const own = await device();
  await assert.rejects(asDevice(own, undefined), { name: "NotAuthorizedException" }, "no password was shown");
  await begin(own.DeviceKey);
  const { proof } = await asDevice(own, undefined);
  tokensOf(await answer("DEVICE_PASSWORD_VERIFIER", undefined, proof));
  await assert.rejects(
    asDevice(own, undefined),
    { name: "NotAuthorizedException" },
    "T-27 a device alone is not enough",
  );
});

test("T-27 whoever does not know the secret is refused, and so is a proof that was used", async () => {
  const { begin, answer, device, asDevice } = await scene(always);
  const own = await device();
  const wrong = await asDevice(own, (await begin(own.DeviceKey)).Session, "another secret");
  await assert.rejects(answer("DEVICE_PASSWORD_VERIFIER", wrong.Session, wrong.proof), {
    name: "NotAuthorizedException",
    message: "Incorrect username or password.",
  });
  const right = await asDevice(own, (await begin(own.DeviceKey)).Session);
  const signature = right.proof["PASSWORD_CLAIM_SIGNATURE"] ?? "";
  await assert.rejects(
    answer("DEVICE_PASSWORD_VERIFIER", right.Session, {
      ...right.proof,
      PASSWORD_CLAIM_SIGNATURE: flipped(signature, 3),
    }),
    { name: "NotAuthorizedException", message: "Incorrect username or password." },
  );
  tokensOf(await answer("DEVICE_PASSWORD_VERIFIER", right.Session, right.proof));
  await assert.rejects(answer("DEVICE_PASSWORD_VERIFIER", right.Session, right.proof), {
    name: "NotAuthorizedException",
    message: "Invalid session for the user, session can only be used once.",
  });
});

test("T-27 a device is of one user, and a sign-in is of one device", async () => {
  const { begin, answer, device, poolId } = await scene(always);
  const [one, two] = [await device(), await device()];
  await makeUser(world, poolId, "bob", { password });
  await assert.rejects(begin(one.DeviceKey, "bob"), noDevice);
  const asked = await begin(one.DeviceKey);
  const { A } = srpClient(two.DeviceGroupKey);
  await assert.rejects(answer("DEVICE_SRP_AUTH", asked.Session, { DEVICE_KEY: two.DeviceKey, SRP_A: A }), noDevice);
});

for (const [what, command] of [
  ["forgotten", (input: DeviceOfAnn) => new AdminForgetDeviceCommand(input)],
  [
    "no longer remembered",
    (input: DeviceOfAnn) => new AdminUpdateDeviceStatusCommand({ ...input, DeviceRememberedStatus: "not_remembered" }),
  ],
] as const) {
  test(`T-27 a device that is ${what} on the way does not get in`, async () => {
    const { begin, answer, device, asDevice, admin } = await scene(always);
    const own = await device();
    const { Session, proof } = await asDevice(own, (await begin(own.DeviceKey)).Session);
    const input = { ...admin, DeviceKey: own.DeviceKey };
    await world.client.send(command(input) as AdminForgetDeviceCommand);
    await assert.rejects(answer("DEVICE_PASSWORD_VERIFIER", Session, proof), noDevice);
  });
}

interface DeviceOfAnn {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly DeviceKey: string;
}

test("T-15 another password on the way makes the device's step worthless", async () => {
  const { begin, answer, device, asDevice, admin } = await scene(always);
  const own = await device();
  const { Session, proof } = await asDevice(own, (await begin(own.DeviceKey)).Session);
  await world.client.send(new AdminSetUserPasswordCommand({ ...admin, Password: "An0ther!Word", Permanent: true }));
  await assert.rejects(answer("DEVICE_PASSWORD_VERIFIER", Session, proof), { name: "NotAuthorizedException" });
});

test("T-01 a device key does not tell who exists where the client hides it", async () => {
  const { poolId } = await scene(always);
  const { ClientId } = await world.appClient(poolId, { PreventUserExistenceErrors: "ENABLED" });
  const DEVICE_KEY = "us-east-1_3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  for (const USERNAME of ["ann", "nobody"]) {
    const AuthParameters = { USERNAME, PASSWORD: "wrong", DEVICE_KEY };
    await assert.rejects(
      world.client.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })),
      noDevice,
    );
  }
});
