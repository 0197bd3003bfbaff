/**
 * Owns what is said about recorded events afterwards, and the tokens of mails with which users say it: sealed, bound to one
 * event of one user, of no use for anything else (T-11). What is said changes later assessments (`domain/threat/risk.ts`).
 */
import type { EventFeedback } from "../../domain/auth-event.js";
import { NotAuthorizedException, ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { FeedbackValueType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Store } from "../../ports/store.js";

/** An event of a user. */
export interface FeedbackTarget {
  readonly sub: string;
  readonly eventId: string;
}

interface FeedbackGrant extends FeedbackTarget {
  readonly until: number;
}

/** Mails are read late; what was said a month afterwards changes no assessment any more. */
const lifetimeMs = 30 * 24 * 3_600_000;

const scopeOf = (poolId: string) => ({ purpose: "auth-event-feedback", poolId });

/** The token that lets whoever reads the mail judge the event. */
export function feedbackToken(
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: Clock },
  poolId: string,
  { sub, eventId }: FeedbackTarget,
): string {
  const grant: FeedbackGrant = { sub, eventId, until: clock.now() + lifetimeMs };
  return keyring.sealText(scopeOf(poolId), grant);
}

/** The event that a token is about. NotAuthorizedException for one that was not made here, or too long ago. */
export function openFeedbackToken(
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: Clock },
  poolId: string,
  token: string,
): FeedbackTarget {
  const grant = keyring.openText<FeedbackGrant>(scopeOf(poolId), token);
  if (grant === undefined) throw invalidFeedbackToken();
  // The wording is not published.
  if (grant.until <= clock.now()) throw new NotAuthorizedException("Feedback token has expired");
  return grant;
}

/** The answer to a token that is none, or of something else. */
export const invalidFeedbackToken = () => new NotAuthorizedException("Invalid feedback token");

/** Stores what is said. ResourceNotFoundException when the user has no such event. */
export async function giveFeedback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  poolId: string,
  { sub, eventId }: FeedbackTarget,
  value: FeedbackValueType,
  provider: EventFeedback["provider"],
): Promise<void> {
  const feedback: EventFeedback = { value, provider, at: clock.now() };
  const found = await store.transaction((tx) => tx.authEvents.setFeedback(poolId, sub, eventId, feedback));
  // The wording is not published.
  if (!found) throw new ResourceNotFoundException("Auth event does not exist.");
}
