/** Doors that functions of the pool's own keep: a sum to be solved, with and without a password before it. */
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
  prover,
  respond,
  then,
} from "./door.js";
import {
  always,
  begunBefore,
  disabled,
  gone,
  invalidSession,
  locked,
  notConfirmed,
  notHere,
  ofAdministrators,
  type Row,
  reset,
  told,
  tooOld,
  wrong,
} from "./words.js";

type Proof = "wrong" | "right";

const custom = (proof: Proof, by: Door["by"] = "user"): Knocking => ({
  at: `${by === "user" ? "RespondToAuthChallenge" : "AdminRespondToAuthChallenge"} CUSTOM_CHALLENGE`,
  by,
  proof,
  before: begun((place, { name: USERNAME }) =>
    (by === "user" ? initiate : adminInitiate)(place, "CUSTOM_AUTH", { USERNAME }),
  ),
  knock: (place, { name: USERNAME }, { Session }) =>
    (by === "user" ? respond : adminRespond)(place, "CUSTOM_CHALLENGE", Session, {
      USERNAME,
      ANSWER: proof === "right" ? "4" : "5",
    }),
});

/** The functions ask for the password first. */
const behindSrp = (PASSWORD: string, proof: Proof): Knocking => ({
  at: "RespondToAuthChallenge PASSWORD_VERIFIER",
  by: "user",
  proof,
  before: (place, { name: USERNAME }) => {
    const srp = prover(place.poolId);
    const parameters = { USERNAME, CHALLENGE_NAME: "SRP_A", SRP_A: srp.A };
    return then(initiate(place, "CUSTOM_AUTH", parameters), (body) => ({ ...body, srp }));
  },
  knock: (place, _person, { Session, srp, ChallengeParameters }) =>
    respond(place, "PASSWORD_VERIFIER", Session, srp.answer(ChallengeParameters, PASSWORD, place.world.clock.now())),
});

/** The sum behind the password. */
const sumBehindSrp: Knocking = {
  at: "RespondToAuthChallenge CUSTOM_CHALLENGE",
  by: "user",
  proof: "right",
  before: async (place, person) => {
    const { before, knock } = behindSrp(goodPassword, "right");
    const opened = await before?.(place, person);
    return isRefusal(opened) ? opened : then(knock(place, person, opened), (body) => body);
  },
  knock: custom("right").knock,
};

const ofPasswords = {
  unknown: told(notHere, wrong),
  unconfirmed: notConfirmed,
  disabled,
  "reset required": reset,
  locked,
  deleted: told(notHere, wrong),
  ...gone,
};

const sums = (proof: Proof): Row => {
  const right = proof === "right";
  const answer = right ? "tokens" : "CUSTOM_CHALLENGE";
  const nobody = right ? wrong : "CUSTOM_CHALLENGE";
  return {
    // Wrong passwords lock nobody out where no password is asked for (developer guide).
    ...always(answer),
    unknown: told(notHere, nobody),
    unconfirmed: notConfirmed,
    disabled,
    "reset required": reset,
    "force change": right ? "NEW_PASSWORD_REQUIRED" : answer,
    "force change expired": right ? tooOld : answer,
    deleted: told(notHere, nobody),
    "external only": nobody,
    ...gone,
  };
};

/** The functions are asked behind the password, which locks out and is told of nobody. */
const behindSums = (answer: string): Row => ({ ...always(answer), ...ofPasswords });

export const customDoors: Doors = {
  "custom challenge, first call": {
    at: "InitiateAuth CUSTOM_AUTH",
    by: "user",
    proof: "none",
    knock: (place, { name: USERNAME }) => initiate(place, "CUSTOM_AUTH", { USERNAME }),
    words: sums("wrong"),
  },
  "custom challenge, wrong": { ...atOnce(custom("wrong")), words: sums("wrong") },
  "custom challenge, right": { ...atOnce(custom("right")), words: sums("right") },
  "administrator's custom challenge, right": {
    ...atOnce(custom("right", "admin")),
    words: ofAdministrators(sums("right")),
  },
  "CUSTOM_CHALLENGE, begun before": {
    ...custom("right"),
    words: {
      ...sums("right"),
      ...begunBefore,
      "password replaced": "tokens",
    },
  },
  "custom challenge behind a password, wrong": {
    ...atOnce(behindSrp("Wrong-Horse-9", "wrong")),
    words: behindSums(wrong),
  },
  "custom challenge behind a password, right": {
    ...atOnce(behindSrp(goodPassword, "right")),
    words: {
      ...behindSums("CUSTOM_CHALLENGE"),
      "force change": "NEW_PASSWORD_REQUIRED",
      "force change expired": tooOld,
      "password replaced": wrong,
      "external only": wrong,
    },
  },
  "CUSTOM_CHALLENGE behind a password, begun before": {
    ...sumBehindSrp,
    words: { ...behindSums("tokens"), ...begunBefore, "force change": invalidSession, "external only": wrong },
  },
};
