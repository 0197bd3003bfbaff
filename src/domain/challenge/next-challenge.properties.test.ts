/**
 * T-23 The order of a sign-in held against a statement of what tokens demand, written apart from it: whatever a pool demands,
 * a user has and happens on the way, no path through `nextChallenge` leads to tokens without the factors demanded.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { MfaFactor, User, UserStatus } from "../user.js";
import type { UserPool } from "../user-pool.js";
import { type Holdings, nextChallenge } from "./next-challenge.js";
import type { Progress, ShownFactor } from "./progress.js";

type Pool = Pick<UserPool, "mfa" | "settings">;
type Person = Pick<User, "status" | "attributes" | "mfa">;
type Shown = Pick<Progress, "shown" | "custom" | "demands">;

const mfaFactors = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"] as const satisfies readonly MfaFactor[];

const pools: fc.Arbitrary<Pool> = fc
  .record({
    configuration: fc.constantFrom("OFF", "OPTIONAL", "ON"),
    sms: fc.boolean(),
    softwareToken: fc.boolean(),
    email: fc.boolean(),
    multiFactorPasskeys: fc.boolean(),
    recovery: fc.constantFrom("verified_email", "verified_phone_number", "admin_only"),
  })
  .map(({ configuration, sms, softwareToken, email, multiFactorPasskeys, recovery }): Pool => {
    const FactorConfiguration = multiFactorPasskeys ? "MULTI_FACTOR_WITH_USER_VERIFICATION" : "SINGLE_FACTOR";
    return {
      mfa: {
        configuration: configuration as Pool["mfa"]["configuration"],
        ...(sms ? { sms: {} } : {}),
        ...(softwareToken ? { softwareToken: { Enabled: true } } : {}),
        ...(email ? { email: {} } : {}),
        webAuthn: { FactorConfiguration },
      },
      settings: {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: recovery as "verified_email" }] },
      },
    };
  });

const people: fc.Arbitrary<Person> = fc
  .record({
    status: fc.constantFrom<UserStatus>("CONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD"),
    email: fc.boolean(),
    phone: fc.boolean(),
    enabled: fc.subarray([...mfaFactors]),
    preferred: fc.option(fc.constantFrom(...mfaFactors), { nil: undefined }),
    olderWay: fc.boolean(),
    passkeys: fc.boolean(),
  })
  .map(
    ({ status, email, phone, enabled, preferred, olderWay, passkeys }): Person => ({
      status,
      attributes: new Map([
        ...(email ? [["email", "a@example.com"] as const] : []),
        ...(phone ? [["phone_number", "+12065550100"] as const] : []),
      ]),
      mfa: {
        enabled,
        preferred,
        ...(passkeys ? { passkeys: true } : {}),
        options: olderWay ? [{ attribute: "phone_number", medium: "SMS" }] : undefined,
      },
    }),
  );

const demanded = fc.constantFrom<Progress["demands"]>(undefined, undefined, "second-factor", "second-factor-if-any");
const holdings: fc.Arbitrary<Holdings> = fc.record({
  device: fc.option(fc.record({ replacesSecondFactor: fc.boolean() }), { nil: undefined }),
  hasSoftwareToken: fc.boolean(),
});

const begun: readonly ShownFactor[] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "WEB_AUTHN_VERIFIED"];
const everything: readonly ShownFactor[] = [...begun, "CUSTOM", "SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA", "DEVICE"];

/** Factors that the pool takes and the user has switched on. */
function factorsInUse({ mfa: pool }: Pool, { mfa: user }: Person): MfaFactor[] {
  const taken = {
    SMS_MFA: pool.sms !== undefined,
    SOFTWARE_TOKEN_MFA: pool.softwareToken?.Enabled === true,
    EMAIL_OTP: pool.email !== undefined,
  };
  const on = new Set<MfaFactor>([...user.enabled, ...(user.options?.length ? (["SMS_MFA"] as const) : [])]);
  return mfaFactors.filter((factor) => taken[factor] && on.has(factor));
}

/** What tokens demand, as sentences of the developer guide. Answers what is missing. */
function missing(pool: Pool, user: Person, { shown, custom, demands }: Shown, { device }: Holdings): string[] {
  const has = (...factors: ShownFactor[]) => factors.some((factor) => shown.includes(factor));
  const lacks: string[] = [];
  if (!(custom?.satisfied ?? has(...begun))) lacks.push("a first factor");
  if (user.status === "FORCE_CHANGE_PASSWORD") lacks.push("a new password");
  if (device !== undefined && !has("DEVICE")) lacks.push("the device's proof");
  const { configuration } = pool.mfa;
  const owed =
    configuration === "ON" ||
    demands === "second-factor" ||
    (configuration === "OPTIONAL" && factorsInUse(pool, user).length > 0);
  const multi = pool.mfa.webAuthn?.FactorConfiguration === "MULTI_FACTOR_WITH_USER_VERIFICATION";
  const second =
    has("SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA") ||
    (multi && user.mfa.passkeys === true && has("WEB_AUTHN_VERIFIED")) ||
    (device?.replacesSecondFactor === true && has("DEVICE"));
  if (owed && !second) lacks.push("a second factor");
  return lacks;
}

const runs = { numRuns: 4000 };

test("T-23 wherever a sign-in stands, tokens come only when nothing that is demanded is missing", () => {
  const progress = fc.record({
    shown: fc.subarray([...everything]),
    custom: fc.option(fc.record({ history: fc.constant([]), satisfied: fc.boolean() }), { nil: undefined }),
    demands: demanded,
  });
  let granted = 0;
  fc.assert(
    fc.property(pools, people, progress, holdings, (pool, user, shown, held) => {
      if (nextChallenge(pool, user, shown, held).kind !== "tokens") return;
      granted += 1;
      assert.deepEqual(missing(pool, user, shown, held), []);
    }),
    runs,
  );
  assert.ok(granted > 100, `only ${granted} sign-ins came to tokens`);
});

test("T-23 every walk from a first factor ends, with tokens or a refusal, and no address counts twice", () => {
  const changes = fc.array(fc.option(people, { nil: undefined, freq: 5 }), { minLength: 12, maxLength: 12 });
  const ends = { tokens: 0, impossible: 0 };
  fc.assert(
    fc.property(
      pools,
      people,
      fc.constantFrom(...begun, "CUSTOM" as const),
      demanded,
      holdings,
      changes,
      fc.nat(),
      (pool, first, factor, demands, held, later, choice) => {
        let user = first;
        let shown: readonly ShownFactor[] = factor === "CUSTOM" ? ["CUSTOM"] : [factor];
        const custom = factor === "CUSTOM" ? { custom: { history: [], satisfied: true } } : {};
        for (const change of later) {
          const progress = { shown, ...custom, demands };
          const next = nextChallenge(pool, user, progress, held);
          switch (next.kind) {
            case "tokens":
              assert.deepEqual(missing(pool, user, progress, held), []);
              assert.ok(!(shown.includes("EMAIL_OTP") && shown.includes("EMAIL_MFA")), "one address, two factors");
              assert.ok(!(shown.includes("SMS_OTP") && shown.includes("SMS_MFA")), "one phone, two factors");
              ends.tokens += 1;
              return;
            case "impossible":
              ends.impossible += 1;
              return;
            case "define":
              assert.fail("functions that are satisfied are asked again");
              break;
            case "new-password":
              assert.ok(shown.includes("PASSWORD") || factor === "CUSTOM", "a code chose a password");
              user = { ...user, status: "CONFIRMED" };
              break;
            case "device":
              shown = [...shown, "DEVICE"];
              break;
            case "factor": {
              // Whoever is to set a factor up has none that could be asked for.
              if (next.challenge === "MFA_SETUP") {
                const spent = shown.includes("SMS_OTP") ? "SMS_MFA" : shown.includes("EMAIL_OTP") ? "EMAIL_OTP" : "";
                assert.deepEqual(
                  factorsInUse(pool, user).filter((one) => one !== spent),
                  [],
                );
              }
              const chosen = next.factors[choice % next.factors.length];
              assert.ok(chosen, "nothing to choose from");
              shown = [...shown, chosen === "EMAIL_OTP" ? "EMAIL_MFA" : chosen];
              break;
            }
          }
          if (change !== undefined) user = { ...change, status: user.status };
        }
        assert.fail(`never came to an end: ${shown.join(", ")}`);
      },
    ),
    runs,
  );
  assert.ok(ends.tokens > 500 && ends.impossible > 50, JSON.stringify(ends));
});
