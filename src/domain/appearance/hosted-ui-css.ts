/**
 * Owns what the style sheet of the classic hosted pages may hold: rules for the documented classes, and nothing that
 * loads, nests or leaves the sheet (Cognito developer guide, "Customizing hosted UI (classic) branding").
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";

const names = [
  "background",
  "banner",
  "errorMessage",
  "idpButton",
  "idpDescription",
  "inputField",
  "label",
  "legalText",
  "logo",
  "passwordCheck-notValid",
  "passwordCheck-valid",
  "redirect",
  "socialButton",
  "submitButton",
  "textDescription",
];
const allowedClasses: ReadonlySet<string> = new Set(names.map((name) => `.${name}-customizable`));

/** How much of a selector a message repeats. */
const longestTold = 200;

/** Throws what the sheet breaks; the words for unknown classes are Cognito's, for the rest they are not published. */
export function checkHostedUiCss(css: string): void {
  if (/<\/?(?:style|script)|javascript:/i.test(css)) refuse("CSS cannot contain JavaScript.");
  let prelude = "";
  let depth = 0;
  for (const token of tokensOf(css)) {
    if (token === "{") {
      if (depth > 0) refuse("CSS rules cannot be nested.");
      checkSelectors(prelude);
      depth = 1;
      prelude = "";
    } else if (token === "}") {
      if (depth === 0) refuse("CSS is not well formed.");
      depth = 0;
      prelude = "";
    } else {
      prelude += token;
      // A statement without a block, like @import, ends here.
      if (depth === 0 && token === ";") checkSelectors(prelude.slice(0, -1));
    }
  }
  if (depth > 0 || prelude.trim() !== "") refuse("CSS is not well formed.");
}

/** Every selector names allowed classes and no other; states and positions may be added to them. */
function checkSelectors(prelude: string): void {
  for (const selector of prelude.split(",").map((text) => text.trim().replaceAll(/\s/g, " "))) {
    const statement = /^@(import|supports|page|media)\b/i.exec(selector)?.[0];
    if (statement !== undefined) refuse(`CSS cannot contain ${statement.toLowerCase()} statements.`);
    const classes = selector.match(/\.[\w-]+/g) ?? [];
    if (classes.length === 0 || !classes.every((name) => allowedClasses.has(name))) {
      refuse(`The CSS class ${selector.slice(0, longestTold)} is not in the list of allowed classes.`);
    }
  }
}

/** Characters of a sheet in order, comments left out, strings and escaped characters in one piece. */
function* tokensOf(css: string): Generator<string> {
  let at = 0;
  while (at < css.length) {
    const char = css.charAt(at);
    let end = at + 1;
    if (css.startsWith("/*", at)) {
      end = css.indexOf("*/", at + 2) + 2;
      if (end < 2) refuse("CSS is not well formed.");
      at = end;
      continue;
    }
    if (char === "\\") end = at + 2;
    else if (char === '"' || char === "'") {
      end = endOfString(css, at);
      if (end < 0) refuse("CSS is not well formed.");
    }
    yield css.slice(at, end);
    at = end;
  }
}

/** The place after the quote that ends the string beginning at `start`, or -1; a line never ends inside a string. */
function endOfString(css: string, start: number): number {
  const quote = css.charAt(start);
  for (let at = start + 1; at < css.length; at++) {
    if (css.charAt(at) === "\\") at++;
    else if (css.charAt(at) === quote) return at + 1;
    else if (/[\n\r\f]/.test(css.charAt(at))) return -1;
  }
  return -1;
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
