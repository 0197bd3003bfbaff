/**
 * Reads YAML templates with the short forms of the intrinsic functions. Aliases, foreign tags and duplicate keys are
 * refused, so nothing can grow beyond its text (T-49).
 */
import { isAlias, isMap, isScalar, isSeq, type Node, parseYamlDocument } from "../../../yaml.js";
import { ValidationError } from "./exceptions.js";
import { type TemplateValue, templateObject } from "./template-value.js";

const maxDepth = 64;

/** `!Ref x` is `{ Ref: x }`, all others carry `Fn::`. */
const shortForms: ReadonlySet<string> = new Set(
  "And,Base64,Cidr,Equals,FindInMap,GetAZs,GetAtt,If,ImportValue,Join,Length,Not,Or,Select,Split,Sub,ToJsonString,Transform,Contains,EachMemberEquals,EachMemberIn,RefAll,ValueOf,ValueOfAll".split(
    ",",
  ),
);

/** The value that the text spells. Throws ValidationError. */
export function readYamlText(text: string): TemplateValue {
  const document = parseYamlDocument(text);
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const { line, col } = mistake.linePos?.[0] ?? { line: 1, col: 1 };
    if (mistake.code === "DUPLICATE_KEY") {
      throw new ValidationError(
        `Template format error: YAML not well-formed. Duplicate key. (line ${line}, column ${col})`,
      );
    }
    throw new ValidationError(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  return templateValueOf(document.contents, 0);
}

function templateValueOf(node: Node | null, depth: number): TemplateValue {
  if (depth > maxDepth) throw new ValidationError("Template format error: the template is nested too deeply.");
  if (node === null) return null;
  if (isAlias(node)) {
    throw new ValidationError("Template error: YAML aliases are not allowed in CloudFormation templates");
  }
  const plain = plainValueOf(node, depth);
  const tag = node.tag;
  if (tag === undefined || tag.startsWith("tag:yaml.org,2002:")) return plain;
  return shortForm(tag, plain);
}

function plainValueOf(node: Node, depth: number): TemplateValue {
  if (isMap(node)) {
    const members = templateObject();
    for (const { key, value } of node.items) {
      if (isAlias(key))
        throw new ValidationError("Template error: YAML aliases are not allowed in CloudFormation templates");
      if (!isScalar(key)) throw new ValidationError("Template format error: YAML not well-formed. Keys must be text.");
      const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
      if (Object.hasOwn(members, name)) {
        throw new ValidationError(`Template format error: YAML not well-formed. Duplicate key ${name.slice(0, 128)}.`);
      }
      members[name] = templateValueOf(value as Node | null, depth + 1);
    }
    return members;
  }
  if (isSeq(node)) return node.items.map((item) => templateValueOf(item as Node | null, depth + 1));
  if (!isScalar(node)) return null;
  const { value, source } = node;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  // 012345678901 is an account id and 1.10 a version: a number that would be spelt otherwise stays as it was written.
  if (typeof value === "number") return source === undefined || String(value) === source ? value : source;
  return source ?? null;
}

function shortForm(tag: string, value: TemplateValue): TemplateValue {
  const name = tag.startsWith("!") ? tag.slice(1) : tag;
  if (name === "Ref" || name === "Condition") return templateObject([[name, value]]);
  if (!shortForms.has(name)) {
    throw new ValidationError(`Template format error: Unknown tag !${name.slice(0, 64)}.`);
  }
  if (name === "GetAtt" && typeof value === "string") {
    const dot = value.indexOf(".");
    const argument = dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)];
    return templateObject([["Fn::GetAtt", argument]]);
  }
  return templateObject([[`Fn::${name}`, value]]);
}
