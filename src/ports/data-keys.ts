/** Port: data keys under a key of KMS, wherever that key lives. */
import type { MessageKey } from "../domain/message/encryption-message.js";

export interface DataKeys {
  /** A new key of 256 bits. Throws when there is no such KMS key, or it may not be used. */
  generate(
    place: { readonly accountId: string; readonly region: string },
    keyId: string,
    context: Readonly<Record<string, string>>,
  ): Promise<MessageKey>;
}
