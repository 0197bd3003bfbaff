/** Doors of passkeys: their registration by whoever is signed in, and signing in with one. */

import { generateKeyPairSync } from "node:crypto";
import {
  type CreationOptions,
  type HeldPasskey,
  makePasskey,
  type RequestOptions,
  usePasskey,
} from "../../passkey-authenticator.js";
import {
  call,
  type Door,
  type Doors,
  initiate,
  isRefusal,
  type Knocking,
  type Opened,
  type Person,
  type Place,
  password,
  respond,
  then,
} from "./door.js";
import {
  always,
  begunBefore,
  disabled,
  gone,
  locked,
  noFactor,
  notConfirmed,
  notHere,
  notOffered,
  type Row,
  reset,
  told,
  withAccessTokenOnly,
  wrong,
} from "./words.js";

/** A passkey that no server has seen. */
const strangers: HeldPasskey = {
  id: Buffer.alloc(32, 7).toString("base64url"),
  algorithm: "ES256",
  privateKey: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  userHandle: "bm9ib2R5",
  rpId: "example.com",
  counter: 0,
};

/** Signs in by password and begins to make a passkey. */
const started = (place: Place, person: Person) =>
  then(password("user")(place, person), async ({ AuthenticationResult: { AccessToken } }) =>
    then(call(place, "StartWebAuthnRegistration", { AccessToken }), ({ CredentialCreationOptions }) => {
      const { credential, passkey } = makePasskey(CredentialCreationOptions as CreationOptions);
      return { AccessToken, Credential: credential, passkey };
    }),
  );

const complete = (place: Place, { AccessToken, Credential }: Opened) =>
  call(place, "CompleteWebAuthnRegistration", { AccessToken, Credential });

async function registered(place: Place, person: Person): Promise<Opened> {
  const begun = await started(place, person);
  if (isRefusal(begun)) return begun;
  return then(complete(place, begun), () => begun);
}

const inPasskeys = { by: "user", place: "passkeys" } as const;

/** A signed-in user's call about passkeys. */
const managing = (before: Door["before"], knock: Door["knock"], at: Door["at"]): Knocking => ({
  ...inPasskeys,
  at,
  proof: "right",
  ignoresMode: true,
  ...(before === undefined ? {} : { before }),
  knock,
});

/** Asks for the passkey; of nobody no more is known than that. */
const asked = (place: Place, { name: USERNAME }: Person) =>
  then(initiate(place, "USER_AUTH", { USERNAME, PREFERRED_CHALLENGE: "WEB_AUTHN" }), (body) => body);

function answered(place: Place, { name: USERNAME }: Person, opened: Opened, proof: "wrong" | "right") {
  const { passkey, ChallengeName, ChallengeParameters, Session } = opened;
  // Whoever has none is not offered one, and asks for it all the same.
  if (ChallengeName !== "WEB_AUTHN") {
    return respond(place, "SELECT_CHALLENGE", Session, { USERNAME, ANSWER: "WEB_AUTHN" });
  }
  const options = JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS) as RequestOptions;
  const twist = proof === "right" ? {} : { privateKey: strangers.privateKey };
  const CREDENTIAL = JSON.stringify(usePasskey(passkey ?? strangers, options, twist));
  return respond(place, "WEB_AUTHN", Session, { USERNAME, CREDENTIAL });
}

/** Signing in with a passkey that was made while all was well; with a stranger's where nobody has one. */
const signIn = (proof: "wrong" | "right"): Knocking => ({
  ...inPasskeys,
  at: "RespondToAuthChallenge WEB_AUTHN",
  proof,
  tells: "one name in four that is nobody's has a passkey: compared where passkeys are made up",
  before: async (place, person) => {
    const made = await registered(place, person);
    return isRefusal(made) ? {} : made;
  },
  knock: async (place, person, { passkey }) => {
    const challenge = await asked(place, person);
    return isRefusal(challenge) ? challenge : answered(place, person, { ...challenge, passkey }, proof);
  },
});

const signInBegun = (proof: "wrong" | "right"): Knocking => ({
  ...inPasskeys,
  at: "RespondToAuthChallenge WEB_AUTHN",
  proof,
  tells: "as above",
  before: async (place, person) => {
    const made = await registered(place, person);
    const challenge = await asked(place, person);
    return isRefusal(challenge) ? challenge : { ...challenge, passkey: made.passkey };
  },
  knock: (place, person, opened) => answered(place, person, opened, proof),
});

/** Made-up passkeys are shown to some names only. */
const nobodysPasskey = told(notHere, [wrong, notOffered("WEB_AUTHN")]);

const withPasskey = (proof: "wrong" | "right"): Row => {
  const right = proof === "right";
  return {
    ...always(right ? "tokens" : wrong),
    unknown: nobodysPasskey,
    unconfirmed: right ? notConfirmed : wrong,
    disabled,
    // A password is to be set, and nothing gets around that.
    "reset required": notOffered("WEB_AUTHN"),
    "force change": notOffered("WEB_AUTHN"),
    "force change expired": notOffered("WEB_AUTHN"),
    locked,
    deleted: nobodysPasskey,
    "made anew": notOffered("WEB_AUTHN"),
    "external only": [wrong, notOffered("WEB_AUTHN")],
    ...gone,
  };
};

const ofPasskeys: Row = { ...withAccessTokenOnly, "reset required": reset };

export const passkeyDoors: Doors = {
  StartWebAuthnRegistration: {
    ...managing(
      (place, person) => then(password("user")(place, person), (body) => body.AuthenticationResult),
      (place, _person, { AccessToken }) => call(place, "StartWebAuthnRegistration", { AccessToken }),
      "StartWebAuthnRegistration",
    ),
    words: ofPasskeys,
  },
  CompleteWebAuthnRegistration: {
    ...managing(started, (place, _person, opened) => complete(place, opened), "CompleteWebAuthnRegistration"),
    words: ofPasskeys,
  },
  ListWebAuthnCredentials: {
    ...managing(
      registered,
      (place, _person, { AccessToken }) => call(place, "ListWebAuthnCredentials", { AccessToken }),
      "ListWebAuthnCredentials",
    ),
    words: ofPasskeys,
  },
  DeleteWebAuthnCredential: {
    ...managing(
      registered,
      (place, _person, { AccessToken, passkey }) =>
        call(place, "DeleteWebAuthnCredential", { AccessToken, CredentialId: passkey.id }),
      "DeleteWebAuthnCredential",
    ),
    words: ofPasskeys,
  },
  "passkey, wrong": { ...signIn("wrong"), words: withPasskey("wrong") },
  "passkey, right": { ...signIn("right"), words: withPasskey("right") },
  "WEB_AUTHN, wrong, begun before": {
    ...signInBegun("wrong"),
    words: {
      ...withPasskey("wrong"),
      ...begunBefore,
      "reset required": wrong,
      "force change": wrong,
      "password replaced": wrong,
      "external only": wrong,
    },
  },
  "WEB_AUTHN, begun before": {
    ...signInBegun("right"),
    words: {
      ...withPasskey("right"),
      ...begunBefore,
      "reset required": reset,
      "force change": noFactor,
      "password replaced": "tokens",
      "external only": wrong,
    },
  },
};
