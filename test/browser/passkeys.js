// The page's program of the passkey test: Amplify's functions, for the test to call, as an application calls them.
import { Amplify } from "aws-amplify";
import {
  associateWebAuthnCredential,
  confirmSignIn,
  deleteWebAuthnCredential,
  fetchAuthSession,
  listWebAuthnCredentials,
  signIn,
  signOut,
} from "aws-amplify/auth";

const auth = {
  associateWebAuthnCredential,
  confirmSignIn,
  deleteWebAuthnCredential,
  fetchAuthSession,
  listWebAuthnCredentials,
  signIn,
  signOut,
};

Amplify.configure({ Auth: { Cognito: await (await fetch("config.json")).json() } });

// What is thrown inside the page reaches the test as a value.
globalThis.call = async (name, ...input) => {
  try {
    return { answer: await auth[name](...input) };
  } catch (error) {
    return { error: { name: error.name, message: error.message, cause: error.underlyingError?.name } };
  }
};
