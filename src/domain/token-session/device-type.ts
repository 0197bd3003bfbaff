/**
 * Owns what a user agent says of the device, as lists of sessions show it: browser or program, and operating system, like
 * `Chrome 125 / macOS 15.0` (example of the API reference). A list to look through, not an identification: user agents lie.
 */

/** Told where nothing is recognised. */
const unknown = "unknown";

/** Longer user agents are cut before anything is looked for. */
const maxCharacters = 512;

interface Recognised {
  readonly name: string;
  /** What stands before the version. */
  readonly mark: string;
}

/** In this order: every browser also claims to be those it descends from. */
const browsers: readonly Recognised[] = [
  { name: "Edge", mark: "Edg/" },
  { name: "Edge", mark: "EdgA/" },
  { name: "Edge", mark: "EdgiOS/" },
  { name: "Opera", mark: "OPR/" },
  { name: "Samsung Internet", mark: "SamsungBrowser/" },
  { name: "Firefox", mark: "Firefox/" },
  { name: "Firefox", mark: "FxiOS/" },
  { name: "Chrome", mark: "CriOS/" },
  { name: "Chrome", mark: "Chrome/" },
  { name: "Safari", mark: "Version/" },
];

const systems: readonly Recognised[] = [
  { name: "Windows", mark: "Windows NT " },
  { name: "iOS", mark: "iPhone OS " },
  { name: "iPadOS", mark: "iPad; CPU OS " },
  { name: "Android", mark: "Android " },
  { name: "macOS", mark: "Mac OS X " },
];

/** The text of DeviceType for a user agent as it was sent. */
export function deviceTypeOf(userAgent: string): string {
  const sent = userAgent.slice(0, maxCharacters);
  const system = systemOf(sent);
  const program = sent.startsWith("Mozilla/") ? browserOf(sent) : firstProduct(sent);
  return [program, system].filter((part) => part !== undefined).join(" / ") || unknown;
}

function browserOf(sent: string): string | undefined {
  const found = browsers.find(({ mark }) => sent.includes(mark));
  // The version of a browser is its first number.
  return found && named(found.name, versionAfter(sent, found.mark).split(".")[0]);
}

function systemOf(sent: string): string | undefined {
  const found = systems.find(({ mark }) => sent.includes(mark));
  if (found !== undefined) return named(found.name, versionAfter(sent, found.mark));
  return ["CrOS", "Linux"].find((name) => sent.includes(name));
}

/** Programs that are no browsers name themselves first: `okhttp/4.12.0`. */
function firstProduct(sent: string): string | undefined {
  const [name = "", version] = (sent.trim().split(/[ \t]/, 1)[0] ?? "").split("/");
  return name === "" ? undefined : named(name, version);
}

/** Digits and dots; some systems write underscores instead. */
function versionAfter(sent: string, mark: string): string {
  const from = sent.indexOf(mark) + mark.length;
  return (/^[0-9._]{1,20}/.exec(sent.slice(from, from + 20))?.[0] ?? "").replaceAll("_", ".");
}

const named = (name: string, version: string | undefined) => (version ? `${name} ${version}` : name);
