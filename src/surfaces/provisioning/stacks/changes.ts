/** Owns what a new template would do to a stack's resources, found out without touching any. */

import { replaced } from "./dynamic-references.js";
import type { Evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { NotYetKnown } from "./functions.js";
import type { MadeResource, Stack, StackResource } from "./stack.js";
import { outputsOf } from "./stack-exports.js";
import { isObject, type TemplateObject, templateObject } from "./template-value.js";
import type { Workshop } from "./workshop.js";

/** A property that differs. */
export interface PropertyChange {
  readonly name: string;
  readonly recreation: "Never" | "Conditionally" | "Always";
  /** `Dynamic` where the value is only known once another resource has changed. */
  readonly evaluation: "Static" | "Dynamic";
  readonly cause?: string | undefined;
}

/** What would happen to one resource. */
export interface ChangeOfResource {
  readonly action: "Add" | "Modify" | "Remove" | "Import";
  readonly policyAction?: string | undefined;
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly replacement?: "True" | "False" | "Conditional" | undefined;
  readonly scope: readonly ("Properties" | "Metadata" | "DeletionPolicy" | "UpdateReplacePolicy")[];
  readonly details: readonly PropertyChange[];
}

/** What the new evaluation would do. `imports` are the logical ids that take over what exists. */
export function plannedChanges(
  plan: Evaluation,
  rows: ReadonlyMap<string, StackResource>,
  workshop: Workshop,
  imports: ReadonlySet<string>,
): ChangeOfResource[] {
  const known = new Map<string, MadeResource>();
  for (const [logicalId, row] of rows) if (row.made !== undefined) known.set(logicalId, row.made);
  const changes: ChangeOfResource[] = [];
  const retyped: string[] = [];
  for (const [logicalId, declaration] of plan.resources) {
    const row = rows.get(logicalId);
    if (row?.made === undefined) {
      const action = imports.has(logicalId) ? "Import" : "Add";
      changes.push({ action, logicalId, type: declaration.type, scope: [], details: [] });
    } else if (row.type !== declaration.type) retyped.push(logicalId);
  }
  if (retyped.length > 0) {
    throw new ValidationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(", ")}]`,
    );
  }
  // A replacement makes more values unknown, which may replace others in turn: in the order of the references.
  for (const logicalId of inReferenceOrder(plan)) {
    const row = rows.get(logicalId);
    if (row?.made === undefined) continue;
    const change = changeOf(plan, logicalId, row, row.made, known, workshop);
    if (change === undefined) continue;
    changes.push(change);
    if (change.replacement === "True") known.delete(logicalId);
  }
  for (const row of [...rows.values()]) {
    if (plan.resources.has(row.logicalId) || row.made === undefined) continue;
    const policyAction =
      row.deletionPolicy === "Delete" ? "Delete" : row.deletionPolicy === "Snapshot" ? "Snapshot" : "Retain";
    changes.push({
      action: "Remove",
      policyAction,
      logicalId: row.logicalId,
      physicalId: row.made.physicalId,
      type: row.type,
      scope: [],
      details: [],
    });
  }
  return changes.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

function inReferenceOrder(plan: Evaluation): string[] {
  const order: string[] = [];
  const visited = new Set<string>();
  const visit = (logicalId: string): void => {
    if (visited.has(logicalId)) return;
    visited.add(logicalId);
    for (const needed of plan.dependencies.get(logicalId) ?? []) visit(needed);
    order.push(logicalId);
  };
  for (const logicalId of plan.resources.keys()) visit(logicalId);
  return order;
}

function changeOf(
  plan: Evaluation,
  logicalId: string,
  row: StackResource,
  made: MadeResource,
  known: ReadonlyMap<string, MadeResource>,
  workshop: Workshop,
): ChangeOfResource | undefined {
  const declaration = plan.resources.get(logicalId)!;
  const { properties: declared, unknown } = foreseen(plan, declaration.properties, made.properties, known);
  const properties = plan.tagged(logicalId, declared);
  const change = workshop.change(made, properties);
  const details: PropertyChange[] = change.names.map((name) => ({
    name,
    recreation: change.replacing.includes(name) ? "Always" : "Never",
    evaluation: "Static",
  }));
  for (const [name, cause] of unknown) {
    const possible = workshop.change(
      made,
      templateObject([...Object.entries(made.properties), [name, { unknown: true }]]),
    );
    const recreation = possible.replacing.includes(name) ? "Conditionally" : "Never";
    details.push({ name, recreation, evaluation: "Dynamic", cause });
  }
  const scope: ChangeOfResource["scope"][number][] = details.length > 0 ? ["Properties"] : [];
  const metadata = declaration.metadata === undefined ? undefined : JSON.stringify(declaration.metadata);
  if (metadata !== row.metadata) scope.push("Metadata");
  if (declaration.deletionPolicy !== row.deletionPolicy) scope.push("DeletionPolicy");
  if (declaration.updateReplacePolicy !== row.updateReplacePolicy) scope.push("UpdateReplacePolicy");
  if (scope.length === 0) return undefined;
  const replacement =
    change.kind === "replace" ||
    details.some((one) => one.recreation === "Conditionally" && known.size > 0 && one.evaluation === "Dynamic")
      ? change.kind === "replace"
        ? "True"
        : "Conditional"
      : "False";
  return {
    action: "Modify",
    ...(replacement === "True"
      ? { policyAction: declaration.updateReplacePolicy === "Delete" ? "ReplaceAndDelete" : "ReplaceAndRetain" }
      : {}),
    logicalId,
    physicalId: made.physicalId,
    type: row.type,
    replacement,
    scope,
    details,
  };
}

/** The properties as far as they can be known; a property that cannot be known keeps its present value. */
function foreseen(
  plan: Evaluation,
  declared: TemplateObject,
  present: TemplateObject,
  known: ReadonlyMap<string, MadeResource>,
): { properties: TemplateObject; unknown: ReadonlyMap<string, string> } {
  const unknown = new Map<string, string>();
  const entries: [string, TemplateObject[string]][] = [];
  let names = Object.keys(declared);
  let source = declared;
  if (names.length === 1 && names[0]!.startsWith("Fn::")) {
    const whole = plan.value(declared, known);
    source = isObject(whole) ? whole : templateObject();
    names = Object.keys(source);
  }
  for (const name of names) {
    try {
      const value = plan.value(source[name] ?? null, known);
      if (value !== undefined) entries.push([name, replaced(value, plan.references)]);
    } catch (error) {
      if (!(error instanceof NotYetKnown)) throw error;
      unknown.set(name, error.message);
      const now = present[name];
      if (now !== undefined) entries.push([name, now]);
    }
  }
  return { properties: templateObject(entries), unknown };
}

/** Whether the outputs would differ from those that the stack has. */
export function outputsDiffer(plan: Evaluation, stack: Stack, rows: ReadonlyMap<string, StackResource>): boolean {
  const known = new Map<string, MadeResource>();
  for (const [logicalId, row] of rows) if (row.made !== undefined) known.set(logicalId, row.made);
  try {
    return JSON.stringify(outputsOf(plan, known)) !== JSON.stringify(stack.outputs);
  } catch (error) {
    if (error instanceof NotYetKnown || error instanceof ValidationError) return true;
    throw error;
  }
}
