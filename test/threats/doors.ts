/**
 * Every door of the API through which somebody signs in, recovers, signs up or shows a token, as data: a new door is a new
 * row. A door may be opened before something happens to its user (`before`) and walked through after it (`knock`), so that
 * each step of a sign-in and each token meets every state. What is expected behind them is in `door-words.ts`.
 */
import { type Answer, send, succeed } from "../faults/wire.js";
import { goodPassword } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { totpCode } from "../totp.js";
import type { TestWorld } from "../world.js";

/** A pool and a client of it. */
export interface Place {
  readonly world: TestWorld;
  readonly poolId: string;
  readonly clientId: string;
}

/** Whoever stands before a door. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** What a door has come to before the state changed. */
// biome-ignore lint/suspicious/noExplicitAny: each door keeps something else.
export type Opened = any;

export interface Door {
  /** Who calls: administrators name the pool and sign. */
  readonly by: "user" | "admin";
  /** What is shown: nothing, something wrong, or all that is needed. */
  readonly proof: "none" | "wrong" | "right";
  /** Done while all is well. A refusal is the door's answer. */
  readonly before?: (place: Place, person: Person) => Promise<Opened | Answer>;
  readonly knock: (place: Place, person: Person, opened: Opened) => Promise<Answer>;
}

/** A password that nobody has. */
export const wrongPassword = "Wrong-Horse-9";
const newPassword = "Another-Horse-2";

const call = ({ world }: Place, operation: string, input: object) => send(world.url, operation, input);

const initiate = (place: Place, AuthFlow: string, AuthParameters: Record<string, string>) =>
  call(place, "InitiateAuth", { ClientId: place.clientId, AuthFlow, AuthParameters });
const adminInitiate = (place: Place, AuthFlow: string, AuthParameters: Record<string, string>) =>
  call(place, "AdminInitiateAuth", { UserPoolId: place.poolId, ClientId: place.clientId, AuthFlow, AuthParameters });
const respond = (
  place: Place,
  ChallengeName: string,
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) => call(place, "RespondToAuthChallenge", { ClientId: place.clientId, ChallengeName, Session, ChallengeResponses });

/** The newest code to somebody; a code that fits nothing where none was sent. */
async function codeTo({ world, poolId }: Place, { email }: Person): Promise<string> {
  return (await world.messages({ userPoolId: poolId, to: email })).at(-1)?.code ?? "00000000";
}
const other = (code: string) => (code[0] === "1" ? "2" : "1") + code.slice(1);

/** Goes on with what a call answered, or stops at its refusal. */
async function then(first: Promise<Answer>, next: (answer: Answer) => Promise<Answer>): Promise<Answer> {
  const answer = await first;
  return answer.status === 200 ? next(answer) : answer;
}

const password = (by: "user" | "admin", PASSWORD: string): Door["knock"] => {
  return (place, { name: USERNAME }) =>
    by === "user"
      ? initiate(place, "USER_PASSWORD_AUTH", { USERNAME, PASSWORD })
      : adminInitiate(place, "ADMIN_USER_PASSWORD_AUTH", { USERNAME, PASSWORD });
};

const srpStep = (place: Place, opened: Opened, word: string) =>
  respond(
    place,
    "PASSWORD_VERIFIER",
    opened.Session,
    opened.srp.answer(opened.ChallengeParameters, word, place.world.clock.now()),
  );

async function srpBegun(place: Place, { name: USERNAME }: Person): Promise<Opened> {
  const srp = srpClient(place.poolId);
  const answer = await initiate(place, "USER_SRP_AUTH", { USERNAME, SRP_A: srp.A });
  return answer.status === 200 ? { ...answer.body, srp } : answer;
}

async function choiceBySrp(place: Place, { name: USERNAME }: Person): Promise<Opened> {
  const srp = srpClient(place.poolId);
  const parameters = { USERNAME, PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: srp.A };
  const answer = await initiate(place, "USER_AUTH", parameters);
  return answer.status === 200 ? { ...answer.body, srp } : answer;
}

/** Makes a door of one that is begun and finished in one go out of one that is begun before. */
const atOnce = ({ by, proof, before, knock }: Door): Door => ({
  by,
  proof,
  knock: async (place, person) => {
    const opened = await before?.(place, person);
    return isRefusal(opened) ? opened : knock(place, person, opened);
  },
});

/** Whether a door was refused before anything happened. */
export function isRefusal(opened: Opened): opened is Answer {
  return typeof opened?.outcome === "string" && opened.status !== 200;
}

const begun =
  (begin: (place: Place, person: Person) => Promise<Answer>): NonNullable<Door["before"]> =>
  async (place, person) => {
    const answer = await begin(place, person);
    return answer.status === 200 ? answer.body : answer;
  };

const srp = (word: string, proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  before: srpBegun,
  knock: (place, _person, opened) => srpStep(place, opened, word),
});

const emailCode = (proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  async before(place, person) {
    const parameters = { USERNAME: person.name, PREFERRED_CHALLENGE: "EMAIL_OTP" };
    const answer = await initiate(place, "USER_AUTH", parameters);
    return answer.status === 200 ? { ...answer.body, code: await codeTo(place, person) } : answer;
  },
  knock: (place, { name: USERNAME }, { Session, code }) =>
    respond(place, "EMAIL_OTP", Session, { USERNAME, EMAIL_OTP_CODE: proof === "right" ? code : other(code) }),
});

const select = (word: string, proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  before: begun((place, { name: USERNAME }) => initiate(place, "USER_AUTH", { USERNAME })),
  knock: (place, { name: USERNAME }, { Session }) =>
    respond(place, "SELECT_CHALLENGE", Session, { USERNAME, ANSWER: "PASSWORD", PASSWORD: word }),
});

const custom = (sum: string, proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  before: begun((place, { name: USERNAME }) => initiate(place, "CUSTOM_AUTH", { USERNAME })),
  knock: (place, { name: USERNAME }, { Session }) =>
    respond(place, "CUSTOM_CHALLENGE", Session, { USERNAME, ANSWER: sum }),
});

const prefer = ({ world, poolId }: Place, { name }: Person, settings: object) =>
  succeed(world.url, "AdminSetUserMFAPreference", { UserPoolId: poolId, Username: name, ...settings });

/** Sign-in of somebody who has switched on codes by SMS, stopped at the code. */
const smsCode = (proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  async before(place, person) {
    const { name } = person;
    const signIn = () => password("user", goodPassword)(place, person, undefined);
    const first = await signIn();
    if (first.status !== 200) return first;
    await prefer(place, person, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const asked = await signIn();
    const { world, poolId } = place;
    const code = (await world.messages({ userPoolId: poolId }))
      .filter(({ username }) => username === name)
      .at(-1)?.code;
    return { Session: asked.body.Session, code };
  },
  knock: (place, { name: USERNAME }, { Session, code }) =>
    respond(place, "SMS_MFA", Session, { USERNAME, SMS_MFA_CODE: proof === "right" ? code : other(code) }),
});

/** Sign-in of somebody who has an authenticator, stopped at its code. */
const authenticator = (proof: "wrong" | "right"): Door => ({
  by: "user",
  proof,
  async before(place, person) {
    const signIn = () => password("user", goodPassword)(place, person, undefined);
    const first = await signIn();
    if (first.status !== 200) return first;
    const { url, clock } = place.world;
    const { AccessToken } = first.body.AuthenticationResult;
    const { SecretCode } = await succeed(url, "AssociateSoftwareToken", { AccessToken });
    await succeed(url, "VerifySoftwareToken", { AccessToken, UserCode: totpCode(SecretCode, clock.now()) });
    await prefer(place, person, { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
    clock.advance(30_000);
    return { Session: (await signIn()).body.Session, SecretCode };
  },
  knock: (place, { name: USERNAME }, { Session, SecretCode }) => {
    const code = totpCode(SecretCode, place.world.clock.now());
    return respond(place, "SOFTWARE_TOKEN_MFA", Session, {
      USERNAME,
      SOFTWARE_TOKEN_MFA_CODE: proof === "right" ? code : other(code),
    });
  },
});

const forgot = (place: Place, { name: Username }: Person) =>
  call(place, "ForgotPassword", { ClientId: place.clientId, Username });
const confirmForgot = (place: Place, { name: Username }: Person, ConfirmationCode: string) =>
  call(place, "ConfirmForgotPassword", {
    ClientId: place.clientId,
    Username,
    ConfirmationCode,
    Password: newPassword,
  });
const confirmSignUp = (place: Place, { name: Username }: Person, ConfirmationCode: string) =>
  call(place, "ConfirmSignUp", { ClientId: place.clientId, Username, ConfirmationCode });

/** A door that opens with tokens got while all was well. */
const withTokens = (
  operation: string,
  input: (tokens: { AccessToken: string; RefreshToken: string }, place: Place) => object,
): Door => ({
  by: "user",
  proof: "right",
  before: begun((place, person) => password("user", goodPassword)(place, person, undefined)),
  knock: (place, _person, { AuthenticationResult }) => call(place, operation, input(AuthenticationResult, place)),
});

const withAccess = (operation: string, more: object = {}): Door =>
  withTokens(operation, ({ AccessToken }) => ({ AccessToken, ...more }));

/** The doors. */
export const doors = {
  "password, wrong": { by: "user", proof: "wrong", knock: password("user", wrongPassword) },
  "password, right": { by: "user", proof: "right", knock: password("user", goodPassword) },
  "administrator's password, wrong": { by: "admin", proof: "wrong", knock: password("admin", wrongPassword) },
  "administrator's password, right": { by: "admin", proof: "right", knock: password("admin", goodPassword) },
  "SRP, wrong": atOnce(srp(wrongPassword, "wrong")),
  "SRP, right": atOnce(srp(goodPassword, "right")),
  "PASSWORD_VERIFIER, begun before": srp(goodPassword, "right"),
  "choice of PASSWORD, wrong": atOnce(select(wrongPassword, "wrong")),
  "choice of PASSWORD, right": atOnce(select(goodPassword, "right")),
  "SELECT_CHALLENGE, begun before": select(goodPassword, "right"),
  "preferred PASSWORD, right": {
    by: "user",
    proof: "right",
    knock: (place, { name: USERNAME }) =>
      initiate(place, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword }),
  },
  "preferred PASSWORD_SRP, right": {
    by: "user",
    proof: "right",
    knock: async (place, person) => {
      const opened = await choiceBySrp(place, person);
      return isRefusal(opened) ? opened : srpStep(place, opened, goodPassword);
    },
  },
  "code by email, wrong": atOnce(emailCode("wrong")),
  "code by email, right": atOnce(emailCode("right")),
  "EMAIL_OTP, begun before": emailCode("right"),
  "custom challenge, wrong": atOnce(custom("5", "wrong")),
  "custom challenge, right": atOnce(custom("4", "right")),
  "CUSTOM_CHALLENGE, begun before": custom("4", "right"),
  "SMS_MFA, wrong, begun before": smsCode("wrong"),
  "SMS_MFA, begun before": smsCode("right"),
  "SOFTWARE_TOKEN_MFA, wrong, begun before": authenticator("wrong"),
  "SOFTWARE_TOKEN_MFA, begun before": authenticator("right"),
  NEW_PASSWORD_REQUIRED: {
    by: "user",
    proof: "right",
    knock: (place, person) =>
      then(password("user", goodPassword)(place, person, undefined), ({ body }) =>
        respond(place, "NEW_PASSWORD_REQUIRED", body.Session ?? "A".repeat(64), {
          USERNAME: person.name,
          NEW_PASSWORD: newPassword,
        }),
      ),
  },
  "a Session that is none": {
    by: "user",
    proof: "wrong",
    knock: (place, { name: USERNAME }) =>
      respond(place, "SMS_MFA", "A".repeat(64), { USERNAME, SMS_MFA_CODE: "123456" }),
  },
  ForgotPassword: { by: "user", proof: "none", knock: forgot },
  "ConfirmForgotPassword, wrong": {
    by: "user",
    proof: "wrong",
    knock: async (place, person) => {
      await forgot(place, person);
      return confirmForgot(place, person, "nonsense");
    },
  },
  "ConfirmForgotPassword, begun before": {
    by: "user",
    proof: "right",
    async before(place, person) {
      const answer = await forgot(place, person);
      return answer.status === 200 ? { code: await codeTo(place, person) } : answer;
    },
    knock: (place, person, { code }) => confirmForgot(place, person, code),
  },
  ResendConfirmationCode: {
    by: "user",
    proof: "none",
    knock: (place, { name: Username }) => call(place, "ResendConfirmationCode", { ClientId: place.clientId, Username }),
  },
  "ConfirmSignUp, wrong": {
    by: "user",
    proof: "wrong",
    knock: async (place, person) => {
      await call(place, "ResendConfirmationCode", { ClientId: place.clientId, Username: person.name });
      return confirmSignUp(place, person, "nonsense");
    },
  },
  AdminConfirmSignUp: {
    by: "admin",
    proof: "none",
    knock: (place, { name: Username }) => call(place, "AdminConfirmSignUp", { UserPoolId: place.poolId, Username }),
  },
  AdminResetUserPassword: {
    by: "admin",
    proof: "none",
    knock: (place, { name: Username }) => call(place, "AdminResetUserPassword", { UserPoolId: place.poolId, Username }),
  },
  GetUser: withAccess("GetUser"),
  ChangePassword: withAccess("ChangePassword", { PreviousPassword: goodPassword, ProposedPassword: newPassword }),
  UpdateUserAttributes: withAccess("UpdateUserAttributes", { UserAttributes: [{ Name: "name", Value: "Jane" }] }),
  DeleteUserAttributes: withAccess("DeleteUserAttributes", { UserAttributeNames: ["name"] }),
  GetUserAttributeVerificationCode: withAccess("GetUserAttributeVerificationCode", { AttributeName: "email" }),
  AssociateSoftwareToken: withAccess("AssociateSoftwareToken"),
  SetUserMFAPreference: withAccess("SetUserMFAPreference", { SMSMfaSettings: { Enabled: false } }),
  ListDevices: withAccess("ListDevices"),
  ListWebAuthnCredentials: withAccess("ListWebAuthnCredentials"),
  GetUserAuthFactors: withAccess("GetUserAuthFactors"),
  GlobalSignOut: withAccess("GlobalSignOut"),
  DeleteUser: withAccess("DeleteUser"),
  RevokeToken: withTokens("RevokeToken", ({ RefreshToken: Token }, { clientId: ClientId }) => ({ Token, ClientId })),
  REFRESH_TOKEN_AUTH: withTokens("InitiateAuth", ({ RefreshToken: REFRESH_TOKEN }, { clientId: ClientId }) => ({
    ClientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN },
  })),
  GetTokensFromRefreshToken: withTokens("GetTokensFromRefreshToken", ({ RefreshToken }, { clientId: ClientId }) => ({
    ClientId,
    RefreshToken,
  })),
} as const satisfies Record<string, Door>;

/** A door by its name. */
export type DoorName = keyof typeof doors;
