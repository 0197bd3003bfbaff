/**
 * Owns what happens to a value at its place in an HTML template, and the text that says the same as the HTML. The author's
 * markup passes through untouched; a value is written so that it cannot end the place it stands in: escaped in text and
 * attributes, percent-encoded inside an address, and reduced to letters and digits where no escape would hold (scripts,
 * styles, comments, names). It knows just enough of HTML to tell these places apart, and reads each character once.
 */
import { decodeEntities, PlainText } from "./html-text.js";
import { heldIn } from "./text-direction.js";

/** Where in the markup the next character would land. */
type Mode =
  | "text"
  | "after <"
  | "after </"
  | "after <!"
  | "comment"
  | "declaration"
  | "tag name"
  | "in tag"
  | "attribute name"
  | "after attribute name"
  | "before value"
  | "value"
  | "raw text";

interface Tag {
  name: string;
  readonly isEnd: boolean;
  href: string;
}

const LETTER = /^[A-Za-z]$/;
const SPACE = /^[ \t\r\n\f]$/;

/** Elements whose content is no markup and no text to read. */
const RAW_ELEMENTS = new Set(["script", "style", "title", "textarea", "noscript", "iframe", "xmp"]);

const ADDRESS_ATTRIBUTES = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "background",
  "poster",
  "cite",
  "xlink:href",
]);

const LINE_ELEMENTS = new Set(["div", "tr", "ul", "ol", "table", "section", "header", "footer", "hr", "blockquote"]);
const PARAGRAPH_ELEMENTS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6"]);

/** Takes a template piece by piece and gives the HTML and its text. */
export class HtmlTemplateWriter {
  #html = "";
  #mode: Mode = "text";
  #tag: Tag = { name: "", isEnd: false, href: "" };
  #attribute = "";
  #quote = "";
  /** Characters of the author that are not yet decoded: of the text, or of an attribute's value. */
  #run = "";
  #value = "";
  /** The last few characters, to find the end of a comment or of raw text. */
  #tail = "";
  readonly #text = new PlainText();
  /** The text as long as there is no markup: line breaks of the author count. */
  #plain = "";
  #hasMarkup = false;
  #openLink = "";

  /** Markup or text as the author wrote it. */
  markup(literal: string): void {
    this.#html += literal;
    this.#plain += decodeEntities(literal);
    for (const character of literal) this.#read(character);
  }

  /** A value from elsewhere. */
  value(raw: string): void {
    const value = wellFormed(raw);
    if (value === "") return;
    const held = heldIn(value);
    this.#plain += held;
    switch (this.#mode) {
      case "text":
        this.#html += escapeHtml(held);
        this.#sayValue(held);
        return;
      case "after <":
        // `<` before an entity is plain text; before a letter it would open a tag.
        this.#html += escapeEvery(held);
        this.#run += "<";
        this.#mode = "text";
        this.#sayValue(held);
        return;
      case "before value":
        this.#mode = "value";
        this.#quote = "";
        this.#writeInAttribute(value);
        return;
      case "value":
        this.#writeInAttribute(value);
        return;
      default:
        this.#html += lettersAndDigits(value);
    }
  }

  /** A link with a label of the author's. */
  link(address: string, label: string): void {
    if (this.#mode === "text") {
      this.markup(`<a href="${escapeHtml(address)}">${label}</a>`);
    } else if (this.#mode === "value" || this.#mode === "before value") {
      if (this.#mode === "before value") this.#quote = "";
      this.#mode = "value";
      this.#html += escapeAttribute(address);
      this.#takeRunAsValue();
      this.#value += address;
    }
  }

  finish(): { readonly html: string; readonly text: string } {
    if (this.#mode === "after <") this.#run += "<";
    this.#sayRun();
    return { html: this.#html, text: this.#hasMarkup ? this.#text.finish() : this.#plain };
  }

  #read(character: string): void {
    switch (this.#mode) {
      case "text":
        if (character === "<") this.#mode = "after <";
        else this.#run += character;
        return;
      case "after <":
        this.#readAfterLessThan(character);
        return;
      case "after </":
        if (LETTER.test(character)) this.#beginTag(character, true);
        else this.#mode = character === ">" ? "text" : "declaration";
        return;
      case "after <!":
        this.#tail += character;
        if (this.#tail === "--") this.#enter("comment");
        else if (this.#tail !== "-") this.#mode = character === ">" ? "text" : "declaration";
        return;
      case "comment":
        this.#tail = (this.#tail + character).slice(-3);
        if (this.#tail === "-->") this.#mode = "text";
        return;
      case "declaration":
        if (character === ">") this.#mode = "text";
        return;
      case "raw text":
        this.#tail = (this.#tail + character.toLowerCase()).slice(-(this.#tag.name.length + 2));
        if (this.#tail === `</${this.#tag.name}`) {
          this.#tag = { name: this.#tag.name, isEnd: true, href: "" };
          this.#mode = "tag name";
        }
        return;
      default:
        this.#readInTag(character);
    }
  }

  #readAfterLessThan(character: string): void {
    if (LETTER.test(character)) this.#beginTag(character, false);
    else if (character === "/") this.#mode = "after </";
    else if (character === "!") this.#enter("after <!");
    else if (character === "?") this.#mode = "declaration";
    else {
      this.#run += "<";
      this.#mode = "text";
      this.#read(character);
    }
  }

  #readInTag(character: string): void {
    const isSpace = SPACE.test(character);
    if (this.#mode === "value") this.#readValue(character, isSpace);
    else if (character === ">") this.#endTag();
    else this.#readNames(character, isSpace);
  }

  #readNames(character: string, isSpace: boolean): void {
    switch (this.#mode) {
      case "tag name":
        if (isSpace || character === "/") this.#mode = "in tag";
        else this.#tag.name += character.toLowerCase();
        return;
      case "in tag":
        if (isSpace || character === "/") return;
        this.#attribute = character.toLowerCase();
        this.#mode = "attribute name";
        return;
      case "attribute name":
        if (character === "=") this.#mode = "before value";
        else if (isSpace) this.#mode = "after attribute name";
        else if (character === "/") this.#mode = "in tag";
        else this.#attribute += character.toLowerCase();
        return;
      case "after attribute name":
        if (isSpace) return;
        this.#mode = character === "=" ? "before value" : "in tag";
        if (character !== "=") this.#readInTag(character);
        return;
      default:
        if (isSpace) return;
        this.#mode = "value";
        this.#quote = character === '"' || character === "'" ? character : "";
        if (this.#quote === "") this.#readValue(character, false);
    }
  }

  #readValue(character: string, isSpace: boolean): void {
    const ends = this.#quote === "" ? isSpace || character === ">" : character === this.#quote;
    if (!ends) {
      this.#run += character;
      return;
    }
    this.#takeRunAsValue();
    if (this.#attribute === "href") this.#tag.href = this.#value;
    this.#value = "";
    this.#mode = "in tag";
    if (character === ">") this.#endTag();
  }

  #writeInAttribute(value: string): void {
    this.#takeRunAsValue();
    let written = value;
    if (ADDRESS_ATTRIBUTES.has(this.#attribute)) written = percentEncode(value);
    // A style or a script would be read after its escapes are undone; a list of addresses has separators of its own.
    else if (/^(on|style$|srcset$)/.test(this.#attribute)) written = lettersAndDigits(value);
    this.#html += escapeAttribute(written);
    this.#value += written;
  }

  #beginTag(firstLetter: string, isEnd: boolean): void {
    this.#hasMarkup = true;
    this.#sayRun();
    this.#tag = { name: firstLetter.toLowerCase(), isEnd, href: "" };
    this.#mode = "tag name";
  }

  #endTag(): void {
    const { name, isEnd, href } = this.#tag;
    this.#mode = !isEnd && RAW_ELEMENTS.has(name) ? "raw text" : "text";
    this.#tail = "";
    if (name === "a") {
      // The label alone would hide from readers of the text where the link leads.
      if (this.#openLink !== "") this.#text.sayAside(this.#openLink);
      this.#openLink = isEnd ? "" : href;
    } else if (name === "br") this.#text.breakLine();
    else if (PARAGRAPH_ELEMENTS.has(name)) this.#text.breakParagraph();
    else if (LINE_ELEMENTS.has(name)) this.#text.startLine();
    else if (name === "li" && !isEnd) this.#text.startItem();
    else if (name === "td" || name === "th") this.#text.sayMarkup(" ");
  }

  #enter(mode: Mode): void {
    this.#mode = mode;
    this.#tail = "";
  }

  #sayRun(): void {
    this.#text.sayMarkup(this.#run);
    this.#run = "";
  }

  #sayValue(value: string): void {
    this.#sayRun();
    this.#text.sayValue(value);
  }

  #takeRunAsValue(): void {
    this.#value += decodeEntities(this.#run);
    this.#run = "";
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Holds without quotes around it as well. */
function escapeAttribute(text: string): string {
  return text.replace(/[^\p{L}\p{N}:/.?%#_~-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function escapeEvery(text: string): string {
  return [...text].map((character) => `&#${character.codePointAt(0)};`).join("");
}

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
