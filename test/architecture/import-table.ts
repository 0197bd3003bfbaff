/** Who may import whom, one sentence per part of the program. The table of docs/architecture.md, as data. */

import type { ImportOf, SourceFile } from "./source-file.js";

/** A part of the program and what its files may import besides themselves. */
interface Part {
  readonly name: string;
  readonly files: RegExp;
  readonly sentence: string;
  readonly mayImport: readonly Permission[];
}

interface Permission {
  readonly target: RegExp;
  /** `types`: nothing at run time. `errors`: types, and classes of errors, which must be told apart by their class. */
  readonly as: "values" | "types" | "errors";
}

const values = (target: RegExp): Permission => ({ target, as: "values" });
const types = (target: RegExp): Permission => ({ target, as: "types" });
const errors = (target: RegExp): Permission => ({ target, as: "errors" });

const model = /^src\/model\//;
const exceptions = /^src\/model\/(generated\/)?exceptions\.ts$/;
const domain = /^src\/domain\//;
const ports = /^src\/ports\//;
const operations = /^src\/operations\//;
const services = /^src\/services\//;
const protocols = /^src\/surfaces\/protocols\//;
const registry = /^src\/operations\/(registry|call)\.ts$/;
const settings = /^src\/((config|settings|start-rules|yaml)\.ts$|configuration\/)/;
const yaml = /^src\/yaml\.ts$/;

/** From the narrowest to the widest; a file belongs to the first part that names it. */
export const parts: readonly Part[] = [
  part("model", /^src\/model\//, "The model is data: it imports nothing but itself.", [values(model)]),
  part("domain", /^src\/domain\//, "Domain rules import only each other, and of the model its exceptions and types.", [
    values(domain),
    values(exceptions),
    types(model),
  ]),
  part("ports", /^src\/ports\//, "Ports are interfaces: they import each other, and types of model and domain.", [
    values(ports),
    types(model),
    types(domain),
  ]),
  part("services", /^src\/services\//, "Services import model, domain, each other, and ports as types.", [
    values(model),
    values(domain),
    values(services),
    errors(ports),
  ]),
  part(
    "operations/frame",
    /^src\/operations\/(operation|registry|call)\.ts$/,
    "The frame of the operations imports operations, services, domain, model, and ports as types.",
    [values(/^src\/operations\//), values(model), values(domain), values(services), errors(ports)],
  ),
  part(
    "operations",
    /^src\/operations\//,
    "An operation imports model, domain, services, ports as types, and of the operations only operation.ts.",
    [values(model), values(domain), values(services), errors(ports), values(/^src\/operations\/operation\.ts$/)],
  ),
  part(
    "surfaces/protocols",
    /^src\/surfaces\/protocols\//,
    "Protocols are codecs: they import model, domain and themselves.",
    [values(protocols), values(model), values(domain), types(ports)],
  ),
  ...["cognito-idp", "provisioning", "companions", "outbox"].map((name) =>
    part(
      `surfaces/${name}`,
      new RegExp(`^src/surfaces/${name}/`),
      `The surface ${name} imports model, protocols, the registry and call, ports and operations as types, and itself.`,
      [
        values(new RegExp(`^src/surfaces/${name}/`)),
        values(model),
        values(protocols),
        values(registry),
        types(operations),
        errors(ports),
        ...(name === "provisioning" ? [values(yaml)] : []),
      ],
    ),
  ),
  ...["oauth", "login", "user-import"].map((name) =>
    part(
      `surfaces/${name}`,
      new RegExp(`^src/surfaces/${name}/`),
      `The surface ${name} imports model, domain, services, the registry and call, ports as types, and itself.`,
      [
        values(new RegExp(`^src/surfaces/${name}/`)),
        values(model),
        values(domain),
        values(services),
        values(registry),
        values(protocols),
        errors(ports),
      ],
    ),
  ),
  ...["development", "health", "console"].map((name) =>
    part(
      `surfaces/${name}`,
      new RegExp(`^src/surfaces/${name}/`),
      `The surface ${name} imports types of model, domain and ports, the HTTP of protocols, and itself.`,
      [
        values(new RegExp(`^src/surfaces/${name}/`)),
        types(model),
        // Ports answer in the domain's types.
        types(domain),
        errors(ports),
        values(/^src\/surfaces\/protocols\/http\.ts$/),
        types(protocols),
      ],
    ),
  ),
  part(
    "surfaces/gateway",
    /^src\/surfaces\/gateway(\.ts$|\/)/,
    "The gateway imports model, protocols, ports as types, and of each surface only its entry point.",
    [
      values(/^src\/surfaces\/gateway/),
      values(model),
      values(protocols),
      errors(ports),
      // The entry point carries the folder's name.
      values(/^src\/surfaces\/(?:[a-z-]+\/)*([a-z-]+)\/\1\.ts$/),
    ],
  ),
  part("cli", /^src\/cli\//, "Commands import each other, the configuration and world.ts, and types of the model.", [
    values(/^src\/cli\//),
    values(settings),
    values(/^src\/world\.ts$/),
    types(model),
  ]),
  part(
    "adapters/storage",
    /^src\/adapters\/storage\//,
    "The storage adapter imports itself, domain, ports, and types of the model.",
    [values(/^src\/adapters\/storage\//), values(domain), values(ports), types(model)],
  ),
  part(
    "adapters",
    /^src\/adapters\/[a-z-]+\//,
    "An adapter imports its own folder, what calls to AWS need, domain, ports, and types of the model.",
    [
      values(/^src\/adapters\/aws\//),
      // The own folder is allowed by `allowed` below.
      values(domain),
      values(ports),
      types(model),
    ],
  ),
  part("configuration", settings, "The configuration imports nothing but itself.", [values(settings)]),
  part("main", /^src\/main\.ts$/, "The entry imports commands and world.ts.", [
    values(/^src\/cli\//),
    values(/^src\/world\.ts$/),
  ]),
  part("index", /^src\/index\.ts$/, "The public entry imports world.ts, the configuration and types.", [
    values(/^src\/world\.ts$/),
    values(settings),
    types(/^src\//),
  ]),
  part(
    "composition",
    /^src\/(world|installation-key|store-care|(function|delivery|inbox|threat|log)-binding|surfaces\/mount)\.ts$/,
    "world.ts, and what it is divided into, imports everything.",
    [values(/^src\//)],
  ),
];

function part(name: string, files: RegExp, sentence: string, mayImport: readonly Permission[]): Part {
  return { name, files, sentence, mayImport };
}

/** The part that a file belongs to. */
export function partOf(path: string): Part | undefined {
  return parts.find((one) => one.files.test(path));
}

/** Whether a file of this part may have this import. `isError` says whether a value of the target is an error's class. */
export function allowed(
  of: Part,
  file: SourceFile,
  one: ImportOf,
  isError: (target: string, name: string) => boolean,
): boolean {
  if (of.name === "adapters" && folderOf(file.path) === folderOf(one.target)) return true;
  return of.mayImport.some((permission) => {
    if (!permission.target.test(one.target)) return false;
    if (permission.as === "values" || one.typesOnly) return true;
    return permission.as === "errors" && one.values.length > 0 && one.values.every((name) => isError(one.target, name));
  });
}

/** `src/adapters/crypto/…` and deeper belong to the folder `src/adapters/crypto`. */
function folderOf(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}
