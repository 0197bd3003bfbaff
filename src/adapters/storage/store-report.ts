/**
 * Owns reading everything in a store: every row is parsed, every sealed value opened under the master key. What does
 * not open or parse becomes a sentence; nothing is changed.
 */
import type { CodeKey } from "../../domain/code.js";
import type { Page, PageRequest, Tables } from "../../ports/store.js";
import type { Connection } from "./connection.js";
import { read } from "./statement.js";

/** What is in a store, or in a backup. */
export interface StoreReport {
  /** One line for a person. */
  readonly summary: string;
  /** Sentences; empty when everything is as it should be. */
  readonly problems: readonly string[];
}

const PAGE = 500;
/** More sentences than this tell nobody more. */
const PROBLEMS = 50;

const allPools = read("SELECT id FROM user_pools ORDER BY id");
const allStacks = read("SELECT id FROM stacks ORDER BY id");
const allCompanions = read(
  "SELECT account_id, region, kind, name FROM companion_records ORDER BY account_id, region, kind, name",
);
const allContents = read("SELECT id FROM companion_contents ORDER BY id");
const allImportParts = read("SELECT pool_id, file_id, part FROM user_import_files ORDER BY file_id, part");
const allCodes = read("SELECT pool_id, sub, purpose, target FROM codes ORDER BY pool_id, sub, purpose, target");

/** Reads everything; `found` are problems that are known already. */
export async function reportOn(
  connection: Connection,
  tables: Tables,
  found: readonly string[] = [],
): Promise<StoreReport> {
  const problems = [...found];
  const attempt = async <T>(what: string, readIt: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await readIt();
    } catch (error) {
      if (problems.length < PROBLEMS) problems.push(`${what} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  };
  const each = async <T>(
    what: string,
    page: (request: PageRequest) => Promise<Page<T>>,
    visit: (item: T) => Promise<unknown> = async () => {},
  ): Promise<number> => {
    let after: string | undefined;
    let count = 0;
    do {
      const request: PageRequest = { after, limit: PAGE };
      const items = await attempt(what, () => page(request));
      for (const item of items?.items ?? []) await visit(item);
      count += items?.items.length ?? 0;
      after = items?.next;
    } while (after !== undefined);
    return count;
  };

  const pools = (await attempt("The list of user pools", () => connection.all<{ id: string }>(allPools))) ?? [];
  let users = 0;
  for (const { id } of pools) {
    await attempt(`User pool ${id}`, () => tables.userPools.get(id));
    await attempt(`A signing key of user pool ${id}`, () => tables.signingKeys.list(id));
    await each(
      `An app client of user pool ${id}`,
      (request) => tables.appClients.page(id, request),
      (client) => attempt(`A secret of app client ${client.id}`, () => tables.clientSecrets.list(client.id)),
    );
    await each(`A group of user pool ${id}`, (request) => tables.groups.page(id, request));
    await each(`A resource server of user pool ${id}`, (request) => tables.resourceServers.page(id, request));
    await each(`An identity provider of user pool ${id}`, (request) => tables.identityProviders.page(id, request));
    const inPool = await each(
      `A user of user pool ${id}`,
      (request) => tables.users.page(id, request),
      async (user) => {
        await attempt(`The credential of user ${user.sub}`, () => tables.credentials.get(id, user.sub));
        await each(`A device of user ${user.sub}`, (request) => tables.devices.page(id, user.sub, "all", request));
        await attempt(`The software token of user ${user.sub}`, () => tables.softwareTokens.getVerified(id, user.sub));
        await attempt(`A passkey of user ${user.sub}`, () => tables.webAuthnCredentials.listOfUser(id, user.sub));
      },
    );
    const counted = await attempt(`The count of users of ${id}`, () => tables.userPools.estimatedUsers(id));
    if (counted !== inPool) problems.push(`User pool ${id} counts ${counted} users and holds ${inPool}.`);
    users += inPool;
  }
  for (const { pool_id, sub, purpose, target } of (await attempt("The list of codes", () =>
    connection.all<{ pool_id: string; sub: string; purpose: CodeKey["purpose"]; target: string }>(allCodes),
  )) ?? []) {
    await attempt(`A code of user ${sub}`, () => tables.codes.get({ poolId: pool_id, sub, purpose, target }));
  }
  for (const { id } of (await attempt("The list of stacks", () => connection.all<{ id: string }>(allStacks))) ?? []) {
    await attempt(`Stack ${id}`, () => tables.stacks.get(id));
    await attempt(`A resource of stack ${id}`, () => tables.stackResources.list(id));
    await each(`An event of stack ${id}`, (request) => tables.stackEvents.page(id, request));
    await each(`A change set of stack ${id}`, (request) => tables.changeSets.page(id, request));
  }
  for (const { account_id, ...rest } of (await attempt("The list of companion records", () =>
    connection.all<{ account_id: string; region: string; kind: string; name: string }>(allCompanions),
  )) ?? []) {
    await attempt(`${rest.kind} ${rest.name}`, () => tables.companionRecords.get({ accountId: account_id, ...rest }));
  }
  for (const { id } of (await attempt("The list of contents", () => connection.all<{ id: string }>(allContents))) ??
    []) {
    await attempt(`Content ${id}`, () => tables.companionContents.get(id));
  }
  for (const { pool_id, file_id, part } of (await attempt("The list of files to import", () =>
    connection.all<{ pool_id: string; file_id: string; part: number }>(allImportParts),
  )) ?? []) {
    await attempt(`Part ${part} of file ${file_id}`, () => tables.userImportFiles.getPart(pool_id, file_id, part));
  }
  await each("An exported log line", (request) => tables.logEntries.page(request));
  await each("An asynchronous event", (request) => tables.functionEvents.page(request));
  await each("A message", async ({ after, limit }) => {
    const items = await tables.messages.list({ after, limit });
    return items.length < limit ? { items } : { items, next: items.at(-1)!.id };
  });
  return { summary: `${counted(pools.length, "user pool")}, ${counted(users, "user")}`, problems };
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
