/**
 * Data keys of a KMS elsewhere, AWS's own or one that speaks its protocol, by a signed GenerateDataKey. Only names of errors
 * come out of here: what a service says may repeat what it was sent (T-45).
 */
import type { MessageKey } from "../../domain/message/encryption-message.js";
import type { Clock } from "../../ports/clock.js";
import type { DataKeys } from "../../ports/data-keys.js";
import { NoAnswer, type ServiceEndpoint, serviceRequests } from "./service-request.js";

/** The KMS gave no key; `name` says why in one word. */
class KmsError extends Error {
  constructor(
    override readonly name: string,
    options?: ErrorOptions,
  ) {
    super("KMS gave no data key", options);
  }
}

/** Data keys of a KMS endpoint. */
export function kmsDataKeys(endpoint: ServiceEndpoint, clock: Clock): DataKeys {
  const ask = serviceRequests("kms", endpoint, clock);
  return {
    async generate(place, keyId, context) {
      const [, , , named] = keyId.split(":");
      const request = {
        path: "/",
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.GenerateDataKey" },
        body: JSON.stringify({ KeyId: keyId, KeySpec: "AES_256", EncryptionContext: context }),
      };
      const answer = await ask(named || place.region, request).catch((error: unknown) => {
        throw error instanceof NoAnswer ? new KmsError(error.reason, { cause: error.cause }) : error;
      });
      if (!answer.isOk) throw new KmsError(answer.errorName || String(answer.status));
      return keyOf(answer.members);
    },
  };
}

function keyOf({ Plaintext, CiphertextBlob, KeyId }: Record<string, unknown>): MessageKey {
  const [plaintext, ciphertext] = [Plaintext, CiphertextBlob].map((text) =>
    Buffer.from(typeof text === "string" ? text : "", "base64"),
  );
  const isWhole = plaintext?.length === 32 && ciphertext !== undefined && ciphertext.length > 0;
  if (!isWhole || typeof KeyId !== "string" || !KeyId.startsWith("arn:")) throw new KmsError("BadAnswer");
  return { plaintext, ciphertext, keyArn: KeyId };
}
