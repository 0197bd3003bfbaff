/**
 * Owns what a user agent says of program and system: which families are known, and how their versions are found. How they
 * are spelled belongs to whoever shows them. A list to look through, not an identification: user agents lie.
 */

/** A program or a system, with the version that stands behind its mark: digits and dots, or nothing. */
export interface Recognised<Name extends string = string> {
  readonly name: Name;
  readonly version: string;
}

/** Longer texts say nothing more (T-38). */
const longest = 512;

/** In this order: every browser also claims to be those it descends from. */
const browsers = [
  ["Edge", ["Edg/", "EdgA/", "EdgiOS/", "Edge/"]],
  ["Opera", ["OPR/"]],
  ["Samsung Internet", ["SamsungBrowser/"]],
  ["Firefox", ["Firefox/", "FxiOS/"]],
  ["Chrome", ["Chrome/", "CriOS/"]],
  ["Safari", ["Version/"]],
] as const;

const systems = [
  ["Windows", ["Windows NT "]],
  ["iOS", ["iPhone OS "]],
  ["iPadOS", ["iPad; CPU OS "]],
  ["Android", ["Android "]],
  ["macOS", ["Mac OS X "]],
  ["Chrome OS", ["CrOS"]],
  ["Linux", ["Linux"]],
] as const;

/** The systems that are known. */
export type SystemName = (typeof systems)[number][0];

/** As much of a user agent as is looked at. */
export const beginningOf = (userAgent: string): string => userAgent.slice(0, longest);

/** The browser, if it is a known one. Its version is its first number. */
export function browserIn(beginning: string): Recognised | undefined {
  const found = firstOf(browsers, beginning);
  // Others state a version too; only Safari states its own in this way.
  if (found === undefined || (found.name === "Safari" && !beginning.includes("Safari/"))) return undefined;
  return { ...found, version: found.version.split(".")[0] ?? "" };
}

/** The system, if it is a known one. */
export function systemIn(beginning: string): Recognised<SystemName> | undefined {
  return firstOf(systems, beginning);
}

function firstOf<Name extends string>(
  families: readonly (readonly [Name, readonly string[]])[],
  text: string,
): Recognised<Name> | undefined {
  for (const [name, marks] of families) {
    const mark = marks.find((one) => text.includes(one));
    if (mark !== undefined) return { name, version: versionAfter(text, mark) };
  }
  return undefined;
}

/** Digits and dots; some systems write underscores instead. */
function versionAfter(text: string, mark: string): string {
  const from = text.indexOf(mark) + mark.length;
  return (/^[0-9._]{1,20}/.exec(text.slice(from, from + 20))?.[0] ?? "").replaceAll("_", ".");
}
