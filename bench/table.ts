/** The one table that the bench prints: what was measured, the goal, and whether it is met. */

/** One line. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal?: string | undefined;
  readonly verdict?: "met" | "missed" | undefined;
  readonly note?: string | undefined;
}

/** A line whose goal is a bound on a number. */
export function bounded(
  what: string,
  value: number,
  bound: { readonly atMost: number } | { readonly atLeast: number },
  unit: string,
  note?: string,
): Row {
  const isUpper = "atMost" in bound;
  const limit = isUpper ? bound.atMost : bound.atLeast;
  return {
    what,
    measured: `${figure(value)} ${unit}`,
    goal: `${isUpper ? "≤" : "≥"} ${limit} ${unit}`,
    verdict: (isUpper ? value <= limit : value >= limit) ? "met" : "missed",
    note,
  };
}

/** A number with as many places as say something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return value.toFixed(value >= 100 ? 0 : value >= 20 ? 1 : 2);
}

/** The table as text: Markdown, so that it can be pasted. */
export function print(rows: readonly Row[]): string {
  const cells = [
    ["what", "measured", "goal", "", "more"],
    ...rows.map(({ what, measured, goal, verdict, note }) => [what, measured, goal ?? "", verdict ?? "", note ?? ""]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(cells[0]!), line(widths.map((width) => "-".repeat(width))), ...cells.slice(1).map(line)].join("\n");
}
