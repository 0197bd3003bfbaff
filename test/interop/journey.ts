/**
 * The life of a user as every client can live it, from sign-up to the refusal of a token that was signed out. Owns what
 * must happen; how a client says it is in one adapter per client. Codes are read where people at a development server
 * read them.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import {
  AdminCreateUserCommand,
  AdminUserGlobalSignOutCommand,
  type CreateUserPoolCommandInput,
  GetUserCommand,
  InitiateAuthCommand,
} from "../clients.js";
import { claimsOf, secretHashOf } from "../sign-in.js";
import type { TestWorld } from "../world.js";
import { lastCode } from "./inbox.js";

/** What a client is configured with. */
export interface Target {
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Only for clients that can keep one. */
  readonly clientSecret: string | undefined;
}

/** Somebody signed in with one client. Failures are errors whose name is that of the exception. */
export interface SignedIn {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** A fresh access token. */
  refresh(): Promise<string>;
  attributes(): Promise<Record<string, string>>;
  updateAttributes(changes: Record<string, string>): Promise<void>;
  changePassword(before: string, after: string): Promise<void>;
  signOutEverywhere(): Promise<void>;
}

/** An invited user who has to choose a password. */
export interface NewPasswordAsked {
  choose(password: string): Promise<SignedIn>;
}

/** One client, pointed at one app client. */
export interface ClientUnderTest {
  signUp(username: string, password: string, attributes: Record<string, string>): Promise<void>;
  confirmSignUp(username: string, code: string): Promise<void>;
  /** By SRP. */
  signIn(username: string, password: string): Promise<SignedIn | NewPasswordAsked>;
  forgotPassword(username: string): Promise<void>;
  confirmForgotPassword(username: string, code: string, password: string): Promise<void>;
}

/** The kinds of pools that differ in what people sign in with. */
export const poolKinds = {
  "usernames only": {},
  "e-mail as alias": { AliasAttributes: ["email"] },
  "e-mail as username": { UsernameAttributes: ["email"] },
} as const satisfies Record<string, Partial<CreateUserPoolCommandInput>>;

/** A kind of pool. */
export type PoolKind = keyof typeof poolKinds;

const password = { first: "Correct-Horse-1", second: "Correct-Horse-2", third: "Correct-Horse-3" };

const refused = { name: "NotAuthorizedException" };

/** The whole life, as subtests. Given are a new pool of this kind and an app client with a secret or without. */
export async function livesThrough(
  t: TestContext,
  world: TestWorld,
  kind: PoolKind,
  secret: "with a secret" | "without a secret",
  connect: (target: Target) => ClientUnderTest | Promise<ClientUnderTest>,
): Promise<void> {
  const pool = await world.pool({ AutoVerifiedAttributes: ["email"], ...poolKindInput(kind) });
  const appClient = await world.appClient(pool.Id, {
    GenerateSecret: secret === "with a secret",
    PreventUserExistenceErrors: "ENABLED",
  });
  const target: Target = {
    url: world.url,
    userPoolId: pool.Id,
    clientId: appClient.ClientId,
    clientSecret: appClient.ClientSecret,
  };
  const client = await connect(target);
  const email = "anna@example.com";
  const name = kind === "e-mail as username" ? email : "anna";
  const code = () => lastCode(target, email);

  await t.test("signs up, and is not let in before the address is confirmed", async () => {
    await assert.rejects(client.signUp(name, "no-capitals-1", { email }), { name: "InvalidPasswordException" });
    await client.signUp(name, password.first, { email });
    await assert.rejects(client.signUp(name, password.first, { email }), { name: "UsernameExistsException" });
    await assert.rejects(client.signIn(name, password.first), { name: "UserNotConfirmedException" });
  });

  await t.test("confirms with the code from the inbox, not with another", async () => {
    const right = await code();
    await assert.rejects(client.confirmSignUp(name, otherThan(right)), { name: "CodeMismatchException" });
    await client.confirmSignUp(name, right);
  });

  await t.test("signs in by SRP with the right password only", async () => {
    await assert.rejects(client.signIn(name, "Wrong-Horse-1"), refused);
    await assert.rejects(client.signIn("nobody@example.com", password.first), refused);
    const session = await signIn(client, name, password.first);
    const claims = claimsOf(session.idToken);
    assert.equal(claims["aud"], target.clientId);
    assert.equal(claims["email"], email);
    assert.equal(claims["email_verified"], true);
    const username = claimsOf(session.accessToken)["username"];
    assert.equal(username, kind === "e-mail as username" ? claims["sub"] : name);
  });

  if (kind === "e-mail as alias") {
    await t.test("signs in by the alias", async () => {
      assert.equal(claimsOf((await signIn(client, email, password.first)).accessToken)["username"], name);
    });
  }

  await t.test("chooses a password when invited", async () => {
    const invited = kind === "e-mail as username" ? "berta@example.com" : "berta";
    await world.client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.Id,
        Username: invited,
        TemporaryPassword: password.first,
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: "berta@example.com" }],
      }),
    );
    const asked = await client.signIn(invited, password.first);
    assert.ok("choose" in asked, "no new password was asked for");
    assert.ok((await asked.choose(password.second)).accessToken);
    await assert.rejects(client.signIn(invited, password.first), refused);
    await signIn(client, invited, password.second);
  });

  await t.test("refreshes, reads and changes attributes", async () => {
    const session = await signIn(client, name, password.first);
    // Whole seconds tell two tokens apart as little as their claims do; their identity does.
    assert.notEqual(claimsOf(await session.refresh())["jti"], claimsOf(session.accessToken)["jti"]);
    const { sub, ...before } = await session.attributes();
    assert.equal(sub, claimsOf(session.accessToken)["sub"]);
    assert.deepEqual(before, { email, email_verified: "true" });
    await session.updateAttributes({ name: "Änna 🦊", locale: "de" });
    const { name: chosen, locale } = await session.attributes();
    assert.deepEqual({ chosen, locale }, { chosen: "Änna 🦊", locale: "de" });
  });

  await t.test("changes the password, knowing the old one", async () => {
    const session = await signIn(client, name, password.first);
    await assert.rejects(session.changePassword("Wrong-Horse-1", password.second), refused);
    await session.changePassword(password.first, password.second);
    await assert.rejects(client.signIn(name, password.first), refused);
    await signIn(client, name, password.second);
  });

  await t.test("forgets the password and sets another with a code", async () => {
    await client.forgotPassword(name);
    const right = await code();
    await assert.rejects(client.confirmForgotPassword(name, otherThan(right), password.third), {
      name: "CodeMismatchException",
    });
    await client.confirmForgotPassword(name, right, password.third);
    await assert.rejects(client.signIn(name, password.second), refused);
    await signIn(client, name, password.third);
  });

  await t.test("signs out everywhere; nothing of the session is good any more", async () => {
    const session = await signIn(client, name, password.third);
    await session.signOutEverywhere();
    await assert.rejects(world.client.send(new GetUserCommand({ AccessToken: session.accessToken })), {
      ...refused,
      message: "Access Token has been revoked",
    });
    await assert.rejects(
      world.client.send(
        new InitiateAuthCommand({
          ClientId: target.clientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: {
            REFRESH_TOKEN: session.refreshToken,
            ...secretHashOf(target, String(claimsOf(session.accessToken)["username"])),
          },
        }),
      ),
      { ...refused, message: "Refresh Token has been revoked" },
    );
  });

  await t.test("learns that an administrator has ended the session", async () => {
    const session = await signIn(client, name, password.third);
    await world.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool.Id, Username: name }));
    await assert.rejects(session.attributes(), refused);
    await assert.rejects(session.refresh(), refused);
  });
}

function poolKindInput(kind: PoolKind): Partial<CreateUserPoolCommandInput> {
  return poolKinds[kind];
}

async function signIn(client: ClientUnderTest, username: string, word: string): Promise<SignedIn> {
  const answer = await client.signIn(username, word);
  assert.ok("accessToken" in answer, "a new password was asked for");
  return answer;
}

function otherThan(code: string): string {
  return `${code.startsWith("1") ? "2" : "1"}${code.slice(1)}`;
}
