/**
 * Owns sign-in as a whole: which step a request is. The steps are in `sign-in/`; the order of checks is told in
 * `domain/sign-in-order.ts`, the order of challenges in `domain/challenge/next-challenge.ts`.
 */
import { flowOrThrow } from "../domain/challenge/flow-gate.js";
import { optionalParameter, requiredParameter } from "../domain/challenge/parameters.js";
import {
  InvalidParameterException,
  NotAuthorizedException,
  RefreshTokenReuseException,
  UserNotFoundException,
} from "../model/generated/exceptions.js";
import type {
  AuthenticationResultType,
  GetTokensFromRefreshTokenRequest,
  InitiateAuthRequest,
  InitiateAuthResponse,
  RespondToAuthChallengeRequest,
} from "../model/generated/types.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { PublicKeyWork } from "../ports/public-key-work.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import { createChallengeSessions, invalidSession, type SessionStep } from "./challenge-sessions.js";
import { checkSecretHash, judgeClientSecret } from "./client-secrets.js";
import type { CodeBook } from "./codes.js";
import type { AuthEventLog } from "./events/auth-events.js";
import type { DeviceRegister } from "./factors/devices.js";
import type { Passkeys } from "./factors/passkeys.js";
import type { SoftwareTokenDesk } from "./factors/software-tokens.js";
import { createLockOut } from "./lock-out.js";
import type { MessageDesk } from "./messages/message-desk.js";
import type { TakeoverNotices } from "./messages/takeover-notices.js";
import type { Passwords } from "./passwords.js";
import type { SignInCall, SignInInput, SignInParts } from "./sign-in/call.js";
import { newProgress, resume } from "./sign-in/carrying.js";
import { beginChoice, choiceStep } from "./sign-in/choice-step.js";
import { beginCustom, customStep } from "./sign-in/custom-step.js";
import { deviceSrpStep, deviceVerifierStep } from "./sign-in/device-step.js";
import { codeFactorStep, selectFactorStep, softwareTokenStep } from "./sign-in/factor-step.js";
import { createMfaSetups, type MfaSetups, mfaSetupStep } from "./sign-in/mfa-setup-step.js";
import { newPasswordStep } from "./sign-in/new-password-step.js";
import { oneTimeCodeStep } from "./sign-in/one-time-code-step.js";
import { passkeyStep } from "./sign-in/passkey-step.js";
import { passwordStep } from "./sign-in/password-step.js";
import { unableToLogin } from "./sign-in/protection.js";
import { createTokenRefresh, refreshTokenRevoked } from "./sign-in/refresh.js";
import { createSrpProofs } from "./sign-in/srp-proofs.js";
import { askSrp, passwordVerifierStep } from "./sign-in/srp-step.js";
import { admit, namedDeviceKey, preAuthenticate, subjectOfName } from "./sign-in/subject.js";
import type { ThreatProtection } from "./threat-protection.js";
import type { AccessTokens } from "./tokens/access-tokens.js";
import { noteSessionUse } from "./tokens/session-tracking.js";
import type { TokenDesk } from "./tokens/token-desk.js";
import type { Triggers } from "./triggers/triggers.js";

export type { SignInCall } from "./sign-in/call.js";

export interface Authentication {
  /** Begins a sign-in or refreshes tokens. */
  initiate(
    call: SignInCall,
    input: Pick<InitiateAuthRequest, "AuthFlow" | "AuthParameters" | "ClientMetadata" | "Session">,
  ): Promise<InitiateAuthResponse>;
  /** Takes the next step of a sign-in. */
  respond(
    call: SignInCall,
    input: Pick<RespondToAuthChallengeRequest, "ChallengeName" | "ChallengeResponses" | "ClientMetadata" | "Session">,
  ): Promise<InitiateAuthResponse>;
  /** Exchanges a refresh token, with the plain client secret in place of a hash; rotates it where the client rotates. */
  exchange(
    call: Pick<SignInCall, "pool" | "client" | "origin">,
    input: Pick<GetTokensFromRefreshTokenRequest, "RefreshToken" | "ClientSecret" | "DeviceKey" | "ClientMetadata">,
  ): Promise<AuthenticationResultType>;
  /** Sign-ins that stand at MFA_SETUP, for the operations that set up authenticators. */
  readonly mfaSetups: MfaSetups;
}

/** Characters of a Username, by the model. */
const longestUsername = 128;

/** Makes sign-in. */
export function createAuthentication(needs: {
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  publicKeyWork: PublicKeyWork;
  passwords: Passwords;
  messages: MessageDesk;
  codes: CodeBook;
  softwareTokens: SoftwareTokenDesk;
  devices: DeviceRegister;
  passkeys: Passkeys;
  triggers: Triggers;
  tokens: TokenDesk;
  accessTokens: AccessTokens;
  authEvents: AuthEventLog;
  threats: ThreatProtection;
  notices: TakeoverNotices;
  /** In development mode, where `clock` can be moved: the clock that clients on this machine go by. */
  machineClock?: Clock | undefined;
}): Authentication {
  const { store, clock } = needs;
  const tokenRefresh = createTokenRefresh(needs);
  const parts: SignInParts = {
    ...needs,
    lockOut: createLockOut(needs),
    sessions: createChallengeSessions(needs),
    srpProofs: createSrpProofs(needs),
  };

  /** The name in the request, once the client has proven that it may speak for it. */
  async function provenName(call: SignInCall, { parameters }: SignInInput): Promise<string> {
    const username = requiredParameter(parameters, "USERNAME");
    // Nobody has a longer one, and what is stored about nobody is stored under the name as it was typed (T-37).
    if ([...username.slice(0, 2 * longestUsername + 1)].length > longestUsername) {
      throw new InvalidParameterException("Invalid value for parameter USERNAME");
    }
    await checkSecretHash(store, call.client, optionalParameter(parameters, "SECRET_HASH"), [username]);
    return username;
  }

  /** Before anything is looked up, and for names of nobody alike. Refreshing is no sign-in. */
  async function refuseBlockedAddress(call: SignInCall, input: SignInInput): Promise<void> {
    if (!(await needs.threats.refusesAddress(call))) return;
    const { sub, isMadeUp } = await subjectOfName(parts, call, await provenName(call, input)).catch(
      (error: unknown) => {
        throw error instanceof UserNotFoundException ? unableToLogin() : error;
      },
    );
    const risk = { decision: "Block", compromised: false, signals: ["blocked-address"] } as const;
    const event = {
      poolId: call.pool.id,
      sub,
      type: "SignIn",
      response: "Fail",
      clientId: call.client.id,
      risk,
      ofNobody: isMadeUp,
    } as const;
    await store.transaction((tx) => needs.authEvents.record(tx, event, call.origin));
    throw unableToLogin();
  }

  async function beginPassword(call: SignInCall, input: SignInInput): Promise<InitiateAuthResponse> {
    const { parameters, clientMetadata } = input;
    requiredParameter(parameters, "USERNAME");
    const password = requiredParameter(parameters, "PASSWORD");
    const subject = await subjectOfName(parts, call, await provenName(call, input), { password, clientMetadata });
    const progress = newProgress(parts, namedDeviceKey(parameters));
    await admit(parts, call, subject, progress.deviceKey);
    await preAuthenticate(parts, call, subject, clientMetadata);
    return passwordStep(parts, call, subject, password, { progress });
  }

  async function beginSrp(call: SignInCall, input: SignInInput): Promise<InitiateAuthResponse> {
    requiredParameter(input.parameters, "USERNAME");
    const clientPublic = requiredParameter(input.parameters, "SRP_A");
    const subject = await subjectOfName(parts, call, await provenName(call, input));
    await preAuthenticate(parts, call, subject, input.clientMetadata);
    return (await askSrp(parts, call, subject, clientPublic)).answer;
  }

  /** A code by email may be the first factor or the second: the Session says. */
  async function emailCode(call: SignInCall, input: SignInInput): Promise<InitiateAuthResponse> {
    const typedName = requiredParameter(input.parameters, "USERNAME");
    const carried = await resume(parts, call, input.session, ["EMAIL_OTP", "EMAIL_MFA"], typedName);
    return carried.session.step === "EMAIL_OTP"
      ? oneTimeCodeStep(parts, call, "EMAIL_OTP", input, carried)
      : codeFactorStep(parts, call, "EMAIL_OTP", input, carried);
  }

  const taken = (call: SignInCall, input: SignInInput, step: SessionStep) =>
    resume(parts, call, input.session, [step], requiredParameter(input.parameters, "USERNAME"));

  async function refresh(call: SignInCall, { parameters }: SignInInput): Promise<InitiateAuthResponse> {
    const refreshToken = requiredParameter(parameters, "REFRESH_TOKEN");
    const secretHash = optionalParameter(parameters, "SECRET_HASH");
    // A missing hash is told first; a wrong one only once it is known whose name it should be over.
    if (secretHash === undefined) await checkSecretHash(store, call.client, undefined, []);
    const live = await tokenRefresh.read(call, refreshToken, optionalParameter(parameters, "DEVICE_KEY"));
    const { username, sub } = live.user;
    if (secretHash !== undefined) await checkSecretHash(store, call.client, secretHash, [username, sub]);
    const AuthenticationResult = await tokenRefresh.exchange(live).catch((error: unknown) => {
      // InitiateAuth's model has no exception of its own for a token that was rotated while the client still rotated.
      throw error instanceof RefreshTokenReuseException ? refreshTokenRevoked() : error;
    });
    await noteSessionUse(store, clock, call.pool, live.session, call.origin);
    return { ChallengeParameters: {}, AuthenticationResult };
  }

  return {
    async initiate(call, { AuthFlow, AuthParameters: parameters, ClientMetadata: clientMetadata, Session: session }) {
      const input: SignInInput = { parameters, clientMetadata, session };
      const flow = flowOrThrow(call.door, AuthFlow, call.client);
      if (flow !== "refresh") await refuseBlockedAddress(call, input);
      switch (flow) {
        case "password":
          return beginPassword(call, input);
        case "srp":
          return beginSrp(call, input);
        case "refresh":
          return refresh(call, input);
        case "custom":
          await provenName(call, input);
          return beginCustom(parts, call, input);
        case "choice":
          await provenName(call, input);
          return beginChoice(parts, call, input);
      }
    },

    async respond(call, { ChallengeName, ChallengeResponses, ClientMetadata: clientMetadata, Session: session }) {
      const input: SignInInput = { parameters: ChallengeResponses, clientMetadata, session };
      await provenName(call, input);
      await refuseBlockedAddress(call, input);
      switch (ChallengeName) {
        case "PASSWORD_VERIFIER":
          return passwordVerifierStep(parts, call, input);
        case "NEW_PASSWORD_REQUIRED":
          return newPasswordStep(parts, call, input);
        case "SELECT_CHALLENGE":
        case "PASSWORD":
        case "PASSWORD_SRP":
          return choiceStep(parts, call, ChallengeName, input);
        case "EMAIL_OTP":
          return emailCode(call, input);
        case "SMS_OTP":
          return oneTimeCodeStep(parts, call, ChallengeName, input, await taken(call, input, ChallengeName));
        case "SMS_MFA":
          return codeFactorStep(parts, call, ChallengeName, input, await taken(call, input, ChallengeName));
        case "SOFTWARE_TOKEN_MFA":
          return softwareTokenStep(parts, call, input);
        case "SELECT_MFA_TYPE":
          return selectFactorStep(parts, call, input);
        case "MFA_SETUP":
          return mfaSetupStep(parts, call, input);
        case "WEB_AUTHN":
          return passkeyStep(parts, call, input);
        case "CUSTOM_CHALLENGE":
          return customStep(parts, call, input);
        case "DEVICE_SRP_AUTH":
          return deviceSrpStep(parts, call, input);
        case "DEVICE_PASSWORD_VERIFIER":
          return deviceVerifierStep(parts, call, input);
        default:
          // ADMIN_NO_SRP_AUTH is a name in the histories of custom sign-ins and never a challenge.
          if (session === undefined) throw new InvalidParameterException("Missing required parameter Session");
          throw invalidSession();
      }
    },

    mfaSetups: createMfaSetups(parts),

    async exchange(call, { RefreshToken, ClientSecret, DeviceKey, ClientMetadata }) {
      const { client } = call;
      const verdict = await judgeClientSecret(store, client, ClientSecret);
      if (verdict === "missing") {
        throw new NotAuthorizedException(
          `Client ${client.id} is configured with secret but ClientSecret was not received`,
        );
      }
      if (verdict === "wrong") throw new NotAuthorizedException(`Unable to verify secret for client ${client.id}`);
      const live = await tokenRefresh.read(call, RefreshToken, DeviceKey);
      const result = await tokenRefresh.exchange(live, ClientMetadata);
      await noteSessionUse(store, clock, call.pool, live.session, call.origin);
      return result;
    },
  };
}
