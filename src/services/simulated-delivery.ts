/**
 * Owns pretending that a code was sent, for users who are not there or must look as if they were (T-01, T-02), and
 * redeeming codes so that a pretended one is worth nothing.
 */
import type { AppClient } from "../domain/app-client.js";
import type { VerifiableAttribute } from "../domain/attributes/attribute-names.js";
import type { AuthEvent } from "../domain/auth-event.js";
import type { Code, CodeKey } from "../domain/code.js";
import type { CodeDeliveryDetails } from "../domain/delivery.js";
import { renderEmail, renderSms } from "../domain/message-template.js";
import { simulatedDelivery, simulatedTarget } from "../domain/simulated-user.js";
import { verificationTexts } from "../domain/user-pool/message-templates.js";
import type { UserPool } from "../domain/user-pool.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import type { AuthEventLog, EventOrigin } from "./auth-events.js";
import { canonicalName, simulationMac } from "./claimed-user.js";
import { type CodeBook, wrongCode } from "./codes.js";
import { unsentPool } from "./inbox.js";
import type { MessageDesk } from "./messages.js";
import type { CustomMessageSource, Triggers } from "./triggers.js";

/** What pretending works with. */
export interface SimulatedDeliveryNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly codes: CodeBook;
  readonly messages: Pick<MessageDesk, "pretend">;
  readonly triggers: Triggers;
  readonly authEvents: AuthEventLog;
}

/** So much older than it is looks a message that was never meant to be sent, so that it is swept away within the hour. */
const keptMs = (30 * 24 - 1) * 60 * 60 * 1000;

/** One delivery that does not take place. */
export interface PretendedDelivery {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly typedName: string;
  readonly sub: string;
  readonly purpose: "confirm-sign-up" | "forgot-password";
  /** The attributes that the pool would send to, best first. */
  readonly attributes: readonly VerifiableAttribute[];
  readonly source: CustomMessageSource;
  readonly event: AuthEvent["type"];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly origin: EventOrigin;
}

/**
 * Answers where the code would have gone. A code nobody gets to know is stored, so that a wrong guess afterwards is
 * answered as for everybody: CodeMismatchException, and ExpiredCodeException when the tries are over.
 */
export async function pretendDelivery(
  { store, clock, random, keyring, codes, messages, triggers, authEvents }: SimulatedDeliveryNeeds,
  pretended: PretendedDelivery,
): Promise<CodeDeliveryDetails> {
  const { pool, client, typedName, sub, purpose, attributes, source, event, clientMetadata, origin } = pretended;
  const clientId = client.id;
  const name = canonicalName(pool, typedName);
  const details = simulatedDelivery(
    name,
    attributes.map((attribute) => (attribute === "email" ? "EMAIL" : "SMS")),
    simulationMac(keyring, pool, typedName),
  );
  const medium = details.DeliveryMedium;
  await messages.pretend({ pool, medium, to: simulatedTarget(name, medium) ?? sub, clientId });
  // A function that fails does so for everybody, or its failure would tell who exists.
  await triggers.customMessage(pool, source, { clientId, username: typedName, attributes: new Map(), clientMetadata });
  await store.transaction(async (tx) => {
    // A row that is there, as a user's would be: finding something takes longer than finding nothing.
    await tx.userPools.get(pool.id);
    const key = { poolId: pool.id, sub, purpose, attribute: "", clientId } as const;
    const code = await codes.issue(tx, { ...key, target: "", destination: "" });
    // A real code has its message written beside it: so has this one, in the same table, where nobody finds it.
    await tx.messages.insert({
      id: `unsent-${random.uuid()}`,
      at: clock.now() - keptMs,
      userPoolId: unsentPool,
      username: typedName,
      kind: purpose === "forgot-password" ? "forgot-password" : "sign-up",
      medium: details.DeliveryMedium,
      to: details.Destination,
      code,
      ...rendered(pretended, details, code),
    });
    await authEvents.record(tx, { poolId: pool.id, sub, type: event, response: "InProgress", clientId }, origin);
  });
  return details;
}

function rendered({ pool, purpose, typedName }: PretendedDelivery, details: CodeDeliveryDetails, code: string) {
  const kind = purpose === "forgot-password" ? "forgot-password" : "verification-code";
  const { emailSubject, emailMessage, smsMessage } = verificationTexts(pool);
  const values = { code, link: undefined, named: { username: typedName } };
  return details.DeliveryMedium === "SMS"
    ? { text: renderSms(kind, smsMessage, values) }
    : renderEmail(kind, { subject: emailSubject, body: emailMessage }, values);
}

/** Checks a code as `CodeBook.check`; one that went nowhere fits nothing, however well it is guessed. */
export async function checkSentCode(
  { store, codes }: { readonly store: Store; readonly codes: CodeBook },
  key: CodeKey,
  typedCode: string,
): Promise<Code> {
  const code = await codes.check(store, key, typedCode);
  if (code.destination === "") throw wrongCode();
  return code;
}
