/** A pool's key for its own senders: made in a KMS, and used as such functions use it, with the published client. */
import { buildClient, CommitmentPolicy, KmsKeyringNode } from "@aws-crypto/client-node";
import { CreateKeyCommand, KMS, KMSClient } from "@aws-sdk/client-kms";
import type { TestWorld } from "../world.js";

/** One KMS as clients know it, and a key of it. */
export interface SenderKey {
  readonly kms: KMSClient;
  readonly url: string;
  readonly arn: string;
}

/** Makes a key. */
export async function newSenderKey(
  { url }: Pick<TestWorld, "url">,
  credentials = { accessKeyId: "local", secretAccessKey: "local" },
): Promise<SenderKey> {
  const kms = new KMSClient({ endpoint: url, region: "us-east-1", credentials: { ...credentials } });
  return { kms, url, arn: (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "" };
}

/** What a function gets, decrypted, and what it is bound to. */
export async function decrypted(code: unknown, { kms, url, arn: keyArn }: SenderKey) {
  const clientProvider = () => new KMS({ endpoint: url, region: "us-east-1", credentials: kms.config.credentials });
  // The published typings of the two clients disagree about absent members.
  const keyring = new KmsKeyringNode({ keyIds: [keyArn], clientProvider: clientProvider as () => never });
  const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(String(code), "base64"));
  return { code: plaintext.toString(), context: { ...messageHeader.encryptionContext } };
}
