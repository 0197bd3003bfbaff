/** From SignUp over ConfirmSignUp straight into a sign-in: the Session that each hands to the next. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  type CreateUserPoolCommandInput,
  InitiateAuthCommand,
  SignUpCommand,
} from "../../../test/clients.js";
import { given, otherThan, password, refusal, smsConfiguration } from "../../../test/self-service.js";
import { claimsOf, tokensOf } from "../../../test/sign-in.js";
import { attributes } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const invalid = refusal("NotAuthorizedException", "Invalid session for the user.");
const used = refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once.");
const expired = refusal("NotAuthorizedException", "Invalid session for the user, session is expired.");
const hour = 3_600_000;

/** A pool where codes by email sign in beside passwords, and a client with the choice of factors. */
async function pool(settings: Partial<CreateUserPoolCommandInput> = {}) {
  const self = await given(
    world,
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } }, ...settings },
    { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], PreventUserExistenceErrors: "ENABLED" },
  );
  const ClientId = self.clientId;
  const step = {
    signUp: async (Username: string, Password?: string) => {
      const UserAttributes = attributes({ email: `${Username}@example.com` });
      const { Session } = await world.client.send(
        new SignUpCommand({ ClientId, Username, UserAttributes, ...(Password === undefined ? {} : { Password }) }),
      );
      assert.ok(Session);
      return Session;
    },
    confirm: async (Username: string, session: string | undefined, code?: string) => {
      const ConfirmationCode = code ?? (await self.lastCode());
      return (
        await world.client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode, Session: session }))
      ).Session;
    },
    signIn: (USERNAME: string, Session: string | undefined) =>
      world.client.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME }, Session }),
      ),
  };
  return {
    ...self,
    ...step,
    /** The Session of a confirmation. */
    async confirmedNow(username: string): Promise<string | undefined> {
      return step.confirm(username, await step.signUp(username, password));
    },
  };
}

test("the code that confirmed signs in as well, without a password, once", async () => {
  const { signUp, confirm, signIn, lastCode } = await pool();
  const first = await signUp("ann");
  await assert.rejects(confirm("ann", first, otherThan(await lastCode())), { name: "CodeMismatchException" });
  const second = await confirm("ann", first);
  assert.ok(second);
  await assert.rejects(signIn("ann", first), invalid);
  const output = await signIn("ann", second);
  assert.deepEqual(output.ChallengeParameters, {});
  assert.equal(claimsOf(tokensOf(output).IdToken)["email_verified"], true);
  await assert.rejects(signIn("ann", second), used);
});

test("a Session is given to whoever confirms, with that of the sign-up or without, by clients with the choice of factors", async () => {
  const { signUp, confirm, signIn } = await pool();
  await signUp("ann", password);
  // Amplify for JavaScript sends none and signs in with the one it gets.
  tokensOf(await signIn("ann", await confirm("ann", undefined)));
  assert.equal((await signIn("ann", undefined)).ChallengeName, "SELECT_CHALLENGE");

  const plain = await given(world);
  const { $metadata: _, ...answer } = await world.client.send(
    new SignUpCommand({ ClientId: plain.clientId, Username: "ann", Password: password }),
  );
  assert.deepEqual(Object.keys(answer), ["UserConfirmed", "UserSub"]);
});

test("T-15 a Session is good for its user, its client and its step only", async () => {
  const one = await pool();
  const ofAnn = await one.signUp("ann");
  await one.signUp("bob");
  const code = await one.lastCode();
  for (const session of [ofAnn, "x".repeat(40)]) await assert.rejects(one.confirm("bob", session, code), invalid);
  for (const session of [ofAnn, "x".repeat(40)]) await assert.rejects(one.confirm("nobody", session, code), invalid);
  assert.ok(await one.confirm("bob", undefined, code));

  const ofEve = await one.confirmedNow("eve");
  await assert.rejects(one.signIn("bob", ofEve), invalid);
  await assert.rejects(one.signIn("nobody", ofEve), invalid);
  const other = await pool();
  await other.signUp("eve");
  await assert.rejects(other.signIn("eve", ofEve), invalid);
  tokensOf(await one.signIn("eve", ofEve));
});

test("the mail may be read late, the sign-in has the client's time", async () => {
  const { signUp, confirm, signIn } = await pool();
  const first = await signUp("ann");
  world.clock.advance(24 * hour - 1_000);
  const second = await confirm("ann", first);
  world.clock.advance(3 * 60_000);
  await assert.rejects(signIn("ann", second), expired);
});

test("where a code by that way is no first factor, the sign-in goes on as any other", async () => {
  for (const settings of [
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] } } },
    {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } },
      SmsConfiguration: smsConfiguration,
    },
  ] satisfies Partial<CreateUserPoolCommandInput>[]) {
    const { confirmedNow, signIn } = await pool(settings);
    const output = await signIn("ann", await confirmedNow("ann"));
    assert.equal(output.ChallengeName, "SELECT_CHALLENGE");
    assert.equal(output.AuthenticationResult, undefined);
  }
});

test("what happened to the user since then counts", async () => {
  const { poolId, confirmedNow, signIn } = await pool();
  const user = { UserPoolId: poolId };
  const [ann, bob, eve] = [await confirmedNow("ann"), await confirmedNow("bob"), await confirmedNow("eve")];
  const joe = await confirmedNow("joe");
  await world.client.send(new AdminDisableUserCommand({ ...user, Username: "ann" }));
  await assert.rejects(signIn("ann", ann), refusal("NotAuthorizedException", "User is disabled."));
  await world.client.send(new AdminSetUserPasswordCommand({ ...user, Username: "bob", Password: password }));
  await assert.rejects(signIn("bob", bob), invalid);
  const UserAttributes = attributes({ email: "new@example.com" });
  await world.client.send(new AdminUpdateUserAttributesCommand({ ...user, Username: "eve", UserAttributes }));
  await assert.rejects(signIn("eve", eve), invalid);
  // Proven as well, but not by this sign-up.
  const other = attributes({ email: "other@example.com", email_verified: "true" });
  await world.client.send(new AdminUpdateUserAttributesCommand({ ...user, Username: "joe", UserAttributes: other }));
  await assert.rejects(signIn("joe", joe), invalid);
});
