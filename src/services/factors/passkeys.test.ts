/** What a sign-in asks of passkeys, and the judgement of the answer, step by step (T-26), over the store in memory. */
import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  type HeldPasskey,
  makePasskey,
  type RequestOptions,
  type Twist,
  usePasskey,
} from "../../../test/passkey-authenticator.js";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { createPasskeyVerifier } from "../../adapters/crypto/passkey-verifier.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { NOW, storedPool, storedUser } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { WebAuthnConfigurationType } from "../../model/generated/types.js";
import type { Store } from "../../ports/store.js";
import { createPasskeys, type Passkeys } from "./passkeys.js";

describe("passkeys at a sign-in", () => {
  const clock = { now: () => NOW, monotonic: () => 0 };
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const client = { id: "client" };
  let store: Store;
  let passkeys: Passkeys;
  before(async () => {
    store = await openStore({ keyring, random: systemRandom(), clock, guardNesting: true });
    passkeys = createPasskeys({ store, clock, random: systemRandom(), keyring, verifier: createPasskeyVerifier() });
  });
  after(() => store.close());

  const setMfa = async (poolId: string, webAuthn: WebAuthnConfigurationType): Promise<UserPool> => {
    const pool = (await store.userPools.get(poolId))!;
    const factors = ["PASSWORD", "WEB_AUTHN"] as const;
    const settings = { ...pool.settings, Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } } };
    await store.userPools.update({ ...pool, settings, mfa: { configuration: "OFF", webAuthn } });
    return (await store.userPools.get(poolId))!;
  };

  async function poolWith(webAuthn: WebAuthnConfigurationType = { RelyingPartyId: "example.com" }) {
    const poolId = await storedPool(store);
    const pool = await setMfa(poolId, webAuthn);
    const user = async (sub: string): Promise<User> => {
      await storedUser(store, poolId, sub);
      return (await store.users.getBySub(poolId, sub))!;
    };
    return { pool, user };
  }

  async function registered(pool: UserPool, user: User, making: Parameters<typeof makePasskey>[1] = {}) {
    const options = await passkeys.registrationOptions({ pool, user, client });
    const { credential, passkey } = makePasskey(options as never, making);
    await passkeys.register({ pool, user, client }, credential);
    return passkey;
  }

  const asked = async (pool: UserPool, sub: string) => {
    const request = await passkeys.requestOptions(store, pool, { sub });
    assert.ok(request);
    return { ...request, json: JSON.parse(request.options) as RequestOptions };
  };

  /** Asks, answers in the named way, and says what is proven. */
  async function tried(
    pool: UserPool,
    user: { readonly sub: string },
    held: HeldPasskey,
    twist: Twist & { id?: string } = {},
  ) {
    const { json, challenge } = await asked(pool, user.sub);
    return passkeys.verifyAssertion(store, pool, user, JSON.stringify(usePasskey(held, json, twist)), { challenge });
  }

  for (const algorithm of ["ES256", "RS256"] as const) {
    it(`accepts the answer of a passkey of ${algorithm}`, async () => {
      const { pool, user } = await poolWith();
      const ada = await user("ada");
      const held = await registered(pool, ada, { algorithm, transports: ["internal", "hybrid"] });
      const { json } = await asked(pool, "ada");
      const { challenge, ...rest } = json;
      assert.match(challenge, /^[A-Za-z0-9_-]{43}$/);
      assert.deepEqual(rest, {
        timeout: 60_000,
        rpId: "example.com",
        allowCredentials: [{ type: "public-key", id: held.id, transports: ["internal", "hybrid"] }],
        userVerification: "preferred",
      });
      const proven = await tried(pool, ada, held);
      assert.equal(proven?.userVerified, true);
      assert.equal(proven?.passkey.credentialId, held.id);
      assert.equal(proven?.passkey.attachment, "platform");
      assert.equal((await tried(pool, ada, held, { verified: false }))?.userVerified, false);
    });
  }

  it("stores counter and last use with the effect; of two answers with one counter one is good", async () => {
    const { pool, user } = await poolWith();
    const ada = await user("ada");
    const held = await registered(pool, ada, { counter: 3, backupEligible: true });
    const [one, two] = [
      await tried(pool, ada, held, { counter: 9, backupEligible: true, backedUp: true }),
      await tried(pool, ada, held, { counter: 9, backupEligible: true }),
    ];
    const use = (proven: typeof one) => store.transaction((tx) => passkeys.used(tx, proven!));
    assert.deepEqual([await use(one), await use(two)], [true, false]);
    const stored = await store.webAuthnCredentials.get(pool.id, held.id);
    assert.deepEqual([stored?.counter, stored?.backedUp, stored?.lastUsedAt], [9, true, NOW]);
    const late = await tried(pool, ada, held, { counter: 10, backupEligible: true });
    await store.webAuthnCredentials.delete(pool.id, "ada", held.id);
    assert.equal(await use(late), false);
  });

  describe("T-26 refuses", () => {
    let pool: UserPool;
    let ada: User;
    let held: HeldPasskey;
    before(async () => {
      const made = await poolWith();
      pool = made.pool;
      ada = await made.user("ada");
      held = await registered(pool, ada, { counter: 100 });
    });
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const flipped = (signature: Buffer) => {
      signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
      return signature;
    };
    const steps: readonly (readonly [step: string, twist: Twist & { readonly id?: string }])[] = [
      ["type: an answer to another ceremony", { type: "webauthn.create" }],
      ["challenge: another than was asked", { challenge: "A".repeat(43) }],
      ["origin: another site", { origin: "https://evil.example" }],
      ["origin: without TLS", { origin: "http://example.com" }],
      ["cross-origin: a page in a frame of another", { crossOrigin: true }],
      ["cross-origin: a page that names one above it", { topOrigin: "https://evil.example" }],
      ["RP ID hash: signed for another relying party", { rpId: "evil.example" }],
      ["user presence: nobody was there", { present: false, verified: false }],
      ["backup flags: backed up but not eligible", { backedUp: true }],
      ["backup flags: eligible since", { backupEligible: true }],
      ["signature: by another key", { privateKey: other }],
      ["signature: changed", { signature: flipped }],
      ["signature: none", { signature: () => Buffer.alloc(0) }],
      ["counter: the same again", { counter: 100 }],
      ["counter: back", { counter: 99 }],
      ["counter: gone", { counter: 0 }],
      ["user handle: another user's", { userHandle: Buffer.from("bob").toString("base64url") }],
      ["credential id: one that nobody has", { id: Buffer.alloc(32, 5).toString("base64url") }],
      ["data: bytes behind the end", { extraBytes: Buffer.from([0]) }],
    ];
    for (const [step, twist] of steps) {
      it(step, async () => {
        assert.equal(await tried(pool, ada, held, twist), undefined);
        assert.ok(await tried(pool, ada, held), "the same answer without the fault");
      });
    }

    it("an answer in which any one byte was changed", async () => {
      const { json, challenge } = await asked(pool, "ada");
      const whole = usePasskey(held, json);
      const judged = (response: object) =>
        passkeys.verifyAssertion(store, pool, ada, JSON.stringify({ ...whole, response }), { challenge });
      let changed = 0;
      for (const part of ["authenticatorData", "clientDataJSON", "signature"] as const) {
        const bytes = Buffer.from(whole.response[part], "base64url");
        for (let at = 0; at < bytes.length; at += 1) {
          const other = Buffer.from(bytes);
          other.writeUInt8(other.readUInt8(at) ^ (1 << (at % 8)), at);
          const response = { ...whole.response, [part]: other.toString("base64url") };
          assert.equal(await judged(response), undefined, `${part}, byte ${at}`);
          changed += 1;
        }
      }
      assert.ok(changed > 200, `${changed} bytes`);
      assert.ok(await judged(whole.response));
    });

    it("user verification: where the pool or the sign-in demands it", async () => {
      const strict = await poolWith({ RelyingPartyId: "example.com", UserVerification: "required" });
      const bea = await strict.user("bea");
      const hers = await registered(strict.pool, bea);
      assert.equal((await asked(strict.pool, "bea")).json.userVerification, "required");
      assert.equal(await tried(strict.pool, bea, hers, { verified: false }), undefined);
      assert.ok(await tried(strict.pool, bea, hers));

      const request = (await passkeys.requestOptions(store, pool, ada, "required"))!;
      const json = JSON.parse(request.options) as RequestOptions;
      assert.equal(json.userVerification, "required");
      const answer = JSON.stringify(usePasskey(held, json, { verified: false }));
      const expected = { challenge: request.challenge, userVerification: "required" } as const;
      assert.equal(await passkeys.verifyAssertion(store, pool, ada, answer, expected), undefined);
    });

    it("swapped users: a passkey answers for its owner alone, in its pool alone", async () => {
      const twice = await poolWith();
      const [cora, dora] = [await twice.user("cora"), await twice.user("dora")];
      const coras = await registered(twice.pool, cora);
      await registered(twice.pool, dora);
      assert.ok(await tried(twice.pool, cora, coras));
      assert.equal(await tried(twice.pool, dora, coras), undefined);
      assert.equal(
        await tried(twice.pool, dora, coras, { userHandle: Buffer.from("dora").toString("base64url") }),
        undefined,
      );
      assert.equal(await tried(twice.pool, dora, coras, { userHandle: null }), undefined);
      assert.equal(await tried(pool, { sub: "cora" }, coras), undefined);
    });

    it("another relying party's passkeys, which are not asked for either", async () => {
      const moved = await poolWith();
      const eva = await moved.user("eva");
      const old = await registered(moved.pool, eva);
      assert.equal(await passkeys.has(store, eva, moved.pool), true);
      const pool = await setMfa(moved.pool.id, { RelyingPartyId: "other.example" });
      assert.equal(await passkeys.has(store, eva, pool), false);
      const { json } = await asked(pool, "eva");
      assert.equal(json.rpId, "other.example");
      assert.ok(!json.allowCredentials.some(({ id }) => id === old.id));
      assert.equal(await tried(pool, eva, old), undefined);
    });

    it("T-38 what is no answer", async () => {
      const { json, challenge } = await asked(pool, "ada");
      const whole = usePasskey(held, json);
      const broken = [
        "",
        "{",
        "null",
        "[]",
        JSON.stringify({ ...whole, type: "password" }),
        JSON.stringify({ ...whole, rawId: "AAAA" }),
        JSON.stringify({ ...whole, response: { ...whole.response, signature: undefined } }),
        JSON.stringify({ ...whole, response: { ...whole.response, authenticatorData: "!" } }),
        JSON.stringify({ ...whole, response: { ...whole.response, userHandle: 7 } }),
        JSON.stringify({ ...whole, padding: "x".repeat(70_000) }),
        `${"[".repeat(30_000)}`,
      ];
      for (const text of broken) {
        assert.equal(
          await passkeys.verifyAssertion(store, pool, ada, text, { challenge }),
          undefined,
          text.slice(0, 80),
        );
      }
      assert.ok(await passkeys.verifyAssertion(store, pool, ada, JSON.stringify(whole), { challenge }));
    });
  });

  it("works without a user handle, as authenticators may leave it out", async () => {
    const { pool, user } = await poolWith();
    const ada = await user("ada");
    const held = await registered(pool, ada);
    for (const userHandle of [null, ""]) assert.ok(await tried(pool, ada, held, { userHandle }));
  });

  it("T-01 asks somebody without passkeys for some that do not change, whether there is such a user or not", async () => {
    const { pool, user } = await poolWith();
    await user("ada");
    assert.equal(await passkeys.has(store, { sub: "ada" }, pool), false);
    for (const sub of ["ada", "nobody"]) {
      const [first, second] = [await asked(pool, sub), await asked(pool, sub)];
      assert.notEqual(first.challenge, second.challenge);
      assert.deepEqual(first.json.allowCredentials, second.json.allowCredentials);
      assert.deepEqual(Object.keys(first.json), Object.keys(second.json));
      const [shown] = first.json.allowCredentials;
      assert.match(shown?.id ?? "", /^[A-Za-z0-9_-]{22,43}$/);
      assert.ok(shown?.transports.length);
    }
    const [mine, theirs] = [await asked(pool, "nobody"), await asked((await poolWith()).pool, "nobody")];
    assert.notDeepEqual(mine.json.allowCredentials, theirs.json.allowCredentials);
  });

  it("T-02 what answers for a made-up passkey is refused, even with the key it is checked against", async () => {
    const { pool } = await poolWith();
    const { json, challenge } = await asked(pool, "nobody");
    // The base point of the curve is the public key of the private key 1.
    const one = {
      kty: "EC",
      crv: "P-256",
      d: Buffer.concat([Buffer.alloc(31), Buffer.from([1])]).toString("base64url"),
    };
    const x = Buffer.from("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", "hex").toString(
      "base64url",
    );
    const y = Buffer.from("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", "hex").toString(
      "base64url",
    );
    const privateKey = createPrivateKey({ key: { ...one, x, y }, format: "jwk" });
    const userHandle = Buffer.from("nobody").toString("base64url");
    const id = json.allowCredentials[0]?.id ?? randomBytes(16).toString("base64url");
    const held: HeldPasskey = { id, algorithm: "ES256", privateKey, userHandle, rpId: "example.com", counter: 0 };
    const answer = JSON.stringify(usePasskey(held, json));
    assert.equal(await passkeys.verifyAssertion(store, pool, { sub: "nobody" }, answer, { challenge }), undefined);
  });

  it("asks nothing where the pool has no relying party", async () => {
    const { pool, user } = await poolWith({});
    const ada = await user("ada");
    assert.equal(await passkeys.requestOptions(store, pool, ada), undefined);
    assert.equal(await passkeys.has(store, ada, pool), false);
    assert.equal(await passkeys.verifyAssertion(store, pool, ada, "{}", { challenge: "A" }), undefined);
  });
});
