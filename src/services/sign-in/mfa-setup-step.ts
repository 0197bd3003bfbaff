/**
 * Owns setting up a second factor in the middle of a sign-in: MFA_SETUP, and the Session that AssociateSoftwareToken and
 * VerifySoftwareToken take meanwhile. The secret stays in the Session until it is proven; from then on it is the user's
 * token, whether this sign-in goes on or another begins.
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import { attributesUpdate } from "../../domain/attributes/attributes-update.js";
import { nextChallenge } from "../../domain/challenge/next-challenge.js";
import { optionalParameter, requiredParameter } from "../../domain/challenge/parameters.js";
import { type Progress, withShown } from "../../domain/challenge/progress.js";
import { aliasIsTaken } from "../../domain/user/taken-name.js";
import type { MfaFactor, User } from "../../domain/user.js";
import type { Tables } from "../../ports/store.js";
import { refusingTakenNames } from "../aliases.js";
import { invalidSession, type SoftwareTokenSetUp } from "../challenge-sessions.js";
import { clientAndPool } from "../configuration.js";
import { currentUser } from "../current-user.js";
import { updateUser } from "../directories/user-directory.js";
import { askFactor } from "./ask-factor.js";
import type { SignInAnswer, SignInCall, SignInInput, SignInParts } from "./call.js";
import { type Carried, carry, resume } from "./carrying.js";
import { advance } from "./completion.js";
import { admitted } from "./factor-step.js";

/** A sign-in that stands at MFA_SETUP. */
export interface MfaSetup {
  readonly call: SignInCall;
  readonly user: User;
  readonly carried: Carried;
  /** The authenticator that was begun with this Session. */
  readonly softwareToken?: SoftwareTokenSetUp | undefined;
}

export interface MfaSetups {
  /** The sign-in behind a Session of MFA_SETUP; NotAuthorizedException for every other text. */
  open(session: string, origin: SignInCall["origin"]): Promise<MfaSetup>;
  /** Counts a wrong code of an authenticator that is being set up; NotAuthorizedException when locked out by it. */
  failed(setup: MfaSetup): Promise<void>;
  /**
   * The Session that goes on with this authenticator. A verified one uses the earlier Session up and becomes the user's
   * token; NotAuthorizedException when the user has one by now (T-24).
   */
  next(setup: MfaSetup, softwareToken: SoftwareTokenSetUp): Promise<string>;
}

/** The factors that may be set up now: none for a user who has one by now. */
async function settable(
  { softwareTokens }: SignInParts,
  tables: Pick<Tables, "softwareTokens">,
  { pool }: SignInCall,
  user: User,
  progress: Progress,
): Promise<readonly MfaFactor[]> {
  const hasSoftwareToken = await softwareTokens.hasVerified(tables, pool.id, user.sub);
  const next = nextChallenge(pool, user, progress, { hasSoftwareToken });
  return next.kind === "factor" && next.challenge === "MFA_SETUP" ? next.factors : [];
}

/** Whether the sign-in owes the user's token, and this is it: another since, or another rule of the pool, counts. */
async function owes(
  { softwareTokens }: SignInParts,
  tables: Pick<Tables, "softwareTokens">,
  { pool }: SignInCall,
  user: User,
  progress: Progress,
  secret: Buffer,
): Promise<boolean> {
  const next = nextChallenge(pool, user, progress, { hasSoftwareToken: true });
  if (next.kind !== "factor" || !next.factors.includes("SOFTWARE_TOKEN_MFA")) return false;
  return softwareTokens.holds(tables, pool.id, user.sub, secret);
}

function withSoftwareToken(user: User, now: number): User {
  const others = user.mfa.enabled.filter((one) => one !== "SOFTWARE_TOKEN_MFA");
  return { ...user, mfa: { ...user.mfa, enabled: [...others, "SOFTWARE_TOKEN_MFA"] }, modifiedAt: now };
}

/** Makes what the operations on authenticators ask. */
export function createMfaSetups(parts: SignInParts): MfaSetups {
  const { store, clock, sessions, lockOut, softwareTokens } = parts;
  return {
    async open(text, origin) {
      const clientId = sessions.clientOf(text);
      if (clientId === undefined) throw invalidSession();
      const { client, pool } = await clientAndPool(store, clientId).catch(() => {
        throw invalidSession();
      });
      const call: SignInCall = { door: "user", pool, client, origin, region: pool.region };
      const carried = await resume(parts, call, text, ["MFA_SETUP"]);
      const user = await admitted(parts, call, carried);
      return { call, user, carried, softwareToken: carried.session.softwareToken };
    },

    async failed({ user }) {
      await store.transaction((tx) => lockOut.settle(tx, user, "failure"));
    },

    async next({ call, user, carried }, softwareToken) {
      const carrier = carry(parts, call, user.sub, "MFA_SETUP", carried.progress, { softwareToken });
      const { verifiedStep, deviceName } = softwareToken;
      await store.transaction(async (tx) => {
        if (verifiedStep !== undefined) {
          await lockOut.settleOpen(tx, user);
          await carried.consume(tx);
          const before = await currentUser(tx, user);
          const factors = await settable(parts, tx, call, before, carried.progress);
          if (!factors.includes("SOFTWARE_TOKEN_MFA")) throw invalidSession();
          const secret = Buffer.from(softwareToken.secret, "base64url");
          await softwareTokens.storeVerified(tx, call.pool.id, user.sub, secret, verifiedStep, deviceName);
          await updateUser(tx, call.pool, withSoftwareToken(before, clock.now()));
        }
        await carrier.store(tx);
      });
      return carrier.text;
    },
  };
}

/** Takes the factor that was set up: a verified authenticator, or an address for codes. */
export async function mfaSetupStep(parts: SignInParts, call: SignInCall, input: SignInInput): Promise<SignInAnswer> {
  const { store, clock, lockOut } = parts;
  const { pool } = call;
  const { clientMetadata, parameters } = input;
  const typedName = requiredParameter(parameters, "USERNAME");
  const carried = await resume(parts, call, input.session, ["MFA_SETUP"], typedName);
  const user = await admitted(parts, call, carried);
  const { progress, session, subject } = carried;
  const factors = await settable(parts, store, call, user, progress);

  // The guide's example writes the name small, clients write it large.
  const email = optionalParameter(parameters, "EMAIL") ?? optionalParameter(parameters, "email");
  if (email !== undefined && factors.includes("EMAIL_OTP")) {
    const rules = { by: "user", writable: writeAttributes(call.client, pool) } as const;
    const withEmail = (before: User): User => ({
      ...before,
      attributes: attributesUpdate(pool.schema, before.attributes, [{ Name: "email", Value: email }], rules).attributes,
      modifiedAt: clock.now(),
    });
    const changed = withEmail(user);
    const asked = await askFactor(
      parts,
      call,
      { user: changed, progress, clientMetadata },
      { challenge: "EMAIL_OTP", factors: ["EMAIL_OTP"] },
    );
    await refusingTakenNames(aliasIsTaken, () =>
      store.transaction(async (tx) => {
        await lockOut.settleOpen(tx, user);
        await carried.consume(tx);
        const before = await currentUser(tx, user);
        // Set up elsewhere meanwhile: that one is the user's, and must be asked (T-24).
        if (!(await settable(parts, tx, call, before, progress)).includes("EMAIL_OTP")) throw invalidSession();
        await updateUser(tx, pool, withEmail(before));
        await asked.store(tx);
      }),
    );
    return asked.answer;
  }

  const token = session.softwareToken;
  if (token?.verifiedStep === undefined) throw invalidSession();
  const secret = Buffer.from(token.secret, "base64url");
  if (!(await owes(parts, store, call, user, progress, secret))) throw invalidSession();
  return advance(parts, call, {
    user,
    credential: subject.credential,
    // The code that proved the authenticator a moment ago was the second factor of this sign-in.
    progress: withShown(progress, "SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA"),
    clientMetadata,
    effects: async (tx: Tables) => {
      await carried.consume(tx);
      // Replaced or taken away meanwhile: what is the user's now must be asked.
      if (!(await owes(parts, tx, call, await currentUser(tx, user), progress, secret))) throw invalidSession();
    },
  });
}
