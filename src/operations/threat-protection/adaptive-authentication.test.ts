/** What becomes of sign-ins that look strange: levels, actions, lists of addresses, and what the events say of them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type AccountTakeoverEventActionType,
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
  AdminListUserAuthEventsCommand,
  AdminRespondToAuthChallengeCommand,
  AdminUpdateAuthEventFeedbackCommand,
  type AdvancedSecurityModeType,
  type CreateUserPoolCommandInput,
  GetUserCommand,
  InitiateAuthCommand,
  SetRiskConfigurationCommand,
  type SetRiskConfigurationCommandInput,
  SetUserPoolMfaConfigCommand,
} from "../../../test/clients.js";
import { claimsOf, goodPassword, makeUser, tokensOf, withSrp } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const refused = { name: "NotAuthorizedException", message: "Unable to login because of security reasons." };
const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0";
const home = { ip: "192.0.2.1", agent: chrome };
/** Another device at another address: 25 points, which is Low. */
const elsewhere = { ip: "198.51.100.7", agent: firefox };

interface Given {
  readonly mode?: AdvancedSecurityModeType;
  readonly actions?: Partial<Record<"Low" | "Medium" | "High", AccountTakeoverEventActionType>>;
  readonly lists?: SetRiskConfigurationCommandInput["RiskExceptionConfiguration"];
  readonly pool?: Partial<CreateUserPoolCommandInput>;
}

async function given({ mode = "ENFORCED", actions = {}, lists, pool: more = {} }: Given = {}) {
  const pool = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: mode }, ...more });
  const { ClientId } = await world.appClient(pool.Id);
  await configure(pool.Id, { actions, lists });
  return { poolId: pool.Id, clientId: ClientId };
}

const configure = (UserPoolId: string, { actions = {}, lists }: Given, ClientId?: string) =>
  world.client.send(
    new SetRiskConfigurationCommand({
      UserPoolId,
      ClientId,
      AccountTakeoverRiskConfiguration: {
        Actions: Object.fromEntries(
          Object.entries(actions).map(([level, EventAction]) => [`${level}Action`, { Notify: false, EventAction }]),
        ),
      },
      RiskExceptionConfiguration: lists,
    }),
  );

type Pool = Awaited<ReturnType<typeof given>>;
type Place = typeof home;

const context = ({ ip, agent }: Place) => ({
  IpAddress: ip,
  ServerName: "app.example.com",
  ServerPath: "/",
  HttpHeaders: [{ headerName: "User-Agent", headerValue: agent }],
});

/** A server signs somebody in who comes from `place`. */
const from = (place: Place, { poolId, clientId }: Pool, password = goodPassword, USERNAME = "ann") =>
  world.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: password },
      ContextData: context(place),
    }),
  );

const answer = (place: Place, { poolId, clientId }: Pool, asked: AdminInitiateAuthCommandOutput, code: string) =>
  world.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: poolId,
      ClientId: clientId,
      ChallengeName: "SMS_MFA",
      Session: asked.Session,
      ChallengeResponses: { USERNAME: "ann", SMS_MFA_CODE: code },
      ContextData: context(place),
    }),
  );

const eventsOf = async ({ poolId }: Pool, Username = "ann") =>
  (await world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId: poolId, Username }))).AuthEvents ?? [];

/** Ann, who has signed in from home before. */
async function ann(pool: Pool, attributes: { Name: string; Value: string }[] = []) {
  await makeUser(world, pool.poolId, "ann", { attributes });
  assert.ok((await from(home, pool)).AuthenticationResult);
}

const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };
const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: "verified_email" as const, Priority: 1 }] };

async function optionalSms(pool: Pool) {
  await world.client.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.poolId,
      MfaConfiguration: "OPTIONAL",
      SmsMfaConfiguration: { SmsConfiguration },
    }),
  );
}

const phone = [
  { Name: "phone_number", Value: "+15550001111" },
  { Name: "phone_number_verified", Value: "true" },
];

test("the first sign-in and the next one from there are no risk; another device elsewhere is", async () => {
  const pool = await given();
  await ann(pool);
  await from(home, pool);
  await from(elsewhere, pool);
  await from(elsewhere, pool);
  const events = await eventsOf(pool);
  assert.deepEqual(
    events.map(({ EventRisk }) => EventRisk),
    [
      { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false },
      { RiskDecision: "AccountTakeover", RiskLevel: "Low", CompromisedCredentialsDetected: false },
      { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false },
      { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false },
    ],
  );
  assert.deepEqual(events[1]?.EventContextData, { IpAddress: elsewhere.ip, DeviceName: "Firefox 102, Linux" });
  assert.deepEqual(events[1]?.ChallengeResponses, [{ ChallengeName: "Password", ChallengeResponse: "Success" }]);
  assert.equal(events[1]?.EventResponse, "Pass");
});

test("each event says which signals counted", async () => {
  const pool = await given();
  await ann(pool);
  await from(elsewhere, pool);
  const { sub } = claimsOf(tokensOf(await from(home, pool)).IdToken);
  const { items } = await world.world.store.authEvents.page(pool.poolId, String(sub), { limit: 2 });
  assert.deepEqual(items[1]?.risk?.signals, ["new-device", "new-address"]);
  const shown = await fetch(`${world.url}/_poolhouse/auth-events?userPoolId=${pool.poolId}&username=ann`);
  const { events } = (await shown.json()) as { events: { risk?: { signals?: string[] } }[] };
  assert.deepEqual(events[1]?.risk?.signals, ["new-device", "new-address"]);
  for (const [query, status] of [
    ["", 400],
    [`?userPoolId=${pool.poolId}&username=nobody`, 404],
    ["?userPoolId=us-east-1_unknown00&username=ann", 404],
  ]) {
    assert.equal((await fetch(`${world.url}/_poolhouse/auth-events${query}`)).status, status);
  }
});

test("BLOCK refuses the right password, by SRP as well, and tells nobody else anything", async () => {
  const pool = await given({ actions: { Low: "BLOCK" } });
  await ann(pool);
  await assert.rejects(from(elsewhere, pool), refused);
  const [event] = await eventsOf(pool);
  assert.equal(event?.EventResponse, "Fail");
  assert.deepEqual(event?.EventRisk, {
    RiskDecision: "Block",
    RiskLevel: "Low",
    CompromisedCredentialsDetected: false,
  });
  assert.deepEqual(event?.ChallengeResponses, [{ ChallengeName: "Password", ChallengeResponse: "Success" }]);
  // This process is neither ann's browser nor at her place.
  await assert.rejects(withSrp({ world, ...pool }, "ann"), refused);
  // T-01: who does not know the password is not told that it would not help.
  await assert.rejects(from(elsewhere, pool, "Wrong-Horse-1"), wrong);
  assert.ok((await from(home, pool)).AuthenticationResult);
});

test("AUDIT records the same and does nothing", async () => {
  const pool = await given({
    mode: "AUDIT",
    actions: { Low: "BLOCK" },
    lists: { BlockedIPRangeList: ["203.0.113.0/24"] },
  });
  await ann(pool);
  assert.ok((await from(elsewhere, pool)).AuthenticationResult);
  assert.equal((await eventsOf(pool))[0]?.EventRisk?.RiskDecision, "AccountTakeover");
  assert.ok((await from({ ip: "203.0.113.9", agent: chrome }, pool)).AuthenticationResult);
});

test("failures before make a strange sign-in a worse one", async () => {
  const pool = await given({ actions: { Medium: "BLOCK" } });
  await ann(pool);
  for (let n = 0; n < 3; n += 1) await assert.rejects(from(elsewhere, pool, "Wrong-Horse-1"), wrong);
  await assert.rejects(from(elsewhere, pool), refused);
  assert.equal((await eventsOf(pool))[0]?.EventRisk?.RiskLevel, "Medium");
  // From home it is ann who could not remember.
  assert.ok((await from(home, pool)).AuthenticationResult);
});

test("what somebody says of a sign-in counts at the next one like it", async () => {
  const pool = await given({ actions: { Low: "BLOCK", Medium: "BLOCK", High: "BLOCK" } });
  await ann(pool);
  const judge = async (FeedbackValue: "Valid" | "Invalid") => {
    const [event] = await eventsOf(pool);
    await world.client.send(
      new AdminUpdateAuthEventFeedbackCommand({
        UserPoolId: pool.poolId,
        Username: "ann",
        EventId: event?.EventId,
        FeedbackValue,
      }),
    );
  };
  await assert.rejects(from(elsewhere, pool), refused);
  await judge("Valid");
  assert.ok((await from(elsewhere, pool)).AuthenticationResult);
  await judge("Invalid");
  await assert.rejects(from(elsewhere, pool), refused);
  assert.equal((await eventsOf(pool))[0]?.EventRisk?.RiskLevel, "Medium");
});

test("one sign-in is one event, from its first challenge to its end, and its tokens name it", async () => {
  const pool = await given({ actions: { Low: "MFA_IF_CONFIGURED" }, pool: { AccountRecoverySetting } });
  await optionalSms(pool);
  await ann(pool, phone);
  const asked = await from(elsewhere, pool);
  assert.equal(asked.ChallengeName, "SMS_MFA");
  const [begun] = await eventsOf(pool);
  assert.equal(begun?.EventResponse, "InProgress");
  await assert.rejects(answer(elsewhere, pool, asked, "000000"), { name: "CodeMismatchException" });
  const [failed] = await eventsOf(pool);
  assert.equal(failed?.EventId, begun?.EventId);
  assert.equal(failed?.EventResponse, "Fail");
  assert.deepEqual(failed?.ChallengeResponses, [
    { ChallengeName: "Password", ChallengeResponse: "Success" },
    { ChallengeName: "Mfa", ChallengeResponse: "Failure" },
  ]);
  const { code = "" } = await world.lastMessage("+15550001111");
  const { AccessToken } = tokensOf(await answer(elsewhere, pool, asked, code));
  const [passed, before] = await eventsOf(pool);
  assert.equal(passed?.EventId, begun?.EventId);
  assert.equal(claimsOf(AccessToken)["event_id"], begun?.EventId);
  assert.equal(passed?.EventResponse, "Pass");
  assert.deepEqual(passed?.EventRisk?.RiskLevel, "Low");
  assert.deepEqual(passed?.ChallengeResponses?.[1], { ChallengeName: "Mfa", ChallengeResponse: "Success" });
  assert.notEqual(before?.EventId, begun?.EventId);
  await world.client.send(new GetUserCommand({ AccessToken }));
});

test("MFA_IF_CONFIGURED lets those in who have no factor, MFA_REQUIRED does not", async () => {
  const lenient = await given({ actions: { Low: "MFA_IF_CONFIGURED" } });
  await optionalSms(lenient);
  await ann(lenient);
  assert.ok((await from(elsewhere, lenient)).AuthenticationResult);

  const strict = await given({ actions: { Low: "MFA_REQUIRED" }, pool: { AccountRecoverySetting } });
  await optionalSms(strict);
  await ann(strict);
  await assert.rejects(from(elsewhere, strict), refused);
  assert.equal((await eventsOf(strict))[0]?.EventRisk?.RiskDecision, "Block");

  const able = await given({ actions: { Low: "MFA_REQUIRED" }, pool: { AccountRecoverySetting } });
  await optionalSms(able);
  await ann(able, phone);
  assert.equal((await from(elsewhere, able)).ChallengeName, "SMS_MFA");
});

test("T-01 addresses on the list are refused whoever is named and whatever is shown; others beside it are not", async () => {
  const pool = await given({ lists: { BlockedIPRangeList: ["203.0.113.0/24", "2001:db8:bad::/48"] } });
  await ann(pool);
  for (const ip of ["203.0.113.9", "2001:db8:bad::7"]) {
    const there = { ip, agent: chrome };
    await assert.rejects(from(there, pool), refused);
    await assert.rejects(from(there, pool, "Wrong-Horse-1"), refused);
    await assert.rejects(from(there, pool, goodPassword, "nobody"), refused);
  }
  const [event] = await eventsOf(pool);
  assert.equal(event?.EventRisk?.RiskDecision, "Block");
  assert.equal(event?.EventContextData?.IpAddress, "2001:db8:bad::7");
  assert.ok((await from({ ip: "203.0.114.9", agent: chrome }, pool)).AuthenticationResult);
});

test("T-01 a name of nobody is answered in a protected pool as a wrong password is, and recorded alike", async () => {
  const pool = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } });
  const { ClientId } = await world.appClient(pool.Id, { PreventUserExistenceErrors: "ENABLED" });
  const target = { poolId: pool.Id, clientId: ClientId };
  await configure(pool.Id, { actions: { Low: "BLOCK" }, lists: { BlockedIPRangeList: ["203.0.113.0/24"] } });
  await ann(target);
  const there = { ip: "203.0.113.9", agent: chrome };
  for (const name of ["ann", "nobody"]) {
    await assert.rejects(from(elsewhere, target, "Wrong-Horse-1", name), wrong);
    await assert.rejects(withSrp({ world, ...target }, name, "Wrong-Horse-1"), wrong);
    await assert.rejects(from(there, target, "Wrong-Horse-1", name), refused);
  }
});

test("nobody looks at sign-ins from an address that is skipped", async () => {
  const pool = await given({ actions: { Low: "BLOCK" }, lists: { SkippedIPRangeList: ["198.51.100.0/24"] } });
  await ann(pool);
  assert.ok((await from(elsewhere, pool)).AuthenticationResult);
  assert.equal((await eventsOf(pool))[0]?.EventRisk?.RiskDecision, "NoRisk");
});

test("a client's configuration stands in place of the pool's", async () => {
  const pool = await given({ actions: { Low: "BLOCK" }, lists: { BlockedIPRangeList: ["203.0.113.0/24"] } });
  await ann(pool);
  await configure(pool.poolId, { actions: {} }, pool.clientId);
  assert.ok((await from(elsewhere, pool)).AuthenticationResult);
  assert.ok((await from({ ip: "203.0.113.9", agent: chrome }, pool)).AuthenticationResult);
});

test("what a browser's library tells of the device is the device", async () => {
  const pool = await given({ actions: { Low: "BLOCK" } });
  await makeUser(world, pool.poolId, "ann");
  const signIn = (DeviceId: string, userPoolId = pool.poolId) => {
    const contextData = { UserAgent: chrome, DeviceId, ClientTimezone: "-07:00" };
    const payload = JSON.stringify({ contextData, username: "ann", userPoolId, timestamp: "1" });
    const EncodedData = Buffer.from(JSON.stringify({ payload, signature: "s", version: "JS20171115" })).toString(
      "base64",
    );
    return world.client.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: goodPassword },
        UserContextData: { EncodedData, IpAddress: "203.0.113.9" },
      }),
    );
  };
  await signIn("one");
  await signIn("two");
  const events = await eventsOf(pool);
  assert.deepEqual(
    events.map(({ EventContextData }) => EventContextData?.Timezone),
    ["-07:00", "-07:00"],
  );
  assert.equal(events[0]?.EventContextData?.DeviceName, "Chrome 125, Windows 10");
  // The client has no secret: the address that it names does not count.
  assert.notEqual(events[0]?.EventContextData?.IpAddress, "203.0.113.9");
});

test("a pool without threat protection records the end of a sign-in and no risk", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  const { sub } = await makeUser(world, pool.Id, "ann");
  await from(home, { poolId: pool.Id, clientId: ClientId });
  const { items } = await world.world.store.authEvents.page(pool.Id, sub, { limit: 9 });
  assert.deepEqual(
    items.map(({ response, risk }) => [response, risk]),
    [["Pass", undefined]],
  );
});
