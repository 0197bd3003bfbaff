/**
 * Owns finding out who signs in, and making somebody up where PreventUserExistenceErrors hides that there is nobody: the
 * made-up user costs the same reads and the same arithmetic and is counted alike (T-01, T-02, T-03).
 */
import { preventsUserExistenceErrors } from "../../domain/app-client/in-force.js";
import { looksLikeEmail, looksLikePhoneNumber } from "../../domain/attributes/formats.js";
import type { AuthEvent } from "../../domain/auth-event.js";
import { optionalParameter, type Parameters } from "../../domain/challenge/parameters.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { deviceDoesNotExist } from "../../domain/device/rules.js";
import { SRP_GROUP_BYTES } from "../../domain/password/srp.js";
import { checkBeforePassword, passwordResetRequired, wrongPassword } from "../../domain/sign-in-order.js";
import { usernameKey } from "../../domain/user/canonical-key.js";
import { simulatedUser } from "../../domain/user/simulated-user.js";
import type { PasswordCredential, User } from "../../domain/user.js";
import { aliasAttributes, isCaseSensitive, usernameAttributes } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import { UserNotFoundException } from "../../model/generated/exceptions.js";
import { canonicalName, simulationMac } from "../claimed-user.js";
import { findUser } from "../directories/user-directory.js";
import { migrateUser } from "../user-migration.js";
import type { SignInCall, SignInParts, SignInSubject } from "./call.js";
import { recordSignIn, riskOf } from "./sign-in-event.js";

type Metadata = Readonly<Record<string, string>> | undefined;

/** The subject behind a typed name. UserNotFoundException where the client does not hide it. */
export async function subjectOfName(
  parts: SignInParts,
  call: SignInCall,
  typedName: string,
  /** Of a flow that shows the password: another directory may know the user. */
  migration?: { readonly password: string; readonly clientMetadata: Metadata },
): Promise<SignInSubject> {
  const { store } = parts;
  const { pool, client } = call;
  let user = await findUser(store, pool, typedName);
  if (user === undefined && migration !== undefined) {
    const { password, clientMetadata: validationData } = migration;
    const unknown = { pool, client, source: "Authentication", typedName, password, validationData } as const;
    if (await migrateUser(parts, unknown)) user = await findUser(store, pool, typedName);
  }
  if (user !== undefined) return stored(parts, pool, user, typedName);
  if (!preventsUserExistenceErrors(client)) throw new UserNotFoundException("User does not exist.");
  return madeUp(parts, pool, typedName);
}

/**
 * The subject of a sealed step, if the name in the answer, where there is one, is one of its names. Any other name gets a subject that nothing
 * proves, so that neither answer nor time tells whether the step was a real user's.
 */
export async function subjectOfStep(
  parts: SignInParts,
  call: SignInCall,
  sub: string,
  typedName: string | undefined,
): Promise<SignInSubject> {
  const { pool } = call;
  const user = await parts.store.users.getBySub(pool.id, sub);
  if (user === undefined && typedName !== undefined) await seekAsIsNameOf(parts, pool, sub, typedName);
  const isTheirs = user !== undefined && (typedName === undefined || (await isNameOf(parts, pool, user, typedName)));
  if (isTheirs) return stored(parts, pool, user, typedName ?? user.username);
  return { ...(await nobody(parts, pool, sub, typedName ?? sub)), isMadeUp: user === undefined };
}

/**
 * Whether a step that was taken up again goes on under the name it was begun with, be that somebody's or nobody's. Asked
 * where another name would have effects: functions of a pool do different things for nobody, which must not count for
 * somebody (T-15).
 */
export function goesByItsName(
  parts: SignInParts,
  { pool }: SignInCall,
  { user, sub, typedName }: SignInSubject,
): boolean {
  return user !== undefined || typedName === sub || madeUpSub(parts, pool, typedName) === sub;
}

async function isNameOf(parts: SignInParts, pool: UserPool, user: User, typedName: string): Promise<boolean> {
  const rule = { caseSensitive: isCaseSensitive(pool) };
  if (usernameKey(typedName, rule) === usernameKey(user.username, rule) || typedName === user.sub) return true;
  return (await findUser(parts.store, pool, typedName))?.sub === user.sub;
}

/** Of nobody's step the same is looked up as of somebody's (T-02). */
async function seekAsIsNameOf(parts: SignInParts, pool: UserPool, sub: string, typedName: string): Promise<void> {
  if (typedName === sub) return;
  if (showsIssuedName(pool, typedName) || madeUpSub(parts, pool, typedName) !== sub) {
    await findUser(parts.store, pool, typedName);
  }
}

async function stored(parts: SignInParts, pool: UserPool, user: User, typedName: string): Promise<SignInSubject> {
  // Who signs in at a provider has no way in here, and looks like nobody: nothing that is shown here could stand for what
  // the provider asks.
  if (user.status === "EXTERNAL_PROVIDER") return madeUp(parts, pool, typedName);
  const credential: PasswordCredential | undefined = await parts.store.credentials.get(pool.id, user.sub);
  return {
    poolId: pool.id,
    sub: user.sub,
    username: user.username,
    typedName,
    user,
    credential,
    srpSecrets: () => credential ?? inventedSecrets(parts, pool, user.sub),
  };
}

async function madeUp(parts: SignInParts, pool: UserPool, typedName: string): Promise<SignInSubject> {
  return { ...(await nobody(parts, pool, madeUpSub(parts, pool, typedName), typedName)), isMadeUp: true };
}

function madeUpSub({ keyring }: SignInParts, pool: UserPool, typedName: string): string {
  return simulatedUser(simulationMac(keyring, pool, typedName)).sub;
}

/** What is shown of nobody hangs on the sub alone, as later steps know no more: all flows show the same. */
async function nobody(parts: SignInParts, pool: UserPool, sub: string, typedName: string): Promise<SignInSubject> {
  await parts.store.credentials.get(pool.id, sub);
  return {
    poolId: pool.id,
    sub,
    // Not as it was typed: users are shown as they are stored, and most are stored in small letters (T-01).
    username: showsIssuedName(pool, typedName) ? sub : canonicalName(pool, typedName),
    typedName,
    srpSecrets: () => inventedSecrets(parts, pool, sub),
  };
}

/**
 * Whether a user found by such a name would have another one as USER_ID_FOR_SRP. Cognito's guide promises a UUID for every
 * unknown name, which in a pool of plain usernames tells that nobody is there: here it shows what a user would show.
 */
function showsIssuedName(pool: UserPool, typedName: string): boolean {
  if (usernameAttributes(pool).length > 0) return true;
  const aliases: readonly string[] = aliasAttributes(pool);
  return (
    (aliases.includes("email") && looksLikeEmail(typedName)) ||
    (aliases.includes("phone_number") && looksLikePhoneNumber(typedName))
  );
}

/** Salt and verifier of nobody's password: the same at each try and on each node. */
function inventedSecrets(parts: SignInParts, pool: UserPool, sub: string): { salt: Buffer; verifier: Buffer } {
  const bytes = parts.keyring.derive(
    { purpose: "simulated-verifier", poolId: pool.id, subject: sub },
    SRP_GROUP_BYTES + 16,
  );
  return { verifier: bytes.subarray(0, SRP_GROUP_BYTES), salt: bytes.subarray(SRP_GROUP_BYTES) };
}

/** PreAuthentication, with the first call of a sign-in only; its input is that call's ClientMetadata. */
export async function preAuthenticate(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  clientMetadata: Metadata,
): Promise<void> {
  await parts.triggers.preAuthentication(call.pool, {
    clientId: call.client.id,
    username: subject.username,
    attributes: subject.user?.attributes ?? new Map(),
    user: subject.user,
    validationData: clientMetadata,
    ...(subject.user === undefined ? { userNotFound: true } : {}),
  });
}

/** As many characters as the model gives a key. */
const longestDeviceKey = 55;

/** The remembered device that a client speaks for. A name that can be none is not carried along (T-37). */
export function namedDeviceKey(parameters: Parameters | undefined): string | undefined {
  const deviceKey = optionalParameter(parameters, "DEVICE_KEY");
  if (deviceKey !== undefined && deviceKey.length > longestDeviceKey) throw deviceDoesNotExist();
  return deviceKey;
}

/** What refuses a try before its password is looked at. */
export async function admit(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  deviceKey: string | undefined,
): Promise<void> {
  const { store, clock, lockOut, devices } = parts;
  await lockOut.refuseLocked(store, subject);
  const { user, credential } = subject;
  if (user !== undefined) checkBeforePassword({ pool: call.pool, user, credential, now: clock.now() });
  // Imported users have no password to be right; only clients that tell who exists say so (Cognito developer guide).
  if (user?.status === "RESET_REQUIRED" && credential === undefined && !preventsUserExistenceErrors(call.client)) {
    throw passwordResetRequired();
  }
  // Clients know this text and begin again without the key.
  if (deviceKey === undefined) return;
  if ((await devices.find(store, call.pool, subject.sub, deviceKey)) === undefined) throw deviceDoesNotExist();
}

/**
 * Counts and records something wrong that was shown and answers the refusal of a wrong password; throws the lock-out's own
 * where it is locked by now.
 */
export async function failed(
  parts: SignInParts,
  call: SignInCall,
  subject: SignInSubject,
  shown: AuthEvent["challenges"][number]["name"] = "Password",
  /** Of a sign-in that has shown something: its event is the one that fails. */
  progress?: Progress,
): Promise<Error> {
  const { store, lockOut, authEvents } = parts;
  await store.transaction(async (tx) => {
    await lockOut.settle(tx, subject, "failure");
    if (progress !== undefined && riskOf(call, progress) !== undefined) {
      return recordSignIn(parts, tx, call, { sub: subject.sub, progress, response: "Fail", failed: shown });
    }
    // Also for nobody: an event less would be time less.
    await authEvents.record(
      tx,
      {
        poolId: subject.poolId,
        sub: subject.sub,
        type: "SignIn",
        response: "Fail",
        clientId: call.client.id,
        challenges: [{ name: shown, response: "Failure" }],
        ofNobody: subject.isMadeUp,
      },
      call.origin,
    );
  });
  return wrongPassword();
}
