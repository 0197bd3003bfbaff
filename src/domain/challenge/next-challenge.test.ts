import assert from "node:assert/strict";
import { test } from "node:test";
import type { MfaFactor, User, UserStatus } from "../user.js";
import type { UserPool } from "../user-pool.js";
import { type NextStep, nextChallenge } from "./next-challenge.js";

type Mfa = UserPool["mfa"];

const allFactors: Omit<Mfa, "configuration"> = { sms: {}, softwareToken: { Enabled: true }, email: {} };

const poolWith = (mfa: Mfa, recovery: "verified_email" | "verified_phone_number" = "verified_email") => ({
  mfa,
  settings: { AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: recovery }] } },
});

function userWith(
  enabled: readonly MfaFactor[] = [],
  more: {
    preferred?: MfaFactor;
    attributes?: Record<string, string>;
    status?: UserStatus;
    options?: User["mfa"]["options"];
  } = {},
): Pick<User, "status" | "attributes" | "mfa"> {
  return {
    status: more.status ?? "CONFIRMED",
    attributes: new Map(Object.entries(more.attributes ?? {})),
    mfa: { enabled, preferred: more.preferred, options: more.options },
  };
}

const password = { shown: ["PASSWORD"] } as const;
const withFactor = { shown: ["PASSWORD", "SMS_MFA"] } as const;

const tokens: NextStep = { kind: "tokens" };
const ask = (factor: MfaFactor): NextStep => ({ kind: "factor", challenge: factor, factors: [factor] });
const select = (...factors: MfaFactor[]): NextStep => ({ kind: "factor", challenge: "SELECT_MFA_TYPE", factors });

const phone = { phone_number: "+15550100" };
const both = { ...phone, email: "a@example.com" };

const cases: readonly [string, ReturnType<typeof poolWith>, ReturnType<typeof userWith>, NextStep][] = [
  [
    "MFA off asks nobody, whatever is enabled",
    poolWith({ configuration: "OFF", ...allFactors }),
    userWith(["SMS_MFA"]),
    tokens,
  ],
  [
    "optional MFA asks nobody without a factor",
    poolWith({ configuration: "OPTIONAL", ...allFactors }),
    userWith([], { attributes: both }),
    tokens,
  ],
  [
    "optional MFA asks for the one factor",
    poolWith({ configuration: "OPTIONAL", ...allFactors }),
    userWith(["SOFTWARE_TOKEN_MFA"]),
    ask("SOFTWARE_TOKEN_MFA"),
  ],
  [
    "optional MFA asks for the preferred factor",
    poolWith({ configuration: "OPTIONAL", ...allFactors }),
    userWith(["SMS_MFA", "SOFTWARE_TOKEN_MFA"], { preferred: "SOFTWARE_TOKEN_MFA" }),
    ask("SOFTWARE_TOKEN_MFA"),
  ],
  [
    "optional MFA lets choose between several",
    poolWith({ configuration: "OPTIONAL", ...allFactors }),
    userWith(["SOFTWARE_TOKEN_MFA", "SMS_MFA"]),
    select("SMS_MFA", "SOFTWARE_TOKEN_MFA"),
  ],
  [
    "the older MFAOptions count as SMS",
    poolWith({ configuration: "OPTIONAL", ...allFactors }),
    userWith([], { options: [{ attribute: "phone_number", medium: "SMS" }] }),
    ask("SMS_MFA"),
  ],
  [
    "required MFA sends to the phone",
    poolWith({ configuration: "ON", sms: {} }),
    userWith([], { attributes: phone }),
    ask("SMS_MFA"),
  ],
  [
    "required MFA does not use the address that recovers the account",
    poolWith({ configuration: "ON", sms: {}, email: {} }),
    userWith([], { attributes: both }),
    ask("SMS_MFA"),
  ],
  [
    "required MFA lets choose between an authenticator and a message",
    poolWith({ configuration: "ON", ...allFactors }),
    userWith(["SOFTWARE_TOKEN_MFA"], { attributes: both }),
    select("SMS_MFA", "SOFTWARE_TOKEN_MFA"),
  ],
  [
    "required MFA asks for the authenticator where no message can go",
    poolWith({ configuration: "ON", ...allFactors }),
    userWith(["SOFTWARE_TOKEN_MFA"]),
    ask("SOFTWARE_TOKEN_MFA"),
  ],
  [
    "required MFA makes a user without a factor set one up",
    poolWith({ configuration: "ON", sms: {}, softwareToken: { Enabled: true } }),
    userWith(),
    { kind: "factor", challenge: "MFA_SETUP", factors: ["SOFTWARE_TOKEN_MFA"] },
  ],
  [
    "required MFA that nobody can meet gives nothing",
    poolWith({ configuration: "ON", sms: {} }),
    userWith(),
    { kind: "impossible" },
  ],
  [
    "a new password comes before any factor",
    poolWith({ configuration: "ON", ...allFactors }),
    userWith(["SMS_MFA"], { status: "FORCE_CHANGE_PASSWORD" }),
    { kind: "new-password" },
  ],
];

for (const [name, pool, user, expected] of cases) {
  test(`T-23 ${name}`, () => assert.deepEqual(nextChallenge(pool, user, password), expected));
}

test("T-23 tokens follow a shown factor, but not in place of a new password", () => {
  const pool = poolWith({ configuration: "ON", sms: {} });
  assert.deepEqual(nextChallenge(pool, userWith(["SMS_MFA"]), withFactor), tokens);
  const invited = userWith(["SMS_MFA"], { status: "FORCE_CHANGE_PASSWORD" });
  assert.deepEqual(nextChallenge(pool, invited, withFactor), { kind: "new-password" });
});

test("T-23 in a pool that requires a factor no user gets tokens without one", () => {
  const factors: readonly MfaFactor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];
  for (let pools = 0; pools < 8; pools += 1) {
    for (let users = 0; users < 8; users += 1) {
      for (const attributes of [{}, phone, both]) {
        const mfa: Mfa = {
          configuration: "ON",
          ...((pools & 1) === 0 ? {} : { sms: {} }),
          ...((pools & 2) === 0 ? {} : { softwareToken: { Enabled: true } }),
          ...((pools & 4) === 0 ? {} : { email: {} }),
        };
        const enabled = factors.filter((_, place) => (users >> place) & 1);
        for (const preferred of [undefined, ...factors]) {
          const user = userWith(enabled, { attributes, ...(preferred === undefined ? {} : { preferred }) });
          assert.notEqual(nextChallenge(poolWith(mfa), user, password).kind, "tokens");
        }
      }
    }
  }
});
