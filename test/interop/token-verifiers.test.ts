/**
 * Verifiers of other people over our tokens: aws-jwt-verify in both its forms, jose, and jsonwebtoken with jwks-rsa. Each accepts what was issued to
 * its pool and client, and refuses everything else; which verifier needs which issuer is in docs/clients.md.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CognitoJwtVerifier, JwtRsaVerifier } from "aws-jwt-verify";
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidIssuerError,
  JwtInvalidSignatureError,
  KidNotFoundInJwksError,
} from "aws-jwt-verify/error";
import { type Jwks, SimpleJwksCache } from "aws-jwt-verify/jwk";
import { createRemoteJWKSet, jwtVerify } from "jose";
import jwt, { type VerifyOptions } from "jsonwebtoken";
import jwks from "jwks-rsa";
import { AdminUserGlobalSignOutCommand } from "../clients.js";
import { claimsOf, flipped, makeUser, type SignInTarget, tokensOf, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

/** A pool with a client and the tokens of a user who has just signed in. */
async function signedIn(world: TestWorld) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await makeUser(world, Id, "anna");
  const target: SignInTarget = { world, poolId: Id, clientId: ClientId };
  const { AccessToken, IdToken } = tokensOf(await withPassword(target, "anna"));
  return { userPoolId: Id, clientId: ClientId, access: AccessToken, id: IdToken, keysUrl: keysUrlOf(world, Id) };
}

const keysUrlOf = ({ url }: TestWorld, poolId: string) => `${url}/${poolId}/.well-known/jwks.json`;

/** Lets a verifier fetch keys wherever `fetch` does. */
const overHttp = () => new SimpleJwksCache({ fetcher: { fetch: async (url) => (await fetch(url)).arrayBuffer() } });

const keysAt = async (url: string) => (await (await fetch(url)).json()) as Jwks;

describe("aws-jwt-verify: CognitoJwtVerifier, which knows AWS's issuers only", () => {
  let world: TestWorld;
  let one: Awaited<ReturnType<typeof signedIn>>;
  let other: typeof one;

  before(async () => {
    world = await startTestWorld({ issuer: "aws" });
    one = await signedIn(world);
    other = await signedIn(world);
  });
  after(() => world.close());

  async function verifierOf({ userPoolId, clientId, keysUrl }: typeof one) {
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: null });
    verifier.cacheJwks(await keysAt(keysUrl));
    return verifier;
  }

  test("accepts access and ID tokens under --issuer aws once it is given the key set", async () => {
    const verifier = await verifierOf(one);
    const access = await verifier.verify(one.access, { tokenUse: "access" });
    assert.equal(access.client_id, one.clientId);
    assert.equal(access.iss, `https://cognito-idp.us-east-1.amazonaws.com/${one.userPoolId}`);
    const id = await verifier.verify(one.id, { tokenUse: "id" });
    assert.equal(id.aud, one.clientId);
    assert.equal(id.sub, access.sub);
  });

  test("refuses the other kind of token, another client's and another pool's", async () => {
    const verifier = await verifierOf(one);
    await assert.rejects(verifier.verify(one.access, { tokenUse: "id" }), CognitoJwtInvalidTokenUseError);
    await assert.rejects(verifier.verify(one.id, { tokenUse: "access" }), CognitoJwtInvalidTokenUseError);
    await assert.rejects(
      verifier.verify(one.access, { tokenUse: "access", clientId: other.clientId }),
      CognitoJwtInvalidClientIdError,
    );
    // A verifier of one pool looks the issuer up among its own before anything else.
    await assert.rejects(verifier.verify(other.access, { tokenUse: "access" }), /issuer not configured/);
  });

  test("JwtRsaVerifier and jose accept the same tokens, told where the keys really are", async () => {
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${one.userPoolId}`;
    const verifier = JwtRsaVerifier.create({ issuer, audience: one.clientId });
    verifier.cacheJwks(await keysAt(one.keysUrl));
    assert.equal((await verifier.verify(one.id)).iss, issuer);
    const { payload } = await jwtVerify(one.id, createRemoteJWKSet(new URL(one.keysUrl)), { issuer });
    assert.equal(payload.aud, one.clientId);
  });

  test("refuses a changed token", async () => {
    const verifier = await verifierOf(one);
    const place = one.access.lastIndexOf(".") + 20;
    await assert.rejects(verifier.verify(flipped(one.access, place)), JwtInvalidSignatureError);
  });
});

describe("aws-jwt-verify: JwtRsaVerifier, for the public issuer", () => {
  let world: TestWorld;
  let one: Awaited<ReturnType<typeof signedIn>>;
  let other: typeof one;

  before(async () => {
    world = await startTestWorld();
    one = await signedIn(world);
    other = await signedIn(world);
  });
  after(() => world.close());

  const propertiesOf = ({ userPoolId, clientId, keysUrl }: typeof one) => ({
    issuer: `${world.url}/${userPoolId}`,
    audience: clientId,
    jwksUri: keysUrl,
  });

  async function verifierOf(target: typeof one) {
    const verifier = JwtRsaVerifier.create(propertiesOf(target));
    verifier.cacheJwks(await keysAt(target.keysUrl));
    return verifier;
  }

  test("accepts ID tokens; access tokens, which have no audience, with client_id checked instead", async () => {
    const verifier = await verifierOf(one);
    assert.equal((await verifier.verify(one.id)).iss, `${world.url}/${one.userPoolId}`);
    const claims = await verifier.verify(one.access, { audience: null });
    assert.equal(claims["client_id"], one.clientId);
    await assert.rejects(verifier.verify(one.access), JwtInvalidAudienceError);
  });

  test("refuses another client's audience and another pool's tokens, also where their issuer is believed", async () => {
    const verifier = await verifierOf(one);
    await assert.rejects(verifier.verify(one.id, { audience: other.clientId }), JwtInvalidAudienceError);
    const both = JwtRsaVerifier.create(propertiesOf(one), { jwksCache: overHttp() });
    await assert.rejects(both.verify(other.id), KidNotFoundInJwksError);
    // The keys of one pool, the issuer of the other: nobody's token.
    const mixed = JwtRsaVerifier.create(
      { ...propertiesOf(one), jwksUri: other.keysUrl, audience: null },
      { jwksCache: overHttp() },
    );
    await assert.rejects(mixed.verify(one.id), KidNotFoundInJwksError);
    await assert.rejects(mixed.verify(other.id), JwtInvalidIssuerError);
  });

  test("fetches no keys over plain http by itself: they are given to it, or a way to fetch them is", async () => {
    const alone = JwtRsaVerifier.create(propertiesOf(one));
    await assert.rejects(alone.verify(one.id), /Protocol "http:" not supported/);
    const helped = JwtRsaVerifier.create(propertiesOf(one), { jwksCache: overHttp() });
    assert.equal((await helped.verify(one.id)).sub, claimsOf(one.id)["sub"]);
  });
});

describe("jose", () => {
  let world: TestWorld;
  let one: Awaited<ReturnType<typeof signedIn>>;
  let other: typeof one;

  before(async () => {
    world = await startTestWorld();
    one = await signedIn(world);
    other = await signedIn(world);
  });
  after(() => world.close());

  test("accepts both tokens with keys that it fetches itself, each signed with a key of its own", async () => {
    const keys = createRemoteJWKSet(new URL(one.keysUrl));
    const issuer = `${world.url}/${one.userPoolId}`;
    const id = await jwtVerify(one.id, keys, { issuer, audience: one.clientId, algorithms: ["RS256"] });
    const access = await jwtVerify(one.access, keys, { issuer, algorithms: ["RS256"] });
    assert.equal(id.payload.sub, access.payload.sub);
    assert.notEqual(id.protectedHeader.kid, access.protectedHeader.kid);
  });

  test("finds the keys by the OpenID configuration below the issuer of the token", async () => {
    const issuer = String(claimsOf(one.id)["iss"]);
    const found = await fetch(`${issuer}/.well-known/openid-configuration`);
    const configuration = (await found.json()) as { issuer: string; jwks_uri: string };
    assert.equal(configuration.issuer, issuer);
    await jwtVerify(one.id, createRemoteJWKSet(new URL(configuration.jwks_uri)), { issuer });
  });

  test("refuses another pool's token, a changed one, and one that has expired by the server's clock", async () => {
    const keys = createRemoteJWKSet(new URL(one.keysUrl));
    await assert.rejects(jwtVerify(other.id, keys), { code: "ERR_JWKS_NO_MATCHING_KEY" });
    await assert.rejects(jwtVerify(one.id, keys, { audience: other.clientId }), {
      code: "ERR_JWT_CLAIM_VALIDATION_FAILED",
    });
    await assert.rejects(jwtVerify(flipped(one.id, one.id.lastIndexOf(".") + 20), keys), {
      code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
    });
    const later = new Date(world.clock.now() + 3_601_000);
    await assert.rejects(jwtVerify(one.id, keys, { currentDate: later }), { code: "ERR_JWT_EXPIRED" });
  });
});

describe("jsonwebtoken with keys of jwks-rsa", () => {
  for (const issuer of ["public", "aws"] as const) {
    test(`accepts tokens of --issuer ${issuer}, and refuses others`, async () => {
      const world = await startTestWorld({ issuer });
      try {
        const one = await signedIn(world);
        const other = await signedIn(world);
        const expected = issuer === "public" ? world.url : "https://cognito-idp.us-east-1.amazonaws.com";
        const keys = jwks({ jwksUri: one.keysUrl });
        async function verify(token: string, options: VerifyOptions = {}) {
          const kid = jwt.decode(token, { complete: true })?.header.kid;
          const key = (await keys.getSigningKey(kid)).getPublicKey();
          return jwt.verify(token, key, { issuer: `${expected}/${one.userPoolId}`, algorithms: ["RS256"], ...options });
        }
        const id = await verify(one.id, { audience: one.clientId });
        const access = await verify(one.access);
        assert.deepEqual([id, access].map((claims) => Object(claims).token_use).sort(), ["access", "id"]);
        await assert.rejects(verify(one.id, { audience: other.clientId }), /jwt audience invalid/);
        await assert.rejects(verify(one.id, { issuer: world.url }), /jwt issuer invalid/);
        await assert.rejects(verify(other.access), { name: "SigningKeyNotFoundError" });
        const changed = flipped(one.access, one.access.lastIndexOf(".") + 20);
        await assert.rejects(verify(changed), { message: "invalid signature" });
        const later = Math.floor(world.clock.now() / 1000) + 3601;
        await assert.rejects(verify(one.access, { clockTimestamp: later }), { name: "TokenExpiredError" });
      } finally {
        await world.close();
      }
    });
  }
});

describe("time", () => {
  test("tokens of a server whose clock stands in the past are expired for everybody", async () => {
    const world = await startTestWorld({ issuer: "aws" });
    try {
      world.clock.advance(-2 * 3_600_000);
      const { userPoolId, clientId, access, keysUrl } = await signedIn(world);
      const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" });
      verifier.cacheJwks(await keysAt(keysUrl));
      await assert.rejects(verifier.verify(access), JwtExpiredError);
    } finally {
      await world.close();
    }
  });

  test("a signed-out user's token is still good for those who only check signatures, as Cognito's is", async () => {
    const world = await startTestWorld({ issuer: "aws" });
    try {
      const { userPoolId, clientId, access, keysUrl } = await signedIn(world);
      await world.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username: "anna" }));
      const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" });
      verifier.cacheJwks(await keysAt(keysUrl));
      assert.equal((await verifier.verify(access)).client_id, clientId);
    } finally {
      await world.close();
    }
  });
});
