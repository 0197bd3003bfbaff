/** Owns what a door is, the places that doors stand in, and the calls that doors are made of. */

import { randomBytes } from "node:crypto";
import type { OperationName } from "../../../src/model/generated/operations.js";
import { type Answer, send, succeed } from "../../faults/wire.js";
import { goodPassword } from "../../sign-in.js";
import { type SrpClient, srpClient } from "../../srp-client.js";
import { totpCode } from "../../totp.js";
import type { TestWorld } from "../../world.js";
import type { StateName } from "../door-states.js";
import type { PlaceKind } from "./places.js";
import type { Row } from "./words.js";

/** A pool and a client of it. */
export interface Place {
  readonly world: TestWorld;
  readonly poolId: string;
  readonly clientId: string;
  /** A client that exchanges tokens of others, where the place has one. */
  readonly backend?: { readonly ClientId: string; readonly ClientSecret: string } | undefined;
}

/** Whoever stands before a door. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** What a door has come to before the state changed. */
// biome-ignore lint/suspicious/noExplicitAny: each door keeps something else.
export type Opened = any;

/** One call of the API by which somebody gets in, gets something or changes something. */
export interface Door {
  /** The call that is answered in the end: an operation, and the flow or challenge where there are several. */
  readonly at: OperationName | `${OperationName} ${string}`;
  /** Who calls: administrators name the pool and sign. */
  readonly by: "user" | "admin";
  /** What is shown: nothing, something wrong, or all that is needed. */
  readonly proof: "none" | "wrong" | "right";
  /** Where it stands, if not in the usual place. */
  readonly place?: PlaceKind;
  /** How the person came to be there, if not as a member. */
  readonly person?: "signed up" | "invited";
  /**
   * Whether the client's way of telling who exists (PreventUserExistenceErrors) has no say at it: administrators are told,
   * and whoever holds a token has shown who they are. The other mode is tried with nobody only.
   */
  readonly ignoresMode?: boolean;
  /** Why it may tell nobody from somebody although nothing right was shown (T-01). */
  readonly tells?: string;
  /** States that its person cannot come into, with the reason. */
  readonly cannotBe?: Readonly<Partial<Record<StateName, string>>>;
  /** Done while all is well. A refusal is the door's answer. */
  readonly before?: (place: Place, person: Person) => Promise<Opened | Answer>;
  readonly knock: (place: Place, person: Person, opened: Opened) => Promise<Answer>;
  /** What is expected behind it, by state and mode. */
  readonly words: Row;
}

/** A door before it is said what is behind it. */
export type Knocking = Omit<Door, "words">;

/** Doors by their names. */
export type Doors = Readonly<Record<string, Door>>;

/** A password that nobody has. */
export const wrongPassword = "Wrong-Horse-9";
/** One that people change to. */
export const newPassword = "Another-Horse-2";

let lastCall = "";
/** The call that was answered last, as doors name theirs. */
export const calledLast = (): string => lastCall;

/** Calls an operation with whatever proof its model asks for. */
export function call({ world }: Place, operation: OperationName, input: object): Promise<Answer> {
  const { AuthFlow, ChallengeName } = input as { AuthFlow?: string; ChallengeName?: string };
  lastCall = [operation, AuthFlow ?? ChallengeName ?? ""].join(" ").trim();
  return send(world.url, operation, input);
}

/** An administrator's call about somebody. */
export const callAbout = (place: Place, { name }: Person, operation: OperationName, more: object = {}) =>
  call(place, operation, { UserPoolId: place.poolId, Username: name, ...more });

/** As `callAbout`, when it must succeed. */
export const admin = (place: Place, { name }: Person, operation: OperationName, more: object = {}) =>
  succeed(place.world.url, operation, { UserPoolId: place.poolId, Username: name, ...more });

/** Begins a sign-in. */
export const initiate = (
  place: Place,
  AuthFlow: string,
  AuthParameters: Record<string, string | undefined>,
  more: object = {},
) => call(place, "InitiateAuth", { ClientId: place.clientId, AuthFlow, AuthParameters, ...more });
/** The administrator's twin. */
export const adminInitiate = (place: Place, AuthFlow: string, AuthParameters: Record<string, string>) =>
  call(place, "AdminInitiateAuth", { UserPoolId: place.poolId, ClientId: place.clientId, AuthFlow, AuthParameters });

type Responses = Record<string, string | undefined>;

/** Takes the next step of a sign-in. */
export const respond = (
  place: Place,
  ChallengeName: string,
  Session: string | undefined,
  ChallengeResponses: Responses,
) => call(place, "RespondToAuthChallenge", { ClientId: place.clientId, ChallengeName, Session, ChallengeResponses });
/** The administrator's twin. */
export const adminRespond = (
  place: Place,
  ChallengeName: string,
  Session: string | undefined,
  ChallengeResponses: Responses,
) => {
  const { poolId: UserPoolId, clientId: ClientId } = place;
  return call(place, "AdminRespondToAuthChallenge", {
    UserPoolId,
    ClientId,
    ChallengeName,
    Session,
    ChallengeResponses,
  });
};

/** Signs in with the password itself. */
export const password =
  (by: Door["by"], PASSWORD = goodPassword) =>
  (place: Place, { name: USERNAME }: Person): Promise<Answer> =>
    by === "user"
      ? initiate(place, "USER_PASSWORD_AUTH", { USERNAME, PASSWORD })
      : adminInitiate(place, "ADMIN_USER_PASSWORD_AUTH", { USERNAME, PASSWORD });

/** The newest code that went to somebody; one that fits nothing where none did. */
export async function codeTo({ world, poolId }: Place, { email, phone }: Person): Promise<string> {
  const sent = await world.messages({ userPoolId: poolId });
  return sent.filter(({ to }) => to === email || to === phone).at(-1)?.code ?? "00000000";
}

/** A code that is not this one. */
export const other = (code: string): string => (code[0] === "1" ? "2" : "1") + code.slice(1);

/** A code that an authenticator shows neither now nor a step before or after, by whatever chance. */
export function wrongTotp(secret: string, atMs: number): string {
  const near = [-30_000, 0, 30_000].map((ms) => totpCode(secret, atMs + ms));
  return ["000000", "111111", "222222", "333333"].find((code) => !near.includes(code)) ?? "";
}

/** A client that proves a password, or a device, by SRP. Its secret is short: nobody here guesses it, and long ones take time. */
export const prover = (poolIdOrGroup: string): SrpClient =>
  srpClient(poolIdOrGroup, BigInt(`0x${randomBytes(16).toString("hex")}`));

/** Why whoever comes that far may be told. */
export const passwordWasRight = "only who has shown the password comes so far";

/** Whether a door was refused before anything happened. */
export function isRefusal(opened: Opened): opened is Answer {
  return typeof opened?.outcome === "string" && opened.status !== 200;
}

/** Goes on with what a call answered, or stops at its refusal. */
export async function then<T>(first: Promise<Answer>, next: (body: Opened) => Promise<T> | T): Promise<T | Answer> {
  const answer = await first;
  return answer.status === 200 ? next(answer.body) : answer;
}

/** Opens a door by a call whose answer it goes on with. */
export const begun =
  (begin: (place: Place, person: Person) => Promise<Answer>): NonNullable<Door["before"]> =>
  (place, person) =>
    then(begin(place, person), (body) => body);

/** Makes a door that is begun and finished in one go out of one that is begun before. */
export const atOnce = ({ before, knock, ...door }: Knocking): Knocking => ({
  ...door,
  knock: async (place, person) => {
    const opened = await before?.(place, person);
    return isRefusal(opened) ? opened : knock(place, person, opened);
  },
});
