/**
 * Just enough of CloudWatch Logs: reading what import jobs of user pools have logged, under the names that Cognito gives
 * it there: one group for a pool, one stream for a job. Nothing can be written, and nothing else is logged here.
 */
import type { Store, Tables } from "../../../ports/store.js";
import {
  type Companion,
  type CompanionAction,
  type CompanionCaller,
  CompanionException,
} from "../../protocols/companion.js";
import { jsonSurface } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { type Members, membersOf } from "../members.js";
import { type PageTokens, pageTokensOf, resume } from "../page-tokens.js";

type LogStore = Pick<Store, "userPools" | "userImportJobs" | "userImportLog">;
type Pool = NonNullable<Awaited<ReturnType<Tables["userPools"]["get"]>>>;
type Job = NonNullable<Awaited<ReturnType<Tables["userImportJobs"]["get"]>>>;

const groupForm = /^\/aws\/cognito\/userpools\/([\w-]{1,55})\/(.{1,128})$/;
const streamForm = /^(import-[0-9a-zA-Z-]{1,48})\/(.{1,128})$/s;
const nameRule = { min: 1, max: 512 } as const;
/** An entry of a log holds up to so many lines, and an answer up to 10,000 of them. */
const linesOfEntry = 50;
const entriesAtOnce = 200;

const badToken = new CompanionException("InvalidParameterException", "The specified nextToken is invalid.");
const absent = (what: "group" | "stream") =>
  new CompanionException("ResourceNotFoundException", `The specified log ${what} does not exist.`);

function groupName({ id, name }: Pool): string {
  return `/aws/cognito/userpools/${id}/${name}`;
}

/** The service. */
export function createLogs(needs: CompanionNeeds & { readonly store: LogStore }): MountedCompanion {
  const { store, keyring } = needs;
  const tokens = pageTokensOf(keyring, "logs");
  const companion: Companion = {
    service: "logs",
    actions: {
      DescribeLogGroups: describeLogGroups(store, tokens),
      DescribeLogStreams: describeLogStreams(store, tokens),
      GetLogEvents: getLogEvents(store, tokens),
    },
  };
  return { companion, surface: jsonSurface(needs, companion, "Logs_20140328") };
}

/** A pool has a group once it has a job. */
function describeLogGroups(store: LogStore, tokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const prefix = members.text("logGroupNamePrefix", nameRule) ?? "";
    const limit = members.number("limit", 1, 50) ?? 50;
    const after = resume(tokens, caller, prefix, members.text("nextToken"), badToken);
    const { items, next } = await store.userPools.page(caller.accountId, caller.region, { after, limit });
    const logGroups: object[] = [];
    for (const pool of items) {
      const logGroupName = groupName(pool);
      if (!logGroupName.startsWith(prefix) || (await store.userImportJobs.count(pool.id)) === 0) continue;
      logGroups.push({ logGroupName, creationTime: pool.createdAt, arn: arnOf(caller, logGroupName) });
    }
    const nextToken = tokens.seal(caller, prefix, next);
    return { logGroups, ...(nextToken === undefined ? {} : { nextToken }) };
  };
}

/** The newest job first, whatever order is asked for. */
function describeLogStreams(store: LogStore, tokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const pool = await groupOf(store, caller, members);
    const prefix = members.text("logStreamNamePrefix", nameRule) ?? "";
    const limit = members.number("limit", 1, 50) ?? 50;
    const listing = `${pool.id} ${prefix}`;
    const after = resume(tokens, caller, listing, members.text("nextToken"), badToken);
    const { items, next } = await store.userImportJobs.page(pool.id, { after, limit });
    const logStreams = items
      .filter((job) => streamName(job).startsWith(prefix))
      .map((job) => ({
        logStreamName: streamName(job),
        creationTime: job.createdAt,
        arn: `${arnOf(caller, groupName(pool))}:log-stream:${streamName(job)}`,
      }));
    const nextToken = tokens.seal(caller, listing, next);
    return { logStreams, ...(nextToken === undefined ? {} : { nextToken }) };
  };
}

/** From the head on, whether or not that is asked for; at the end of a stream a token leads to itself. */
function getLogEvents(store: LogStore, tokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const pool = await groupOf(store, caller, members);
    const job = await streamOf(store, pool, members);
    const most = members.number("limit", 1, 10_000) ?? 10_000;
    const token = members.text("nextToken");
    const place = resume(tokens, caller, job.id, token?.slice(2), badToken) ?? "";
    const entries = Math.min(Math.ceil(most / linesOfEntry), entriesAtOnce);
    const { items } = await store.userImportLog.page(pool.id, job.id, {
      after: place === "" ? undefined : place,
      limit: entries,
    });
    const last = items.at(-1);
    const tokenOf = (direction: "f" | "b", to: string) => `${direction}/${tokens.seal(caller, job.id, to)}`;
    return {
      events: items.flatMap(({ at, lines }) => lines.map((message) => ({ timestamp: at, message, ingestionTime: at }))),
      nextForwardToken: last === undefined ? (token ?? tokenOf("f", place)) : tokenOf("f", String(last.entry)),
      nextBackwardToken: tokenOf("b", place),
    };
  };
}

async function groupOf(store: LogStore, { accountId, region }: CompanionCaller, members: Members): Promise<Pool> {
  const name = members.requiredText("logGroupName", nameRule);
  const poolId = groupForm.exec(name)?.[1];
  const pool = poolId === undefined ? undefined : await store.userPools.get(poolId);
  if (pool === undefined || pool.accountId !== accountId || pool.region !== region || groupName(pool) !== name) {
    throw absent("group");
  }
  return pool;
}

async function streamOf(store: LogStore, pool: Pool, members: Members): Promise<Job> {
  const name = members.requiredText("logStreamName", nameRule);
  const jobId = streamForm.exec(name)?.[1];
  const job = jobId === undefined ? undefined : await store.userImportJobs.get(pool.id, jobId);
  if (job === undefined || streamName(job) !== name) throw absent("stream");
  return job;
}

function streamName({ id, name }: Job): string {
  return `${id}/${name}`;
}

function arnOf({ accountId, region }: CompanionCaller, logGroupName: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
}
