/** StartWebAuthnRegistration and CompleteWebAuthnRegistration, by a software authenticator, step by step (T-26). */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  CompleteWebAuthnRegistrationCommand,
  type CompleteWebAuthnRegistrationCommandInput,
  CreateUserPoolDomainCommand,
  DeleteUserPoolDomainCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListWebAuthnCredentialsCommand,
  SetUserPoolMfaConfigCommand,
  StartWebAuthnRegistrationCommand,
  type WebAuthnConfigurationType,
} from "../../../test/clients.js";
import { type CreationOptions, cbor, type Making, makePasskey } from "../../../test/passkey-authenticator.js";
import { type Given, given, password, refusal } from "../../../test/self-service.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const withPasskeys = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] as const } } };

describe("registering a passkey", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  async function poolWith(configuration?: WebAuthnConfigurationType): Promise<Given> {
    const pool = await given(world, {
      Policies: {
        SignInPolicy: { AllowedFirstAuthFactors: [...withPasskeys.Policies.SignInPolicy.AllowedFirstAuthFactors] },
      },
    });
    if (configuration !== undefined) {
      await world.client.send(
        new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, WebAuthnConfiguration: configuration }),
      );
    }
    return pool;
  }

  /** A pool whose relying party is example.com, a user, and a token. */
  async function signedIn(configuration: WebAuthnConfigurationType = { RelyingPartyId: "example.com" }) {
    const pool = await poolWith(configuration);
    await pool.confirmed("ada");
    return { ...pool, token: await pool.accessToken("ada") };
  }

  const start = async (AccessToken: string) => {
    const { CredentialCreationOptions } = await world.client.send(
      new StartWebAuthnRegistrationCommand({ AccessToken }),
    );
    return CredentialCreationOptions as unknown as CreationOptions;
  };
  const complete = (AccessToken: string, credential: unknown) =>
    world.client.send(
      new CompleteWebAuthnRegistrationCommand({
        AccessToken,
        Credential: credential as CompleteWebAuthnRegistrationCommandInput["Credential"],
      }),
    );
  const list = async (AccessToken: string) =>
    (await world.client.send(new ListWebAuthnCredentialsCommand({ AccessToken }))).Credentials ?? [];
  /** Starts, makes a passkey in the named way, completes. */
  const register = async (token: string, making: Making = {}) => {
    const { credential, passkey } = makePasskey(await start(token), making);
    await complete(token, credential);
    return passkey;
  };

  describe("StartWebAuthnRegistration", () => {
    it("answers what a browser is to be asked", async () => {
      const { token, poolId } = await signedIn();
      const options = await start(token);
      const { challenge, user, ...rest } = options;
      assert.match(challenge, /^[A-Za-z0-9_-]{43}$/);
      assert.deepEqual(rest, {
        rp: { name: "example.com", id: "example.com" },
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        timeout: 60_000,
        excludeCredentials: [],
        authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "preferred" },
      });
      const stored = await world.world.store.users.getByUsernameKey(poolId, "ada");
      assert.deepEqual(
        { ...user, id: Buffer.from(user.id, "base64url").toString() },
        { id: stored?.sub, name: "ada", displayName: "ada" },
      );
      assert.notEqual((await start(token)).challenge, challenge);
    });

    it("names what the user has, and demands what the pool demands", async () => {
      const { token } = await signedIn({ RelyingPartyId: "example.com", UserVerification: "required" });
      const { id } = await register(token, { transports: ["usb", "nfc"] });
      const options = await start(token);
      assert.deepEqual(options.excludeCredentials, [{ type: "public-key", id, transports: ["usb", "nfc"] }]);
      assert.equal(options.authenticatorSelection["userVerification"], "required");
    });

    it("shows the address of a user whose username means nothing to people", async () => {
      const pool = await given(world, {
        UsernameAttributes: ["email"],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
      });
      await world.client.send(
        new SetUserPoolMfaConfigCommand({
          UserPoolId: pool.poolId,
          WebAuthnConfiguration: { RelyingPartyId: "example.com" },
        }),
      );
      await pool.confirmed("ada@example.com", {});
      const { user } = await start(await pool.accessToken("ada@example.com"));
      assert.deepEqual([user.name, user.displayName], ["ada@example.com", "ada@example.com"]);
    });

    it("takes the relying party from the pool's domains, the custom one first, where the pool names none", async () => {
      const pool = await poolWith();
      await pool.confirmed("ada");
      const token = await pool.accessToken("ada");
      await assert.rejects(
        start(token),
        refusal("WebAuthnConfigurationMissingException", /no relying party ID and no domain/),
      );
      const domain = (Domain: string, CertificateArn?: string) =>
        world.client.send(
          new CreateUserPoolDomainCommand({
            UserPoolId: pool.poolId,
            Domain,
            ...(CertificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn } }),
          }),
        );
      await domain("passkey-test");
      assert.equal((await start(token)).rp.id, "passkey-test.auth.us-east-1.amazoncognito.com");
      await domain("auth.passkeys.example.com", "arn:aws:acm:us-east-1:123456789012:certificate/0");
      assert.equal((await start(token)).rp.id, "auth.passkeys.example.com");
    });

    it("is refused where the pool has no passkeys", async () => {
      const pool = await given(world);
      await pool.confirmed("ada");
      const token = await pool.accessToken("ada");
      await assert.rejects(
        start(token),
        refusal("WebAuthnNotEnabledException", "WebAuthn is not enabled for the user pool."),
      );
      await assert.rejects(
        complete(token, {}),
        refusal("WebAuthnNotEnabledException", "WebAuthn is not enabled for the user pool."),
      );
    });

    it("stops at twenty passkeys", async () => {
      const { token, poolId } = await signedIn();
      const early = makePasskey(await start(token)).credential;
      for (let n = 0; n < 20; n += 1) await register(token);
      const full = refusal("LimitExceededException", "A user cannot have more than 20 passkeys.");
      await assert.rejects(start(token), full);
      await assert.rejects(complete(token, early), full);
      assert.equal((await list(token)).length, 20);
      const { sub } = (await world.world.store.users.getByUsernameKey(poolId, "ada"))!;
      assert.equal((await world.world.store.webAuthnCredentials.listOfUser(poolId, sub)).length, 20);
    });

    it("wants a token that is good", async () => {
      const { token, poolId } = await signedIn();
      await assert.rejects(start(`${token}x`), { name: "NotAuthorizedException" });
      await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: poolId, Username: "ada" }));
      const reset = refusal("PasswordResetRequiredException", "Password reset required for the user");
      await assert.rejects(start(token), reset);
      await assert.rejects(complete(token, {}), reset);
      await world.client.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: "ada" }));
      await assert.rejects(start(token), refusal("NotAuthorizedException", "User is disabled."));
      await world.client.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: "ada" }));
      await assert.rejects(start(token), refusal("NotAuthorizedException", "Access Token has been revoked"));
    });
  });

  describe("CompleteWebAuthnRegistration", () => {
    for (const algorithm of ["ES256", "RS256"] as const) {
      it(`takes a passkey of ${algorithm}`, async () => {
        const { token, poolId } = await signedIn();
        const { id } = await register(token, {
          algorithm,
          attachment: "cross-platform",
          transports: ["usb"],
          counter: 7,
        });
        const [shown, ...others] = await list(token);
        assert.deepEqual(others, []);
        const { CreatedAt, ...rest } = shown ?? {};
        assert.deepEqual(rest, {
          CredentialId: id,
          FriendlyCredentialName: "Security key",
          RelyingPartyId: "example.com",
          AuthenticatorAttachment: "cross-platform",
          AuthenticatorTransports: ["usb"],
        });
        assert.ok(Math.abs((CreatedAt?.getTime() ?? 0) - world.clock.now()) < 10_000);
        assert.equal((await world.world.store.webAuthnCredentials.get(poolId, id))?.counter, 7);
      });
    }

    it("names a passkey after its keeper, and remembers whether it can be copied", async () => {
      const { token, poolId } = await signedIn();
      const aaguid = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";
      const { id } = await register(token, { aaguid, backupEligible: true, backedUp: true, idBytes: 20 });
      assert.equal((await list(token))[0]?.FriendlyCredentialName, "iCloud Keychain");
      const stored = await world.world.store.webAuthnCredentials.get(poolId, id);
      assert.deepEqual([stored?.backupEligible, stored?.backedUp, stored?.aaguid], [true, true, aaguid]);
    });

    it("takes pages below the relying party, at any port, and apps that the system vouches for", async () => {
      const { token } = await signedIn();
      const origins = ["https://example.com:8443", "https://app.example.com", `android:apk-key-hash:${"A".repeat(43)}`];
      for (const origin of origins) await register(token, { origin });
      assert.equal((await list(token)).length, origins.length);
    });

    it("takes pages of the user's own machine for localhost", async () => {
      const { token } = await signedIn({ RelyingPartyId: "localhost" });
      for (const origin of ["http://localhost:5173", "https://localhost", "http://app.localhost:3000"]) {
        await register(token, { origin });
      }
      const elsewhere = makePasskey(await start(token), { origin: "http://127.0.0.1:5173" });
      await assert.rejects(complete(token, elsewhere.credential), { name: "WebAuthnOriginNotAllowedException" });
    });

    it("does not look at attestation, which it does not ask for, and follows no address in it", async () => {
      const { token } = await signedIn();
      const attStmt = new Map<string, unknown>([
        ["alg", -7],
        ["sig", Buffer.alloc(70, 1)],
        ["x5c", [Buffer.alloc(300, 2)]],
      ]);
      await register(token, { attestation: { fmt: "android-key", attStmt } });
      await register(token, { attestation: { fmt: "packed", attStmt } });
      assert.equal((await list(token)).length, 2);
    });

    it("leaves out transports and attachments that are none", async () => {
      const { token } = await signedIn();
      await register(token, { attachment: "glued", transports: ["usb", "usb", 7, "<b>", "A", "x".repeat(33)] });
      await register(token, { transports: "usb" });
      const shown = (await list(token)).map((one) => [one.AuthenticatorAttachment, one.AuthenticatorTransports]);
      assert.deepEqual(shown, [
        [undefined, ["usb"]],
        ["platform", []],
      ]);
    });

    it("works with what the required members of a credential are", async () => {
      const { token } = await signedIn();
      const { credential } = makePasskey(await start(token));
      const { clientDataJSON, attestationObject } = credential.response;
      const { id, rawId, type } = credential;
      await complete(token, { id, rawId, type, response: { clientDataJSON, attestationObject } });
      assert.equal((await list(token)).length, 1);
    });
  });

  describe("T-26 each step of the relying party holds", () => {
    const supported = refusal("WebAuthnCredentialNotSupportedException", "The credential is not supported.");
    const origin = refusal("WebAuthnOriginNotAllowedException", /origin of the credential is not allowed/);
    const challenge = refusal("WebAuthnChallengeNotFoundException", "Challenge not found or expired.");
    const malformed = refusal("InvalidParameterException", "Invalid credential.");
    const steps: readonly (readonly [step: string, making: Making, refused: object])[] = [
      ["type: an answer to another ceremony", { type: "webauthn.get" }, malformed],
      ["challenge: one of its own", { challenge: "A".repeat(43) }, challenge],
      ["challenge: none", { challenge: "" }, malformed],
      ["challenge: not bytes", { challenge: "\u0000" }, malformed],
      ["origin: another site", { origin: "https://evil.example" }, origin],
      ["origin: a site whose name ends alike", { origin: "https://notexample.com" }, origin],
      ["origin: the relying party as a part of another name", { origin: "https://example.com.evil.example" }, origin],
      ["origin: without TLS", { origin: "http://example.com" }, origin],
      ["origin: with a path", { origin: "https://example.com/" }, origin],
      ["origin: with a user", { origin: "https://example.com@evil.example" }, origin],
      ["origin: in other letters", { origin: "https://EXAMPLE.com" }, origin],
      ["origin: none at all", { origin: "null" }, origin],
      ["origin: an app with half a digest", { origin: "android:apk-key-hash:AAAA" }, origin],
      ["cross-origin: a page in a frame of another", { crossOrigin: true }, origin],
      ["cross-origin: a page that names one above it", { topOrigin: "https://evil.example" }, origin],
      [
        "RP ID hash: signed for another relying party",
        { rpId: "evil.example" },
        refusal("WebAuthnRelyingPartyMismatchException", /belongs to another relying party/),
      ],
      ["user presence: nobody was there", { present: false, verified: false }, supported],
      ["backup flags: backed up but not eligible", { backedUp: true }, malformed],
      ["algorithm: one that was not asked for", { coseKey: (key) => key.set(3, -8) }, supported],
      ["algorithm: none", { coseKey: (key) => key.delete(3) }, supported],
      ["key: an RSA key that calls itself ES256", { algorithm: "RS256", coseKey: (key) => key.set(3, -7) }, supported],
      ["key: another curve", { coseKey: (key) => key.set(-1, 2) }, supported],
      [
        "key: a short RSA modulus",
        { algorithm: "RS256", coseKey: (key) => key.set(-1, Buffer.alloc(128, 3)) },
        supported,
      ],
      [
        "key: an endless RSA modulus",
        { algorithm: "RS256", coseKey: (key) => key.set(-1, Buffer.alloc(4096, 3)) },
        malformed,
      ],
      ["data: bytes behind the end", { extraBytes: Buffer.from([0]) }, malformed],
      ["credential id: longer than 1,023 bytes", { idBytes: 1024 }, malformed],
    ];
    let owner: Awaited<ReturnType<typeof signedIn>>;
    before(async () => {
      owner = await signedIn();
    });
    for (const [step, making, refused] of steps) {
      it(step, async () => {
        const { credential } = makePasskey(await start(owner.token), making);
        await assert.rejects(complete(owner.token, credential), refused);
        assert.deepEqual(await list(owner.token), []);
      });
    }

    it("user verification: where the pool demands it", async () => {
      const { token } = await signedIn({ RelyingPartyId: "example.com", UserVerification: "required" });
      const { credential } = makePasskey(await start(token), { verified: false });
      await assert.rejects(complete(token, credential), supported);
      await register((await signedIn()).token, { verified: false });
    });

    it("credential id: nobody in the pool has it", async () => {
      const { token, confirmed, accessToken } = await signedIn();
      const { id } = await register(token);
      await confirmed("bob");
      const bob = await accessToken("bob");
      for (const rival of [token, bob]) {
        const { credential } = makePasskey(await start(rival), { id });
        await assert.rejects(
          complete(rival, credential),
          refusal("InvalidParameterException", "The credential is already registered."),
        );
      }
      assert.deepEqual(await list(bob), []);
    });

    it("credential id: what the page says is what the authenticator made", async () => {
      const { token } = await signedIn();
      const { credential } = makePasskey(await start(token));
      const other = Buffer.alloc(32, 1).toString("base64url");
      await assert.rejects(complete(token, { ...credential, id: other, rawId: other }), malformed);
    });

    it("challenge: good once, whatever came of it", async () => {
      const { token } = await signedIn();
      const options = await start(token);
      await complete(token, makePasskey(options).credential);
      await assert.rejects(complete(token, makePasskey(options).credential), challenge);
      const refused = await start(token);
      await assert.rejects(
        complete(token, makePasskey(refused, { origin: "https://evil.example" }).credential),
        origin,
      );
      await assert.rejects(complete(token, makePasskey(refused).credential), challenge);
    });

    it("challenge: one of two answers at the same moment wins", async () => {
      const { token } = await signedIn();
      const options = await start(token);
      const answers = await Promise.allSettled(
        Array.from({ length: 6 }, () => complete(token, makePasskey(options).credential)),
      );
      assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
      assert.equal((await list(token)).length, 1);
    });

    it("challenge: dead after five minutes", async () => {
      const { token } = await signedIn();
      const [early, late] = [await start(token), await start(token)];
      world.clock.advance(5 * 60 * 1000 - 1000);
      await complete(token, makePasskey(early).credential);
      world.clock.advance(1000);
      await assert.rejects(complete(token, makePasskey(late).credential), challenge);
    });

    it("challenge: another user's is none, and stays good for that user", async () => {
      const { token, confirmed, accessToken } = await signedIn();
      await confirmed("bob");
      const bob = await accessToken("bob");
      const options = await start(token);
      await assert.rejects(complete(bob, makePasskey(options).credential), challenge);
      await complete(token, makePasskey(options).credential);
    });

    it("client: the token is of the client that started", async () => {
      const { token, poolId } = await signedIn();
      const { ClientId } = await world.appClient(poolId);
      const { AuthenticationResult } = await world.client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "ada", PASSWORD: password },
        }),
      );
      const options = await start(token);
      await assert.rejects(
        complete(AuthenticationResult?.AccessToken ?? "", makePasskey(options).credential),
        refusal("WebAuthnClientMismatchException", /another client/),
      );
      await complete(token, makePasskey(options).credential);
    });

    it("relying party: still the pool's when the answer comes", async () => {
      const { token, poolId } = await signedIn();
      const options = await start(token);
      await world.client.send(
        new SetUserPoolMfaConfigCommand({
          UserPoolId: poolId,
          WebAuthnConfiguration: { RelyingPartyId: "other.example" },
        }),
      );
      await assert.rejects(complete(token, makePasskey(options).credential), {
        name: "WebAuthnRelyingPartyMismatchException",
      });
      const pool = await poolWith();
      await pool.confirmed("ada");
      const hers = await pool.accessToken("ada");
      const Domain = "passkey-gone";
      await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: pool.poolId, Domain }));
      const soonGone = await start(hers);
      await world.client.send(new DeleteUserPoolDomainCommand({ UserPoolId: pool.poolId, Domain }));
      await assert.rejects(complete(hers, makePasskey(soonGone).credential), {
        name: "WebAuthnRelyingPartyMismatchException",
      });
    });

    it("token: revoked between the two calls", async () => {
      const { token } = await signedIn();
      const options = await start(token);
      await world.client.send(new GlobalSignOutCommand({ AccessToken: token }));
      await assert.rejects(
        complete(token, makePasskey(options).credential),
        refusal("NotAuthorizedException", "Access Token has been revoked"),
      );
    });
  });

  it("T-38 what is no credential is refused, however it is broken", async () => {
    const { token } = await signedIn();
    const { credential } = makePasskey(await start(token));
    const { response } = credential;
    const bytes = (value: Buffer) => value.toString("base64url");
    const nested = bytes(Buffer.alloc(40_000, 0x81));
    const broken: unknown[] = [
      "text",
      [],
      7,
      { ...credential, type: "password" },
      { ...credential, rawId: "AAAA" },
      { ...credential, id: "" },
      { ...credential, id: "not base64url!", rawId: "not base64url!" },
      { ...credential, response: null },
      { ...credential, response: { ...response, clientDataJSON: undefined } },
      { ...credential, response: { ...response, clientDataJSON: bytes(Buffer.from("{")) } },
      { ...credential, response: { ...response, clientDataJSON: bytes(Buffer.from("[]")) } },
      { ...credential, response: { ...response, clientDataJSON: bytes(Buffer.from('{"type":1}')) } },
      { ...credential, response: { ...response, clientDataJSON: "A".repeat(10_000) } },
      { ...credential, response: { ...response, attestationObject: undefined } },
      { ...credential, response: { ...response, attestationObject: "A".repeat(100_000) } },
    ];
    for (const one of broken) {
      await assert.rejects(complete(token, one), refusal("InvalidParameterException", "Invalid credential."));
    }
    const objects = [nested, bytes(cbor(new Map())), bytes(cbor("text")), bytes(cbor([1])), "AAAA"];
    for (const attestationObject of [...objects, bytes(cbor(new Map([["authData", Buffer.alloc(36)]])))]) {
      const whole = makePasskey(await start(token)).credential;
      await assert.rejects(
        complete(token, { ...whole, response: { ...whole.response, attestationObject } }),
        refusal("InvalidParameterException", "Invalid credential."),
      );
    }
    assert.deepEqual(await list(token), []);
  });
});
