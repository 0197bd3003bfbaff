/**
 * Owns the codes of a sign-in: one for each Session, so that nobody who begins a sign-in of another's can make that other's
 * code void. As a first factor they have eight digits, as a second one six (T-11, T-14).
 */
import type { Code, CodeKey } from "../../domain/code.js";
import type { Delivery } from "../../domain/message/delivery.js";
import type { MessageOrigin } from "../../domain/message/message-budget.js";
import type { User } from "../../domain/user.js";
import { CodeMismatchException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { checkSentCode } from "../messages/simulated-delivery.js";
import type { SignInCall, SignInParts } from "./call.js";
import type { Carrier } from "./carrying.js";

/** Which codes a sign-in knows. */
export type ChallengeCodePurpose = Extract<Code["purpose"], "mfa" | "otp">;

/** Who causes the messages of a sign-in: budgets against floods count by it (T-29). */
export function messageOrigin({ door, origin }: SignInCall): MessageOrigin {
  return { by: door === "admin" ? "administrator" : "user", ipAddress: origin.ipAddress };
}

/** The key of a Session's code. */
export function codeKey(poolId: string, sub: string, purpose: ChallengeCodePurpose, sessionId: string): CodeKey {
  return { poolId, sub, purpose, target: sessionId };
}

/** A code to be made and sent in the transaction of its challenge. CustomMessage is consulted here, before it. */
export async function challengeCode(
  { messages, codes, clock }: SignInParts,
  call: SignInCall,
  wanted: {
    readonly user: User;
    readonly purpose: ChallengeCodePurpose;
    readonly delivery: Delivery;
    readonly carrier: Carrier;
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
): Promise<{ readonly store: (tx: Tables) => Promise<void> }> {
  const { pool, client } = call;
  const { user, purpose, delivery, carrier, clientMetadata } = wanted;
  const message = await messages.prepare({
    pool,
    kind: purpose,
    source: "Authentication",
    username: user.username,
    attributes: user.attributes,
    user,
    medium: delivery.medium,
    to: delivery.destination,
    clientId: client.id,
    clientMetadata,
    origin: messageOrigin(call),
  });
  return {
    store: async (tx) => {
      const { attribute, destination } = delivery;
      const lifetimeMs = carrier.expiresAt - clock.now();
      const key = codeKey(pool.id, user.sub, purpose, carrier.id);
      const code = await codes.issue(tx, { ...key, attribute, destination, clientId: client.id, lifetimeMs });
      await messages.write(tx, message, { code });
    },
  };
}

/** The code of this Session, if it was typed right. CodeMismatchException in the words of sign-in, ExpiredCodeException. */
export async function checkChallengeCode(parts: SignInParts, key: CodeKey, typed: string): Promise<Code> {
  try {
    return await checkSentCode(parts, key, typed);
  } catch (error) {
    throw error instanceof CodeMismatchException ? wrongChallengeCode() : error;
  }
}

/** The refusal of a wrong code at sign-in. */
export const wrongChallengeCode = () => new CodeMismatchException("Invalid code or auth state for the user.");
