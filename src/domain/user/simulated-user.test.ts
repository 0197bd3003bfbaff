import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { type SimulationMac, simulatedDelivery, simulatedUser } from "./simulated-user.js";

function macOf(name: string, key = "key"): SimulationMac {
  return (purpose) => createHmac("sha256", key).update(`${purpose}\0pool\0${name}`).digest();
}

test("T-03 a simulated user is the same at each try and on each node, and another for each name and key", () => {
  const bob = simulatedUser(macOf("bob"));
  for (let repeat = 0; repeat < 100; repeat++) assert.deepEqual(simulatedUser(macOf("bob")), bob);
  const all = ["bob", "eve", "kim"].flatMap((name) => [
    simulatedUser(macOf(name)),
    simulatedUser(macOf(name, "other")),
  ]);
  assert.equal(new Set(all.map(({ sub }) => sub)).size, 6);
  assert.equal(new Set(all.map(({ salt }) => salt.toString("hex"))).size, 6);
});

test("T-03 sub and salt have the form of real ones", () => {
  for (let name = 0; name < 200; name++) {
    const { sub, salt } = simulatedUser(macOf(String(name)));
    assert.match(sub, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(salt.length, 16);
  }
});

const BY_EMAIL = { AttributeName: "email", DeliveryMedium: "EMAIL" };
const BY_SMS = { AttributeName: "phone_number", DeliveryMedium: "SMS" };

test("T-01 a typed address is shown as its owner's would be", () => {
  const mac = macOf("x");
  assert.deepEqual(simulatedDelivery("bob@example.com", ["SMS", "EMAIL"], mac), {
    ...BY_EMAIL,
    Destination: "b***@e***",
  });
  assert.deepEqual(simulatedDelivery("+491701234567", ["EMAIL", "SMS"], mac), {
    ...BY_SMS,
    Destination: "+********4567",
  });
});

test("T-01 any other name gets a plausible address of the medium that the pool would try first", () => {
  const seen = new Set<string>();
  for (let name = 0; name < 100; name++) {
    const mac = macOf(String(name));
    const email = simulatedDelivery(`user${name}`, ["EMAIL", "SMS"], mac);
    assert.deepEqual(email, { ...BY_EMAIL, Destination: email.Destination });
    assert.match(email.Destination, /^[a-z]\*\*\*@[a-z]\*\*\*$/);
    assert.deepEqual(simulatedDelivery(`user${name}`, ["EMAIL"], mac), email);
    const sms = simulatedDelivery(`user${name}`, ["SMS"], mac);
    assert.match(sms.Destination, /^\+\*{7}[0-9]{4}$/);
    assert.equal(sms.DeliveryMedium, "SMS");
    seen.add(email.Destination);
  }
  assert.ok(seen.size > 30, "the names can be told apart");
  assert.equal(simulatedDelivery("bob@example.com", ["SMS"], macOf("x")).DeliveryMedium, "SMS");
});
