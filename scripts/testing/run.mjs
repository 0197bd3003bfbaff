// Runs compiled test files with node's own runner, as many at a time as there are cores to give, and counts each test.
// Files named *.alone.test.ts measure time and therefore run after all others, one by one.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { root } from "../install.mjs";

const minutes = 60_000;

/** Runs the files; adds to `tally` what passed, failed and was skipped. */
export async function runTestFiles(files, variables, tally) {
  const alone = files.filter((file) => file.endsWith(".alone.test.ts"));
  // The long ones (other people's programs, faults) first, so that the cores are busy to the end.
  const together = files.filter((file) => !alone.includes(file)).sort((a, b) => weight(b) - weight(a));
  const own = process.env;
  process.env = variables;
  try {
    await runGroup(together, Math.max(2, Math.min(4, availableParallelism())), tally);
    await runGroup(alone, 1, tally);
  } finally {
    process.env = own;
  }
}

function weight(file) {
  if (file.startsWith("test/faults/")) return 3;
  if (file.startsWith("test/interop/")) return 2;
  return file.startsWith("test/") || file.includes("conformance") ? 1 : 0;
}

function runGroup(files, concurrency, tally) {
  if (files.length === 0) return undefined;
  const compiled = files.map((file) => join(root, "build", `${file.slice(0, -3)}.js`));
  // For what hangs: no file takes a third of this where the machine has nothing else to do.
  const stream = run({ files: compiled, concurrency, timeout: 10 * minutes });
  const complaints = new Map();
  stream.on("test:pass", (data) => count(data, tally, complaints));
  stream.on("test:fail", (data) => count(data, tally, complaints));
  stream.on("test:stderr", ({ file, message }) => {
    complaints.set(file, ((complaints.get(file) ?? "") + message).slice(-4000));
    process.stderr.write(message);
  });
  stream.on("test:stdout", ({ message }) => process.stdout.write(message));
  stream.resume();
  return new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
}

function count(data, tally, complaints) {
  const { name, details, skip, todo } = data;
  const file = sourceOf(data.file ?? name);
  const failed = details.error !== undefined;
  if (details.type === "suite") {
    // A suite fails with its tests, which count themselves; only a failure of its own is one more.
    if (failed && details.error.failureType !== "subtestsFailed") fail();
    return;
  }
  // A parent test fails with its children; they are counted.
  if (failed && details.error.failureType === "subtestsFailed") return;
  if (skip !== undefined && skip !== false) {
    if (typeof skip === "string" && skip.trim() !== "") tally.skipped.push({ name, file, reason: skip });
    else fail("The test was skipped without a reason.");
    return;
  }
  if (todo !== undefined && todo !== false) return fail("A test must not be marked as still to do.");
  if (failed) return fail();
  // The runner reports a file that reported nothing as one test by the file's name.
  if (data.nesting === 0 && name.startsWith(join(root, "build"))) {
    return fail("The file holds no test, or its process ended before any of them.");
  }
  tally.passed++;

  function fail(text) {
    const cause = details.error?.cause ?? details.error;
    // A file that broke as a whole has only its error stream to tell why.
    const message = [text ?? cause?.stack ?? String(cause), complaints.get(name) ?? ""].join("\n").trim();
    tally.failed.push({ name, file, message });
    process.stdout.write(`✖ ${file}: ${name}\n`);
  }
}

function sourceOf(file) {
  const path = file.startsWith(join(root, "build")) ? file.slice(join(root, "build").length + 1) : file;
  return path.replace(root, "").replace(/\.js$/, ".ts");
}
