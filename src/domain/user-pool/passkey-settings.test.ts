/** What is in force of a pool's passkey settings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthFactorType, WebAuthnConfigurationType } from "../../model/generated/types.js";
import { allowsPasskeys, passkeySettings } from "./passkey-settings.js";

const withConfiguration = (webAuthn?: WebAuthnConfigurationType) => ({
  mfa: { configuration: "OFF" as const, ...(webAuthn === undefined ? {} : { webAuthn }) },
});

test("a pool that says nothing prefers user verification", () => {
  const defaults = { relyingPartyId: undefined, userVerification: "preferred" };
  assert.deepEqual(passkeySettings(withConfiguration()), defaults);
  assert.deepEqual(passkeySettings(withConfiguration({})), defaults);
});

test("what the pool says is in force", () => {
  const sent = {
    RelyingPartyId: "Example.com",
    UserVerification: "required",
  } as const;
  assert.deepEqual(passkeySettings(withConfiguration(sent)), {
    relyingPartyId: "example.com",
    userVerification: "required",
  });
});

test("passkeys are allowed where they are a first factor", () => {
  const pool = (...factors: AuthFactorType[]) => ({
    settings: factors.length === 0 ? {} : { Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } } },
  });
  assert.equal(allowsPasskeys(pool("PASSWORD", "WEB_AUTHN")), true);
  assert.equal(allowsPasskeys(pool("PASSWORD")), false);
  assert.equal(allowsPasskeys(pool()), false);
});
