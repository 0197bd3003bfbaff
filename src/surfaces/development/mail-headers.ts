/** Owns reading the headers off a written mail. */

/** A header as it stands in the mail, but for its line breaks. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** The headers of a mail in their order. */
export function headersOf(source: string): readonly MailHeader[] {
  const end = source.indexOf("\r\n\r\n");
  return source
    .slice(0, end < 0 ? source.length : end)
    .split(/\r\n(?![ \t])/)
    .map((line) => {
      const colon = line.indexOf(":");
      return {
        name: line.slice(0, colon),
        value: line
          .slice(colon + 1)
          .replace(/\r\n/g, "")
          .trim(),
      };
    });
}
