/**
 * Adapter: the steps of WebAuthn by @simplewebauthn/server, which is read when the first passkey is used. What the library
 * throws over an answer is a refusal of that answer, as its input is whatever a stranger sent.
 */
import { createHash } from "node:crypto";
import { isEcdsaSignature } from "../../domain/passkey/ecdsa-signature.js";
import type {
  ExpectedCeremony,
  MadePasskey,
  PasskeyVerifier,
  RegistrationRefusal,
} from "../../ports/passkey-verifier.js";

/** The library and its readers of formats. */
async function library() {
  const [server, helpers] = await Promise.all([
    import("@simplewebauthn/server"),
    import("@simplewebauthn/server/helpers"),
  ]);
  return { ...server, helpers };
}
type Library = Awaited<ReturnType<typeof library>>;

/** Authenticator data of a new passkey: 37 bytes, 18 and the id of 1,023 at most, the key, and extensions. */
const MOST_DATA = 8192;
/** A COSE_Key of RSA with 8,192 bits; longer moduli only cost time. */
const MOST_KEY = 1100;
/** RSA with 2,048 bits. */
const LEAST_MODULUS = 256;

const COSE_ALGORITHM = 3;
const COSE_MODULUS = -1;
const ES256 = -7;
const RS256 = -257;

/** Makes the verifier. */
export function createPasskeyVerifier(): PasskeyVerifier {
  let loaded: Promise<Library> | undefined;
  const load = () => {
    loaded ??= library();
    return loaded;
  };
  return {
    async registration({ id, clientDataJSON, attestationObject }, expected) {
      const { verifyRegistrationResponse, helpers } = await load();
      const read = readAttestation(helpers, attestationObject);
      if (read === undefined) return "malformed";
      const refusal = judge(read, expected);
      if (refusal !== undefined) return refusal;
      const verified = await unlessRefused(() =>
        verifyRegistrationResponse({
          response: {
            id,
            rawId: id,
            type: "public-key",
            clientExtensionResults: {},
            response: { clientDataJSON, attestationObject: withoutStatement(helpers, read.data) },
          },
          expectedType: "webauthn.create",
          expectedChallenge: expected.challenge,
          expectedOrigin: expected.origin,
          expectedRPID: expected.relyingPartyId,
          requireUserPresence: true,
          requireUserVerification: expected.userVerification === "required",
          supportedAlgorithmIDs: [...expected.algorithms],
        }),
      );
      const info = verified?.registrationInfo;
      // The id that the page names is no more than a copy of the authenticator's.
      if (info === undefined || info.credential.id !== id) return "malformed";
      return {
        credentialId: info.credential.id,
        publicKey: Buffer.from(info.credential.publicKey),
        counter: info.credential.counter,
        aaguid: info.aaguid,
        backupEligible: info.credentialDeviceType === "multiDevice",
        backedUp: info.credentialBackedUp,
      } satisfies MadePasskey;
    },

    async assertion({ id, clientDataJSON, authenticatorData, signature }, expected, passkey) {
      const { verifyAuthenticationResponse, helpers } = await load();
      const key: unknown = helpers.decodeCredentialPublicKey(new Uint8Array(passkey.publicKey));
      const isOfCurve = key instanceof Map && key.get(COSE_ALGORITHM) === ES256;
      if (isOfCurve && !isEcdsaSignature(Buffer.from(signature, "base64url"))) return undefined;
      const verified = await unlessRefused(() =>
        verifyAuthenticationResponse({
          response: {
            id,
            rawId: id,
            type: "public-key",
            clientExtensionResults: {},
            response: { clientDataJSON, authenticatorData, signature },
          },
          expectedType: "webauthn.get",
          expectedChallenge: expected.challenge,
          expectedOrigin: expected.origin,
          expectedRPID: expected.relyingPartyId,
          requireUserVerification: expected.userVerification === "required",
          credential: {
            id: passkey.credentialId,
            publicKey: new Uint8Array(passkey.publicKey),
            counter: passkey.counter,
          },
        }),
      );
      if (verified?.verified !== true || passkey.credentialId !== id) return undefined;
      const info = verified.authenticationInfo;
      return {
        counter: info.newCounter,
        userVerified: info.userVerified,
        backupEligible: info.credentialDeviceType === "multiDevice",
        backedUp: info.credentialBackedUp,
      };
    },
  };
}

/** What the parts of an attestation say. */
interface ReadAttestation {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly parsed: ReturnType<Library["helpers"]["parseAuthenticatorData"]>;
  readonly key: ReadonlyMap<number, unknown>;
}

function readAttestation(helpers: Library["helpers"], attestationObject: string): ReadAttestation | undefined {
  try {
    const decoded = helpers.decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
    const data = decoded.get("authData");
    if (data.byteLength > MOST_DATA) return undefined;
    const parsed = helpers.parseAuthenticatorData(data);
    if (parsed.credentialPublicKey === undefined || parsed.credentialPublicKey.byteLength > MOST_KEY) return undefined;
    const key: unknown = helpers.decodeCredentialPublicKey(parsed.credentialPublicKey);
    return key instanceof Map ? { data, parsed, key } : undefined;
  } catch {
    return undefined;
  }
}

/** The refusals that have a name of their own. */
function judge(
  { parsed: { rpIdHash, flags }, key }: ReadAttestation,
  { relyingPartyId, userVerification, algorithms }: ExpectedCeremony & { readonly algorithms: readonly number[] },
): RegistrationRefusal | undefined {
  const ours = createHash("sha256").update(relyingPartyId, "utf8").digest();
  if (!ours.equals(rpIdHash)) return "relying-party";
  if (!flags.up || (userVerification === "required" && !flags.uv)) return "not-supported";
  const algorithm = key.get(COSE_ALGORITHM);
  if (typeof algorithm !== "number" || !algorithms.includes(algorithm)) return "not-supported";
  return isStrong(algorithm, key) ? undefined : "not-supported";
}

/** ES256 is the curve P-256, and RS256 an RSA modulus that is neither short nor missing. */
function isStrong(algorithm: number, key: ReadonlyMap<number, unknown>): boolean {
  const kind = key.get(1);
  // The label -1 holds the curve of one and the modulus of the other.
  const value = key.get(COSE_MODULUS);
  if (algorithm === ES256) return kind === 2 && value === 1;
  if (algorithm === RS256) return kind === 3 && value instanceof Uint8Array && value.byteLength >= LEAST_MODULUS;
  return false;
}

/** The same registration with the statement that says nothing. */
function withoutStatement(helpers: Library["helpers"], data: Uint8Array<ArrayBuffer>): string {
  const bare = new Map<string, unknown>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", data],
  ]);
  return Buffer.from(helpers.isoCBOR.encode(bare as never)).toString("base64url");
}

async function unlessRefused<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
