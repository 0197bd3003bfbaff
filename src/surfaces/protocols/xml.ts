/** Writes plain values as XML the way AWS services do: members in order, lists as `<member>`. It reads no XML. */

/** What can be written: text, numbers, booleans, lists and objects of them; undefined members are left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** One element with its content. Names come from the program, never from a request. */
export function xmlElement(name: string, value: XmlValue, attributes = ""): string {
  const content = xmlContent(value);
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function xmlContent(value: XmlValue): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return escapeXml(String(value));
  let content = "";
  if (isList(value)) {
    for (const item of value) content += xmlElement("member", item);
    return content;
  }
  for (const name of Object.keys(value)) {
    if (value[name] !== undefined) content += xmlElement(name, value[name]);
  }
  return content;
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Text as XML content or attribute value; characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(markup, (character) => entities[character]!).replace(unrepresentable, "\ufffd");
}

const markup = /[&<>"'\r]/g;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // Left as it is, a parser would turn it into a line feed.
  "\r": "&#xD;",
};
// With the u flag a surrogate in the class matches only where it stands alone.
const unrepresentable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
