/**
 * Owns how a device is called after what its browser says of itself: `Chrome 125, Windows 10`. Programs that are not known
 * are called by their first word, and what says nothing is `Other` (developer guide, exported events). What browsers say
 * proves nothing: a name is no more than a hint.
 */
import { beginningOf, browserIn, type Recognised, type SystemName, systemIn } from "../user-agent.js";

/** Program and system, without their versions. */
export interface DeviceFamily {
  readonly program: string;
  readonly system: string;
}

const windows: Readonly<Record<string, string>> = { "10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7" };

/** How many numbers of a system's version are told. */
const told: Readonly<Partial<Record<SystemName, number>>> = { Windows: 2, macOS: 2 };

function programOf(text: string): Recognised | undefined {
  const word = /^[A-Za-z][\w.-]{0,40}/.exec(text)?.[0];
  return browserIn(text) ?? (word === undefined ? undefined : { name: word, version: "" });
}

function systemOf(text: string): Recognised | undefined {
  const system = systemIn(text);
  // Programs that are no browsers write it small.
  if (system === undefined) return text.includes("linux") ? { name: "Linux", version: "" } : undefined;
  const version = system.version
    .split(".")
    .slice(0, told[system.name] ?? 1)
    .join(".");
  if (system.name === "Windows") return { name: "Windows", version: windows[version] ?? version };
  return { name: system.name === "macOS" ? "Mac OS X" : system.name, version };
}

const called = ({ name, version }: Recognised): string => (version === "" ? name : `${name} ${version}`);

/** The device behind a user agent, as events show it: program and system. */
export function deviceName(userAgent: string): string {
  const text = beginningOf(userAgent);
  return [programOf(text), systemOf(text)].map((one) => (one === undefined ? "Other" : called(one))).join(", ");
}

/** What stays the same when program or system are updated. */
export function deviceFamily(userAgent: string): DeviceFamily {
  const text = beginningOf(userAgent);
  return { program: programOf(text)?.name ?? "", system: systemOf(text)?.name ?? "" };
}
