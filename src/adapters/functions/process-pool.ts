/**
 * The processes of all functions: a few of each, kept warm between calls, one event at a time in each, ended when nobody
 * needed them for some minutes or when code or settings changed. It owns who gets which process; not what happens in it.
 */
import type { Clock } from "../../ports/clock.js";
import {
  type FunctionProcess,
  type Job,
  type JobIds,
  type JobResult,
  type Launch,
  startProcess,
} from "./function-process.js";

/** A function as the pool sees it. */
export interface PooledFunction {
  readonly key: string;
  /** Differs when the processes started so far are of no more use. */
  readonly stamp: string;
  /** How many events it may have at once; there are never more processes than a few. */
  readonly most?: number | undefined;
  /** Prepares a process; may take time. A rejection is told to the caller. */
  launch(): Promise<Launch>;
  line(at: JobIds, line: string): void;
}

/** As a job's result; `throttled` when no process became free in time. */
export type PoolResult = JobResult | { readonly kind: "throttled" };

export interface ProcessPool {
  run(of: PooledFunction, job: Job): Promise<PoolResult>;
  /** Ends every process, whatever it does. */
  close(): void;
}

interface Member {
  readonly process: Promise<FunctionProcess>;
  live?: FunctionProcess;
  isFree: boolean;
  idle?: NodeJS.Timeout;
}

interface Group {
  readonly of: PooledFunction;
  readonly members: Set<Member>;
  readonly waiting: ((member: Member | undefined) => void)[];
  isRetired: boolean;
}

const idleMs = 5 * 60_000;
const mostOfOne = 4;
const mostOfAll = 32;
const mostAttempts = 4;

/** An empty pool. */
export function createProcessPool({ clock }: { readonly clock: Clock }): ProcessPool {
  const groups = new Map<string, Group>();
  const members = new Set<Member>();
  let isClosed = false;

  function groupOf(of: PooledFunction): Group {
    const found = groups.get(of.key);
    if (found?.of.stamp === of.stamp && found.of.most === of.most) return found;
    if (found !== undefined) retire(found);
    const group: Group = { of, members: new Set(), waiting: [], isRetired: false };
    groups.set(of.key, group);
    return group;
  }

  /** Those at work finish it; the others end. */
  function retire(group: Group): void {
    group.isRetired = true;
    for (const member of [...group.members]) if (member.isFree) drop(group, member);
  }

  function drop(group: Group, member: Member): void {
    clearTimeout(member.idle);
    members.delete(member);
    group.members.delete(member);
    member.isFree = false;
    member.live?.end();
  }

  function add(group: Group): Member {
    const member: Member = {
      isFree: false,
      process: group.of.launch().then((launch) =>
        startProcess(launch, {
          clock,
          line: (at, line) => group.of.line(at, line),
          ended: () => drop(group, member),
        }),
      ),
    };
    members.add(member);
    group.members.add(member);
    member.process.then(
      (live) => {
        member.live = live;
        if (isClosed || !members.has(member)) live.end();
      },
      () => drop(group, member),
    );
    return member;
  }

  /** Some function's process that does nothing, if there is one. */
  function makeRoom(): boolean {
    for (const group of groups.values()) {
      for (const member of group.members) {
        if (!member.isFree) continue;
        drop(group, member);
        return true;
      }
    }
    return false;
  }

  async function claim(group: Group, patienceMs: number): Promise<Member | undefined> {
    for (const member of group.members) {
      if (!member.isFree || member.live?.hasEnded === true) continue;
      clearTimeout(member.idle);
      member.isFree = false;
      return member;
    }
    const most = Math.min(group.of.most ?? mostOfOne, mostOfOne);
    if (most === 0) return undefined;
    if (group.members.size < most && (members.size < mostOfAll || makeRoom())) return add(group);
    return new Promise((resolve) => {
      const timer = Number.isFinite(patienceMs)
        ? setTimeout(() => {
            group.waiting.splice(group.waiting.indexOf(take), 1);
            resolve(undefined);
          }, patienceMs)
        : undefined;
      const take = (member: Member | undefined): void => {
        clearTimeout(timer);
        resolve(member);
      };
      group.waiting.push(take);
    });
  }

  function release(group: Group, member: Member): void {
    if (isClosed || !members.has(member)) {
      // Its process is gone; whoever waited for it may have a new one.
      const next = isClosed ? undefined : group.waiting.shift();
      if (next !== undefined) next(add(group));
      return;
    }
    const next = group.waiting.shift();
    if (next !== undefined) next(member);
    else if (group.isRetired) drop(group, member);
    else {
      member.isFree = true;
      member.idle = setTimeout(() => drop(group, member), idleMs);
      member.idle.unref();
    }
  }

  async function runIn(group: Group, member: Member, job: Job): Promise<PoolResult> {
    const before = clock.monotonic();
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<undefined>((resolve) => {
      if (Number.isFinite(job.patienceMs)) timer = setTimeout(() => resolve(undefined), job.patienceMs);
    });
    let live: FunctionProcess | undefined;
    try {
      live = await Promise.race([member.process, impatience]);
    } catch (error) {
      release(group, member);
      return { kind: "unusable", detail: (error as Error).message };
    } finally {
      clearTimeout(timer);
    }
    if (live === undefined) {
      // It is still being prepared, and will be warm for the next call.
      member.process.then(
        () => release(group, member),
        () => release(group, member),
      );
      return { kind: "ran-out" };
    }
    const result = await live.run({ ...job, patienceMs: job.patienceMs - (clock.monotonic() - before) });
    release(group, member);
    return result;
  }

  return {
    async run(of, job) {
      if (isClosed) return { kind: "unusable", detail: "The server is being stopped." };
      const before = clock.monotonic();
      const left = (): number => Math.max(1, job.patienceMs - (clock.monotonic() - before));
      // A warm process may have ended unnoticed; so may the one after it.
      for (let attempt = 1; ; attempt++) {
        const group = groupOf(of);
        const member = await claim(group, left());
        if (member === undefined) return { kind: "throttled" };
        const result = await runIn(group, member, { ...job, patienceMs: left() });
        if (result.kind !== "not-begun" || isClosed || attempt === mostAttempts) return result;
      }
    },
    close() {
      isClosed = true;
      for (const group of groups.values()) {
        for (const member of [...group.members]) drop(group, member);
        for (const next of group.waiting.splice(0)) next(undefined);
      }
    },
  };
}
