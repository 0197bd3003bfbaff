/**
 * Owns how lists of sessions show the device behind a user agent: browser or program, and operating system, like
 * `Chrome 125 / macOS 15.0` (example of the API reference).
 */
import { beginningOf, browserIn, type Recognised, systemIn } from "../user-agent.js";

/** Told where nothing is recognised. */
const unknown = "unknown";

/** The text of DeviceType for a user agent as it was sent. */
export function deviceTypeOf(userAgent: string): string {
  const sent = beginningOf(userAgent);
  const program = sent.startsWith("Mozilla/") ? browserIn(sent) : firstProduct(sent);
  const parts = [program, systemIn(sent)].flatMap((part) => (part === undefined ? [] : [named(part)]));
  return parts.join(" / ") || unknown;
}

/** Programs that are no browsers name themselves first: `okhttp/4.12.0`. */
function firstProduct(sent: string): Recognised | undefined {
  const [name = "", version = ""] = (sent.trim().split(/[ \t]/, 1)[0] ?? "").split("/");
  return name === "" ? undefined : { name, version };
}

const named = ({ name, version }: Recognised) => (version === "" ? name : `${name} ${version}`);
