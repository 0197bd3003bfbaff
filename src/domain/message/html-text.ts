/** Owns how HTML reads as plain text: blanks, lines, links written out, character references. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  copy: "©",
  reg: "®",
  euro: "€",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  middot: "·",
};

/** The readable text of markup: blanks of the author run together, values stay as they are. */
export class PlainText {
  #text = "";

  sayMarkup(run: string): void {
    const words = run.replace(/[ \t\r\n\f]+/g, " ");
    const isAtStart = this.#text === "" || this.#text.endsWith("\n") || this.#text.endsWith(" ");
    this.#text += decodeEntities(isAtStart && words.startsWith(" ") ? words.slice(1) : words);
  }

  sayValue(value: string): void {
    this.#text += value;
  }

  sayAside(address: string): void {
    if (!this.#text.endsWith(address)) this.#text = `${this.#text.trimEnd()} (${address})`;
  }

  breakLine(): void {
    this.#text = `${this.#text.trimEnd()}${this.#text.endsWith("\n") ? "\n\n" : "\n"}`;
  }

  startLine(): void {
    if (this.#text !== "" && !this.#text.endsWith("\n")) this.#text = `${this.#text.trimEnd()}\n`;
  }

  breakParagraph(): void {
    if (this.#text !== "") this.#text = `${this.#text.trimEnd()}\n\n`;
  }

  startItem(): void {
    this.startLine();
    this.#text += "- ";
  }

  finish(): string {
    return this.#text.trim();
  }
}

/** Undoes the character references of HTML; what is none stays as it is. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? entity) : entity;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : entity;
  });
}
