/**
 * Owns what callers are told whose change lost to others again and again: the service's word for "later", which clients
 * act upon by themselves.
 */
import { Stale } from "../../ports/store.js";
import type { CompanionAction, CompanionException } from "../protocols/companion.js";

type Actions = Readonly<Record<string, CompanionAction>>;

/** The actions, with that exception where the store gave up on a race. */
export function tellingLostRaces(actions: Actions, later: CompanionException): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]): [string, CompanionAction] => [
      name,
      async (caller, input) => {
        try {
          return await action(caller, input);
        } catch (error) {
          throw error instanceof Stale ? later : error;
        }
      },
    ]),
  );
}
