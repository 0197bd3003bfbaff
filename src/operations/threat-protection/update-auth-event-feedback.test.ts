import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminListUserAuthEventsCommand,
  AdminUpdateAuthEventFeedbackCommand,
  InitiateAuthCommand,
  UpdateAuthEventFeedbackCommand,
} from "../../../test/clients.js";
import { goodPassword, makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { feedbackToken } from "../../services/events/event-feedback.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

async function signedIn(username = "ann") {
  const pool = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } });
  const { ClientId } = await world.appClient(pool.Id);
  const { sub } = await makeUser(world, pool.Id, username);
  await world.client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: goodPassword },
    }),
  );
  const [event] = await eventsOf(pool.Id, username);
  return { UserPoolId: pool.Id, Username: username, EventId: event?.EventId ?? "", sub };
}

const eventsOf = async (UserPoolId: string, Username: string) =>
  (await world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username }))).AuthEvents ?? [];

const byAdmin = (input: { UserPoolId: string; Username: string; EventId: string }, value: "Valid" | "Invalid") =>
  world.client.send(new AdminUpdateAuthEventFeedbackCommand({ ...input, FeedbackValue: value }));

const tokenOf = (poolId: string, target: { sub: string; eventId: string }) =>
  feedbackToken({ keyring: world.world.keyring, clock: world.clock }, poolId, target);

const byUser = (input: { UserPoolId: string; Username: string; EventId: string }, FeedbackToken: string) =>
  world.client.send(new UpdateAuthEventFeedbackCommand({ ...input, FeedbackToken, FeedbackValue: "Invalid" }));

test("an administrator's word stands at the event, the last one counts", async () => {
  const { sub: _, ...event } = await signedIn();
  assert.equal((await eventsOf(event.UserPoolId, "ann"))[0]?.EventFeedback, undefined);
  await byAdmin(event, "Valid");
  await byAdmin(event, "Invalid");
  assert.deepEqual((await eventsOf(event.UserPoolId, "ann"))[0]?.EventFeedback, {
    FeedbackValue: "Invalid",
    Provider: "Admin",
    FeedbackDate: new Date(world.clock.now()),
  });
});

test("a user's word needs nothing but the token of the mail", async () => {
  const { sub, ...event } = await signedIn();
  await byUser(event, tokenOf(event.UserPoolId, { sub, eventId: event.EventId }));
  const feedback = (await eventsOf(event.UserPoolId, "ann"))[0]?.EventFeedback;
  assert.equal(feedback?.FeedbackValue, "Invalid");
  assert.equal(feedback?.Provider, "User");
});

test("T-11 T-33 a token is of one event, one user and one pool", async () => {
  const { sub, ...event } = await signedIn();
  const other = await signedIn();
  const refused = { name: "NotAuthorizedException", message: "Invalid feedback token" };
  const good = tokenOf(event.UserPoolId, { sub, eventId: event.EventId });
  await assert.rejects(byUser(event, `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`), refused);
  await assert.rejects(byUser(event, tokenOf(other.UserPoolId, { sub, eventId: event.EventId })), refused);
  await assert.rejects(byUser(event, tokenOf(event.UserPoolId, { sub: other.sub, eventId: event.EventId })), refused);
  await assert.rejects(byUser(event, tokenOf(event.UserPoolId, { sub, eventId: other.EventId })), refused);
  await assert.rejects(byUser({ ...event, EventId: other.EventId }, good), refused);
  assert.equal((await eventsOf(event.UserPoolId, "ann"))[0]?.EventFeedback, undefined);
  world.clock.advance(31 * 24 * 3_600_000);
  await assert.rejects(byUser(event, good), { name: "NotAuthorizedException", message: "Feedback token has expired" });
});

test("T-01 without a token nobody learns who is there", async () => {
  const { UserPoolId } = await signedIn();
  const refused = { name: "NotAuthorizedException", message: "Invalid feedback token" };
  for (const Username of ["ann", "ghost"]) {
    await assert.rejects(byUser({ UserPoolId, Username, EventId: "e" }, "made-up"), refused);
  }
});

test("events, users and pools that are not there", async () => {
  const { sub, ...event } = await signedIn();
  const unknownEvent = { name: "ResourceNotFoundException", message: "Auth event does not exist." };
  await assert.rejects(byAdmin({ ...event, EventId: "00000000-0000-0000-0000-000000000000" }, "Valid"), unknownEvent);
  const lost = { sub, eventId: "00000000-0000-0000-0000-000000000000" };
  await assert.rejects(byUser({ ...event, EventId: lost.eventId }, tokenOf(event.UserPoolId, lost)), unknownEvent);
  const noUser = { name: "UserNotFoundException", message: "User does not exist." };
  await assert.rejects(byAdmin({ ...event, Username: "ghost" }, "Valid"), noUser);
  const token = tokenOf(event.UserPoolId, { sub, eventId: event.EventId });
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: event.UserPoolId, Username: "ann" }));
  await assert.rejects(byUser(event, token), noUser);
  const UserPoolId = "us-east-1_unknown00";
  const noPool = { name: "ResourceNotFoundException", message: "User pool us-east-1_unknown00 does not exist." };
  await assert.rejects(byAdmin({ ...event, UserPoolId }, "Valid"), noPool);
  await assert.rejects(byUser({ ...event, UserPoolId }, "token"), noPool);
  const off = { ...event, UserPoolId: (await world.pool()).Id };
  const noAddOn = { name: "UserPoolAddOnNotEnabledException", message: "User pool add-on is not enabled." };
  await assert.rejects(byAdmin(off, "Valid"), noAddOn);
  await assert.rejects(byUser(off, "token"), noAddOn);
});

test("feedback is Valid or Invalid", async () => {
  const { sub: _, ...event } = await signedIn();
  await assert.rejects(byAdmin(event, "Maybe" as "Valid"), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value 'Maybe' at 'feedbackValue' failed to satisfy constraint: Member must satisfy enum value set: [Valid, Invalid]",
  });
});
