// An application's page: Amplify's functions as its program would call them, for a test to call by name.
import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";

// The address says behind its # which pool the application is of, so that a reloaded page is the same application.
Amplify.configure({ Auth: { Cognito: JSON.parse(decodeURIComponent(location.hash.slice(1))) } });

// What is thrown inside the page reaches the test as a value.
globalThis.call = async (name, input) => {
  try {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: autoSignIn is another function after each step.
    return { answer: await auth[name](...input) };
  } catch (error) {
    return { error: { name: error.name, message: error.message, cause: error.underlyingError?.name } };
  }
};
