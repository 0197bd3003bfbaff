/**
 * Owns an app client's proof that it is the one: SECRET_HASH where requests carry a username, the plain secret where they
 * do not. A client may have two secrets while one replaces the other; either is good.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { AppClient } from "../domain/app-client.js";
import { secretHashMatches } from "../domain/secret-hash.js";
import { NotAuthorizedException } from "../model/generated/exceptions.js";
import type { Tables } from "../ports/store.js";

type Secrets = Pick<Tables, "clientSecrets">;

/**
 * Refuses a request whose SECRET_HASH is missing, wrong or sent by a public client. `usernames` are the names it may be
 * computed over: the one in the request as it was typed; on refresh, where there is none, the stored ones.
 */
export async function checkSecretHash(
  tables: Secrets,
  client: Pick<AppClient, "id" | "hasSecrets">,
  secretHash: string | undefined,
  usernames: readonly string[],
): Promise<void> {
  const secrets = await secretsOf(tables, client);
  if (secrets.length === 0) {
    if (secretHash === undefined) return;
    throw new NotAuthorizedException(`Client ${client.id} is not configured for secret but secret hash was received`);
  }
  if (secretHash === undefined) {
    throw new NotAuthorizedException(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  const values = secrets.map((secret) => secret.value);
  if (!secretHashMatches(secretHash, usernames, client.id, values)) {
    throw new NotAuthorizedException(`Unable to verify secret hash for client ${client.id}`);
  }
}

/** How a plain secret compares: a public client must send none. */
export type SecretVerdict = "good" | "missing" | "wrong";

/** Judges a plain client secret; the time does not tell how much of it was right. */
export async function judgeClientSecret(
  tables: Secrets,
  client: Pick<AppClient, "id" | "hasSecrets">,
  given: string | undefined,
): Promise<SecretVerdict> {
  const secrets = await secretsOf(tables, client);
  if (secrets.length === 0) return given === undefined ? "good" : "wrong";
  if (given === undefined) return "missing";
  // Digests have one length, so neither the length nor the place of a difference shows in the time.
  const claimed = digest(given);
  return secrets.map(({ value }) => timingSafeEqual(digest(value), claimed)).includes(true) ? "good" : "wrong";
}

/** Not asked for where the client was read and is known to have none. */
async function secretsOf(tables: Secrets, { id, hasSecrets }: Pick<AppClient, "id" | "hasSecrets">) {
  return hasSecrets === false ? [] : tables.clientSecrets.list(id);
}

const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
