/** Owns reading back the messages that were written: what the development inbox and embedding programs see. */
import type { Message } from "../domain/message.js";
import type { Tables } from "../ports/store.js";

/** Which messages; an absent member restricts nothing. */
export interface InboxFilter {
  readonly userPoolId?: string | undefined;
  readonly to?: string | undefined;
}

/** Where messages are kept that go to nobody (T-02). No pool has such an id. */
export const unsentPool = "unsent";

/** Messages are read in batches of this size. */
const batch = 1_000;

/** Every message that fits, oldest first. */
export async function readInbox(
  tables: Pick<Tables, "messages">,
  { userPoolId, to }: InboxFilter = {},
): Promise<readonly Message[]> {
  const found: Message[] = [];
  for (let after: string | undefined; ; ) {
    const some = await tables.messages.list({ userPoolId, after, limit: batch });
    const real = some.filter((message) => message.userPoolId !== unsentPool);
    found.push(...real.filter((message) => to === undefined || message.to === to));
    if (some.length < batch) return found;
    after = some.at(-1)?.id;
  }
}
