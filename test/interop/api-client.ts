/**
 * The adapter of the journey for clients that offer the operations as they are: whoever can call one by its name and input
 * can live through everything. SRP is counted by test/srp-client.ts, because these clients have none.
 */
import assert from "node:assert/strict";
import { secretHashOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import type { ClientUnderTest, NewPasswordAsked, SignedIn, Target } from "./journey.js";

/** Calls an operation; fails with an error whose name is that of the exception. */
export type Call = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** Members of answers that the journey reads. */
export interface Answer {
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: Record<string, string>;
  readonly Session?: string;
  readonly AuthenticationResult?: {
    readonly AccessToken?: string;
    readonly IdToken?: string;
    readonly RefreshToken?: string;
  };
  readonly UserAttributes?: readonly { readonly Name?: string; readonly Value?: string }[];
}

/** A client under test over bare operations. */
export function apiClient(target: Target, call: Call): ClientUnderTest {
  const { clientId: ClientId, userPoolId } = target;
  const hash = (username: string) => {
    const { SECRET_HASH } = secretHashOf(target, username);
    return SECRET_HASH === undefined ? {} : { SecretHash: SECRET_HASH };
  };
  const listOf = (record: Record<string, string>) => Object.entries(record).map(([Name, Value]) => ({ Name, Value }));

  function signedIn(username: string, { AuthenticationResult }: Answer): SignedIn {
    const { AccessToken, IdToken, RefreshToken } = AuthenticationResult ?? {};
    assert.ok(AccessToken && IdToken && RefreshToken, "the sign-in gave no tokens");
    return {
      accessToken: AccessToken,
      idToken: IdToken,
      refreshToken: RefreshToken,
      refresh: async () => {
        const fresh = await call("InitiateAuth", {
          ClientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: RefreshToken, ...secretHashOf(target, username) },
        });
        return fresh.AuthenticationResult?.AccessToken ?? "";
      },
      attributes: async () => {
        const { UserAttributes = [] } = await call("GetUser", { AccessToken });
        return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
      },
      updateAttributes: async (changes) => {
        await call("UpdateUserAttributes", { AccessToken, UserAttributes: listOf(changes) });
      },
      changePassword: async (PreviousPassword, ProposedPassword) => {
        await call("ChangePassword", { AccessToken, PreviousPassword, ProposedPassword });
      },
      signOutEverywhere: async () => {
        await call("GlobalSignOut", { AccessToken });
      },
    };
  }

  async function signIn(name: string, password: string): Promise<SignedIn | NewPasswordAsked> {
    const srp = srpClient(userPoolId);
    const challenge = await call("InitiateAuth", {
      ClientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME: name, SRP_A: srp.A, ...secretHashOf(target, name) },
    });
    assert.equal(challenge.ChallengeName, "PASSWORD_VERIFIER");
    const responses = srp.answer(challenge.ChallengeParameters ?? {}, password, Date.now());
    const username = responses["USERNAME"] ?? "";
    const answer = await call("RespondToAuthChallenge", {
      ClientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: { ...responses, ...secretHashOf(target, username) },
    });
    if (answer.ChallengeName !== "NEW_PASSWORD_REQUIRED") return signedIn(username, answer);
    return {
      choose: async (chosen) => {
        const last = await call("RespondToAuthChallenge", {
          ClientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session: answer.Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: chosen, ...secretHashOf(target, username) },
        });
        return signedIn(username, last);
      },
    };
  }

  return {
    signUp: async (Username, Password, attributes) => {
      await call("SignUp", { ClientId, Username, Password, UserAttributes: listOf(attributes), ...hash(Username) });
    },
    confirmSignUp: async (Username, ConfirmationCode) => {
      await call("ConfirmSignUp", { ClientId, Username, ConfirmationCode, ...hash(Username) });
    },
    signIn,
    forgotPassword: async (Username) => {
      await call("ForgotPassword", { ClientId, Username, ...hash(Username) });
    },
    confirmForgotPassword: async (Username, ConfirmationCode, Password) => {
      await call("ConfirmForgotPassword", { ClientId, Username, ConfirmationCode, Password, ...hash(Username) });
    },
  };
}
