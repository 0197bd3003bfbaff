/** Doors that open with a code: as the first factor, as the second, and where a second one is set up on the way. */
import { succeed } from "../../faults/wire.js";
import { totpCode } from "../../totp.js";
import {
  admin,
  adminRespond,
  atOnce,
  begun,
  call,
  codeTo,
  type Door,
  type Doors,
  initiate,
  type Knocking,
  type Opened,
  other,
  type Person,
  type Place,
  password,
  passwordWasRight,
  respond,
  then,
  wrongTotp,
} from "./door.js";
import {
  afterPassword,
  always,
  begunBefore,
  behindPassword,
  disabled,
  gone,
  invalidSession,
  locked,
  noCode,
  noFactor,
  notHere,
  notOffered,
  ofAdministrators,
  type Row,
  reset,
  told,
  wrongCode,
} from "./words.js";

type Proof = "wrong" | "right";
const shown = (proof: Proof, code: string) => (proof === "right" ? code : other(code));

/** A code as the first factor. */
const firstCode = (factor: "EMAIL_OTP" | "SMS_OTP", proof: Proof): Knocking => ({
  at: `RespondToAuthChallenge ${factor}`,
  by: "user",
  proof,
  before: (place, person) =>
    then(initiate(place, "USER_AUTH", { USERNAME: person.name, PREFERRED_CHALLENGE: factor }), async (body) => ({
      ...body,
      code: await codeTo(place, person),
    })),
  knock: (place, { name: USERNAME }, { Session, code }) =>
    respond(place, factor, Session, { USERNAME, [`${factor}_CODE`]: shown(proof, code) }),
});

/** The choice of a code among others. */
const codeChosen = (factor: "EMAIL_OTP" | "SMS_OTP"): Knocking => ({
  at: "RespondToAuthChallenge SELECT_CHALLENGE",
  by: "user",
  proof: "none",
  before: begun((place, { name: USERNAME }) => initiate(place, "USER_AUTH", { USERNAME })),
  knock: (place, { name: USERNAME }, { Session }) =>
    respond(place, "SELECT_CHALLENGE", Session, { USERNAME, ANSWER: factor }),
});

const firstCodeWords = (proof: Proof): Row => {
  const answer = proof === "right" ? "tokens" : wrongCode;
  return {
    // A right code confirms whoever has waited for one.
    ...always(answer),
    unknown: told(notHere, wrongCode),
    disabled,
    // These are offered passwords only, and have no code to send back.
    "reset required": invalidSession,
    "force change": invalidSession,
    "force change expired": invalidSession,
    // Wrong codes are counted by code, and told as such.
    locked: proof === "right" ? locked : wrongCode,
    deleted: told(notHere, wrongCode),
    "external only": wrongCode,
    ...gone,
  };
};

const firstCodeBegun: Row = {
  ...firstCodeWords("right"),
  ...begunBefore,
  "password replaced": "tokens",
  "reset required": reset,
  // Passwords only, as everywhere; what words Cognito has for it is not published.
  "force change": noFactor,
  deleted: noCode,
  "made anew": noCode,
  "external only": wrongCode,
};

const chosenCode = (factor: "EMAIL_OTP" | "SMS_OTP"): Row => ({
  ...always(factor),
  unknown: told(notHere, factor),
  "reset required": notOffered(factor),
  "force change": notOffered(factor),
  "force change expired": begunBefore["force change expired"],
  ...gone,
});

/** Signs in by password, switches factors on, and signs in again. */
const stopped =
  (setUp: (place: Place, person: Person, AccessToken: string) => Promise<Opened>): NonNullable<Door["before"]> =>
  (place, person) =>
    then(password("user")(place, person), async ({ AuthenticationResult }) => {
      const kept = await setUp(place, person, AuthenticationResult.AccessToken);
      const asked = await password("user")(place, person);
      return { ...kept, Session: asked.body.Session, code: await codeTo(place, person) };
    });

const preferred = { Enabled: true, PreferredMfa: true };
const prefer = (place: Place, person: Person, settings: object) =>
  admin(place, person, "AdminSetUserMFAPreference", settings);

/** An authenticator of the user's own, proven and not switched on. */
async function withAuthenticator({ world: { url, clock } }: Place, AccessToken: string): Promise<string> {
  const { SecretCode } = await succeed(url, "AssociateSoftwareToken", { AccessToken });
  await succeed(url, "VerifySoftwareToken", { AccessToken, UserCode: totpCode(SecretCode, clock.now()) });
  clock.advance(30_000);
  return SecretCode;
}

const smsCode = (proof: Proof, by: Door["by"] = "user"): Knocking => ({
  tells: passwordWasRight,
  at: `${by === "user" ? "RespondToAuthChallenge" : "AdminRespondToAuthChallenge"} SMS_MFA`,
  by,
  proof,
  before: stopped((place, person) => prefer(place, person, { SMSMfaSettings: preferred })),
  knock: (place, { name: USERNAME }, { Session, code }) =>
    (by === "user" ? respond : adminRespond)(place, "SMS_MFA", Session, {
      USERNAME,
      SMS_MFA_CODE: shown(proof, code),
    }),
});

const emailCode = (proof: Proof): Knocking => ({
  tells: passwordWasRight,
  at: "RespondToAuthChallenge EMAIL_OTP",
  by: "user",
  proof,
  before: stopped((place, person) => prefer(place, person, { EmailMfaSettings: preferred })),
  knock: (place, { name: USERNAME }, { Session, code }) =>
    respond(place, "EMAIL_OTP", Session, { USERNAME, EMAIL_OTP_CODE: shown(proof, code) }),
});

const authenticatorCode = (proof: Proof): Knocking => ({
  tells: passwordWasRight,
  at: "RespondToAuthChallenge SOFTWARE_TOKEN_MFA",
  by: "user",
  proof,
  before: stopped(async (place, person, AccessToken) => {
    const SecretCode = await withAuthenticator(place, AccessToken);
    await prefer(place, person, { SoftwareTokenMfaSettings: preferred });
    return { SecretCode };
  }),
  knock: (place, { name: USERNAME }, { Session, SecretCode }) => {
    const code = (proof === "right" ? totpCode : wrongTotp)(SecretCode, place.world.clock.now());
    return respond(place, "SOFTWARE_TOKEN_MFA", Session, { USERNAME, SOFTWARE_TOKEN_MFA_CODE: code });
  },
});

const factorChosen = (ANSWER: string): Knocking => ({
  at: "RespondToAuthChallenge SELECT_MFA_TYPE",
  by: "user",
  proof: "right",
  before: stopped(async (place, person, AccessToken) => {
    await withAuthenticator(place, AccessToken);
    await prefer(place, person, { SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } });
  }),
  knock: (place, { name: USERNAME }, { Session }) => respond(place, "SELECT_MFA_TYPE", Session, { USERNAME, ANSWER }),
});

/** A sign-in that stands at MFA_SETUP, with a secret that is shown to an authenticator. */
const setUpBegun = (associated: boolean, verified: boolean): NonNullable<Door["before"]> =>
  begun(async (place, person) => {
    const { world } = place;
    let asked = await password("user")(place, person);
    if (!associated || asked.status !== 200) return asked;
    asked = await call(place, "AssociateSoftwareToken", { Session: asked.body.Session });
    if (!verified) return asked;
    const UserCode = totpCode(asked.body.SecretCode, world.clock.now());
    return call(place, "VerifySoftwareToken", { Session: asked.body.Session, UserCode });
  });

const atSetUp = { by: "user", place: "demands authenticators", tells: passwordWasRight } as const;

const verifySetUp = (proof: Proof): Knocking => ({
  ...atSetUp,
  at: "VerifySoftwareToken",
  proof,
  before: setUpBegun(true, false),
  knock: (place, _person, { Session, SecretCode }) => {
    const UserCode = (proof === "right" ? totpCode : wrongTotp)(SecretCode, place.world.clock.now());
    return call(place, "VerifySoftwareToken", { Session, UserCode });
  },
});

/** Sessions of MFA_SETUP name their client themselves: with it they are nobody's. */
const setUpWords: Row = { ...behindPassword, "client deleted": invalidSession, "pool deleted": invalidSession };
const notEnabled = "EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA";

const settingUp = (row: Row, word: string): Row => ({ ...row, confirmed: word, "signed out": word });

export const codeDoors: Doors = {
  "code by email, wrong": { ...atOnce(firstCode("EMAIL_OTP", "wrong")), words: firstCodeWords("wrong") },
  "code by email, right": { ...atOnce(firstCode("EMAIL_OTP", "right")), words: firstCodeWords("right") },
  "EMAIL_OTP, begun before": { ...firstCode("EMAIL_OTP", "right"), words: firstCodeBegun },
  "code by text, wrong": { ...atOnce(firstCode("SMS_OTP", "wrong")), words: firstCodeWords("wrong") },
  "code by text, right": { ...atOnce(firstCode("SMS_OTP", "right")), words: firstCodeWords("right") },
  "SMS_OTP, begun before": { ...firstCode("SMS_OTP", "right"), words: firstCodeBegun },
  "choice of EMAIL_OTP, begun before": { ...codeChosen("EMAIL_OTP"), words: chosenCode("EMAIL_OTP") },
  "choice of SMS_OTP, begun before": { ...codeChosen("SMS_OTP"), words: chosenCode("SMS_OTP") },
  "SMS_MFA, wrong, begun before": { ...smsCode("wrong"), words: afterPassword(wrongCode) },
  "SMS_MFA, begun before": { ...smsCode("right"), words: behindPassword },
  "administrator's SMS_MFA, begun before": {
    ...smsCode("right", "admin"),
    words: ofAdministrators(behindPassword),
  },
  "EMAIL_OTP behind a password, wrong, begun before": { ...emailCode("wrong"), words: afterPassword(wrongCode) },
  "EMAIL_OTP behind a password, begun before": { ...emailCode("right"), words: behindPassword },
  "SOFTWARE_TOKEN_MFA, wrong, begun before": {
    ...authenticatorCode("wrong"),
    words: afterPassword("CodeMismatchException: Invalid code received for user"),
  },
  "SOFTWARE_TOKEN_MFA, begun before": { ...authenticatorCode("right"), words: behindPassword },
  "SELECT_MFA_TYPE, begun before": { ...factorChosen("SMS_MFA"), words: afterPassword("SMS_MFA") },
  "MFA_SETUP, nothing set up": {
    ...atSetUp,
    at: "RespondToAuthChallenge MFA_SETUP",
    proof: "wrong",
    before: setUpBegun(false, false),
    knock: (place, { name: USERNAME }, { Session }) => respond(place, "MFA_SETUP", Session, { USERNAME }),
    words: afterPassword(invalidSession),
  },
  "MFA_SETUP, begun before": {
    ...atSetUp,
    at: "RespondToAuthChallenge MFA_SETUP",
    proof: "right",
    before: setUpBegun(true, true),
    knock: (place, { name: USERNAME }, { Session }) => respond(place, "MFA_SETUP", Session, { USERNAME }),
    words: behindPassword,
  },
  "AssociateSoftwareToken by Session": {
    ...atSetUp,
    at: "AssociateSoftwareToken",
    proof: "right",
    before: setUpBegun(false, false),
    knock: (place, _person, { Session }) => call(place, "AssociateSoftwareToken", { Session }),
    // Its model has no words for the states of a user.
    words: {
      ...settingUp(setUpWords, "success"),
      unconfirmed: invalidSession,
      "reset required": invalidSession,
    },
  },
  "VerifySoftwareToken by Session": { ...verifySetUp("right"), words: settingUp(setUpWords, "success") },
  "VerifySoftwareToken by Session, wrong": { ...verifySetUp("wrong"), words: settingUp(setUpWords, notEnabled) },
};
