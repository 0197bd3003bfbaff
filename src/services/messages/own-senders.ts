/**
 * Owns handing messages to a pool's own sender (CustomEmailSender, CustomSMSSender): the function gets the secret encrypted
 * under the pool's key, and writes the message itself.
 */
import { encryptionMessage } from "../../domain/message/encryption-message.js";
import type { Message } from "../../domain/message.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { DataKeys } from "../../ports/data-keys.js";
import type { Random } from "../../ports/random.js";
import { DeliveryError } from "../../ports/senders.js";
import type { Triggers } from "../triggers/triggers.js";

/** Hands over one message that was written for the pool's own sender. */
export type HandToOwnSender = (pool: UserPool, message: Message) => Promise<void>;

/** Temporary passwords come as HTML, which functions undo (Cognito developer guide, custom email sender trigger). */
const escaped = (password: string): string =>
  password.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Makes the hand-over. It throws DeliveryError, or what the trigger throws. */
export function createOwnSenders(needs: {
  readonly triggers: Pick<Triggers, "customSender">;
  readonly dataKeys: DataKeys;
  readonly random: Random;
}): HandToOwnSender {
  const { triggers, dataKeys, random } = needs;

  async function encrypted(pool: UserPool, secret: string): Promise<string> {
    const keyId = pool.settings.LambdaConfig?.KMSKeyID;
    if (keyId === undefined) throw new DeliveryError("NoKey", false);
    const context = { "userpool-id": pool.id };
    const key = await dataKeys.generate(pool, keyId, context).catch((error: Error) => {
      throw new DeliveryError(`KMS ${error.name}`, false, { cause: error });
    });
    return encryptionMessage(key, context, random.bytes(16), secret).toString("base64");
  }

  return async (pool, { medium, username, code, temporaryPassword, ownSender }) => {
    const config = pool.settings.LambdaConfig;
    const sender = medium === "EMAIL" ? config?.CustomEmailSender : config?.CustomSMSSender;
    // The pool was changed meanwhile: nobody is left who could send.
    if (ownSender === undefined || sender === undefined) throw new DeliveryError("NoSender", false);
    const secret = code ?? (temporaryPassword === undefined ? undefined : escaped(temporaryPassword));
    const { source, clientId, clientMetadata, user } = ownSender;
    await triggers.customSender(pool, medium, source, {
      username,
      clientId,
      clientMetadata,
      user,
      attributes: new Map(Object.entries(ownSender.attributes)),
      // Who is invited without a password has no secret: the published typings of the event allow for that.
      code: secret === undefined ? null : await encrypted(pool, secret),
    });
  };
}
