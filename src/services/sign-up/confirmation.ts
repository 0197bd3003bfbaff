/**
 * Owns confirming a sign-up by its code: the user is confirmed and the address that the code went to is proven. The link
 * in a mail takes the same way. Confirming without a code is AdminConfirmSignUp's.
 */
import type { AppClient } from "../../domain/app-client.js";
import type { VerifiableAttribute } from "../../domain/attributes/attribute-names.js";
import { withVerified } from "../../domain/attributes/attributes-update.js";
import { verifiableAttribute } from "../../domain/message/delivery.js";
import { aliasIsTakenAtConfirmation } from "../../domain/user/taken-name.js";
import { nextStatus } from "../../domain/user/user-status.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Store } from "../../ports/store.js";
import { refusingTakenNames, storeTakingOver } from "../aliases.js";
import type { ClaimedUser } from "../claimed-user.js";
import type { CodeBook } from "../codes.js";
import { currentUser } from "../current-user.js";
import { updateUser } from "../directories/user-directory.js";
import type { AuthEventLog, EventOrigin } from "../events/auth-events.js";
import { checkSentCode } from "../messages/simulated-delivery.js";
import type { Triggers } from "../triggers/triggers.js";

/** Who was confirmed, and which address the code has proven. */
export interface Confirmed {
  readonly user: User;
  readonly proven: VerifiableAttribute;
}

/** What confirming works with. */
export interface ConfirmationNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly codes: CodeBook;
  readonly triggers: Triggers;
  readonly authEvents: AuthEventLog;
}

/** One code that is to confirm somebody. */
export interface Confirmation {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly claimed: ClaimedUser;
  readonly typedCode: string;
  /** Whether an address that another user has as alias moves over. */
  readonly forceAliasCreation: boolean;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly origin: EventOrigin;
}

/**
 * Confirms, and answers whom. NotAuthorizedException for whoever does not wait for it, CodeMismatchException,
 * ExpiredCodeException, or AliasExistsException where somebody else has proven the address (the code then stays good).
 */
export async function confirmSignUp(needs: ConfirmationNeeds, confirmation: Confirmation): Promise<Confirmed> {
  const { store, clock, codes, triggers, authEvents } = needs;
  const { pool, client, claimed, typedCode, forceAliasCreation, clientMetadata, origin } = confirmation;
  if (claimed.user !== undefined) nextStatus("ConfirmSignUp", claimed.user);
  const who = { poolId: pool.id, sub: claimed.sub };
  const code = await checkSentCode(needs, { ...who, purpose: "confirm-sign-up", target: "" }, typedCode);
  const proven = verifiableAttribute(code.attribute);
  const confirmed = await refusingTakenNames(aliasIsTakenAtConfirmation, () =>
    store.transaction(async (tx) => {
      const before = await currentUser(tx, who);
      await codes.consume(tx, code);
      const now = clock.now();
      const user: User = {
        ...before,
        status: nextStatus("ConfirmSignUp", before),
        attributes: withVerified(before.attributes, proven, code.destination),
        modifiedAt: now,
      };
      if (forceAliasCreation) await storeTakingOver(tx, pool, user, now, updateUser);
      else await updateUser(tx, pool, user);
      await authEvents.record(tx, { ...who, type: "SignUp", response: "Pass", clientId: client.id }, origin);
      return user;
    }),
  );
  await triggers.postConfirmation(pool, "ConfirmSignUp", {
    clientId: client.id,
    username: confirmed.username,
    attributes: confirmed.attributes,
    user: confirmed,
    clientMetadata,
  });
  return { user: confirmed, proven };
}
