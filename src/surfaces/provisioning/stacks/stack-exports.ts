/** Owns outputs and exports of stacks: their values, who exports what, and who uses it. */
import type { Store } from "../../../ports/store.js";
import type { Evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import type { MadeResource, Stack, StackOutput } from "./stack.js";
import { scalarText } from "./template-value.js";

/** An export cannot be set or taken away; the message says why. */
export class ExportRefused extends Error {
  override readonly name = "ExportRefused";
}

/** The values of the outputs whose condition holds. */
export function outputsOf(plan: Evaluation, made: ReadonlyMap<string, MadeResource>): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const one of plan.template.outputs.values()) {
    if (one.condition !== undefined && !plan.condition(one.condition)) continue;
    const value = scalarText(plan.value(one.value, made));
    if (value === undefined) {
      throw new ValidationError(
        `Template format error: Output ${one.key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
      );
    }
    const exportName = one.exportName === undefined ? undefined : scalarText(plan.value(one.exportName, made));
    outputs.push({
      key: one.key,
      value,
      ...(one.description === undefined ? {} : { description: one.description }),
      ...(exportName === undefined ? {} : { exportName }),
    });
  }
  return outputs;
}

/** Exports what the outputs name, takes away what they no longer name. Throws ExportRefused. */
export async function setExports(
  tx: Pick<Store, "stackExports" | "stacks">,
  stack: Stack,
  outputs: readonly StackOutput[],
  imported: ReadonlySet<string>,
): Promise<void> {
  const { accountId, region, id: stackId } = stack;
  const named = new Map(outputs.flatMap((one) => (one.exportName === undefined ? [] : [[one.exportName, one.value]])));
  const before = new Map(
    stack.outputs.flatMap((one) => (one.exportName === undefined ? [] : [[one.exportName, one.value]])),
  );
  for (const [name, value] of before) {
    if (named.get(name) === value) continue;
    const users = await importerNames(tx, accountId, region, name);
    const verb = named.has(name) ? "updated" : "deleted";
    if (users.length > 0) {
      throw new ExportRefused(`Export ${name} cannot be ${verb} as it is in use by ${users.join(" and ")}`);
    }
    if (!named.has(name)) await tx.stackExports.delete(accountId, region, name, stackId);
  }
  for (const [name, value] of named) {
    const holderOf = await tx.stackExports.get(accountId, region, name);
    if (holderOf !== undefined && holderOf.stackId !== stackId) {
      const other = holderOf.stackId.split("/")[1] ?? holderOf.stackId;
      throw new ExportRefused(
        `Export with name ${name} is already exported by stack ${other}. Rollback requested by user.`,
      );
    }
    await tx.stackExports.put({ accountId, region, name, stackId, value });
  }
  await tx.stackExports.setImports(accountId, region, stackId, [...imported]);
}

/** The names of stacks that use an export. */
export async function importerNames(
  tables: Pick<Store, "stackExports" | "stacks">,
  accountId: string,
  region: string,
  name: string,
): Promise<string[]> {
  const ids = await tables.stackExports.importers(accountId, region, name);
  return ids.map((id) => id.split("/")[1] ?? id);
}

/** Every export of an account and region. */
export async function allExports(
  tables: Pick<Store, "stackExports">,
  accountId: string,
  region: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await tables.stackExports.page(accountId, region, { after, limit: 500 });
    for (const one of page.items) found.set(one.name, one.value);
    after = page.next;
  } while (after !== undefined);
  return found;
}
