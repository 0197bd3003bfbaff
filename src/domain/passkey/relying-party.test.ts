/** Who the relying party is, which origins speak for it, and which names cannot be one (T-26). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WebAuthnConfigurationType } from "../../model/generated/types.js";
import { canBeRelyingParty, mayRepresent, relyingPartyId } from "./relying-party.js";

const poolWith = (webAuthn?: WebAuthnConfigurationType) => ({
  region: "eu-north-1",
  mfa: { configuration: "OFF" as const, ...(webAuthn === undefined ? {} : { webAuthn }) },
});
const prefix = { domain: "shop", kind: "prefix" } as const;
const custom = { domain: "auth.shop.example", kind: "custom" } as const;

describe("the relying party", () => {
  it("is what the pool says, else its custom domain, else its prefix domain", () => {
    const configured = poolWith({ RelyingPartyId: "Shop.Example" });
    assert.equal(relyingPartyId(configured, [prefix, custom]), "shop.example");
    assert.equal(relyingPartyId(poolWith(), [prefix, custom]), "auth.shop.example");
    assert.equal(
      relyingPartyId(poolWith({ UserVerification: "required" }), [prefix]),
      "shop.auth.eu-north-1.amazoncognito.com",
    );
    assert.equal(relyingPartyId(poolWith(), []), undefined);
  });
});

describe("origins", () => {
  const cases: readonly (readonly [party: string, origin: string, allowed: boolean])[] = [
    ["shop.example", "https://shop.example", true],
    ["shop.example", "https://shop.example:8443", true],
    ["shop.example", "https://a.b.shop.example", true],
    ["shop.example", "https://ashop.example", false],
    ["shop.example", "https://example", false],
    ["a.shop.example", "https://shop.example", false],
    ["shop.example", "http://shop.example", false],
    ["shop.example", "https://shop.example:443", false],
    ["shop.example", "https://shop.example.", false],
    ["shop.example", "https://SHOP.example", false],
    ["shop.example", "wss://shop.example", false],
    ["shop.example", "", false],
    ["shop.example", "null", false],
    ["shop.example", `https://${"a.".repeat(200)}shop.example`, false],
    ["localhost", "http://localhost", true],
    ["localhost", "http://localhost:3000", true],
    ["localhost", "https://localhost:3000", true],
    ["localhost", "http://127.0.0.1:3000", false],
    ["localhost", "http://localhost.example", false],
    ["app.localhost", "http://app.localhost:3000", true],
    ["shop.example", `android:apk-key-hash:${"a-_9".repeat(10)}abc`, true],
    ["shop.example", `android:apk-key-hash:${"a".repeat(44)}`, false],
    ["shop.example", `ios:bundle-id:${"a".repeat(43)}`, false],
  ];
  for (const [party, origin, allowed] of cases) {
    it(`${origin.slice(0, 60) || "none"} ${allowed ? "speaks" : "does not speak"} for ${party}`, () => {
      assert.equal(mayRepresent(party, origin), allowed);
    });
  }
});

describe("names of relying parties", () => {
  for (const name of [
    "example.com",
    "auth.example.co.uk",
    "localhost",
    "Shop.Example",
    "shop.auth.us-east-1.amazoncognito.com",
    "my-app.vercel.app",
  ]) {
    it(`${name} can be one`, () => assert.equal(canBeRelyingParty(name), true));
  }
  for (const name of [
    "com",
    "co.uk",
    "github.io",
    "auth.us-east-1.amazoncognito.com",
    "auth-fips.us-gov-west-1.amazoncognito.com",
    "amazoncognito.com",
    "127.0.0.1",
    "[::1]",
    "::1",
    "https://example.com",
    "example.com:8443",
    "example.com/",
    "*.example.com",
    "exa mple.com",
    "-a.example",
    "a..example",
    "example.com.",
    ".example.com",
    `${"a".repeat(64)}.example`,
  ]) {
    it(`${name} cannot be one`, () => assert.equal(canBeRelyingParty(name), false));
  }
});
