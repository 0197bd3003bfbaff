import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { makeUser, tokensOf, withPassword } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const document = (poolId: string, name: string, init?: RequestInit) =>
  fetch(`${world.url}/${poolId}/.well-known/${name}`, init);

test("an independent verifier finds issuer and keys by discovery and accepts both tokens", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "jane");
  const { AccessToken, IdToken } = tokensOf(await withPassword({ world, poolId: pool.Id, clientId: ClientId }, "jane"));
  const discovery = (await (await document(pool.Id, "openid-configuration")).json()) as Record<string, string>;
  assert.equal(discovery["issuer"], `${world.url}/${pool.Id}`);
  const keys = createRemoteJWKSet(new URL(discovery["jwks_uri"] ?? ""));
  const options = { issuer: discovery["issuer"] ?? "", algorithms: ["RS256"] };
  await jwtVerify(IdToken, keys, { ...options, audience: ClientId });
  await jwtVerify(AccessToken, keys, options);
});

test("a key set holds two keys of its pool, the same at each call", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const answers = await Promise.all([1, 2, 3].map(() => document(one.Id, "jwks.json")));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  assert.equal(new Set(texts).size, 1);
  const { keys } = JSON.parse(texts[0] ?? "") as { keys: Record<string, string>[] };
  assert.equal(keys.length, 2);
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ["alg", "e", "kid", "kty", "n", "use"]);
    assert.equal(key["alg"], "RS256");
    assert.equal(key["e"], "AQAB");
    assert.equal(key["use"], "sig");
    assert.equal(Buffer.from(key["n"] ?? "", "base64url").length, 256);
    assert.match(key["kid"] ?? "", /^[A-Za-z0-9+/]{43}=$/);
  }
  const elsewhere = (await (await document(other.Id, "jwks.json")).json()) as { keys: Record<string, string>[] };
  assert.equal(new Set([...keys, ...elsewhere.keys].map((key) => key["kid"])).size, 4);
});

test("pages of any origin may read both documents, and caches may keep them", async () => {
  const pool = await world.pool();
  for (const name of ["jwks.json", "openid-configuration"]) {
    const answer = await document(pool.Id, name, { headers: { origin: "https://app.example.com" } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("cache-control"), "public, max-age=3600");
    assert.equal(answer.headers.get("content-type"), "application/json");
  }
});

test("T-33 a pool that does not exist has no documents, and no keys are made for it", async () => {
  for (const name of ["jwks.json", "openid-configuration"]) {
    const answer = await document("us-east-1_Nowhere00", name);
    assert.equal(answer.status, 404);
    assert.deepEqual(await answer.json(), { message: "User pool us-east-1_Nowhere00 does not exist." });
  }
  assert.deepEqual(await world.world.store.signingKeys.list("us-east-1_Nowhere00"), []);
});

test("the issuer can be the one AWS would have, with keys that can still be found", async () => {
  const aws = await startTestWorld({ issuer: "aws" });
  try {
    const pool = await aws.pool();
    const answer = await fetch(`${aws.url}/${pool.Id}/.well-known/openid-configuration`);
    const discovery = (await answer.json()) as Record<string, string>;
    assert.equal(discovery["issuer"], `https://cognito-idp.us-east-1.amazonaws.com/${pool.Id}`);
    assert.equal((await fetch(discovery["jwks_uri"] ?? "")).status, 200);
  } finally {
    await aws.close();
  }
});
