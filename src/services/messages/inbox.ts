/** Owns reading back the messages that were written: what the development inbox and embedding programs see. */
import type { Message } from "../../domain/message.js";
import type { Tables } from "../../ports/store.js";

/** What a page of the inbox shows; an absent member restricts nothing. */
export interface InboxPageFilter {
  readonly userPoolId?: string | undefined;
  /** A part of the address, in whatever case. */
  readonly addressPart?: string | undefined;
  /** Only messages that are older than this one. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Which messages; an absent member restricts nothing. */
export interface InboxFilter {
  readonly userPoolId?: string | undefined;
  readonly to?: string | undefined;
  /** Only messages that are newer than the one of this id. */
  readonly after?: string | undefined;
}

/** Where messages are kept that go to nobody (T-02). No pool has such an id. */
export const unsentPool = "unsent";

/** Messages are read in batches of this size. */
const batch = 1_000;

/** Every message that fits, oldest first. */
export async function readInbox(
  tables: Pick<Tables, "messages">,
  { userPoolId, to, after: first }: InboxFilter = {},
): Promise<readonly Message[]> {
  const found: Message[] = [];
  for (let after = first; ; ) {
    const some = await tables.messages.list({ userPoolId, after, limit: batch });
    const real = some.filter((message) => message.userPoolId !== unsentPool);
    found.push(...real.filter((message) => to === undefined || message.to === to));
    if (some.length < batch) return found;
    after = some.at(-1)?.id;
  }
}

/** Messages that fit, newest first, and where the next page begins if there may be one. */
export async function readInboxPage(
  tables: Pick<Tables, "messages">,
  { userPoolId, addressPart = "", before: first, limit }: InboxPageFilter,
): Promise<{ readonly messages: readonly Message[]; readonly older: string | undefined }> {
  const found: Message[] = [];
  const wanted = addressPart.toLowerCase();
  for (let before = first; ; ) {
    // One more than the page holds tells whether there is another.
    const some = await tables.messages.newest({ userPoolId, before, limit: addressPart === "" ? limit + 1 : batch });
    for (const message of some) {
      if (message.userPoolId === unsentPool || !message.to.toLowerCase().includes(wanted)) continue;
      if (found.length === limit) return { messages: found, older: found.at(-1)?.id };
      found.push(message);
    }
    if (some.length <= (addressPart === "" ? limit : batch - 1)) return { messages: found, older: undefined };
    before = some.at(-1)?.id;
  }
}

/** One message; undefined when nobody was meant to see it, or it is gone. */
export async function readInboxMessage(tables: Pick<Tables, "messages">, id: string): Promise<Message | undefined> {
  const message = await tables.messages.get(id);
  return message?.userPoolId === unsentPool ? undefined : message;
}
