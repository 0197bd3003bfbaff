/** Owns Cognito's words when a name belongs to somebody else; they differ from door to door. */
import { AliasExistsException, InvalidParameterException } from "../../model/generated/exceptions.js";

/** A name that is unique in a pool. */
export type UniqueName = "username" | "email" | "phone_number" | "preferred_username";

/** When attributes are changed or verified, or a user is created with an alias. */
export function aliasIsTaken(name: UniqueName): AliasExistsException {
  return new AliasExistsException(`An account with the given ${name} already exists.`);
}

/** When users confirm their own sign-up. */
export function aliasIsTakenAtConfirmation(name: UniqueName): AliasExistsException {
  return new AliasExistsException(`An account with the ${name} already exists.`);
}

/**
 * When a change of state by an administrator would make an alias active that somebody has. The models of those operations
 * have no AliasExistsException, and silently taking the alias away would be a takeover (T-08).
 */
export function aliasHindersState(name: UniqueName): InvalidParameterException {
  return new InvalidParameterException(`An account with the ${name} already exists.`);
}
