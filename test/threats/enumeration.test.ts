/**
 * Whether somebody exists, asked at every open door about users in every state (T-01). Where the client hides users, the
 * whole answer must be that for a name that belongs to nobody; what Cognito itself tells all the same is in a list.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Answer, send, succeed } from "../faults/wire.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

interface Place {
  readonly poolId: string;
  readonly clientId: string;
}

type Door = (place: Place, name: string) => Promise<Answer>;

const initiate = (place: Place, AuthFlow: string, AuthParameters: Record<string, string>) =>
  send(world.url, "InitiateAuth", { ClientId: place.clientId, AuthFlow, AuthParameters });

/** Every unsigned way to name a user, each with a secret that is wrong. */
const doors: Record<string, Door> = {
  "InitiateAuth with a password": (place, name) =>
    initiate(place, "USER_PASSWORD_AUTH", { USERNAME: name, PASSWORD: "Wrong-Horse-9" }),
  "InitiateAuth by SRP": (place, name) =>
    initiate(place, "USER_SRP_AUTH", { USERNAME: name, SRP_A: srpClient(place.poolId).A }),
  "InitiateAuth by choice": (place, name) => initiate(place, "USER_AUTH", { USERNAME: name }),
  "InitiateAuth by choice, password preferred": (place, name) =>
    initiate(place, "USER_AUTH", { USERNAME: name, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: "Wrong-Horse-9" }),
  "InitiateAuth by choice, SRP preferred": (place, name) =>
    initiate(place, "USER_AUTH", {
      USERNAME: name,
      PREFERRED_CHALLENGE: "PASSWORD_SRP",
      SRP_A: srpClient(place.poolId).A,
    }),
  async "RespondToAuthChallenge with a wrong SRP proof"(place, name) {
    const srp = srpClient(place.poolId);
    const first = await initiate(place, "USER_SRP_AUTH", { USERNAME: name, SRP_A: srp.A });
    const proof = srp.answer(first.body.ChallengeParameters, "Wrong-Horse-9", world.clock.now());
    return send(world.url, "RespondToAuthChallenge", {
      ClientId: place.clientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: proof,
    });
  },
  async "RespondToAuthChallenge with a wrong password by choice"(place, name) {
    const first = await initiate(place, "USER_AUTH", { USERNAME: name });
    return send(world.url, "RespondToAuthChallenge", {
      ClientId: place.clientId,
      ChallengeName: "SELECT_CHALLENGE",
      Session: first.body.Session,
      ChallengeResponses: { USERNAME: name, ANSWER: "PASSWORD", PASSWORD: "Wrong-Horse-9" },
    });
  },
  "RespondToAuthChallenge with a session that is none": (place, name) =>
    send(world.url, "RespondToAuthChallenge", {
      ClientId: place.clientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: "A".repeat(64),
      ChallengeResponses: { USERNAME: name, NEW_PASSWORD: goodPassword },
    }),
  ForgotPassword: (place, name) => send(world.url, "ForgotPassword", { ClientId: place.clientId, Username: name }),
  "ConfirmForgotPassword without having asked": (place, name) =>
    send(world.url, "ConfirmForgotPassword", {
      ClientId: place.clientId,
      Username: name,
      ConfirmationCode: "000000",
      Password: goodPassword,
    }),
  async "ConfirmForgotPassword with a wrong code"(place, name) {
    await send(world.url, "ForgotPassword", { ClientId: place.clientId, Username: name });
    return send(world.url, "ConfirmForgotPassword", {
      ClientId: place.clientId,
      Username: name,
      ConfirmationCode: "nonsense",
      Password: goodPassword,
    });
  },
  ResendConfirmationCode: (place, name) =>
    send(world.url, "ResendConfirmationCode", { ClientId: place.clientId, Username: name }),
  "ConfirmSignUp without having asked": (place, name) =>
    send(world.url, "ConfirmSignUp", { ClientId: place.clientId, Username: name, ConfirmationCode: "nonsense" }),
  async "ConfirmSignUp with a wrong code"(place, name) {
    await send(world.url, "ResendConfirmationCode", { ClientId: place.clientId, Username: name });
    return send(world.url, "ConfirmSignUp", {
      ClientId: place.clientId,
      Username: name,
      ConfirmationCode: "nonsense",
    });
  },
};

/** How a user comes into each state. Names share their first letter, so that masked addresses do. */
const states: Record<string, (place: Place, name: string) => Promise<void>> = {
  confirmed: (place, name) => member(place, name),
  unconfirmed: async (place, name) => {
    const input = { ClientId: place.clientId, Username: name, Password: goodPassword };
    await succeed(world.url, "SignUp", input);
  },
  invited: async (place, name) => {
    await makeUser(world, place.poolId, name, { temporary: true, attributes: verified });
  },
  "to be reset": async (place, name) => {
    await member(place, name);
    await succeed(world.url, "AdminResetUserPassword", { UserPoolId: place.poolId, Username: name });
  },
  disabled: async (place, name) => {
    await member(place, name);
    await succeed(world.url, "AdminDisableUser", { UserPoolId: place.poolId, Username: name });
  },
  unproven: async (place, name) => {
    await makeUser(world, place.poolId, name);
  },
};

const verified = [{ Name: "email_verified", Value: "true" }];
const member = async (place: Place, name: string) => {
  await makeUser(world, place.poolId, name, { attributes: verified });
};

const disabled = "User is disabled.";
const alreadyConfirmed = "User is already confirmed.";
const wrongCode = "Invalid verification code provided, please try again.";
const noCode = "Invalid code provided, please request a code again.";
const notWaiting = (status: string) => `User cannot be confirmed. Current status is ${status}`;

/**
 * What Cognito tells in spite of the setting, by door and state: the setting hides users who are not there, not the state
 * of those who are. Nothing that is not listed may be told.
 */
const told: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "InitiateAuth with a password": { disabled },
  "InitiateAuth by choice, password preferred": { disabled },
  "RespondToAuthChallenge with a wrong SRP proof": { disabled },
  "RespondToAuthChallenge with a wrong password by choice": { disabled },
  ForgotPassword: { invited: "User password cannot be reset in the current state." },
  // An administrator has had a code sent already.
  "ConfirmForgotPassword without having asked": { "to be reset": wrongCode },
  "ConfirmForgotPassword with a wrong code": { invited: noCode },
  ResendConfirmationCode: {
    confirmed: alreadyConfirmed,
    invited: alreadyConfirmed,
    "to be reset": alreadyConfirmed,
    unproven: alreadyConfirmed,
  },
  // Signing up has had a code sent already.
  "ConfirmSignUp without having asked": {
    unconfirmed: wrongCode,
    confirmed: notWaiting("CONFIRMED"),
    invited: notWaiting("FORCE_CHANGE_PASSWORD"),
    "to be reset": notWaiting("RESET_REQUIRED"),
    disabled,
    unproven: notWaiting("CONFIRMED"),
  },
  "ConfirmSignUp with a wrong code": {
    confirmed: notWaiting("CONFIRMED"),
    invited: notWaiting("FORCE_CHANGE_PASSWORD"),
    "to be reset": notWaiting("RESET_REQUIRED"),
    disabled,
    unproven: notWaiting("CONFIRMED"),
  },
};

async function place(preventing: "ENABLED" | "LEGACY"): Promise<Place> {
  const { Id: poolId } = await world.pool({ UsernameAttributes: ["email"], AutoVerifiedAttributes: ["email"] });
  const { ClientId: clientId } = await world.appClient(poolId, {
    PreventUserExistenceErrors: preventing,
    ExplicitAuthFlows: [
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
  });
  return { poolId, clientId };
}

/** The answer with what differs from call to call taken out; lengths stay. */
function masked({ status, headers, text }: Answer): string {
  const { date: _, "x-amzn-requestid": __, "content-length": ___, ...rest } = headers;
  const body = text
    .replace(/"(Session|SALT|SECRET_BLOCK)":"([^"]*)"/g, (_all, name, value: string) => `"${name}":<${value.length}>`)
    .replace(/"SRP_B":"[0-9a-f]{750,768}"/, '"SRP_B":<B>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>")
    .replace(/x-[a-z-]+(@|%40)example\.com/g, "<name>");
  return JSON.stringify([status, rest, body]);
}

const nameOf = (state: string) => `x-${state.replaceAll(" ", "-")}@example.com`;

describe("T-01 where the client hides users", () => {
  for (const [door, knock] of Object.entries(doors)) {
    test(`T-01 ${door}: everybody looks like nobody`, async () => {
      const there = await place("ENABLED");
      const nobody = masked(await knock(there, nameOf("nobody")));
      for (const [state, make] of Object.entries(states)) {
        await make(there, nameOf(state));
        const answer = await knock(there, nameOf(state));
        const exception = told[door]?.[state];
        if (exception === undefined) assert.equal(masked(answer), nobody, `${state}: ${answer.text}`);
        else assert.equal(answer.body.message, exception, state);
      }
    });
  }
});

describe("T-01 where the client tells", () => {
  for (const door of [
    "InitiateAuth with a password",
    "InitiateAuth by SRP",
    "InitiateAuth by choice",
    "ForgotPassword",
  ]) {
    test(`T-01 ${door}: an unknown user is told`, async () => {
      const answer = await doors[door]!(await place("LEGACY"), nameOf("nobody"));
      assert.equal(answer.outcome, "UserNotFoundException", answer.text);
      assert.match(answer.body.message, /^(User does not exist\.|Username\/client id combination not found\.)$/);
    });
  }
});
