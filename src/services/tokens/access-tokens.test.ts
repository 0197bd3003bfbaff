/**
 * T-17a: texts that are no access tokens of ours, sent to the API over HTTP. The attacker knows everything that is public
 * and, in the last group, even holds the pool's own key: then the claims alone must not be enough either.
 */
import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { after, before, test } from "node:test";
import { CompactSign, exportJWK, exportSPKI, importJWK } from "jose";
import { GetUserCommand } from "../../../test/clients.js";
import { claimsOf, flipped, makeUser, tokensOf, withPassword } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const invalid = "Invalid Access Token";
const unverified = "Could not verify signature for Access Token";

let world: TestWorld;
let poolId: string;
let good: string;
let idToken: string;
let stranger: string;
let foreign: { token: string; key: KeyObject; kid: string };
let own: { key: KeyObject; kid: string; n: string; e: string };
let idKey: { key: KeyObject; kid: string };

async function poolWithUser() {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "jane");
  const tokens = tokensOf(await withPassword({ world, poolId: pool.Id, clientId: ClientId }, "jane"));
  const stored = await world.world.store.signingKeys.list(pool.Id);
  const keyFor = (use: "id" | "access") => {
    const found = stored.find((one) => one.use === use);
    assert.ok(found);
    const key = createPrivateKey({ key: found.privateKey, format: "der", type: "pkcs8" });
    return { key, kid: found.kid, ...found.publicJwk };
  };
  return { pool, clientId: ClientId, tokens, access: keyFor("access"), id: keyFor("id") };
}

before(async () => {
  world = await startTestWorld();
  const here = await poolWithUser();
  poolId = here.pool.Id;
  good = here.tokens.AccessToken;
  idToken = here.tokens.IdToken;
  own = here.access;
  idKey = here.id;
  await makeUser(world, poolId, "joe");
  stranger = tokensOf(await withPassword({ world, poolId, clientId: here.clientId }, "joe")).AccessToken;
  const there = await poolWithUser();
  foreign = { token: there.tokens.AccessToken, key: there.access.key, kid: there.access.kid };
});
after(() => world.close());

const enter = (token: string) => world.client.send(new GetUserCommand({ AccessToken: token }));
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signed = (claims: Record<string, unknown>, header: Record<string, unknown>, key: KeyObject | Uint8Array) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "RS256", ...header })
    .sign(key);

async function refused(token: string, message: string, what?: string): Promise<void> {
  await assert.rejects(enter(token), { name: "NotAuthorizedException", message }, what);
}

test("the token that all these are made from is good", async () => {
  assert.equal((await enter(good)).Username, "jane");
});

test("T-17a tokens without a signature", async () => {
  const [header = "", payload = "", signature = ""] = good.split(".");
  for (const alg of ["none", "None", "NONE", "nOnE", "", "RS256 "]) {
    await refused(`${encoded({ kid: own.kid, alg })}.${payload}.`, invalid, alg);
    await refused(`${encoded({ kid: own.kid, alg })}.${payload}.${signature}`, invalid, alg);
  }
  await refused(`${header}.${payload}.`, invalid);
  await refused(`${header}.${payload}`, invalid);
});

test("T-17a the public key as the secret of an HMAC", async () => {
  const publicKey = await importJWK({ kty: "RSA", n: own.n, e: own.e }, "RS256");
  const spki = await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]);
  const secrets = [spki, spki.trim(), JSON.stringify({ kty: "RSA", n: own.n, e: own.e }), own.n, own.kid];
  for (const secret of secrets) {
    for (const alg of ["HS256", "HS384", "HS512"]) {
      await refused(
        await signed(claimsOf(good), { kid: own.kid, alg }, new TextEncoder().encode(secret.padEnd(64))),
        invalid,
      );
    }
  }
});

test("T-17a other algorithms, even by the right key", async () => {
  for (const alg of ["RS384", "RS512", "PS256"]) {
    await refused(await signed(claimsOf(good), { kid: own.kid, alg }, own.key), invalid, alg);
  }
});

test("T-17a a key that the token brings along", async () => {
  const attacker = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(attacker.publicKey)), kid: own.kid, alg: "RS256", use: "sig" };
  const headers = [
    { jwk },
    { jku: "https://attacker.example/jwks.json" },
    { x5u: "https://attacker.example/cert.pem" },
    { x5c: ["MIIB"] },
    { typ: "JWT" },
    { typ: "at+jwt" },
    { b64: true, crit: ["b64"] },
    { cty: "JWT" },
  ];
  for (const header of headers) {
    await refused(await signed(claimsOf(good), { kid: own.kid, ...header }, attacker.privateKey), invalid);
    // The right signature does not make up for a header we never write.
    await refused(await signed(claimsOf(good), { kid: own.kid, ...header }, own.key), invalid);
  }
  await refused(await signed(claimsOf(good), { kid: own.kid }, attacker.privateKey), unverified);
  for (const kid of ["", "../../dev/null", "' OR 1=1 --", `${own.kid}x`, own.kid.toLowerCase(), idToken]) {
    await refused(await signed(claimsOf(good), { kid }, attacker.privateKey), unverified, kid.slice(0, 20));
  }
  await refused(await signed(claimsOf(good), { kid: 7 as never }, own.key), invalid);
});

test("T-17a another pool's key, under its own kid and under ours", async () => {
  await refused(await signed(claimsOf(good), { kid: foreign.kid }, foreign.key), unverified);
  await refused(await signed(claimsOf(foreign.token), { kid: own.kid }, own.key), unverified);
  const attacker = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  await refused(await signed(claimsOf(foreign.token), { kid: foreign.kid }, attacker), unverified);
});

test("T-17a ID tokens, and the key that signs them", async () => {
  await refused(idToken, invalid);
  await refused(await signed(claimsOf(good), { kid: idKey.kid }, idKey.key), invalid);
  await refused(await signed({ ...claimsOf(good), token_use: "id" }, { kid: own.kid }, own.key), invalid);
  await refused(await signed(claimsOf(idToken), { kid: own.kid }, own.key), invalid);
});

test("T-17a changed, cut and respelt tokens", async () => {
  const [header = "", payload = "", signature = ""] = good.split(".");
  for (let place = 0; place < good.length; place += 13) {
    if (good[place] === ".") continue;
    await assert.rejects(enter(flipped(good, place)), { name: "NotAuthorizedException" }, `at ${place}`);
  }
  await refused(`${header}.${payload}.${signature}==`, invalid);
  // The last character holds bits that no byte uses: another spelling of the very same bytes.
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const respelt = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1) ?? "") ^ 1];
  assert.ok(Buffer.from(respelt, "base64url").equals(Buffer.from(signature, "base64url")));
  await refused(`${header}.${payload}.${respelt}`, invalid);
  for (const text of [
    `${good}.`,
    `.${good}`,
    `${good}.${signature}`,
    "a.b.c",
    "..",
    "garbage",
    encoded({ payload, signatures: [] }),
  ]) {
    await refused(text, invalid, text.slice(0, 20));
  }
  await refused(`${encoded([])}.${payload}.${signature}`, invalid);
  await refused(`${header}.${encoded("text")}.${signature}`, invalid);
  await refused(`${header}.${encoded(null)}.${signature}`, invalid);
  await refused(`${"A".repeat(70_000)}.${payload}.${signature}`, invalid);
});

test("T-17a claims that do not belong together, signed by the very key", async () => {
  const claims = claimsOf(good);
  const { event_id: strangersEvent, sub: strangersSub } = claimsOf(stranger);
  const issuer = String(claims["iss"]);
  const cases: readonly [string, Record<string, unknown>, string][] = [
    ["another issuer with the pool's id at its end", { iss: `https://attacker.example/${poolId}` }, invalid],
    ["the issuer with a slash", { iss: `${issuer}/` }, invalid],
    ["the issuer without a host", { iss: poolId }, invalid],
    ["no issuer", { iss: undefined }, invalid],
    ["the issuer as a list", { iss: [issuer] }, invalid],
    ["a pool that does not exist", { iss: issuer.replace(poolId, "us-east-1_Nowhere00") }, invalid],
    ["another user with this sign-in", { sub: strangersSub }, invalid],
    ["this user with another's sign-in", { event_id: strangersEvent }, invalid],
    ["a sign-in that never was", { event_id: "00000000-0000-4000-8000-000000000000" }, "Access Token has been revoked"],
    ["no sign-in", { event_id: undefined }, invalid],
    ["another client", { client_id: "1unknownclient" }, "Access Token has been revoked"],
    ["an end that is no number", { exp: "9999999999" }, invalid],
    ["no end", { exp: undefined }, invalid],
    ["an end in the past", { exp: 1 }, "Access Token has expired"],
    ["other scopes", { scope: "openid email" }, "Access Token does not have required scopes"],
    [
      "a scope that only begins like it",
      { scope: "aws.cognito.signin.user.admin2" },
      "Access Token does not have required scopes",
    ],
    ["no scope", { scope: undefined }, invalid],
    ["no use", { token_use: undefined }, invalid],
  ];
  for (const [what, change, message] of cases) {
    await refused(await signed({ ...claims, ...change }, { kid: own.kid }, own.key), message, what);
  }
  assert.equal((await enter(await signed(claims, { kid: own.kid }, own.key))).Username, "jane");
});
