/**
 * Owns the life of passkeys: their registration, what a sign-in asks of them, and judging the answer (T-26). What a sign-in
 * makes of a good answer is `services/sign-in/`.
 */
import type { AppClient } from "../../domain/app-client.js";
import {
  creationOptions,
  isFromRelyingParty,
  type PasskeyDescriptor,
  passkeyAlgorithms,
  registrationLifetimeMs,
  requestOptions,
  userHandleOf,
} from "../../domain/passkey/ceremony.js";
import { readAssertion, readRegistration } from "../../domain/passkey/credential-json.js";
import { friendlyName } from "../../domain/passkey/friendly-name.js";
import { relyingPartyId } from "../../domain/passkey/relying-party.js";
import { nobodysKey, simulatedPasskeys } from "../../domain/passkey/simulated-passkeys.js";
import { type Passkey, passkeysPerUser } from "../../domain/passkey.js";
import type { User } from "../../domain/user.js";
import { allowsPasskeys, passkeySettings } from "../../domain/user-pool/passkey-settings.js";
import type { UserPool } from "../../domain/user-pool.js";
import {
  InvalidParameterException,
  LimitExceededException,
  WebAuthnChallengeNotFoundException,
  WebAuthnClientMismatchException,
  WebAuthnConfigurationMissingException,
  WebAuthnCredentialNotSupportedException,
  WebAuthnNotEnabledException,
  WebAuthnOriginNotAllowedException,
  WebAuthnRelyingPartyMismatchException,
} from "../../model/generated/exceptions.js";
import type { UserVerificationType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { MadePasskey, PasskeyVerifier, ProvenAssertion } from "../../ports/passkey-verifier.js";
import type { Random } from "../../ports/random.js";
import { AlreadyExists, type Store, type Tables } from "../../ports/store.js";

/** The signed-in user who manages passkeys, and the client whose token says so. */
export interface PasskeyOwner {
  readonly pool: UserPool;
  readonly user: User;
  readonly client: Pick<AppClient, "id">;
}

/** A good answer of a passkey. */
export interface ProvenPasskey {
  readonly passkey: Passkey;
  /** The person was verified by the authenticator, not only there. */
  readonly userVerified: boolean;
  readonly proven: ProvenAssertion;
}

/** What a sign-in asks a browser. */
export interface PasskeyRequest {
  /** The text of CREDENTIAL_REQUEST_OPTIONS. */
  readonly options: string;
  /** To be kept with the sign-in and given to `verifyAssertion`, once. */
  readonly challenge: string;
}

export interface Passkeys {
  /** What a browser is asked to make a passkey. The challenge is good once, for this user and client, for five minutes. */
  registrationOptions(owner: PasskeyOwner): Promise<Record<string, unknown>>;
  /** Takes the browser's answer. Whatever comes of it, its challenge is used up. */
  register(owner: PasskeyOwner, credential: unknown): Promise<Passkey>;
  /** Whether the user has a passkey that the pool's relying party could ask for. */
  has(
    tables: Pick<Tables, "webAuthnCredentials" | "userPoolDomains">,
    user: Pick<User, "sub">,
    pool: UserPool,
  ): Promise<boolean>;
  /**
   * What to ask for at a sign-in. A subject without passkeys, real or simulated, gets made-up ones, the same at each try
   * (T-01). `userVerification` where the sign-in needs more than the pool does. Undefined when the pool has no relying party.
   */
  requestOptions(
    tables: Pick<Tables, "webAuthnCredentials" | "userPoolDomains">,
    pool: UserPool,
    subject: { readonly sub: string },
    userVerification?: UserVerificationType,
  ): Promise<PasskeyRequest | undefined>;
  /**
   * What the answer in a CREDENTIAL proves for this subject; undefined for everything that does not hold. For subjects
   * without the passkey the same work is done (T-02). The caller uses the challenge up with the good answer.
   */
  verifyAssertion(
    tables: Pick<Tables, "webAuthnCredentials" | "userPoolDomains">,
    pool: UserPool,
    subject: { readonly sub: string },
    credential: string,
    expected: { readonly challenge: string; readonly userVerification?: UserVerificationType | undefined },
  ): Promise<ProvenPasskey | undefined>;
  /**
   * Notes the use in the transaction of its effect. False when the passkey was deleted meanwhile or another answer with the
   * same counter came first: then nobody is signed in.
   */
  used(tx: Pick<Tables, "webAuthnCredentials">, proven: ProvenPasskey): Promise<boolean>;
}

/** What is kept of a registration until its answer; the challenge is its id. */
interface Registration {
  readonly clientId: string;
  readonly relyingPartyId: string;
}

const CHALLENGE_BYTES = 32;

// The published model describes these exceptions; their wording on the wire is not published.
const notEnabled = () => new WebAuthnNotEnabledException("WebAuthn is not enabled for the user pool.");
const noRelyingParty = () =>
  new WebAuthnConfigurationMissingException("The user pool has no relying party ID and no domain configured.");
const unknownChallenge = () => new WebAuthnChallengeNotFoundException("Challenge not found or expired.");
const otherClient = () =>
  new WebAuthnClientMismatchException(
    "The access token belongs to another client than the one that started the registration.",
  );
const otherRelyingParty = () =>
  new WebAuthnRelyingPartyMismatchException("The credential belongs to another relying party than the user pool's.");
const originNotAllowed = () =>
  new WebAuthnOriginNotAllowedException("The origin of the credential is not allowed for the relying party.");
const notSupported = () => new WebAuthnCredentialNotSupportedException("The credential is not supported.");
const tooMany = () => new LimitExceededException(`A user cannot have more than ${passkeysPerUser} passkeys.`);
const invalidCredential = () => new InvalidParameterException("Invalid credential.");

/** Makes the keeper of passkeys. */
export function createPasskeys(needs: {
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  verifier: PasskeyVerifier;
}): Passkeys {
  const { store, clock, random, keyring, verifier } = needs;

  async function relyingPartyOf(tables: Pick<Tables, "userPoolDomains">, pool: UserPool): Promise<string | undefined> {
    // Most pools name it, and need no look at their domains.
    if (passkeySettings(pool).relyingPartyId !== undefined) return relyingPartyId(pool, []);
    return relyingPartyId(pool, await tables.userPoolDomains.listOfPool(pool.id));
  }

  /** Passkeys of another relying party are of no use to this one: no browser would offer them. */
  async function usable(tables: Pick<Tables, "webAuthnCredentials">, pool: UserPool, sub: string, party: string) {
    const all = await tables.webAuthnCredentials.listOfUser(pool.id, sub);
    return all.filter((passkey) => passkey.relyingPartyId === party);
  }

  /** The registration that this challenge began, used up by now. */
  async function takeRegistration({ pool, user, client }: PasskeyOwner, challenge: string): Promise<Registration> {
    const key = { id: challenge, poolId: pool.id, sub: user.sub, purpose: "passkey-registration" } as const;
    const begun = await store.challengeStates.get<Registration>(key, clock.now());
    if (begun === undefined) throw unknownChallenge();
    if (begun.clientId !== client.id) throw otherClient();
    if ((await store.challengeStates.take(key, clock.now())) === undefined) throw unknownChallenge();
    return begun;
  }

  async function insert(
    owner: PasskeyOwner,
    made: MadePasskey,
    more: Pick<Passkey, "transports" | "attachment" | "relyingPartyId">,
  ) {
    const passkey: Passkey = {
      poolId: owner.pool.id,
      sub: owner.user.sub,
      ...made,
      ...more,
      friendlyName: friendlyName(made.aaguid, more.attachment),
      createdAt: clock.now(),
    };
    try {
      if (!(await store.transaction((tx) => tx.webAuthnCredentials.insert(passkey, passkeysPerUser)))) throw tooMany();
    } catch (error) {
      if (error instanceof AlreadyExists) throw new InvalidParameterException("The credential is already registered.");
      throw error;
    }
    return passkey;
  }

  return {
    async registrationOptions({ pool, user, client }) {
      if (!allowsPasskeys(pool)) throw notEnabled();
      const party = await relyingPartyOf(store, pool);
      if (party === undefined) throw noRelyingParty();
      const all = await store.webAuthnCredentials.listOfUser(pool.id, user.sub);
      if (all.length >= passkeysPerUser) throw tooMany();
      const challenge = random.bytes(CHALLENGE_BYTES).toString("base64url");
      const content: Registration = { clientId: client.id, relyingPartyId: party };
      await store.challengeStates.insert({
        id: challenge,
        poolId: pool.id,
        sub: user.sub,
        purpose: "passkey-registration",
        content,
        expiresAt: clock.now() + registrationLifetimeMs,
      });
      return creationOptions({
        relyingPartyId: party,
        challenge,
        pool,
        user,
        existing: all.filter((passkey) => passkey.relyingPartyId === party),
        userVerification: passkeySettings(pool).userVerification,
      });
    },

    async register(owner, credential) {
      const { pool } = owner;
      if (!allowsPasskeys(pool)) throw notEnabled();
      const answer = readRegistration(credential);
      if (answer === undefined || answer.clientData.type !== "webauthn.create") throw invalidCredential();
      const begun = await takeRegistration(owner, answer.clientData.challenge);
      // The pool may have been given another relying party since.
      if ((await relyingPartyOf(store, pool)) !== begun.relyingPartyId) throw otherRelyingParty();
      if (!isFromRelyingParty(answer.clientData, begun.relyingPartyId)) throw originNotAllowed();
      const made = await verifier.registration(answer, {
        challenge: answer.clientData.challenge,
        origin: answer.clientData.origin,
        relyingPartyId: begun.relyingPartyId,
        userVerification: passkeySettings(pool).userVerification,
        algorithms: passkeyAlgorithms,
      });
      if (made === "malformed") throw invalidCredential();
      if (made === "relying-party") throw otherRelyingParty();
      if (made === "not-supported") throw notSupported();
      const { transports, attachment } = answer;
      return insert(owner, made, { transports, attachment, relyingPartyId: begun.relyingPartyId });
    },

    async has(tables, { sub }, pool) {
      const party = await relyingPartyOf(tables, pool);
      return party !== undefined && (await usable(tables, pool, sub, party)).length > 0;
    },

    async requestOptions(tables, pool, { sub }, userVerification = passkeySettings(pool).userVerification) {
      const party = await relyingPartyOf(tables, pool);
      if (party === undefined) return undefined;
      const own: readonly PasskeyDescriptor[] = await usable(tables, pool, sub, party);
      // Worked out for everybody, so that the time does not tell who has some.
      const simulated = simulatedPasskeys((purpose) =>
        keyring.mac({ purpose: "simulated-passkey", poolId: pool.id, subject: purpose }, sub),
      );
      const challenge = random.bytes(CHALLENGE_BYTES).toString("base64url");
      const options = requestOptions({
        relyingPartyId: party,
        challenge,
        allowed: own.length > 0 ? own : simulated,
        userVerification,
      });
      return { options: JSON.stringify(options), challenge };
    },

    async verifyAssertion(tables, pool, { sub }, credential, expected) {
      const answer = readAssertion(credential);
      const party = await relyingPartyOf(tables, pool);
      if (answer === undefined || party === undefined) return undefined;
      const found = await tables.webAuthnCredentials.get(pool.id, answer.id);
      const passkey = found?.sub === sub && found.relyingPartyId === party ? found : undefined;
      const isForSubject = answer.userHandle === undefined || answer.userHandle === userHandleOf(sub);
      const proven = await verifier.assertion(
        answer,
        {
          challenge: expected.challenge,
          origin: answer.clientData.origin,
          relyingPartyId: party,
          userVerification: expected.userVerification ?? passkeySettings(pool).userVerification,
        },
        passkey ?? { ...nobodysKey, credentialId: answer.id },
      );
      if (passkey === undefined || proven === undefined || !isForSubject) return undefined;
      if (!isFromRelyingParty(answer.clientData, party)) return undefined;
      // Whether a key can be copied is settled when it is made.
      if (proven.backupEligible !== passkey.backupEligible) return undefined;
      return { passkey, userVerified: proven.userVerified, proven };
    },

    async used(tx, { passkey, proven: { counter, backedUp } }) {
      return tx.webAuthnCredentials.use(passkey, { counter, backedUp, at: clock.now() });
    },
  };
}
