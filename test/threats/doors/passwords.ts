/** Doors that open with a password: sent as it is, proven by SRP, chosen among others, temporary. */
import { goodPassword } from "../../sign-in.js";
import {
  adminInitiate,
  adminRespond,
  atOnce,
  begun,
  type Door,
  type Doors,
  initiate,
  isRefusal,
  type Knocking,
  newPassword,
  type Opened,
  type Person,
  type Place,
  password,
  prover,
  respond,
  then,
  wrongPassword,
} from "./door.js";
import {
  always,
  behindPassword,
  expiredSession,
  gone,
  invalidSession,
  notHere,
  ofAdministrators,
  type Row,
  told,
  withRightPassword,
  withWrongPassword,
  wrong,
} from "./words.js";

const srpStep = (place: Place, opened: Opened, word: string, by: Door["by"] = "user") =>
  (by === "user" ? respond : adminRespond)(
    place,
    "PASSWORD_VERIFIER",
    opened.Session,
    opened.srp.answer(opened.ChallengeParameters, word, place.world.clock.now()),
  );

const srpBegun =
  (by: Door["by"]) =>
  (place: Place, { name: USERNAME }: Person): Promise<Opened> => {
    const srp = prover(place.poolId);
    const begin = by === "user" ? initiate : adminInitiate;
    return then(begin(place, "USER_SRP_AUTH", { USERNAME, SRP_A: srp.A }), (body) => ({ ...body, srp }));
  };

const srp = (word: string, proof: "wrong" | "right", by: Door["by"] = "user"): Knocking => ({
  at: `${by === "user" ? "RespondToAuthChallenge" : "AdminRespondToAuthChallenge"} PASSWORD_VERIFIER`,
  by,
  proof,
  before: srpBegun(by),
  knock: (place, _person, opened) => srpStep(place, opened, word, by),
});

const srpOfChoice: Knocking = {
  at: "RespondToAuthChallenge PASSWORD_VERIFIER",
  by: "user",
  proof: "right",
  before: (place, { name: USERNAME }) => {
    const client = prover(place.poolId);
    const parameters = { USERNAME, PREFERRED_CHALLENGE: "PASSWORD_SRP", SRP_A: client.A };
    return then(initiate(place, "USER_AUTH", parameters), (body) => ({ ...body, srp: client }));
  },
  knock: (place, _person, opened) => srpStep(place, opened, goodPassword),
};

const offered = (place: Place, { name: USERNAME }: Person) => initiate(place, "USER_AUTH", { USERNAME });

const select = (PASSWORD: string, proof: "wrong" | "right"): Knocking => ({
  at: "RespondToAuthChallenge SELECT_CHALLENGE",
  by: "user",
  proof,
  before: begun(offered),
  knock: (place, { name: USERNAME }, { Session }) =>
    respond(place, "SELECT_CHALLENGE", Session, { USERNAME, ANSWER: "PASSWORD", PASSWORD }),
});

const passwordAsked: Knocking = {
  at: "RespondToAuthChallenge PASSWORD",
  by: "user",
  proof: "right",
  before: begun((place, { name: USERNAME }) =>
    initiate(place, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "PASSWORD" }),
  ),
  knock: (place, { name: USERNAME }, { Session }) =>
    respond(place, "PASSWORD", Session, { USERNAME, PASSWORD: goodPassword }),
};

const invited = (by: Door["by"]): Knocking => ({
  at: `${by === "user" ? "RespondToAuthChallenge" : "AdminRespondToAuthChallenge"} NEW_PASSWORD_REQUIRED`,
  by,
  proof: "right",
  person: "invited",
  cannotBe: { "reset required": "a password that is temporary can only be replaced" },
  before: begun(password(by)),
  knock: (place, { name: USERNAME }, { Session }) =>
    (by === "user" ? respond : adminRespond)(place, "NEW_PASSWORD_REQUIRED", Session, {
      USERNAME,
      NEW_PASSWORD: newPassword,
    }),
});

/** Sessions of choices: the choice is judged by what is stored when it is made. */
const chosenBefore: Row = {
  ...withRightPassword,
  "force change expired": expiredSession,
  deleted: wrong,
  "made anew": wrong,
};

/** There is nothing to be set anew for whoever was not invited. */
const invitedBefore: Row = { ...behindPassword, unconfirmed: invalidSession };

/** What is answered before anything was shown: only that nobody is there, where that is told. */
const anybody = (challenge: string): Row => ({
  ...always(challenge),
  unknown: told(notHere, challenge),
  deleted: told(notHere, challenge),
  ...gone,
});

export const passwordDoors: Doors = {
  "password, wrong": {
    at: "InitiateAuth USER_PASSWORD_AUTH",
    by: "user",
    proof: "wrong",
    knock: password("user", wrongPassword),
    words: withWrongPassword,
  },
  "password, right": {
    at: "InitiateAuth USER_PASSWORD_AUTH",
    by: "user",
    proof: "right",
    knock: password("user"),
    words: withRightPassword,
  },
  "administrator's password, wrong": {
    at: "AdminInitiateAuth ADMIN_USER_PASSWORD_AUTH",
    by: "admin",
    proof: "wrong",
    knock: password("admin", wrongPassword),
    words: ofAdministrators(withWrongPassword),
  },
  "administrator's password, right": {
    at: "AdminInitiateAuth ADMIN_USER_PASSWORD_AUTH",
    by: "admin",
    proof: "right",
    knock: password("admin"),
    words: ofAdministrators(withRightPassword),
  },
  "administrator's password, older name": {
    at: "AdminInitiateAuth ADMIN_NO_SRP_AUTH",
    by: "admin",
    proof: "right",
    knock: (place, { name: USERNAME }) =>
      adminInitiate(place, "ADMIN_NO_SRP_AUTH", { USERNAME, PASSWORD: goodPassword }),
    words: ofAdministrators(withRightPassword),
  },
  "SRP, first call": {
    at: "InitiateAuth USER_SRP_AUTH",
    by: "user",
    proof: "none",
    knock: (place, { name: USERNAME }) => initiate(place, "USER_SRP_AUTH", { USERNAME, SRP_A: prover(place.poolId).A }),
    words: anybody("PASSWORD_VERIFIER"),
  },
  "SRP, wrong": { ...atOnce(srp(wrongPassword, "wrong")), words: withWrongPassword },
  "SRP, right": { ...atOnce(srp(goodPassword, "right")), words: withRightPassword },
  "administrator's SRP, right": {
    ...atOnce(srp(goodPassword, "right", "admin")),
    words: ofAdministrators(withRightPassword),
  },
  "PASSWORD_VERIFIER, begun before": {
    ...srp(goodPassword, "right"),
    words: {
      ...withRightPassword,
      "force change expired": expiredSession,
      // Another password since has another verifier.
      "force change": wrong,
      deleted: wrong,
      "made anew": wrong,
    },
  },
  "choice, first call": {
    at: "InitiateAuth USER_AUTH",
    by: "user",
    proof: "none",
    knock: offered,
    words: anybody("SELECT_CHALLENGE"),
  },
  "choice of PASSWORD, wrong": { ...atOnce(select(wrongPassword, "wrong")), words: withWrongPassword },
  "choice of PASSWORD, right": { ...atOnce(select(goodPassword, "right")), words: withRightPassword },
  "SELECT_CHALLENGE, begun before": { ...select(goodPassword, "right"), words: chosenBefore },
  "PASSWORD, begun before": { ...passwordAsked, words: chosenBefore },
  "PASSWORD_SRP with the Session of a choice": {
    at: "RespondToAuthChallenge PASSWORD_SRP",
    by: "user",
    proof: "none",
    before: begun(offered),
    knock: (place, { name: USERNAME }, { Session }) =>
      respond(place, "PASSWORD_SRP", Session, { USERNAME, SRP_A: prover(place.poolId).A }),
    words: {
      ...anybody("PASSWORD_VERIFIER"),
      "force change expired": expiredSession,
      deleted: "PASSWORD_VERIFIER",
    },
  },
  "preferred PASSWORD, right": {
    at: "InitiateAuth USER_AUTH",
    by: "user",
    proof: "right",
    knock: (place, { name: USERNAME }) =>
      initiate(place, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword }),
    words: withRightPassword,
  },
  "administrator's preferred PASSWORD, right": {
    at: "AdminInitiateAuth USER_AUTH",
    by: "admin",
    proof: "right",
    knock: (place, { name: USERNAME }) =>
      adminInitiate(place, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "PASSWORD", PASSWORD: goodPassword }),
    words: ofAdministrators(withRightPassword),
  },
  "preferred PASSWORD_SRP, right": { ...atOnce(srpOfChoice), words: withRightPassword },
  "PASSWORD_VERIFIER of a choice, begun before": {
    ...srpOfChoice,
    // Another password since has another verifier.
    words: { ...chosenBefore, "force change": wrong },
  },
  NEW_PASSWORD_REQUIRED: {
    at: "RespondToAuthChallenge NEW_PASSWORD_REQUIRED",
    by: "user",
    proof: "right",
    knock: async (place, person) => {
      const asked = await then(password("user")(place, person), (body) => body);
      if (isRefusal(asked)) return asked;
      const responses = { USERNAME: person.name, NEW_PASSWORD: newPassword };
      return respond(place, "NEW_PASSWORD_REQUIRED", asked.Session ?? "A".repeat(64), responses);
    },
    words: {
      ...withRightPassword,
      confirmed: invalidSession,
      "force change": "tokens",
      "signed out": invalidSession,
      "made anew": invalidSession,
    },
  },
  "NEW_PASSWORD_REQUIRED, begun before": { ...invited("user"), words: invitedBefore },
  "administrator's NEW_PASSWORD_REQUIRED, begun before": {
    ...invited("admin"),
    words: ofAdministrators(invitedBefore),
  },
  "a Session that is none": {
    at: "RespondToAuthChallenge SMS_MFA",
    by: "user",
    proof: "wrong",
    knock: (place, { name: USERNAME }) =>
      respond(place, "SMS_MFA", "A".repeat(64), { USERNAME, SMS_MFA_CODE: "123456" }),
    words: { ...always(invalidSession), ...gone },
  },
};
