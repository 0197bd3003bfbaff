import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codeDeliveryDetails,
  deliveryTo,
  invitationDeliveries,
  resendDelivery,
  signUpDelivery,
  verifiableAttribute,
  verificationDelivery,
} from "./delivery.js";
import { maskEmail, maskPhoneNumber } from "./masking.js";

const EMAIL = { attribute: "email", medium: "EMAIL", destination: "bob@x.de" } as const;
const PHONE = { attribute: "phone_number", medium: "SMS", destination: "+491701234567" } as const;
const BOTH = new Map([
  ["email", EMAIL.destination],
  ["phone_number", PHONE.destination],
]);
const EMAIL_ONLY = new Map([["email", EMAIL.destination]]);
const PHONE_ONLY = new Map([["phone_number", PHONE.destination]]);
const NEITHER = new Map([["name", "Bob"]]);

const MASKS: [string, string, string][] = [
  ["email", "bob@example.com", "b***@e***"],
  ["email", "j@g", "j***@g***"],
  ["email", "😀x@ß.de", "😀***@ß***"],
  ["phone", "+12065559934", "+*******9934"],
  ["phone", "+12345", "+*2345"],
  ["phone", "+1234", "+****"],
];

for (const [kind, address, mask] of MASKS) {
  test(`${kind} ${address} is shown as ${mask}`, () => {
    assert.equal(kind === "email" ? maskEmail(address) : maskPhoneNumber(address), mask);
  });
}

test("what an answer says about a delivery", () => {
  assert.deepEqual(codeDeliveryDetails(EMAIL), {
    AttributeName: "email",
    DeliveryMedium: "EMAIL",
    Destination: "b***@x***",
  });
  assert.deepEqual(codeDeliveryDetails(PHONE), {
    AttributeName: "phone_number",
    DeliveryMedium: "SMS",
    Destination: "+********4567",
  });
});

const SIGN_UPS: [string[], ReadonlyMap<string, string>, object | undefined][] = [
  [["email"], BOTH, EMAIL],
  [["phone_number"], BOTH, PHONE],
  [["email", "phone_number"], BOTH, PHONE],
  [["email", "phone_number"], EMAIL_ONLY, EMAIL],
  [["phone_number"], EMAIL_ONLY, undefined],
  [[], BOTH, undefined],
  [["email"], NEITHER, undefined],
];

for (const [autoVerified, attributes, delivery] of SIGN_UPS) {
  test(`sign-up with ${[...attributes.keys()]} in a pool that verifies ${autoVerified.join() || "nothing"}`, () => {
    assert.deepEqual(signUpDelivery(autoVerified, attributes), delivery);
    if (delivery !== undefined) return assert.deepEqual(resendDelivery(autoVerified, attributes), delivery);
    assert.throws(() => resendDelivery(autoVerified, attributes), {
      name: "NotAuthorizedException",
      message: "Cannot resend codes. Auto verification not turned on.",
    });
  });
}

const INVITATIONS: [string[] | undefined, ReadonlyMap<string, string>, object[] | string][] = [
  [undefined, BOTH, [PHONE]],
  [[], EMAIL_ONLY, [EMAIL]],
  [undefined, PHONE_ONLY, [PHONE]],
  [undefined, NEITHER, []],
  [["EMAIL"], BOTH, [EMAIL]],
  [["SMS"], BOTH, [PHONE]],
  [["EMAIL", "SMS"], BOTH, [PHONE, EMAIL]],
  [["EMAIL"], PHONE_ONLY, "No email provided but desired delivery medium was Email"],
  [["SMS"], EMAIL_ONLY, "No phone number provided but desired delivery medium was SMS"],
  [["SMS", "EMAIL"], EMAIL_ONLY, "No phone number provided but desired delivery medium was SMS"],
];

for (const [desired, attributes, expected] of INVITATIONS) {
  test(`invitation by ${desired?.join() ?? "default"} with ${[...attributes.keys()]}`, () => {
    if (typeof expected !== "string") return assert.deepEqual(invitationDeliveries(desired, attributes), expected);
    assert.throws(() => invitationDeliveries(desired, attributes), {
      name: "InvalidParameterException",
      message: expected,
    });
  });
}

test("verification: only of addresses, and only of those that are there", () => {
  assert.deepEqual(verificationDelivery(verifiableAttribute("email"), BOTH), EMAIL);
  assert.throws(() => verifiableAttribute("name"), {
    name: "InvalidParameterException",
    message: "Invalid attribute name. Only phone_number and email can be verified.",
  });
  assert.throws(() => verificationDelivery("email", NEITHER), {
    message: "User does not have a valid registered email address",
  });
  assert.throws(() => verificationDelivery("phone_number", NEITHER), {
    message: "User does not have a valid registered phone number",
  });
  assert.equal(deliveryTo("email", new Map([["email", ""]])), undefined);
});
