/** Owns how a plan and its outcome look: a line for each change, a sign and a colour for each kind. */
import type { Applied, Plan, PlannedChange } from "./apply-template.js";

const colours = { green: 32, yellow: 33, red: 31, magenta: 35, bold: 1 } as const;

type Paint = (colour: keyof typeof colours, text: string) => string;

/** Paints, or leaves texts as they are. */
export function painter(coloured: boolean): Paint {
  return (colour, text) => (coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text);
}

const kinds = {
  add: { sign: "+", colour: "green", word: "to add" },
  change: { sign: "~", colour: "yellow", word: "to change" },
  replace: { sign: "±", colour: "magenta", word: "to replace" },
  remove: { sign: "-", colour: "red", word: "to remove" },
} as const;

function kindOf({ action, replaced }: PlannedChange): keyof typeof kinds {
  if (action === "Add" || action === "Import") return "add";
  if (action === "Remove") return "remove";
  return replaced === "True" ? "replace" : "change";
}

/** The lines of a plan. */
export function planLines(stackName: string, plan: Plan, paint: Paint): string[] {
  const head = `Stack ${paint("bold", stackName)}${plan.exists ? "" : " (new)"}`;
  if (plan.changes.length === 0) return [head, "", "No changes."];
  const width = Math.max(...plan.changes.map(({ logicalId }) => logicalId.length));
  const lines = plan.changes.map((change) => {
    const { sign, colour } = kinds[kindOf(change)];
    const maybe = change.replaced === "Conditional" ? " (perhaps replaced)" : "";
    const what = change.properties.length === 0 ? "" : `  ${change.properties.join(", ")}${maybe}`;
    return paint(colour, `  ${sign} ${change.logicalId.padEnd(width)}  ${change.type}${what}`);
  });
  return [head, "", ...lines, "", `Plan: ${countsOf(plan.changes)}.`];
}

function countsOf(changes: readonly PlannedChange[]): string {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  return names
    .map((name) => ({ name, count: changes.filter((change) => kindOf(change) === name).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${kinds[name].word}`)
    .join(", ");
}

/** The lines of what came of it. */
export function outcomeLines({ status, outputs }: Applied): string[] {
  const width = Math.max(0, ...outputs.map(({ key }) => key.length));
  return [status, ...outputs.map(({ key, value }) => `  ${key.padEnd(width)}  ${value}`)];
}
