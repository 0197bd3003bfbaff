/**
 * Owns the settings document of a style: which documents are accepted, and how one lies over another. It is kept as sent,
 * member by member; the defaults come under it only where somebody asks for them.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { defaultSettings } from "./default-settings.js";

/** Parsed JSON. */
export type Settings = Readonly<Record<string, unknown>>;

/** Where names are the owner's own: one entry for each identity provider. */
const freeNames = "$.components.idpButton.custom";
/** Faults told in one message at most. */
const maxFaults = 20;

interface Fault {
  readonly property: string;
  readonly errorType: "UnknownProperty" | "InvalidType" | "InvalidNumber";
}

/** The document of a request, or InvalidParameterException that names every fault by its path. */
export function checkedSettings(document: unknown): Settings {
  if (!isObject(document))
    throw new InvalidParameterException("Invalid settings provided. They must be a JSON object.");
  const faults = [...faultsOf(document, defaultSettings, "$")].slice(0, maxFaults);
  if (faults.length === 0) return document;
  const told = faults.map(({ property, errorType }) => `{property: ${property}, errorType: ${errorType}}`);
  throw new InvalidParameterException(`Invalid settings provided. Validation errors: [${told.join(", ")}]`);
}

/** One document over another: objects member by member, everything else as a whole. */
export function laidOver(below: Settings, above: Settings): Settings {
  const members = Object.entries(above).map(([name, value]) => {
    const under = Object.hasOwn(below, name) ? below[name] : undefined;
    return [name, isObject(value) && isObject(under) ? laidOver(under, value) : value] as const;
  });
  return Object.fromEntries([...Object.entries(below), ...members]);
}

/** The document as a page would use it. */
export function mergedSettings(settings: Settings | undefined): Settings {
  return settings === undefined ? defaultSettings : laidOver(defaultSettings, settings);
}

/** What the published defaults show of names and structure; only `UnknownProperty` is a word that was seen. */
function* faultsOf(value: unknown, known: unknown, property: string): Generator<Fault> {
  if (typeof value === "number" && !isExact(value)) yield { property, errorType: "InvalidNumber" };
  if (isObject(known) && !isObject(value)) yield { property, errorType: "InvalidType" };
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const path = Array.isArray(value) ? `${property}[${name}]` : `${property}.${name}`;
    if (!isObject(known) || property === freeNames) yield* faultsOf(member, undefined, path);
    else if (!Object.hasOwn(known, name)) yield { property: path, errorType: "UnknownProperty" };
    else yield* faultsOf(member, known[name], path);
  }
}

/** Beyond this a number would be read back as another one. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function isObject(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
