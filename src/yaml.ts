/** The one door to the YAML parser, for configuration files and templates. It owns the parser's settings. */
import { type Document, type Node, parse, parseDocument } from "yaml";

export { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

/** The value of a configuration file. Throws what the parser throws. */
export function parseYaml(text: string): unknown {
  return parse(text, { uniqueKeys: true, maxAliasCount: 20 });
}

/** A document as a tree, with its mistakes listed; unknown tags stay on their nodes. */
export function parseYamlDocument(text: string): Document<Node> {
  return parseDocument(text, { uniqueKeys: true, logLevel: "silent", merge: false }) as Document<Node>;
}
