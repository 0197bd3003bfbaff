/**
 * How a process of a function is started: which program, on which code, in which environment. It owns the environment:
 * what the function configures and what Lambda sets, nothing of this server's own (T-48).
 */
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../../ports/clock.js";
import type { DeployedFunction } from "../../ports/functions.js";
import type { Launch } from "./function-process.js";
import type { FunctionMapping, FunctionTarget } from "./function-target.js";
import type { Workplace } from "./workplace.js";

/** What launches are made over. */
export interface LaunchNeeds {
  readonly workplace: Workplace;
  readonly clock: Clock;
  /** PATH of the processes: where the machine has its programs. */
  readonly searchPath: string;
  /** Folder whose node_modules are offered, as Lambda's runtime offers its SDK. */
  readonly modules: string | undefined;
  /** The program of a Python runtime. */
  readonly python: (runtime: string) => Promise<string>;
  /** Where AWS clients inside functions find this server; undefined leaves them to their own devices. */
  readonly ownEndpoint: (() => string) | undefined;
}

/** What a function is told about itself. */
interface Identity {
  readonly name: string;
  readonly version: string;
  readonly region: string;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  readonly handler: string;
  readonly runtime: string;
  readonly taskRoot: string;
  readonly home: string;
  /** Folders of unpacked layers, the one on top first. */
  readonly layers: readonly string[];
}

/** Which program runs a runtime; undefined when none of this machine does. */
export function programOf(runtime: string): "node" | "python" | "own" | undefined {
  if (runtime.startsWith("nodejs")) return "node";
  if (runtime.startsWith("python3")) return "python";
  return runtime.startsWith("provided") ? "own" : undefined;
}

/** Starts deployed code, unpacked at its first use. */
export async function launchDeployed(of: DeployedFunction, needs: LaunchNeeds): Promise<Launch> {
  const { workplace } = needs;
  const folder = await workplace.code(of.codeSha256, () => of.code());
  const layers: string[] = [];
  // The last layer lies on top, so it is looked into first.
  for (const { sha256, content } of of.layers ?? []) layers.unshift(await workplace.code(sha256, content));
  const home = await workplace.home();
  const environment = environmentOf({ ...of, taskRoot: folder, home, layers }, of.environment, needs);
  const program = programOf(of.runtime);
  if (program === "own") {
    const command = await firstOf([folder, ...layers].map((one) => join(one, "bootstrap")));
    if (command === undefined) throw new Error("The package of a custom runtime needs a file named bootstrap.");
    return { command, words: [], folder, home, environment };
  }
  if (program === "python") {
    const words = ["-u", "-B", await needs.workplace.bootstrap("python")];
    return { command: await needs.python(of.runtime), words, folder, home, environment };
  }
  return { command: process.execPath, words: [await needs.workplace.bootstrap("node")], folder, home, environment };
}

/** Starts code or a command of the operator. */
export async function launchMapped(
  target: Exclude<FunctionTarget, { kind: "http" }>,
  mapping: FunctionMapping,
  of: { readonly name: string; readonly region: string },
  needs: LaunchNeeds,
): Promise<Launch> {
  const folder = target.kind === "local" ? dirname(target.file) : mapping.folder;
  const home = await needs.workplace.home();
  const identity: Identity = {
    ...of,
    home,
    layers: [],
    version: "$LATEST",
    memoryMegabytes: 128,
    logGroup: `/aws/lambda/${of.name}`,
    handler: target.kind === "local" ? `${target.file}#${target.member}` : of.name,
    runtime: target.kind === "local" ? target.language : "provided",
    taskRoot: folder,
  };
  const environment = environmentOf(identity, mapping.environment, needs);
  if (target.kind === "command") {
    const [command = "", ...words] = target.words;
    return { command, words, folder, home, environment };
  }
  await mustExist(target.file, `${target.file} is not there.`);
  const bootstrap = await needs.workplace.bootstrap(target.language);
  const { file, member } = target;
  if (target.language === "python") {
    const command = await needs.python("python3");
    return { command, words: ["-u", "-B", bootstrap, file, member], folder, home, environment };
  }
  const { flags, esbuild } = target.isTypeScript ? typeScriptBy(file) : { flags: [], esbuild: "" };
  return { command: process.execPath, words: [...flags, bootstrap, file, member, esbuild], folder, home, environment };
}

/**
 * How TypeScript runs: by tsx or esbuild if the handler's project has one, which know every form of import and of type;
 * else by Node itself where it can, which takes types away and no more.
 */
function typeScriptBy(file: string): { readonly flags: readonly string[]; readonly esbuild: string } {
  const project = createRequire(file);
  const find = (name: string): string | undefined => {
    try {
      return project.resolve(name);
    } catch {
      return undefined;
    }
  };
  const tsx = find("tsx");
  if (tsx !== undefined) return { flags: ["--import", pathToFileURL(tsx).href], esbuild: "" };
  const esbuild = find("esbuild");
  if (esbuild !== undefined) return { flags: [], esbuild };
  const flag = "--experimental-strip-types";
  if ((process.features as { readonly typescript?: unknown }).typescript) return { flags: [], esbuild: "" };
  if (process.allowedNodeEnvironmentFlags.has(flag)) return { flags: [flag], esbuild: "" };
  throw new Error(
    `Node ${process.version} does not run TypeScript by itself: install tsx or esbuild in the project of ${file}, or map the function to compiled JavaScript.`,
  );
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

async function mustExist(path: string, otherwise: string): Promise<void> {
  try {
    await access(path);
  } catch {
    throw new Error(otherwise);
  }
}

function environmentOf(
  of: Identity,
  configured: Readonly<Record<string, string>>,
  { clock, searchPath, ownEndpoint, modules }: LaunchNeeds,
): Readonly<Record<string, string>> {
  const { home, layers, runtime } = of;
  const node = [
    // As Lambda looks for modules: those for the major version before those for all, layers before its own.
    ...layers.flatMap((layer) => [
      join(layer, "nodejs", runtime.replace(/^nodejs(\d+)\..*$/, "node$1"), "node_modules"),
      join(layer, "nodejs", "node_modules"),
    ]),
    ...(modules === undefined ? [] : [join(modules, "node_modules")]),
  ];
  const python = layers.flatMap((layer) => [
    join(layer, "python", "lib", runtime, "site-packages"),
    join(layer, "python"),
  ]);
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    PATH: pathOf([searchPath, ...layers.map((layer) => join(layer, "bin"))]),
    ...(layers.length > 0 ? { LD_LIBRARY_PATH: pathOf(layers.map((layer) => join(layer, "lib"))) } : {}),
    HOME: home,
    TMPDIR: home,
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    ...(ownEndpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL: ownEndpoint(), AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" }),
    // As Lambda does for its own.
    ...(node.length > 0 && runtime.startsWith("node") ? { NODE_PATH: pathOf(node) } : {}),
    ...(python.length > 0 && runtime.startsWith("python") ? { PYTHONPATH: pathOf(python) } : {}),
    ...configured,
    _HANDLER: of.handler,
    LAMBDA_TASK_ROOT: of.taskRoot,
    AWS_REGION: of.region,
    AWS_DEFAULT_REGION: of.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_VERSION: of.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: of.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[${of.version}]${home.slice(home.lastIndexOf("-") + 1)}`,
  };
}

function pathOf(places: readonly string[]): string {
  return places.join(delimiter);
}
