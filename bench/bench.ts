/**
 * `npm run bench`: real server processes on loopback, measured in units of R, one RSA-2048 signature on this machine in the
 * same run. Owns the order of the run and the goals; `README.md` beside tells the method. It measures and judges nothing
 * but figures, so it ends with exit code 0 whatever they are.
 *
 * `--quick` runs everything once with few samples and small pools: a test that every line can still be measured.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiOf } from "./api.js";
import { cognitoLocalVersion, startCognitoLocal } from "./cognito-local.js";
import { type Batch, type Cost, compare, repeat } from "./load.js";
import { type Measured, type OperationKey, operations, type Target } from "./operations.js";
import type { Population } from "./population.js";
import { type RunningServer, repository, startServer } from "./running-server.js";
import { bounded, figure, print, type Row } from "./table.js";
import { measureTriggers, writeTriggers } from "./triggers.js";
import { hasFastSignatures, measureOwnLimit, plainSignatures } from "./unit.js";

const quick = process.argv.includes("--quick");
const callers = 8;
const plan = quick
  ? { small: 200, large: 2_000, samples: 20, warmUp: 20, rounds: 1, starts: 1, settleMs: 500 }
  : { small: 1_000, large: 100_000, samples: 200, warmUp: 2_500, rounds: 5, starts: 9, settleMs: 4_000 };

/** How the operations are called in the table, in the order in which they are measured. */
const names: Readonly<Record<OperationKey, string>> = {
  srp: "SRP sign-in",
  password: "password sign-in",
  refresh: "refresh",
  adminGetUser: "AdminGetUser",
  listUsersByEmail: "ListUsers by e-mail",
  listUsersPage: "ListUsers, a page of 60",
  adminCreateUser: "AdminCreateUser",
  signUp: "SignUp",
};

/** What must not cost more in a large pool. */
const grows: ReadonlySet<OperationKey> = new Set(["password", "adminGetUser", "listUsersByEmail"]);

const rows: Row[] = [];
const folder = mkdtempSync(join(tmpdir(), "poolhouse-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const log = join(folder, "servers.log");
const say = (text: string) => void process.stderr.write(`${text}\n`);
const megabytes = (bytes: number) => bytes / 1e6;

/** Where signatures can be made faster than the unit of the goals knows, they are not, and are told beside. */
const fastSignatures = hasFastSignatures();
if (fastSignatures && process.env["OPENSSL_ia32cap"] === undefined) restartPlainly();

build();
const limit = await measureOwnLimit(quick ? 10 : 150);
await measureStart();
await measureIdle();
const small = seeded("small", plan.small);
const large = seeded("large", plan.large);
await measureOperations();
await measureWarmTriggers();
process.stdout.write(
  `\nOne row in turn with the others; R = one RSA-2048 signature in the same run.\n\n${print(rows)}\n`,
);
process.exit(0);

/** The unit of the goals is a signature without AVX-512's multiplications, and OpenSSL decides at start whether it uses them. */
function restartPlainly(): never {
  const again = [...process.execArgv, ...process.argv.slice(1)];
  const env = { ...process.env, ...plainSignatures };
  const { status } = spawnSync(process.execPath, again, { env, stdio: "inherit" });
  process.exit(status ?? 1);
}

function build(): void {
  say("Building …");
  const built = spawnSync(process.execPath, [join(repository, "scripts", "build.mjs")], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The build failed.\n${built.stdout}${built.stderr}`);
}

function serve(
  data: string,
  options: {
    unobserved?: boolean;
    env?: Readonly<Record<string, string | undefined>>;
    words?: readonly string[];
  } = {},
): Promise<RunningServer> {
  const { words = [], ...rest } = options;
  const program = join(repository, "dist", "main.js");
  return startServer({
    command: (port) => [program, "serve", "--port", String(port), "--data", data, ...words],
    cwd: folder,
    probePath: "/health/live",
    log,
    ...rest,
  });
}

/** Starts, taken in turns: ours on a folder that exists and on a fresh one, and the least that Node can do. */
async function measureStart(): Promise<void> {
  say("First answers …");
  const bare: number[] = [];
  const known: number[] = [];
  const fresh: number[] = [];
  const data = join(folder, "start");
  await (await serve(data)).stop();
  const script = fileURLToPath(new URL("bare-server.mjs", import.meta.url));
  for (let round = 0; round < plan.starts; round++) {
    for (const [times, start] of [
      [bare, () => startServer({ command: (port) => [script, String(port)], cwd: folder, log, unobserved: true })],
      [known, () => serve(data, { unobserved: true })],
      [fresh, () => serve(join(folder, `fresh-${round}`), { unobserved: true })],
    ] as const) {
      const server = await start();
      times.push(server.firstAnswerMs);
      await server.stop();
    }
  }
  // Whatever else the machine does only adds: the quickest start of each is the one that says something.
  const least = (times: readonly number[]) => Math.min(...times);
  const ratio = (times: readonly number[]) => least(times) / least(bare);
  const beside = `bare node:http ${figure(least(bare))} ms; the quickest of ${plan.starts}`;
  const again = `${figure(least(known))} ms; ${beside}`;
  rows.push(bounded("first answer, bare node:http = 1", ratio(known), { atMost: 2 }, "×", again));
  rows.push({
    what: "first answer on an empty folder",
    measured: `${figure(ratio(fresh))} ×`,
    note: `${figure(least(fresh))} ms`,
  });
}

async function measureIdle(): Promise<void> {
  const server = await serve(join(folder, "idle"));
  // Worker threads and spare keys are made after the first answer.
  await new Promise((resolve) => setTimeout(resolve, plan.settleMs));
  const { rssBytes } = await server.ask("usage");
  rows.push(bounded("resident memory, idle", megabytes(rssBytes), { atMost: 90 }, "MB"));
  await server.stop();
}

function seeded(name: string, users: number): { readonly data: string; readonly population: Population } {
  say(`Seeding ${users} users …`);
  const data = join(folder, name);
  const script = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "seed.ts" : "seed.js", import.meta.url));
  const loader = script.endsWith(".ts") ? ["--import", "tsx"] : [];
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...loader, script, data, String(users)], {
    cwd: repository,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Seeding failed.\n${stderr}`);
  say(`  ${figure((performance.now() - startedAt) / 1000)} s`);
  return { data, population: JSON.parse(stdout) as Population };
}

/** A server with its pool, and the operations begun on it. */
interface Contender {
  readonly server: RunningServer;
  readonly target: Target;
}

async function contender(server: RunningServer, population: Population): Promise<Contender> {
  return { server, target: { api: apiOf(server.port, callers), population } };
}

async function measureOperations(): Promise<void> {
  const ours = await contender(await serve(small.data), small.population);
  const crowded = await contender(await serve(large.data), large.population);
  const version = cognitoLocalVersion();
  const begun = version === undefined ? undefined : await startCognitoLocal(join(folder, "other"), plan.small, log, {});
  const other = begun && (await contender(begun.server, begun.population));

  const unchanged = { OPENSSL_ia32cap: undefined };
  const unchangedData = fastSignatures ? seeded("unchanged", plan.small) : undefined;
  const fast =
    unchangedData && (await contender(await serve(unchangedData.data, { env: unchanged }), unchangedData.population));

  const signIns = { srp: 6, password: 3.8, refresh: 2.7 } as const;
  const least = { password: 10, adminGetUser: 8 } as Partial<Record<OperationKey, number>>;
  for (const [key, name] of Object.entries(names) as [OperationKey, string][]) {
    say(`${name} …`);
    const asked: Partial<Record<"ours" | "crowded" | "other" | "fast", Contender>> = {
      ours,
      ...(fast !== undefined && key in signIns ? { fast } : {}),
      ...(grows.has(key) ? { crowded } : {}),
      ...(other !== undefined && key !== "srp" ? { other } : {}),
    };
    const costs = await measure(key, asked);
    const cost = costs.ours!;
    const speed = `${figure(cost.perSecond)}/s with ${callers} callers, p50 ${figure(cost.p50)} ms, p99 ${figure(cost.p99)} ms`;
    if (key === "srp" || key === "password" || key === "refresh") {
      const own = `${figure(cost.r / limit[key])} × the ${figure(limit[key])} R of its cryptography`;
      rows.push(bounded(`${name}, server CPU`, cost.r, { atMost: signIns[key] }, "R", `${own}; ${speed}`));
      if (costs.fast !== undefined) {
        const what = `${name}, with this processor's fast signatures`;
        rows.push({ what, measured: `${figure(costs.fast.r)} R`, note: `${figure(costs.fast.perSecond)}/s` });
      }
    } else {
      rows.push({ what: `${name}, server CPU`, measured: `${figure(cost.r)} R`, note: speed });
    }
    if (costs.crowded !== undefined) {
      const what = `${name}, ${plan.large} users : ${plan.small}`;
      rows.push(bounded(what, costs.crowded.r / cost.r, { atMost: 1.5 }, "×"));
    }
    if (costs.other !== undefined) {
      const what = `${name}, rate against cognito-local ${version}`;
      const ratio = cost.perSecond / costs.other.perSecond;
      const note = `its CPU ${figure(costs.other.r)} R, ${figure(costs.other.perSecond)}/s`;
      rows.push(
        least[key] === undefined
          ? { what, measured: `${figure(ratio)} ×`, note }
          : bounded(what, ratio, { atLeast: least[key] }, "×", note),
      );
    } else if (key === "srp") {
      rows.push({ what: `${name} against cognito-local`, measured: "–", note: "it does not have this flow" });
    } else if (version === undefined) {
      rows.push({ what: `${name} against cognito-local`, measured: "–", note: "not installed: npm test installs it" });
    }
    if (key === "srp") await measureDelay(ours);
  }
  const { rssBytes } = await crowded.server.ask("usage");
  rows.push({
    what: `resident memory, ${plan.large} users, after all this`,
    measured: `${figure(megabytes(rssBytes))} MB`,
  });
  for (const one of [ours, crowded, ...(other ? [other] : []), ...(fast ? [fast] : [])]) {
    one.target.api.close();
    await one.server.stop();
  }
  await measureCrowdedMemory();
  rows.push({
    what: "this machine's own limit",
    measured: `${figure(limit.exponentiation)} R`,
    note: `an exponentiation; SRP ${figure(limit.srp)} R, password ${figure(limit.password)} R, refresh ${figure(limit.refresh)} R; ${availableParallelism()} cores`,
  });
}

async function measure<K extends string>(
  key: OperationKey,
  contenders: Readonly<Partial<Record<K, Contender>>>,
): Promise<Partial<Record<K, Cost>>> {
  const begun: Measured[] = [];
  const batches: Record<string, Batch> = {};
  for (const [name, one] of Object.entries(contenders) as [K, Contender][]) {
    const measured = await operations[key](one.target);
    begun.push(measured);
    // The other server is slow at some of these; its figure needs no more than a second of it.
    const isOther = name === "other";
    const times = isOther ? Math.ceil(plan.samples / 4) : plan.samples;
    const warmUp = isOther ? times : Math.ceil(plan.warmUp / (key === "srp" ? 1 : 2));
    batches[name] = { server: one.server, measured, times, warmUp, callers };
  }
  const costs = await compare(batches, plan.rounds);
  for (const measured of begun) await measured.close?.();
  return costs as Partial<Record<K, Cost>>;
}

async function measureDelay({ server, target }: Contender): Promise<void> {
  const measured = await operations.srp(target);
  await server.ask("watchDelay");
  await repeat(measured, 0, plan.samples * 3, callers);
  const { p50, p99, max } = await server.ask("delay");
  await measured.close?.();
  const note = `p50 ${figure(p50)} ms, longest ${figure(max)} ms`;
  rows.push(bounded(`event-loop delay p99 under ${callers} SRP callers`, p99, { atMost: 20 }, "ms", note));
}

async function measureWarmTriggers(): Promise<void> {
  say("Warm triggers …");
  const server = await serve(join(folder, "triggers"), { words: ["--config", writeTriggers(folder)] });
  rows.push(...(await measureTriggers(server, { ...plan, warmUp: plan.samples })));
  await server.stop();
}

async function measureCrowdedMemory(): Promise<void> {
  const one = await contender(await serve(large.data), large.population);
  const measured = await operations.adminGetUser(one.target);
  await repeat(measured, 0, plan.samples, callers);
  await new Promise((resolve) => setTimeout(resolve, plan.settleMs));
  const { rssBytes } = await one.server.ask("usage");
  rows.push(bounded(`resident memory, ${plan.large} users`, megabytes(rssBytes), { atMost: 140 }, "MB"));
  one.target.api.close();
  await one.server.stop();
}
