/**
 * Owns pretending that a code was sent, for users who are not there or must look as if they were (T-01, T-02), and
 * redeeming codes so that a pretended one is worth nothing.
 */
import type { AppClient } from "../../domain/app-client.js";
import type { VerifiableAttribute } from "../../domain/attributes/attribute-names.js";
import type { AuthEvent } from "../../domain/auth-event.js";
import type { Code, CodeKey } from "../../domain/code.js";
import type { CodeDeliveryDetails } from "../../domain/message/delivery.js";
import { renderEmail, renderSms } from "../../domain/message/message-template.js";
import type { MessageKind } from "../../domain/message.js";
import { simulatedDelivery, simulatedTarget } from "../../domain/user/simulated-user.js";
import { authenticationTexts, verificationTexts } from "../../domain/user-pool/message-templates.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";
import type { Store, Tables } from "../../ports/store.js";
import { canonicalName, simulationMac } from "../claimed-user.js";
import { type CodeBook, wrongCode } from "../codes.js";
import type { AuthEventLog, EventOrigin } from "../events/auth-events.js";
import type { CustomMessageSource } from "../triggers/message-triggers.js";
import type { Triggers } from "../triggers/triggers.js";
import { unsentPool } from "./inbox.js";
import type { MessageDesk } from "./message-desk.js";

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

/** A code that goes nowhere. */
export interface PretendedCode {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly typedName: string;
  readonly key: CodeKey;
  readonly kind: Extract<MessageKind, "sign-up" | "forgot-password" | "otp">;
  /** The attributes that the pool would send to, best first. */
  readonly attributes: readonly VerifiableAttribute[];
  readonly source: CustomMessageSource;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly lifetimeMs?: number;
}

/** One delivery that does not take place. */
export interface PretendedDelivery extends Omit<PretendedCode, "key" | "kind" | "lifetimeMs"> {
  readonly sub: string;
  /** There is somebody, who must look as if there were nobody. */
  readonly isHidden: boolean;
  readonly purpose: "confirm-sign-up" | "forgot-password";
  readonly event: AuthEvent["type"];
  readonly origin: EventOrigin;
}

/**
 * Answers where the code would have gone. A code nobody gets to know is stored, so that a wrong guess afterwards is
 * answered as for everybody: CodeMismatchException, and ExpiredCodeException when the tries are over.
 */
export async function pretendDelivery(
  needs: SimulatedDeliveryNeeds,
  { sub, isHidden, purpose, event, origin, ...pretended }: PretendedDelivery,
): Promise<CodeDeliveryDetails> {
  const { pool, client } = pretended;
  const { details, store } = await pretendCode(needs, {
    ...pretended,
    key: { poolId: pool.id, sub, purpose, target: "" },
    kind: purpose === "forgot-password" ? "forgot-password" : "sign-up",
  });
  await needs.store.transaction(async (tx) => {
    // A row that is there, as a user's would be: finding something takes longer than finding nothing.
    await tx.userPools.get(pool.id);
    await store(tx);
    const record = { poolId: pool.id, sub, type: event, response: "InProgress", clientId: client.id } as const;
    await needs.authEvents.record(tx, { ...record, ofNobody: !isHidden }, origin);
  });
  return details;
}

/** As `pretendDelivery`; what is stored is stored by the caller. Not to be awaited inside a transaction. */
export async function pretendCode(
  { clock, random, keyring, codes, messages, triggers }: Omit<SimulatedDeliveryNeeds, "store" | "authEvents">,
  pretended: PretendedCode,
): Promise<{ readonly details: CodeDeliveryDetails; readonly store: (tx: Tables) => Promise<void> }> {
  const { pool, client, typedName, key, kind, attributes, source, clientMetadata, lifetimeMs } = pretended;
  const clientId = client.id;
  const name = canonicalName(pool, typedName);
  const details = simulatedDelivery(
    name,
    attributes.map((attribute) => (attribute === "email" ? "EMAIL" : "SMS")),
    simulationMac(keyring, pool, typedName),
  );
  const medium = details.DeliveryMedium;
  await messages.pretend({ pool, medium, to: simulatedTarget(name, medium) ?? key.sub, clientId });
  // A function that fails does so for everybody, or its failure would tell who exists.
  await triggers.customMessage(pool, source, { clientId, username: typedName, attributes: new Map(), clientMetadata });
  const store = async (tx: Tables) => {
    const wanted = { ...key, attribute: "", destination: "", clientId };
    const code = await codes.issue(tx, lifetimeMs === undefined ? wanted : { ...wanted, lifetimeMs });
    // A real code has its message written beside it: so has this one, in the same table, where nobody finds it.
    await tx.messages.insert({
      id: `unsent-${random.uuid()}`,
      at: clock.now() - keptMs,
      userPoolId: unsentPool,
      username: typedName,
      kind,
      medium,
      to: details.Destination,
      code,
      ...rendered(pretended, details, code),
    });
  };
  return { details, store };
}

function rendered({ pool, kind, typedName }: PretendedCode, details: CodeDeliveryDetails, code: string) {
  const template = templates[kind];
  const { emailSubject, emailMessage, smsMessage } =
    kind === "otp" ? authenticationTexts(pool) : verificationTexts(pool);
  const values = { code, link: undefined, named: { username: typedName } };
  return details.DeliveryMedium === "SMS"
    ? { text: renderSms(template, smsMessage, values) }
    : renderEmail(template, { subject: emailSubject, body: emailMessage }, values);
}

const templates = {
  "forgot-password": "forgot-password",
  otp: "authentication-code",
  "sign-up": "verification-code",
} as const;

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
