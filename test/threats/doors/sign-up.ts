/** Doors of signing up, and of the sign-in that follows it straight away. */
import { goodPassword } from "../../sign-in.js";
import {
  begun,
  call,
  callAbout,
  codeTo,
  type Door,
  type Doors,
  initiate,
  type Knocking,
  other,
  type Person,
  type Place,
  then,
} from "./door.js";
import {
  always,
  begunBefore,
  byAdministrators,
  confirmedAlready,
  disabled,
  gone,
  inStatus,
  invalidSession,
  locked,
  noCode,
  notFound,
  type Row,
  reset,
  told,
  wrongVerification,
} from "./words.js";

const signUp = (place: Place, Username: string, email: string) =>
  call(place, "SignUp", {
    ClientId: place.clientId,
    Username,
    Password: goodPassword,
    UserAttributes: [{ Name: "email", Value: email }],
  });

const resend = (place: Place, { name: Username }: Person) =>
  call(place, "ResendConfirmationCode", { ClientId: place.clientId, Username });
const confirm = (place: Place, { name: Username }: Person, ConfirmationCode: string, more: object = {}) =>
  call(place, "ConfirmSignUp", { ClientId: place.clientId, Username, ConfirmationCode, ...more });

/** Signing up with a name, or an address, that is somebody's. */
const signingUp = (knock: Door["knock"], place?: Door["place"]): Knocking => ({
  at: "SignUp",
  by: "user",
  proof: "none",
  ...(place === undefined ? {} : { place }),
  tells: "Cognito's developer guide: sign-up says that a name is taken, whatever the client hides",
  knock,
});

const unlessTaken = (exception: string): Row => ({
  ...always(exception),
  unknown: "success",
  deleted: "success",
  ...gone,
});

/** Whoever comes after, with somebody's address. */
const newcomer = ({ name, email, phone }: Person): Person => ({ name: `${name}-too`, email, phone });

const aliasTaken = "AliasExistsException: An account with the email already exists.";
const statusTold = "Cognito's own words for whoever waits for no confirmation name the status";

const waitsForIt = {
  "reset required": "of an unproven address no reset can be asked",
} as const;

/** The states of somebody who has signed up; `nothing` is one of them. */
const signedUp: Row = {
  ...always(wrongVerification),
  // Nobody has asked for a code, and was sent none.
  unknown: told(notFound, noCode),
  disabled,
  "force change": inStatus("FORCE_CHANGE_PASSWORD"),
  "force change expired": inStatus("FORCE_CHANGE_PASSWORD"),
  "password replaced": inStatus("CONFIRMED"),
  deleted: told(notFound, noCode),
  "external only": inStatus("EXTERNAL_PROVIDER"),
  ...gone,
};

/** The Session that ConfirmSignUp gave. */
const confirmedBefore: NonNullable<Door["before"]> = begun(async (place, person) =>
  confirm(place, person, await codeTo(place, person)),
);

export const signUpDoors: Doors = {
  "SignUp, a name of somebody": {
    ...signingUp((place, { name }) => signUp(place, name, `${name}-too@example.com`)),
    words: unlessTaken("UsernameExistsException: User already exists"),
  },
  "SignUp, an address of somebody, as alias": {
    ...signingUp((place, person) => signUp(place, `${person.name}-too`, person.email), "aliases by email"),
    words: { ...always("success"), ...gone },
  },
  "SignUp, an address of somebody, as username": {
    ...signingUp((place, { email }) => signUp(place, email, email), "usernames are email addresses"),
    words: {
      ...unlessTaken("UsernameExistsException: An account with the given email already exists."),
      // The address of whoever is of a provider is nobody's username.
      "external only": "success",
    },
  },
  "ConfirmSignUp, an address of somebody, as alias": {
    at: "ConfirmSignUp",
    by: "user",
    proof: "right",
    place: "aliases by email",
    before: (place, person) =>
      then(signUp(place, newcomer(person).name, person.email), async () => ({ code: await codeTo(place, person) })),
    knock: (place, person, { code }) => confirm(place, newcomer(person), code),
    words: {
      ...always(aliasTaken),
      unknown: "success",
      // Whoever is not confirmed, or is of a provider, has no alias.
      unconfirmed: "success",
      "external only": "success",
      "force change expired": noCode,
      deleted: "success",
      ...gone,
    },
  },
  ResendConfirmationCode: {
    at: "ResendConfirmationCode",
    by: "user",
    proof: "none",
    tells: statusTold,
    knock: resend,
    words: {
      ...always(confirmedAlready),
      unknown: told(notFound, "success"),
      unconfirmed: "success",
      disabled: told(disabled, "success"),
      deleted: told(notFound, "success"),
      ...gone,
    },
  },
  "ConfirmSignUp, wrong": {
    at: "ConfirmSignUp",
    by: "user",
    proof: "wrong",
    tells: statusTold,
    knock: async (place, person) => {
      await resend(place, person);
      return confirm(place, person, "nonsense");
    },
    words: {
      ...always(inStatus("CONFIRMED")),
      unknown: told(notFound, wrongVerification),
      unconfirmed: wrongVerification,
      disabled,
      "reset required": inStatus("RESET_REQUIRED"),
      "force change": inStatus("FORCE_CHANGE_PASSWORD"),
      "force change expired": inStatus("FORCE_CHANGE_PASSWORD"),
      deleted: told(notFound, wrongVerification),
      "external only": inStatus("EXTERNAL_PROVIDER"),
      ...gone,
    },
  },
  "ConfirmSignUp of whoever has signed up, wrong": {
    at: "ConfirmSignUp",
    by: "user",
    proof: "wrong",
    person: "signed up",
    cannotBe: waitsForIt,
    tells: statusTold,
    knock: async (place, person) => confirm(place, person, other(await codeTo(place, person))),
    words: signedUp,
  },
  "ConfirmSignUp, begun before": {
    at: "ConfirmSignUp",
    by: "user",
    proof: "right",
    person: "signed up",
    cannotBe: waitsForIt,
    before: async (place, person) => ({ code: await codeTo(place, person) }),
    knock: (place, person, { code }) => confirm(place, person, code),
    words: {
      ...signedUp,
      ...Object.fromEntries(["confirmed", "unconfirmed", "locked", "signed out"].map((one) => [one, "success"])),
    },
  },
  "sign-in by the Session of ConfirmSignUp": {
    at: "InitiateAuth USER_AUTH",
    by: "user",
    proof: "right",
    person: "signed up",
    before: confirmedBefore,
    knock: (place, { name: USERNAME }, { Session }) => initiate(place, "USER_AUTH", { USERNAME }, { Session }),
    words: {
      ...always("tokens"),
      unknown: told(notFound, noCode),
      unconfirmed: "UserNotConfirmedException: User is not confirmed.",
      disabled,
      "reset required": reset,
      ...begunBefore,
      // The address was shown, and no password.
      "password replaced": "tokens",
      locked,
      "force change": invalidSession,
      "external only": invalidSession,
      ...gone,
    },
  },
  AdminConfirmSignUp: {
    at: "AdminConfirmSignUp",
    by: "admin",
    proof: "none",
    ignoresMode: true,
    knock: (place, person) => callAbout(place, person, "AdminConfirmSignUp"),
    words: {
      ...byAdministrators,
      ...Object.fromEntries(
        ["confirmed", "disabled", "password replaced", "locked", "signed out", "made anew", "client deleted"].map(
          (one) => [one, inStatus("CONFIRMED")],
        ),
      ),
      unconfirmed: "success",
      "reset required": inStatus("RESET_REQUIRED"),
      "force change": inStatus("FORCE_CHANGE_PASSWORD"),
      "force change expired": inStatus("FORCE_CHANGE_PASSWORD"),
      "external only": inStatus("EXTERNAL_PROVIDER"),
    },
  },
};
