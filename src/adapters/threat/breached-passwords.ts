/**
 * Asks a range service for breached passwords (k-anonymity): `GET <url>/<five digits>` answers lines of `<end>:<count>`. The service
 * learns five digits of a sum that a thousand known passwords share, and never the password.
 */
import type { BreachedPasswords } from "../../ports/breached-passwords.js";

/** A sign-in waits for it. */
const timeoutMs = 2_000;
/** Real answers have some forty kilobytes. */
const longestAnswer = 1 << 20;

/** The service behind an operator's URL. */
export function breachedPasswordsAt(url: string): BreachedPasswords {
  return {
    async endsOf(beginning) {
      const answer = await fetch(`${url}/${beginning}`, {
        // Answers padded with made-up lines look alike in size; those have the count 0.
        headers: { accept: "text/plain", "add-padding": "true", "user-agent": "poolhouse" },
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw new Error(`the service of breached passwords answered ${answer.status}`);
      }
      return endsIn(await boundedText(answer));
    },
  };
}

async function boundedText({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > longestAnswer) throw new Error("the answer of the service of breached passwords is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("latin1");
}

function endsIn(text: string): ReadonlySet<string> {
  const ends = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const found = /^([0-9A-F]{35}):(\d{1,12})$/i.exec(line.trim());
    if (found?.[1] !== undefined && Number(found[2]) > 0) ends.add(found[1].toUpperCase());
  }
  return ends;
}
