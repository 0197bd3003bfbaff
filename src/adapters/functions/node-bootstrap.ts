/**
 * The program that a function's Node process runs: it loads the handler and speaks the Runtime API. It owns how handlers
 * of Node are called (promise, callback, `context`) and how their errors look. It is a text, because it runs in another
 * process and must be found beside the unpacked code wherever this program is installed; it has no blanks to fill.
 * Arguments: none for deployed code, whose handler stands in _HANDLER; else file, export, and the path of esbuild or "".
 */
export const nodeBootstrap = String.raw`"use strict";
const http = require("node:http");
const fs = require("node:fs");
const path = require("node:path");
const Module = require("node:module");
const { pathToFileURL } = require("node:url");
const { types } = require("node:util");

const { env } = process;
const { now } = Date;
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const base = "/2018-06-01/runtime";

function send(method, url, body) {
  return new Promise((resolve) => {
    const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request({ host, port, agent, method, path: base + url, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on("error", () => process.exit(1));
    });
    // Whoever started this process is gone.
    request.on("error", () => process.exit(1));
    request.end(body);
  });
}

function describe(error) {
  if (types.isNativeError(error) || (error && error.name && error.message && error.stack)) {
    return { errorType: String(error.name), errorMessage: String(error.message), trace: String(error.stack).split("\n") };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function named(errorType, error) {
  return { errorType, errorMessage: String(error), trace: describe(error).trace };
}

class StartError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function isModule(file) {
  const extension = path.extname(file);
  if (extension === ".mjs") return true;
  if (extension !== ".js") return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).type === "module";
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ENOTDIR") return false;
    }
    if (folder === path.dirname(folder)) return false;
  }
}

// NODE_PATH leads require() to more modules; imports are led there by a hook, after the function's own.
function offerModules() {
  const places = (env.NODE_PATH || "").split(path.delimiter).filter((one) => one !== "");
  if (places.length === 0) return;
  const parents = places.map((one) => pathToFileURL(path.join(path.dirname(one), "from-here.js")).href);
  const hook = [
    "const parents = " + JSON.stringify(parents) + ";",
    "export async function resolve(specifier, context, next) {",
    "  try { return await next(specifier, context); } catch (error) {",
    "    if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^([./]|[a-z]+:)/.test(specifier)) throw error;",
    "    for (const parentURL of parents) {",
    "      try { return await next(specifier, { ...context, parentURL }); } catch { continue; }",
    "    }",
    "    throw error;",
    "  }",
    "}",
  ].join("\n");
  Module.register("data:text/javascript," + encodeURIComponent(hook));
}

function compiled(file, esbuild) {
  const result = Module.createRequire(file)(esbuild).buildSync({
    entryPoints: [file], bundle: true, write: false, platform: "node", packages: "external", format: "cjs",
    target: "node" + process.versions.node, sourcemap: "inline", logLevel: "silent",
  });
  const module = new Module(file);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  module._compile(result.outputFiles[0].text, file);
  return module.exports;
}

async function loadFile(file, esbuild) {
  if (esbuild) return compiled(file, esbuild);
  if (isModule(file) || /ts$/.test(file)) {
    offerModules();
    return import(pathToFileURL(file).href);
  }
  return Module.createRequire(file)(file);
}

function deployedFile() {
  const given = env._HANDLER;
  const at = path.basename(given).match(/^([^.]*)\.(.+)$/);
  if (!at || given.includes("..")) throw new StartError("Runtime.MalformedHandlerName", "Bad handler");
  const stem = path.resolve(env.LAMBDA_TASK_ROOT, path.dirname(given), at[1]);
  for (const extension of ["", ".js", ".mjs", ".cjs"]) {
    const file = stem + extension;
    if (fs.existsSync(file) && fs.statSync(file).isFile()) return [file, at[2]];
  }
  throw new StartError("Runtime.ImportModuleError", "Error: Cannot find module '" + at[1] + "'");
}

async function load() {
  const [file, member, esbuild] = process.argv.length > 2 ? process.argv.slice(2) : deployedFile();
  let found;
  try {
    found = await loadFile(file, esbuild);
  } catch (error) {
    if (error && /^(ERR_)?MODULE_NOT_FOUND$/.test(error.code)) throw new StartError("Runtime.ImportModuleError", String(error));
    if (error instanceof SyntaxError) throw new StartError("Runtime.UserCodeSyntaxError", String(error));
    throw error;
  }
  const pick = (from) => member.split(".").reduce((value, key) => (value == null ? undefined : value[key]), from);
  const handler = pick(found) ?? pick(found.default);
  if (handler === undefined) throw new StartError("Runtime.HandlerNotFound", env._HANDLER + " is undefined or not exported");
  if (typeof handler !== "function") throw new StartError("Runtime.HandlerNotFound", env._HANDLER + " is not a function");
  return handler;
}

let whenLoopIsEmpty;
let crashed;
process.on("beforeExit", () => {
  const finish = whenLoopIsEmpty;
  whenLoopIsEmpty = undefined;
  if (finish) finish();
});
process.on("uncaughtException", (error) => crash("Uncaught Exception", describe(error)));
process.on("unhandledRejection", (reason) => crash("Unhandled Promise Rejection", named("Runtime.UnhandledPromiseRejection", reason)));

function crash(title, document) {
  console.error(title + "\t" + JSON.stringify(document));
  if (crashed) crashed(document);
  else process.exit(129);
}

function run(handler, event, headers) {
  const { promise, resolve } = deferred();
  const succeed = (value) => {
    try {
      const body = JSON.stringify(value === undefined ? null : value);
      resolve({ what: "response", body: body === undefined ? "null" : body });
    } catch (error) {
      fail(new Error("Unable to stringify response body: " + error.message));
    }
  };
  const fail = (error) => {
    const document = describe(error);
    console.error("Invoke Error\t" + JSON.stringify(document));
    resolve({ what: "error", body: JSON.stringify(document) });
  };
  crashed = (document) => resolve({ what: "error", body: JSON.stringify(document), ends: true });
  whenLoopIsEmpty = () => succeed(null);
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const callback = (error, value) => {
    const finish = () => (error === undefined || error === null ? succeed(value) : fail(error));
    if (context.callbackWaitsForEmptyEventLoop) whenLoopIsEmpty = finish;
    else finish();
  };
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    succeed,
    fail,
    done: (error, value) => (error === undefined || error === null ? succeed(value) : fail(error)),
  };
  try {
    const returned = handler(event, context, callback);
    if (returned && typeof returned.then === "function") returned.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
  return promise;
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => {
    made.resolve = resolve;
  });
  return made;
}

async function serve() {
  let handler;
  try {
    handler = await load();
  } catch (error) {
    const document = describe(error);
    console.error("Init Error\t" + JSON.stringify(document));
    await send("POST", "/init/error", JSON.stringify(document));
    process.exit(1);
  }
  for (;;) {
    const { headers, body } = await send("GET", "/invocation/next");
    const outcome = await run(handler, JSON.parse(body), headers);
    whenLoopIsEmpty = undefined;
    crashed = undefined;
    await send("POST", "/invocation/" + headers["lambda-runtime-aws-request-id"] + "/" + outcome.what, outcome.body);
    if (outcome.ends) process.exit(129);
  }
}

serve();
`;
