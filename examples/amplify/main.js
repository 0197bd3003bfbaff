// Signs people in with Amplify for JavaScript, version 6. `userPoolEndpoint` is all that differs from Cognito.
import { Amplify } from "aws-amplify";
import { fetchUserAttributes, signIn, signOut } from "aws-amplify/auth";

const { userPoolId, userPoolClientId, userPoolEndpoint } = await (await fetch("config.json")).json();

Amplify.configure({
  Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } },
});

const form = document.querySelector("form");
const output = document.querySelector("output");

async function show() {
  const { email } = await fetchUserAttributes();
  output.textContent = `Signed in as ${email}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  output.textContent = "";
  const { username, password } = Object.fromEntries(new FormData(form));
  try {
    const { isSignedIn, nextStep } = await signIn({ username, password });
    if (isSignedIn) await show();
    else output.textContent = `Next step: ${nextStep.signInStep}`;
  } catch (error) {
    output.textContent = `${error.name}: ${error.message}`;
  }
});

document.querySelector("#sign-out").addEventListener("click", async () => {
  await signOut();
  output.textContent = "Signed out";
});

// Somebody who comes back is still signed in.
await show().catch(() => {});
