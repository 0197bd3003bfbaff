/** Owns how values get into the inbox's pages: escaped, always, unless they were made by this file's own functions. */

/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: markup as it is, everything else escaped; nothing for `undefined` and `false`. */
type Piece = Html | string | number | undefined | false | readonly Piece[];

/** A template of markup: html`<b>${name}</b>`. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, at) => (at === 0 ? part : written(pieces[at - 1]) + part)).join(""));
}

function written(piece: Piece): string {
  if (piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(written).join("");
  return String(piece).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
