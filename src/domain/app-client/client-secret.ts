/** Owns ids and secrets of app clients: their alphabets, how many secrets there may be, what may be said about them. */
import { InvalidParameterException, LimitExceededException } from "../../model/generated/exceptions.js";
import type { ClientSecretDescriptorType } from "../../model/generated/types.js";
import type { AppClient, ClientSecret } from "../app-client.js";
import type { PickText } from "../user-pool/new-user-pool.js";

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
const maxSecrets = 2;

/** A fresh client id: 26 digits or small letters. */
export function newClientId(pickText: PickText): string {
  return pickText(alphabet, 26);
}

/** A fresh secret: 51 digits or small letters. */
export function newSecretValue(pickText: PickText): string {
  return pickText(alphabet, 51);
}

/**
 * A secret of a client from now on; its id is `<client-id>--<epoch-create-time>`, so a second one within the same
 * millisecond counts as made in the next.
 */
export function newClientSecret(
  clientId: string,
  value: string,
  now: number,
  existing: readonly ClientSecret[],
): ClientSecret {
  const createdAt = Math.max(now, ...existing.map((secret) => secret.createdAt + 1));
  return { id: `${clientId}--${createdAt}`, clientId, value, createdAt };
}

/** Refuses a further secret for a public client and a third one for a confidential client. */
export function checkSecretMayBeAdded(existing: readonly ClientSecret[]): void {
  if (existing.length === 0) {
    throw new InvalidParameterException("Client secrets can only be added to a client that was created with a secret.");
  }
  if (existing.length >= maxSecrets) {
    throw new LimitExceededException(`Client secrets cannot exceed limit of ${maxSecrets} secrets.`);
  }
}

/** Refuses to leave a confidential client without a secret. */
export function checkSecretMayBeDeleted(existing: readonly ClientSecret[]): void {
  if (existing.length <= 1) throw new InvalidParameterException("The last secret of a client cannot be deleted.");
}

/**
 * The secret that descriptions of the client show: the one it was created with. When that one is deleted none is shown,
 * for a later secret is never promoted (told of the live service in floci-io/floci pull request 345).
 */
export function shownSecret(
  client: Pick<AppClient, "createdAt">,
  secrets: readonly ClientSecret[],
): string | undefined {
  return secrets.find((secret) => secret.createdAt === client.createdAt)?.value;
}

/** The wire form; the value appears only where the service has just made it. */
export function describeClientSecret(secret: ClientSecret, withValue: boolean): ClientSecretDescriptorType {
  return {
    ClientSecretId: secret.id,
    ...(withValue ? { ClientSecretValue: secret.value } : {}),
    ClientSecretCreateDate: secret.createdAt / 1000,
  };
}
