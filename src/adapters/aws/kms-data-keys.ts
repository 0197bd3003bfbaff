/**
 * Data keys of a KMS elsewhere, AWS's own or one that speaks its protocol, by a signed GenerateDataKey. Only names of errors
 * come out of here: what a service says may repeat what it was sent (T-45).
 */
import type { MessageKey } from "../../domain/message/encryption-message.js";
import type { Clock } from "../../ports/clock.js";
import type { DataKeys } from "../../ports/data-keys.js";
import { regionalEndpoint } from "./regional-endpoint.js";
import { type SigningKey, signedHeaders } from "./request-signature.js";

/** A KMS endpoint: AWS itself or any compatible one. */
export interface KmsEndpoint {
  /** `{region}` stands for the region of the key. */
  readonly url: string;
  readonly key: SigningKey;
}

const timeoutMs = 10_000;
const largestAnswer = 64 * 1024;

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
export function kmsDataKeys({ url, key }: KmsEndpoint, clock: Clock): DataKeys {
  return {
    async generate(place, keyId, context) {
      const [, , , named] = keyId.split(":");
      const endpoint = regionalEndpoint(url, named === undefined || named === "" ? place.region : named);
      if (endpoint === undefined) throw new KmsError("BadRegion");
      const post = {
        url: new URL(`${endpoint.base}/`),
        headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.GenerateDataKey" },
        body: JSON.stringify({ KeyId: keyId, KeySpec: "AES_256", EncryptionContext: context }),
      };
      const scope = { region: endpoint.region, service: "kms", now: clock.now() };
      return keyOf(await answerTo(post.url, signedHeaders(post, scope, key), post.body));
    },
  };
}

async function answerTo(url: URL, headers: Record<string, string>, body: string): Promise<Record<string, unknown>> {
  let answer: Response;
  let text: string;
  try {
    // The signature and the key are meant for this address and no other (T-21).
    answer = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await bounded(answer);
  } catch (error) {
    if (error instanceof KmsError) throw error;
    const { cause, name } = error as { cause?: { code?: unknown }; name: string };
    throw new KmsError(typeof cause?.code === "string" ? cause.code : name, { cause: error });
  }
  const members = objectOf(text);
  if (answer.ok) return members;
  const named = String(members["__type"] ?? answer.headers.get("x-amzn-errortype") ?? "");
  throw new KmsError(/^(?:[^#]{0,100}#)?([A-Za-z]{1,60})(?::|$)/.exec(named)?.[1] ?? String(answer.status));
}

async function bounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > largestAnswer) throw new KmsError("AnswerTooLong");
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function keyOf({ Plaintext, CiphertextBlob, KeyId }: Record<string, unknown>): MessageKey {
  const [plaintext, ciphertext] = [Plaintext, CiphertextBlob].map((text) =>
    Buffer.from(typeof text === "string" ? text : "", "base64"),
  );
  const isWhole = plaintext?.length === 32 && ciphertext !== undefined && ciphertext.length > 0;
  if (!isWhole || typeof KeyId !== "string" || !KeyId.startsWith("arn:")) throw new KmsError("BadAnswer");
  return { plaintext, ciphertext, keyArn: KeyId };
}
