/** amazon-cognito-identity-js, the client of Amplify up to version 5 and of many programs since. It keeps no secrets. */
import { after, before, describe, test } from "node:test";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { startTestWorld, type TestWorld } from "../world.js";
import { browserStorage, called } from "./identity-js.js";
import {
  type ClientUnderTest,
  livesThrough,
  type NewPasswordAsked,
  type PoolKind,
  poolKinds,
  type SignedIn,
  type Target,
} from "./journey.js";

function connect({ url, userPoolId, clientId }: Target): ClientUnderTest {
  const pool = new CognitoUserPool({
    UserPoolId: userPoolId,
    ClientId: clientId,
    endpoint: url,
    Storage: browserStorage(),
  });
  const userOf = (username: string) => new CognitoUser({ Username: username, Pool: pool, Storage: browserStorage() });
  const attributesOf = (record: Record<string, string>) =>
    Object.entries(record).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));

  function signedIn(user: CognitoUser, session: CognitoUserSession): SignedIn {
    return {
      accessToken: session.getAccessToken().getJwtToken(),
      idToken: session.getIdToken().getJwtToken(),
      refreshToken: session.getRefreshToken().getToken(),
      refresh: async () => {
        const fresh = await called<CognitoUserSession>((callback) =>
          user.refreshSession(session.getRefreshToken(), callback),
        );
        return fresh.getAccessToken().getJwtToken();
      },
      attributes: async () => {
        const list = await called<CognitoUserAttribute[]>((callback) => user.getUserAttributes(callback));
        return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
      },
      updateAttributes: async (changes) => {
        await called((callback) => user.updateAttributes(attributesOf(changes), callback));
      },
      changePassword: async (old, fresh) => {
        await called((callback) => user.changePassword(old, fresh, callback));
      },
      signOutEverywhere: async () => {
        await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
      },
    };
  }

  return {
    signUp: async (username, password, attributes) => {
      await called((callback) => pool.signUp(username, password, attributesOf(attributes), [], callback));
    },
    confirmSignUp: async (username, code) => {
      await called((callback) => userOf(username).confirmRegistration(code, false, callback));
    },
    signIn: (username, password) =>
      new Promise<SignedIn | NewPasswordAsked>((resolve, reject) => {
        const user = userOf(username);
        user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
          onSuccess: (session) => resolve(signedIn(user, session)),
          onFailure: reject,
          newPasswordRequired: () =>
            resolve({
              choose: (chosen) =>
                new Promise((resolve, reject) =>
                  user.completeNewPasswordChallenge(
                    chosen,
                    {},
                    {
                      onSuccess: (session) => resolve(signedIn(user, session)),
                      onFailure: reject,
                    },
                  ),
                ),
            }),
        });
      }),
    forgotPassword: async (username) => {
      await new Promise((onSuccess, onFailure) => userOf(username).forgotPassword({ onSuccess, onFailure }));
    },
    confirmForgotPassword: async (username, code, password) => {
      await new Promise((onSuccess, onFailure) =>
        userOf(username).confirmPassword(code, password, { onSuccess, onFailure }),
      );
    },
  };
}

describe("amazon-cognito-identity-js", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  for (const kind of Object.keys(poolKinds) as PoolKind[]) {
    test(`lives through everything: ${kind}`, (t) => livesThrough(t, world, kind, "without a secret", connect));
  }
});
