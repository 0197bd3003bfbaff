/**
 * Owns how a device is called after what its browser says of itself: `Chrome 125, Windows 10`. It knows a few families;
 * other programs are called by their first word, and what says nothing is `Other` (developer guide, exported events). What
 * browsers say proves nothing: a name is no more than a hint.
 */

/** Program and system, without their versions. */
export interface DeviceFamily {
  readonly program: string;
  readonly system: string;
}

interface Named {
  readonly name: string;
  readonly version: string;
}

/** Longer texts say nothing more (T-38). */
const longest = 512;

/** In this order: nearly all of them also call themselves Chrome or Safari. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d{1,4})/, "Edge"],
  [/\bOPR\/(\d{1,4})/, "Opera"],
  [/\bSamsungBrowser\/(\d{1,4})/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d{1,4})/, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\/(\d{1,4})/, "Chrome"],
  [/\bVersion\/(\d{1,4})[.\d]{0,12} (?:Mobile\/\w{1,12} )?Safari\//, "Safari"],
];

const windows: Readonly<Record<string, string>> = { "10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7" };

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bWindows NT (\d{1,2}\.\d)/, "Windows"],
  [/\biPhone OS (\d{1,3})/, "iOS"],
  [/\biPad; CPU OS (\d{1,3})/, "iPadOS"],
  [/\bAndroid (\d{1,3})/, "Android"],
  [/\bMac OS X (\d{1,3}[._]\d{1,3})/, "Mac OS X"],
  [/\bCrOS\b()/, "Chrome OS"],
  [/\b[Ll]inux\b()/, "Linux"],
];

function firstOf(rules: readonly (readonly [RegExp, string])[], text: string): Named | undefined {
  for (const [pattern, name] of rules) {
    const found = pattern.exec(text);
    if (found !== null) return { name, version: found[1] ?? "" };
  }
  return undefined;
}

function programOf(text: string): Named | undefined {
  const known = firstOf(programs, text);
  if (known !== undefined) return known;
  const word = /^[A-Za-z][\w.-]{0,40}/.exec(text)?.[0];
  return word === undefined ? undefined : { name: word, version: "" };
}

function systemOf(text: string): Named | undefined {
  const system = firstOf(systems, text);
  if (system === undefined) return undefined;
  const version = system.version.replace("_", ".");
  return { ...system, version: system.name === "Windows" ? (windows[version] ?? version) : version };
}

const called = ({ name, version }: Named): string => (version === "" ? name : `${name} ${version}`);

/** The device behind a user agent, as events show it: program and system. */
export function deviceName(userAgent: string): string {
  const text = userAgent.slice(0, longest);
  return [programOf(text), systemOf(text)].map((one) => (one === undefined ? "Other" : called(one))).join(", ");
}

/** What stays the same when program or system are updated. */
export function deviceFamily(userAgent: string): DeviceFamily {
  const text = userAgent.slice(0, longest);
  return { program: programOf(text)?.name ?? "", system: systemOf(text)?.name ?? "" };
}
