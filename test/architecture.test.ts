/** The house keeps its shape: every source file follows the rules, and the rules themselves find what they should. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parts } from "./architecture/import-table.js";
import { violations } from "./architecture/rules.js";
import { type SourceFile, sourceFile } from "./architecture/source-file.js";

// Tests run from the root of the repository, also when compiled elsewhere.
function program(folder = "src"): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return program(path);
    return path.endsWith(".ts") && !path.endsWith(".test.ts") ? [sourceFile(path, readFileSync(path, "utf8"))] : [];
  });
}

test("every file of the program follows the rules of the house", () => {
  const files = program();
  assert.ok(files.length > 100, "the program was not found");
  const found = violations(files).map(({ path, sentence, found }) => `${path}: ${sentence} Found: ${found}`);
  assert.equal(found.length, 0, `\n${found.join("\n")}`);
});

/** A made-up file with a header, and the sentence that must be said about it. */
const cases: [string, string, string, RegExp][] = [
  [
    "a domain rule that imports a service",
    "src/domain/x.ts",
    'import { a } from "../services/codes.js";',
    /^Domain rules import only/,
  ],
  [
    "a domain rule that imports model data",
    "src/domain/x.ts",
    'import { shapes } from "../model/generated/shapes.js";',
    /^Domain rules/,
  ],
  ["a port that imports a rule", "src/ports/x.ts", 'import { srp } from "../domain/srp.js";', /^Ports are interfaces/],
  [
    "the model importing anything",
    "src/model/x.ts",
    'import type { A } from "../domain/user.js";',
    /^The model is data/,
  ],
  [
    "a service that imports an adapter",
    "src/services/x.ts",
    'import { a } from "../adapters/crypto/random.js";',
    /^Services import/,
  ],
  [
    "a service that imports a port's value",
    "src/services/x.ts",
    'import { store } from "../ports/store.js";',
    /^Services import/,
  ],
  [
    "an operation that imports another",
    "src/operations/users/x.ts",
    'import { a } from "./y.js";',
    /^An operation imports/,
  ],
  [
    "a dynamic import across the table",
    "src/operations/users/x.ts",
    'await import("../../surfaces/gateway.js");',
    /^An operation/,
  ],
  [
    "an import over several lines",
    "src/domain/x.ts",
    'import {\n  a,\n  b,\n} from "../services/codes.js";',
    /^Domain rules/,
  ],
  ["a re-export across the table", "src/domain/x.ts", 'export * from "../services/codes.js";', /^Domain rules/],
  [
    "a surface that reaches into another",
    "src/surfaces/oauth/x.ts",
    'import { a } from "../login/page.js";',
    /^The surface oauth/,
  ],
  [
    "the API that goes past the registry",
    "src/surfaces/cognito-idp/x.ts",
    'import { a } from "../../services/codes.js";',
    /cognito-idp/,
  ],
  [
    "the gateway that reaches inside a surface",
    "src/surfaces/gateway/x.ts",
    'import { a } from "../oauth/token.js";',
    /^The gateway/,
  ],
  [
    "a command that imports the store",
    "src/cli/x.ts",
    'import { a } from "../adapters/storage/dialect.js";',
    /^Commands import/,
  ],
  [
    "an adapter that imports another",
    "src/adapters/time/x.ts",
    'import { a } from "../crypto/random.js";',
    /^An adapter imports/,
  ],
  ["a file that belongs nowhere", "src/stray/x.ts", "", /^Every file belongs/],
  ["SQL in a service", "src/services/x.ts", 'const q = "SELECT id FROM users";', /^SQL stands only/],
  ["the environment in a service", "src/services/x.ts", "const a = process.env.HOME;", /^Only config\.ts/],
  ["the machine's time in an operation", "src/operations/users/x.ts", "const a = Date.now();", /^Time comes from/],
  ["a date of now in a rule", "src/domain/x.ts", "const a = new Date();", /^Time comes from/],
  ["chance in a rule", "src/domain/x.ts", "const a = Math.random();", /^Randomness comes/],
  ["random bytes in a service", "src/services/x.ts", 'import { randomBytes } from "node:crypto";', /^Randomness comes/],
  ["HTTP in a service", "src/services/x.ts", 'import { request } from "node:http";', /^HTTP is spoken/],
  ["a file of helpers", "src/domain/date-utils.ts", "", /^No utils/],
  ["a name in camelCase", "src/domain/dateOfBirth.ts", "", /^Files are named/],
  ["work left for later", "src/domain/x.ts", "// TODO: the rest", /^Nothing is left/],
  ["an expression that can explode", "src/domain/x.ts", "const a = /^(a+)+$/;", /^T-38/],
];
for (const [what, path, code, sentence] of cases) {
  test(`the rules notice ${what}`, () => {
    const found = violations([sourceFile(path, `/** Owns x. */\n${code}\n`)]);
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.match(found[0]?.sentence ?? "", sentence);
  });
}

test("the rules notice a file without header", () => {
  const [only, ...rest] = violations([sourceFile("src/domain/x.ts", "export const a = 1;\n")]);
  assert.match(only?.sentence ?? "", /header comment/);
  assert.equal(rest.length, 0);
});

test("the rules notice a package that two modules import", () => {
  const text = '/** Owns x. */\nimport { SignJWT } from "jose";\n';
  const found = violations([sourceFile("src/services/x.ts", text), sourceFile("src/adapters/crypto/y.ts", text)]);
  assert.equal(found.length, 1);
  assert.match(found[0]?.found ?? "", /jose is imported by src\/adapters\/crypto\/y\.ts, src\/services\/x\.ts/);
});

const lawful: [string, string, string][] = [
  [
    "types across the table",
    "src/ports/x.ts",
    'import type { User } from "../domain/user.js";\nimport { type A } from "../model/shape.js";',
  ],
  [
    "what is only spoken of",
    "src/domain/x.ts",
    "/* Never Date.now() here,\n import { a } from '../services/x.js' */ const url = 'https://a//b'; // process.env",
  ],
  ["exceptions in a rule", "src/domain/x.ts", 'import { InvalidParameterException } from "../model/exceptions.js";'],
  ["a moment that is given", "src/domain/x.ts", "const a = new Date(seconds * 1000);"],
  ["an adapter's own folder", "src/adapters/crypto/deep/x.ts", 'import { a } from "../random.js";'],
  ["a surface's entry point in the gateway", "src/surfaces/gateway/x.ts", 'import { a } from "../health/health.js";'],
];
for (const [what, path, code] of lawful) {
  test(`the rules allow ${what}`, () => {
    assert.deepEqual(violations([sourceFile(path, `/** Owns x. */\n${code}\n`)]), []);
  });
}

test("the rules allow a service to tell a port's error by its class", () => {
  const port = sourceFile(
    "src/ports/store.ts",
    "/** Port. */\nexport class Stale extends Error {}\nexport const store = 1;\n",
  );
  const service = sourceFile(
    "src/services/x.ts",
    '/** Owns x. */\nimport { Stale, type Store } from "../ports/store.js";\n',
  );
  assert.deepEqual(violations([port, service]), []);
});

test("each part of the house says its rule in a sentence", () => {
  for (const { name, sentence } of parts) assert.match(sentence, /^[A-Za-z].*\.$/, name);
});
