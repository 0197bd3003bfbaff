/** Part of the composition root: binds what the development inbox shows to the store, and to what would be sent. */
import type { Config } from "./config.js";
import { bindMailSource } from "./delivery-binding.js";
import type { Message } from "./domain/message.js";
import { mailSenderOf } from "./domain/user-pool/mail-sender.js";
import type { Store } from "./ports/store.js";
import {
  type InboxFilter,
  type InboxPageFilter,
  readInbox,
  readInboxMessage,
  readInboxPage,
} from "./services/messages/inbox.js";
import { outgoingEmail } from "./services/messages/outgoing-email.js";

/** Who mail comes from in the inbox as long as nobody is named: the address that Cognito itself sends from. */
const nobodyYet = { from: { address: "no-reply@verificationemail.com" } };

/** Most pools that the inbox offers to choose from. */
const mostPools = 500;

/** The inbox of a development server: what was written, and each mail as the configuration's mail server gets it. */
export async function bindInbox(config: Config, store: Pick<Store, "messages" | "userPools">) {
  const written = await bindMailSource(config);
  return {
    messages: (filter?: InboxFilter) => readInbox(store, filter),
    page: (filter: InboxPageFilter) => readInboxPage(store, filter),
    message: (id: string) => readInboxMessage(store, id),
    async mailSource(message: Message): Promise<string> {
      const pool = await store.userPools.get(message.userPoolId);
      const sender = message.sender ?? (pool && mailSenderOf(pool, config.mail?.from));
      return written(outgoingEmail(message, sender ?? nobodyYet));
    },
    async pools() {
      const { items } = await store.userPools.page(config.account, config.region, { limit: mostPools });
      return items.map(({ id, name }) => ({ id, name }));
    },
    poolName: async (id: string) => (await store.userPools.get(id))?.name,
  };
}
