/**
 * Owns handing messages to a pool's own sender (CustomEmailSender, CustomSMSSender): the function gets the secret encrypted
 * under the pool's key, and writes the message itself.
 */
import { encryptionMessage } from "../domain/encryption-message.js";
import type { Message } from "../domain/message.js";
import type { UserPool } from "../domain/user-pool.js";
import type { DataKeys } from "../ports/data-keys.js";
import type { Random } from "../ports/random.js";
import { DeliveryError } from "../ports/senders.js";
import type { Triggers } from "./triggers.js";

/** Hands over one message that was written for the pool's own sender. */
export type HandToOwnSender = (pool: UserPool, message: Message) => Promise<void>;

/** Makes the hand-over. It throws DeliveryError, or what the trigger throws. */
export function createOwnSenders(needs: {
  readonly triggers: Pick<Triggers, "customSender">;
  readonly dataKeys: DataKeys;
  readonly random: Random;
}): HandToOwnSender {
  const { triggers, dataKeys, random } = needs;
  return async (pool, { medium, username, code, temporaryPassword, ownSender }) => {
    const config = pool.settings.LambdaConfig;
    const sender = medium === "EMAIL" ? config?.CustomEmailSender : config?.CustomSMSSender;
    const secret = code ?? temporaryPassword;
    // The pool was changed meanwhile: nobody is left who could send.
    if (ownSender === undefined || secret === undefined || sender === undefined) {
      throw new DeliveryError("NoSender", false);
    }
    if (config?.KMSKeyID === undefined) throw new DeliveryError("NoKey", false);
    const context = { "userpool-id": pool.id };
    const key = await dataKeys.generate(pool, config.KMSKeyID, context).catch((error: Error) => {
      throw new DeliveryError(`KMS ${error.name}`, false, { cause: error });
    });
    const encrypted = encryptionMessage(key, context, random.bytes(16), secret);
    const { source, clientId, clientMetadata, user } = ownSender;
    await triggers.customSender(pool, medium, source, {
      username,
      clientId,
      clientMetadata,
      user,
      attributes: new Map(Object.entries(ownSender.attributes)),
      code: encrypted.toString("base64"),
    });
  };
}
