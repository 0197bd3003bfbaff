/** Signing in with a passkey through the API: the challenge, its answer, and what does not pass for one (T-26, T-15). */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  type AuthFlowType,
  CompleteWebAuthnRegistrationCommand,
  type CompleteWebAuthnRegistrationCommandInput,
  DeleteWebAuthnCredentialCommand,
  GetUserCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  StartWebAuthnRegistrationCommand,
  type WebAuthnConfigurationType,
} from "../../../test/clients.js";
import {
  type CreationOptions,
  type HeldPasskey,
  type Making,
  makePasskey,
  type RequestOptions,
  type Twist,
  usePasskey,
} from "../../../test/passkey-authenticator.js";
import { given, refusal } from "../../../test/self-service.js";
import { claimsOf, tokensOf } from "../../../test/sign-in.js";
import { enrolAuthenticator } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] as const;

describe("signing in with a passkey", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  async function poolWith(configuration: WebAuthnConfigurationType = { RelyingPartyId: "example.com" }) {
    const pool = await given(
      world,
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } } },
      { ExplicitAuthFlows: [...flows] },
    );
    const { poolId: UserPoolId, clientId: ClientId } = pool;
    await world.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId, WebAuthnConfiguration: configuration }));

    const register = async (AccessToken: string, making: Making = {}): Promise<HeldPasskey> => {
      const started = await world.client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
      const options = started.CredentialCreationOptions as unknown as CreationOptions;
      const { credential, passkey } = makePasskey(options, making);
      const Credential = credential as CompleteWebAuthnRegistrationCommandInput["Credential"];
      await world.client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
      return passkey;
    };
    return {
      ...pool,
      register,
      /** A user with a passkey. */
      async user(name: string, making: Making = {}) {
        await pool.confirmed(name);
        const token = await pool.accessToken(name);
        return { name, token, passkey: await register(token, making) };
      },
      initiate: (AuthParameters: Record<string, string>, clientId = ClientId) =>
        world.client.send(
          new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_AUTH" as AuthFlowType, AuthParameters }),
        ),
      respond: (
        ChallengeName: "WEB_AUTHN" | "SELECT_CHALLENGE" | "SOFTWARE_TOKEN_MFA",
        Session: string | undefined,
        ChallengeResponses: Record<string, string>,
        clientId = ClientId,
      ) =>
        world.client.send(
          new RespondToAuthChallengeCommand({ ClientId: clientId, ChallengeName, Session, ChallengeResponses }),
        ),
    };
  }
  type Pool = Awaited<ReturnType<typeof poolWith>>;

  const optionsOf = ({ ChallengeName, ChallengeParameters }: Partial<InitiateAuthCommandOutput>): RequestOptions => {
    assert.equal(ChallengeName, "WEB_AUTHN");
    assert.deepEqual(Object.keys(ChallengeParameters ?? {}), ["CREDENTIAL_REQUEST_OPTIONS"]);
    return JSON.parse(ChallengeParameters?.["CREDENTIAL_REQUEST_OPTIONS"] ?? "") as RequestOptions;
  };

  /** Asks for the passkey at once. */
  const asked = async (pool: Pool, name: string) => {
    const answer = await pool.initiate({ USERNAME: name, PREFERRED_CHALLENGE: "WEB_AUTHN" });
    return { Session: answer.Session, options: optionsOf(answer) };
  };
  const responses = (name: string, passkey: HeldPasskey, options: RequestOptions, twist: Twist = {}) => ({
    USERNAME: name,
    CREDENTIAL: JSON.stringify(usePasskey(passkey, options, twist)),
  });
  const signIn = async (pool: Pool, name: string, passkey: HeldPasskey, twist: Twist = {}) => {
    const { Session, options } = await asked(pool, name);
    return pool.respond("WEB_AUTHN", Session, responses(name, passkey, options, twist));
  };

  for (const algorithm of ["ES256", "RS256"] as const) {
    it(`gives tokens for the answer of a passkey of ${algorithm}`, async () => {
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada", { algorithm, transports: ["internal", "hybrid"], counter: 1 });
      const answer = await pool.initiate({ USERNAME: name, PREFERRED_CHALLENGE: "WEB_AUTHN" });
      assert.ok(answer.AvailableChallenges?.includes("WEB_AUTHN"));
      const options = optionsOf(answer);
      assert.deepEqual(
        { ...options, challenge: "" },
        {
          challenge: "",
          timeout: 60_000,
          rpId: "example.com",
          allowCredentials: [{ type: "public-key", id: passkey.id, transports: ["internal", "hybrid"] }],
          userVerification: "preferred",
        },
      );
      const done = await pool.respond("WEB_AUTHN", answer.Session, responses(name, passkey, options));
      const { AccessToken } = tokensOf(done);
      assert.equal((await world.client.send(new GetUserCommand({ AccessToken }))).Username, name);
      const stored = await world.world.store.webAuthnCredentials.get(pool.poolId, passkey.id);
      assert.equal(stored?.counter, 2);
      assert.ok(stored?.lastUsedAt);
    });
  }

  it("is a choice among others", async () => {
    const pool = await poolWith();
    const { name, passkey } = await pool.user("ada");
    const choice = await pool.initiate({ USERNAME: name });
    assert.equal(choice.ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(new Set(choice.AvailableChallenges), new Set(["PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]));
    const chosen = await pool.respond("SELECT_CHALLENGE", choice.Session, { USERNAME: name, ANSWER: "WEB_AUTHN" });
    const options = optionsOf(chosen as InitiateAuthCommandOutput);
    tokensOf(await pool.respond("WEB_AUTHN", chosen.Session, responses(name, passkey, options)));
  });

  it("is no choice of somebody who has none, nor where the passkeys are of another relying party", async () => {
    const pool = await poolWith();
    await pool.confirmed("bob");
    const choice = await pool.initiate({ USERNAME: "bob", PREFERRED_CHALLENGE: "WEB_AUTHN" });
    assert.equal(choice.ChallengeName, "SELECT_CHALLENGE");
    assert.ok(!choice.AvailableChallenges?.includes("WEB_AUTHN"));
    await assert.rejects(pool.respond("SELECT_CHALLENGE", choice.Session, { USERNAME: "bob", ANSWER: "WEB_AUTHN" }), {
      name: "InvalidParameterException",
    });
    const { name } = await pool.user("ada");
    await world.client.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.poolId,
        WebAuthnConfiguration: { RelyingPartyId: "other.example" },
      }),
    );
    assert.equal((await pool.initiate({ USERNAME: name })).AvailableChallenges?.includes("WEB_AUTHN"), false);
  });

  it("works for administrators' applications as well", async () => {
    const pool = await poolWith();
    const { name, passkey } = await pool.user("ada");
    const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };
    const answer = await world.client.send(
      new AdminInitiateAuthCommand({
        ...ids,
        AuthFlow: "USER_AUTH",
        AuthParameters: { USERNAME: name, PREFERRED_CHALLENGE: "WEB_AUTHN" },
      }),
    );
    const options = optionsOf(answer as InitiateAuthCommandOutput);
    const done = await world.client.send(
      new AdminRespondToAuthChallengeCommand({
        ...ids,
        ChallengeName: "WEB_AUTHN",
        Session: answer.Session,
        ChallengeResponses: responses(name, passkey, options),
      }),
    );
    assert.equal(claimsOf(tokensOf(done).AccessToken)["username"], name);
  });

  it("takes no answer in the name of somebody else", async () => {
    const pool = await poolWith();
    const { name, passkey } = await pool.user("ada");
    await pool.user("bob");
    const { Session, options } = await asked(pool, name);
    const CREDENTIAL = JSON.stringify(usePasskey(passkey, options));
    await assert.rejects(pool.respond("WEB_AUTHN", Session, { USERNAME: "bob", CREDENTIAL }), {
      name: "NotAuthorizedException",
    });
  });

  it("wants a CREDENTIAL and a Session", async () => {
    const pool = await poolWith();
    const { name, passkey } = await pool.user("ada");
    const { Session, options } = await asked(pool, name);
    await assert.rejects(
      pool.respond("WEB_AUTHN", Session, { USERNAME: name }),
      refusal("InvalidParameterException", "Missing required parameter CREDENTIAL"),
    );
    await assert.rejects(
      pool.respond("WEB_AUTHN", undefined, responses(name, passkey, options)),
      refusal("InvalidParameterException", "Missing required parameter Session"),
    );
  });

  describe("T-26 refuses", () => {
    it("a bad answer, and takes a good one to the same challenge after it", async () => {
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada");
      const { Session, options } = await asked(pool, name);
      for (const twist of [{ origin: "https://evil.example" }, { signature: () => Buffer.alloc(64) }]) {
        await assert.rejects(pool.respond("WEB_AUTHN", Session, responses(name, passkey, options, twist)), wrong);
      }
      await assert.rejects(pool.respond("WEB_AUTHN", Session, { USERNAME: name, CREDENTIAL: "{}" }), wrong);
      tokensOf(await pool.respond("WEB_AUTHN", Session, responses(name, passkey, options)));
    });

    it("T-15 a second answer to one challenge, one after the other or at once", async () => {
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada");
      const first = await asked(pool, name);
      const good = responses(name, passkey, first.options);
      tokensOf(await pool.respond("WEB_AUTHN", first.Session, good));
      await assert.rejects(pool.respond("WEB_AUTHN", first.Session, good), {
        name: "NotAuthorizedException",
        message: /^Invalid session for the user/,
      });
      const { Session, options } = await asked(pool, name);
      const answers = await Promise.allSettled(
        Array.from({ length: 6 }, () => pool.respond("WEB_AUTHN", Session, responses(name, passkey, options))),
      );
      assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    });

    it("T-15 an answer to the challenge of another session, of another client, and one that came too late", async () => {
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada");
      const [mine, other] = [await asked(pool, name), await asked(pool, name)];
      await assert.rejects(pool.respond("WEB_AUTHN", mine.Session, responses(name, passkey, other.options)), wrong);
      const { ClientId } = await world.appClient(pool.poolId, { ExplicitAuthFlows: [...flows] });
      const good = responses(name, passkey, mine.options);
      await assert.rejects(
        pool.respond("WEB_AUTHN", mine.Session, good, ClientId),
        refusal("NotAuthorizedException", "Invalid session for the user."),
      );
      world.clock.advance(3 * 60 * 1000);
      await assert.rejects(
        pool.respond("WEB_AUTHN", mine.Session, good),
        refusal("NotAuthorizedException", "Invalid session for the user, session is expired."),
      );
    });

    it("swapped users: one user's passkey in another's session", async () => {
      const pool = await poolWith();
      const [ada, bob] = [await pool.user("ada"), await pool.user("bob")];
      const { Session, options } = await asked(pool, bob.name);
      const userHandle = bob.passkey.userHandle;
      for (const twist of [{}, { userHandle }, { userHandle: null }]) {
        const swapped = responses(bob.name, ada.passkey, options, twist);
        await assert.rejects(pool.respond("WEB_AUTHN", Session, swapped), wrong);
      }
    });

    it("a copied authenticator, whose counter has fallen behind", async () => {
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada", { counter: 10 });
      const copy = { ...passkey };
      tokensOf(await signIn(pool, name, passkey));
      await assert.rejects(signIn(pool, name, copy), wrong);
    });

    it("a passkey that was deleted since it was asked for", async () => {
      const pool = await poolWith();
      const { name, token, passkey } = await pool.user("ada");
      const { Session, options } = await asked(pool, name);
      await world.client.send(new DeleteWebAuthnCredentialCommand({ AccessToken: token, CredentialId: passkey.id }));
      await assert.rejects(pool.respond("WEB_AUTHN", Session, responses(name, passkey, options)), wrong);
    });

    it("an answer without user verification where the pool demands it", async () => {
      const pool = await poolWith({ RelyingPartyId: "example.com", UserVerification: "required" });
      const { name, passkey } = await pool.user("ada");
      await assert.rejects(signIn(pool, name, passkey, { verified: false }), wrong);
      tokensOf(await signIn(pool, name, passkey));
    });

    it("T-09 tries without end", async (t) => {
      // The first lock lasts a second.
      world.clock.freeze();
      t.after(() => world.clock.resume());
      const pool = await poolWith();
      const { name, passkey } = await pool.user("ada");
      const { Session, options } = await asked(pool, name);
      const bad = responses(name, passkey, options, { origin: "https://evil.example" });
      for (let n = 0; n < 5; n += 1) await assert.rejects(pool.respond("WEB_AUTHN", Session, bad), wrong);
      await assert.rejects(
        pool.respond("WEB_AUTHN", Session, responses(name, passkey, options)),
        refusal("NotAuthorizedException", "Password attempts exceeded"),
      );
    });
  });

  describe("T-23 with a second factor", () => {
    /** A user with a passkey and an authenticator for codes, where passkeys may count as two factors. */
    async function withTwo(FactorConfiguration: WebAuthnConfigurationType["FactorConfiguration"]) {
      const WebAuthnConfiguration = { RelyingPartyId: "example.com", FactorConfiguration };
      const pool = await poolWith(WebAuthnConfiguration);
      await world.client.send(
        new SetUserPoolMfaConfigCommand({
          UserPoolId: pool.poolId,
          MfaConfiguration: "OPTIONAL",
          SoftwareTokenMfaConfiguration: { Enabled: true },
          WebAuthnConfiguration,
        }),
      );
      const { name, token, passkey } = await pool.user("ada");
      const secret = await enrolAuthenticator(world, token);
      await world.client.send(
        new SetUserMFAPreferenceCommand({
          AccessToken: token,
          SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
          ...(FactorConfiguration === "SINGLE_FACTOR" ? {} : { WebAuthnMfaSettings: { Enabled: true } }),
        }),
      );
      world.clock.advance(60_000);
      return { pool, name, passkey, secret };
    }

    it("a passkey is not offered where it is one factor and the user owes two", async () => {
      const { pool, name } = await withTwo("SINGLE_FACTOR");
      const choice = await pool.initiate({ USERNAME: name, PREFERRED_CHALLENGE: "WEB_AUTHN" });
      assert.equal(choice.ChallengeName, "SELECT_CHALLENGE");
      assert.ok(!choice.AvailableChallenges?.includes("WEB_AUTHN"));
    });

    it("a passkey that verified its user is two factors where pool and user say so; no other is taken", async () => {
      const { pool, name, passkey } = await withTwo("MULTI_FACTOR_WITH_USER_VERIFICATION");
      tokensOf(await signIn(pool, name, passkey));
      await assert.rejects(signIn(pool, name, passkey, { verified: false }), wrong);
    });
  });
});
