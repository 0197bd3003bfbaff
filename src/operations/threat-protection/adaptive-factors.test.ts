/** Which factor answers a demand of threat protection, what remembered devices count for, and functions that lead sign-ins. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addresses, challengePool, everyFactor } from "../../../test/challenges.js";
import {
  type AccountTakeoverEventActionType,
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
  AdminListUserAuthEventsCommand,
  AdminRespondToAuthChallengeCommand,
  type ChallengeNameType,
  type CreateUserPoolCommandInput,
  SetRiskConfigurationCommand,
} from "../../../test/clients.js";
import { always, confirm, newDevice } from "../../../test/devices.js";
import { goodPassword, tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator, totpCode } from "../../../test/totp.js";
import { ChallengeFunctions } from "../../../test/triggers/challenge-functions.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const functions = new ChallengeFunctions();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: functions.functions });
  world.clock.freeze();
});
after(async () => {
  await world.close();
  functions.remove();
});

const refused = { name: "NotAuthorizedException", message: "Unable to login because of security reasons." };
const home = { ip: "192.0.2.1", agent: "one" };
const elsewhere = { ip: "198.51.100.7", agent: "two" };
const contextData = ({ ip, agent }: typeof home) => ({
  IpAddress: ip,
  ServerName: "app.example.com",
  ServerPath: "/",
  HttpHeaders: [{ headerName: "user-agent", headerValue: agent }],
});

interface Given {
  readonly action: AccountTakeoverEventActionType;
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly factors?: "none" | "all";
}

/** Ann in a pool whose factors are optional, where strange sign-ins are acted on. */
async function given({ action, pool: more = {}, factors = "all" }: Given) {
  const pool = await challengePool(world, {
    ...(factors === "all" ? { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor } } : {}),
    pool: {
      UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] },
      ...more,
    },
    client: { ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"] },
  });
  await world.client.send(
    new SetRiskConfigurationCommand({
      UserPoolId: pool.poolId,
      AccountTakeoverRiskConfiguration: { Actions: { LowAction: { Notify: false, EventAction: action } } },
    }),
  );
  const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };
  return {
    ...pool,
    from: (place: typeof home, parameters: Record<string, string> = {}) =>
      world.client.send(
        new AdminInitiateAuthCommand({
          ...ids,
          AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "ann", PASSWORD: goodPassword, ...parameters },
          ContextData: contextData(place),
        }),
      ),
    customFrom: (place: typeof home) =>
      world.client.send(
        new AdminInitiateAuthCommand({
          ...ids,
          AuthFlow: "CUSTOM_AUTH",
          AuthParameters: { USERNAME: "ann" },
          ContextData: contextData(place),
        }),
      ),
    answerFrom: (place: typeof home, asked: AdminInitiateAuthCommandOutput, answers: Record<string, string>) =>
      world.client.send(
        new AdminRespondToAuthChallengeCommand({
          ...ids,
          ChallengeName: asked.ChallengeName as ChallengeNameType,
          Session: asked.Session,
          ChallengeResponses: { USERNAME: "ann", ...answers },
          ContextData: contextData(place),
        }),
      ),
    events: async () =>
      (await world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId: pool.poolId, Username: "ann" })))
        .AuthEvents ?? [],
  };
}

async function authenticator(AccessToken: string): Promise<string> {
  const secret = await enrolAuthenticator(world, AccessToken);
  world.clock.advance(30_000);
  return secret;
}

for (const action of ["MFA_IF_CONFIGURED", "MFA_REQUIRED"] as const) {
  test(`${action} asks for an authenticator that is switched off, and only then`, async () => {
    const pool = await given({ action });
    await pool.user("ann");
    const secret = await authenticator(tokensOf(await pool.from(home)).AccessToken);
    tokensOf(await pool.from(home));
    const asked = await pool.from(elsewhere);
    assert.equal(asked.ChallengeName, "SOFTWARE_TOKEN_MFA");
    const code = totpCode(secret, world.clock.now());
    tokensOf(await pool.answerFrom(elsewhere, asked, { SOFTWARE_TOKEN_MFA_CODE: code }));
    // It has passed once from there.
    tokensOf(await pool.from(elsewhere));
  });

  test(`${action} lets the user choose among several`, async () => {
    const pool = await given({ action });
    await pool.user("ann", {
      attributes: addresses({ phone_number: "+12065551212", email: "ann@example.com" }),
    });
    await authenticator(tokensOf(await pool.from(home)).AccessToken);
    const asked = await pool.from(elsewhere);
    assert.equal(asked.ChallengeName, "SELECT_MFA_TYPE");
    assert.deepEqual(JSON.parse(asked.ChallengeParameters?.["MFAS_CAN_CHOOSE"] ?? "[]").sort(), [
      "EMAIL_OTP",
      "SMS_MFA",
      "SOFTWARE_TOKEN_MFA",
    ]);
    const chosen = await pool.answerFrom(elsewhere, asked, { ANSWER: "SMS_MFA" });
    assert.equal(chosen.ChallengeName, "SMS_MFA");
    tokensOf(await pool.answerFrom(elsewhere, chosen, { SMS_MFA_CODE: await pool.lastCode() }));
    const [event, before] = await pool.events();
    assert.equal(event?.EventResponse, "Pass");
    assert.equal(before?.EventRisk?.RiskDecision, "NoRisk", "one event for the whole sign-in");
  });
}

test("an address that is not proven is no factor for that", async () => {
  const pool = await given({ action: "MFA_REQUIRED" });
  await pool.user("ann", { attributes: addresses({ phone_number: "+12065551212", verified: false }) });
  tokensOf(await pool.from(home));
  await assert.rejects(pool.from(elsewhere), refused);
});

test("the way to recover the account is no second factor", async () => {
  const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: "verified_phone_number" as const, Priority: 1 }] };
  const pool = await given({ action: "MFA_REQUIRED", pool: { AccountRecoverySetting } });
  await pool.user("ann", { attributes: addresses({ phone_number: "+12065551212" }) });
  tokensOf(await pool.from(home));
  await assert.rejects(pool.from(elsewhere), refused);
});

test("a remembered device is no new one, and stands for the factor where the pool says so", async () => {
  const pool = await given({ action: "MFA_REQUIRED", pool: { DeviceConfiguration: always } });
  await pool.user("ann");
  const { device } = await confirm(world, newDevice(await pool.from(home)));
  await assert.rejects(pool.from(elsewhere), refused);
  const asked = await pool.from(elsewhere, { DEVICE_KEY: device.DeviceKey });
  assert.equal(asked.ChallengeName, "DEVICE_SRP_AUTH");
  assert.equal((await pool.events())[0]?.EventRisk?.RiskDecision, "NoRisk");
});

test("functions that lead a sign-in have a mode of their own", async () => {
  functions.plan({
    define: [{ challengeName: "CUSTOM_CHALLENGE" }, { issueTokens: true }],
    create: { publicChallengeParameters: { q: "1 + 1" }, privateChallengeParameters: { a: "2" } },
    right: "2",
  });
  for (const [CustomAuthMode, outcome] of [
    [undefined, "in"],
    ["AUDIT", "in"],
    ["ENFORCED", "out"],
  ] as const) {
    const UserPoolAddOns = {
      AdvancedSecurityMode: "ENFORCED" as const,
      ...(CustomAuthMode && { AdvancedSecurityAdditionalFlows: { CustomAuthMode } }),
    };
    const pool = await given({
      action: "BLOCK",
      factors: "none",
      pool: { UserPoolAddOns, LambdaConfig: functions.lambdaConfig },
    });
    await pool.user("ann");
    const signIn = async (place: typeof home) => pool.answerFrom(place, await pool.customFrom(place), { ANSWER: "2" });
    tokensOf(await signIn(home));
    if (outcome === "in") tokensOf(await signIn(elsewhere));
    else await assert.rejects(signIn(elsewhere), refused);
    const { RiskDecision } = (await pool.events())[0]?.EventRisk ?? {};
    assert.equal(
      RiskDecision,
      { none: "NoRisk", AUDIT: "AccountTakeover", ENFORCED: "Block" }[CustomAuthMode ?? "none"],
    );
  }
});
