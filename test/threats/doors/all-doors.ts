/**
 * Every door of the API, and the operations that are none: a new operation that anybody can call, that takes a token or
 * that names a user gets a row here, or its reason. A door may be opened before something happens to its user (`before`)
 * and walked through after it (`knock`), so that each step of a sign-in and each token meets every state.
 */
import type { StateName } from "../door-states.js";
import { administratorDoors } from "./administrators.js";
import { codeDoors } from "./codes.js";
import { customDoors } from "./custom.js";
import { deviceDoors } from "./devices.js";
import type { Doors } from "./door.js";
import { passkeyDoors } from "./passkeys.js";
import { passwordDoors } from "./passwords.js";
import { recoveryDoors } from "./recovery.js";
import { signUpDoors } from "./sign-up.js";
import { tokenDoors } from "./tokens.js";
import type { Mode } from "./words.js";

/** The doors. */
export const doors: Doors = {
  ...passwordDoors,
  ...codeDoors,
  ...customDoors,
  ...passkeyDoors,
  ...deviceDoors,
  ...signUpDoors,
  ...recoveryDoors,
  ...tokenDoors,
  ...administratorDoors,
};

/** What is no door, with the reason. Flows and challenges stand behind their operation. */
export const noDoors: Readonly<Record<string, string>> = {
  GetClientToken: "clients sign in for themselves there; no user is behind it",
  "InitiateAuth ADMIN_USER_PASSWORD_AUTH": "refused whoever it is: `Initiate Auth method not supported`",
  "InitiateAuth ADMIN_NO_SRP_AUTH": "refused whoever it is: `Initiate Auth method not supported`",
  "AdminInitiateAuth USER_PASSWORD_AUTH": "refused whoever it is: administrators have a flow of their own",
  "AdminInitiateAuth USER_SRP_AUTH": "the first call of the administrator's SRP, which is a row",
  "AdminInitiateAuth CUSTOM_AUTH": "the first call of the administrator's custom challenge, which is a row",
  "RespondToAuthChallenge ADMIN_NO_SRP_AUTH": "a name in the histories of custom sign-ins, never a challenge",
};

/** The words of a cell, all that chance may take; undefined where the door's person cannot come into the state. */
export function wordsOf(name: string, state: StateName, mode: Mode): readonly string[] | undefined {
  const door = doors[name];
  if (door === undefined || door.cannotBe?.[state] !== undefined) return undefined;
  const words = door.words[state];
  const ofMode = typeof words === "string" || !("LEGACY" in words) ? words : words[mode];
  return typeof ofMode === "string" ? [ofMode] : (ofMode as readonly string[]);
}

/** Doors at which, with nothing shown or something wrong, nobody may be told from somebody (T-01). */
export const doorsThatHide: readonly string[] = Object.entries(doors)
  .filter(([, { by, proof, tells }]) => by === "user" && proof !== "right" && tells === undefined)
  .map(([name]) => name);
