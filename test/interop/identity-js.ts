/** One application with amazon-cognito-identity-js: what its browser keeps, and its calls, which answer by callback. */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from "amazon-cognito-identity-js";
import type { SignInTarget } from "../sign-in.js";

/** What one browser keeps. */
export function browserStorage(kept = new Map<string, string>()): ICognitoStorage {
  return {
    setItem: (key, value) => void kept.set(key, value),
    getItem: (key) => kept.get(key) ?? null,
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/** The pool as the application knows it. */
export const poolOf = (
  { world, poolId, clientId }: Pick<SignInTarget, "world" | "poolId" | "clientId">,
  Storage: ICognitoStorage = browserStorage(),
): CognitoUserPool => new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint: world.url, Storage });

/** Somebody before the application, in the browser that keeps `Storage`. */
export const userOf = (
  target: Parameters<typeof poolOf>[0],
  Username: string,
  Storage: ICognitoStorage = browserStorage(),
): CognitoUser => new CognitoUser({ Username, Pool: poolOf(target, Storage), Storage });

/** Calls something that answers with an error or a result. */
export const called = <T>(call: (callback: (error?: Error | null, result?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result as T))));

/** Calls something that answers with one of two callbacks. */
export const told = <T>(
  call: (callbacks: { onSuccess: (answer: T) => void; onFailure: (error: Error) => void }) => void,
): Promise<T> => new Promise((onSuccess, onFailure) => call({ onSuccess, onFailure }));

/** Signs in where nothing but the password is asked. */
export const signedIn = (user: CognitoUser, Password: string): Promise<CognitoUserSession> =>
  told((callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), callbacks),
  );
