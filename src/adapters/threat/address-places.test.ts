/** A database of addresses that an operator brings: what is read of it, and what sign-ins and their events make of it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  SetRiskConfigurationCommand,
} from "../../../test/clients.js";
import { mmdb } from "../../../test/mmdb.js";
import { goodPassword, makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { addressPlacesIn } from "./address-places.js";

const berlin = { city: "Berlin", country: "Germany", latitude: 52.5, longitude: 13.4 };
const sydney = { city: "Sydney", country: "Australia", latitude: -33.9, longitude: 151.2 };
const file = mmdb({
  "192.0.2.0/24": berlin,
  "198.51.100.128/25": sydney,
  "203.0.113.7/32": { country: "Norway" },
});

const folder = mkdtempSync(join(tmpdir(), "poolhouse-places-"));
const path = join(folder, "places.mmdb");
let world: TestWorld;
before(async () => {
  writeFileSync(path, file);
  world = await startTestWorld({ geoip: path });
});
after(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

test("places are read by network, and what is not known is nothing", async () => {
  const locate = await addressPlacesIn(path);
  assert.deepEqual(locate("192.0.2.77"), berlin);
  assert.deepEqual(locate("198.51.100.200"), sydney);
  assert.equal(locate("198.51.100.100"), undefined);
  assert.deepEqual(locate("203.0.113.7"), { country: "Norway" });
  assert.equal(locate("203.0.113.8"), undefined);
  for (const odd of ["", "somewhere", "2001:db8::1", "::ffff:192.0.2.77"]) locate(odd);
});

test("a file that is none, or is not there, is told at the start", async () => {
  const bad = join(folder, "bad.mmdb");
  writeFileSync(bad, "no database");
  for (const geoip of [bad, join(folder, "missing.mmdb")]) {
    await assert.rejects(startTestWorld({ geoip }), /^ConfigError: The database of addresses .* cannot be read/);
  }
});

test("nobody is in Berlin and in Sydney within the hour; after a day somebody may be", async () => {
  const { Id: UserPoolId } = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } });
  const { ClientId } = await world.appClient(UserPoolId);
  await world.client.send(
    new SetRiskConfigurationCommand({
      UserPoolId,
      AccountTakeoverRiskConfiguration: { Actions: { HighAction: { Notify: false, EventAction: "BLOCK" } } },
    }),
  );
  const { sub } = await makeUser(world, UserPoolId, "ann");
  const from = (IpAddress: string) =>
    world.client.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ann", PASSWORD: goodPassword },
        ContextData: { IpAddress, ServerName: "s", ServerPath: "/", HttpHeaders: [] },
      }),
    );
  const newest = async () =>
    (await world.client.send(new AdminListUserAuthEventsCommand({ UserPoolId, Username: "ann" }))).AuthEvents?.[0];
  await from("192.0.2.1");
  const first = (await newest())?.EventContextData;
  assert.deepEqual([first?.City, first?.Country], ["Berlin", "Germany"]);
  world.clock.advance(3_600_000);
  await assert.rejects(from("198.51.100.200"), {
    name: "NotAuthorizedException",
    message: "Unable to login because of security reasons.",
  });
  assert.equal((await newest())?.EventRisk?.RiskLevel, "High");
  const [event] = (await world.world.store.authEvents.page(UserPoolId, sub, { limit: 1 })).items;
  assert.deepEqual(event?.risk?.signals, ["new-address", "new-country", "impossible-travel"]);
  world.clock.advance(24 * 3_600_000);
  assert.ok((await from("198.51.100.200")).AuthenticationResult);
  assert.equal((await newest())?.EventRisk?.RiskLevel, "Low");
});
