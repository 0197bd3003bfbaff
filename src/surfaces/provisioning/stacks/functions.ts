/**
 * Evaluates the intrinsic functions. It owns their arguments and their words for bad ones; what names stand for is the
 * scope's. Longer than most files because the functions are one closed list.
 */
import { cidrBlocks } from "./cidr.js";
import { ValidationError } from "./exceptions.js";
import {
  isList,
  isObject,
  sameValue,
  scalarText,
  type TemplateObject,
  type TemplateValue,
  templateObject,
} from "./template-value.js";

/** What names stand for while a template is evaluated. */
export interface Scope {
  /** A parameter, pseudo parameter or resource. Throws ValidationError on an unknown name, NotYetKnown on a future one. */
  ref(name: string): TemplateValue | undefined;
  attribute(logicalId: string, attribute: string): TemplateValue;
  condition(name: string): boolean;
  /** The value of another stack's export. */
  importValue(name: string): string;
  readonly mappings: TemplateObject;
  readonly region: string;
}

/** The value depends on a resource that does not exist yet. */
export class NotYetKnown extends Error {
  override readonly name = "NotYetKnown";
}

/** Texts that functions make may not grow beyond a template (T-49). */
const maxText = 1_048_576;

/** The value with every function replaced by its result; undefined where the result is AWS::NoValue. */
export function evaluate(value: TemplateValue, scope: Scope): TemplateValue | undefined {
  if (isList(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  const name = names[0];
  if (names.length === 1 && name !== undefined) {
    if (name === "Ref") return ref(value[name], scope);
    if (name.startsWith("Fn::")) {
      const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (call === undefined) {
        throw new ValidationError(`Template error: intrinsic function ${name.slice(0, 64)} is not supported.`);
      }
      return call(value[name] ?? null, scope);
    }
  }
  const made = templateObject();
  for (const key of names) {
    const inner = evaluate(value[key] ?? null, scope);
    if (inner !== undefined) made[key] = inner;
  }
  return made;
}

type Call = (argument: TemplateValue, scope: Scope) => TemplateValue | undefined;

const functions: Readonly<Record<string, Call>> = {
  "Fn::GetAtt": getAtt,
  "Fn::Sub": sub,
  "Fn::Join": join,
  "Fn::Select": select,
  "Fn::Split": split,
  "Fn::If": when,
  "Fn::And": (argument, scope) => operands("Fn::And", argument, 2, 10).every((one) => truth(one, scope)),
  "Fn::Or": (argument, scope) => operands("Fn::Or", argument, 2, 10).some((one) => truth(one, scope)),
  "Fn::Not": (argument, scope) => !truth(operands("Fn::Not", argument, 1, 1)[0] ?? null, scope),
  "Fn::Equals": equals,
  "Fn::FindInMap": findInMap,
  "Fn::Base64": (argument, scope) => {
    const text = scalarText(evaluate(argument, scope));
    if (text === undefined)
      throw new ValidationError("Template error: every Fn::Base64 object must have a String-typed value.");
    return Buffer.from(text).toString("base64");
  },
  "Fn::ImportValue": (argument, scope) => {
    const name = scalarText(evaluate(argument, scope));
    if (name === undefined) {
      throw new ValidationError(
        "Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string",
      );
    }
    return scope.importValue(name);
  },
  "Fn::GetAZs": (argument, scope) => {
    const region = scalarText(evaluate(argument, scope)) || scope.region;
    return ["a", "b", "c"].map((zone) => `${region}${zone}`);
  },
  "Fn::Cidr": (argument, scope) => {
    const given = evaluate(argument, scope);
    const [block, count, bits] = isList(given) ? given.map(scalarText) : [];
    const blocks =
      block === undefined || count === undefined ? undefined : cidrBlocks(block, Number(count), Number(bits ?? "8"));
    if (blocks === undefined) {
      throw new ValidationError(
        "Template error: Fn::Cidr requires a valid CIDR block, a count from 1 to 256, and optional subnet bits",
      );
    }
    return blocks;
  },
  "Fn::Contains": (argument, scope) => {
    const [list, wanted] = operands("Fn::Contains", argument, 2, 2).map((one) => evaluate(one, scope));
    return isList(list) && list.some((item) => sameValue(item, wanted));
  },
  "Fn::EachMemberIn": (argument, scope) => {
    const [list, among] = operands("Fn::EachMemberIn", argument, 2, 2).map((one) => evaluate(one, scope));
    return isList(list) && isList(among) && list.every((item) => among.some((other) => sameValue(item, other)));
  },
  "Fn::EachMemberEquals": (argument, scope) => {
    const [list, wanted] = operands("Fn::EachMemberEquals", argument, 2, 2).map((one) => evaluate(one, scope));
    return isList(list) && list.every((item) => sameValue(item, wanted));
  },
};

/** Every intrinsic function that is evaluated here. */
export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));

function ref(argument: TemplateValue | undefined, scope: Scope): TemplateValue | undefined {
  if (typeof argument !== "string")
    throw new ValidationError("Template error: every Ref object must have a single String value.");
  return argument === "AWS::NoValue" ? undefined : scope.ref(argument);
}

function getAtt(argument: TemplateValue, scope: Scope): TemplateValue {
  const [logicalId, attribute] = getAttTarget(argument, (value) => scalarText(evaluate(value, scope)));
  return scope.attribute(logicalId, attribute);
}

/** The two names in the argument of Fn::GetAtt, written as a list or, in YAML, with a dot. */
export function getAttTarget(
  argument: TemplateValue,
  textOf: (value: TemplateValue) => string | undefined = scalarText,
): readonly [logicalId: string, attribute: string] {
  const parts = typeof argument === "string" ? splitOnce(argument) : isList(argument) ? argument : [];
  const logicalId = scalarText(parts[0]);
  const rest = parts.slice(1).map(textOf);
  if (
    logicalId === undefined ||
    logicalId === "" ||
    rest.length === 0 ||
    rest.some((one) => one === undefined || one === "")
  ) {
    throw new ValidationError(
      "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
    );
  }
  return [logicalId, rest.join(".")];
}

function splitOnce(text: string): readonly string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** A piece of the text of Fn::Sub: as it stands, or a name to replace. */
export type SubPiece = { readonly text: string } | { readonly name: string };

/** The pieces of a text of Fn::Sub; `${!x}` stands for `${x}`. */
export function subPieces(text: string): readonly SubPiece[] {
  const pieces: SubPiece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("${", at);
    const close = open < 0 ? -1 : text.indexOf("}", open);
    if (open < 0 || close < 0) break;
    if (open > at) pieces.push({ text: text.slice(at, open) });
    const name = text.slice(open + 2, close);
    if (name.startsWith("!")) pieces.push({ text: `\${${name.slice(1)}}` });
    else pieces.push({ name: name.trim() });
    at = close + 1;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** The text and the own names of an Fn::Sub. */
export function subArguments(argument: TemplateValue): readonly [text: string, names: TemplateObject] {
  const [text, names] = typeof argument === "string" ? [argument, templateObject()] : isList(argument) ? argument : [];
  if (typeof text !== "string" || !(isObject(names) || (names === undefined && isList(argument)))) {
    throw new ValidationError(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return [text, names ?? templateObject()];
}

function sub(argument: TemplateValue, scope: Scope): TemplateValue {
  const [text, own] = subArguments(argument);
  const values = new Map<string, string>();
  let made = "";
  for (const piece of subPieces(text)) {
    if ("text" in piece) made += piece.text;
    else {
      const known = values.get(piece.name) ?? subValue(piece.name, own, scope);
      values.set(piece.name, known);
      made += known;
    }
    if (made.length > maxText) throw tooLong();
  }
  return made;
}

function subValue(name: string, own: TemplateObject, scope: Scope): string {
  let value: TemplateValue | undefined;
  if (Object.hasOwn(own, name)) value = evaluate(own[name] ?? null, scope);
  else if (name.includes(".")) {
    const [logicalId = "", attribute = ""] = splitOnce(name);
    value = scope.attribute(logicalId, attribute);
  } else value = scope.ref(name);
  const text = isList(value) ? value.map((item) => scalarText(item) ?? "").join(",") : scalarText(value);
  if (text === undefined)
    throw new ValidationError(
      `Template error: variable ${name.slice(0, 128)} in Fn::Sub expression does not resolve to a string`,
    );
  return text;
}

function join(argument: TemplateValue, scope: Scope): TemplateValue {
  const [delimiter, list] = isList(argument) ? argument : [];
  const items = list === undefined ? undefined : evaluate(list, scope);
  const separator = delimiter === undefined ? undefined : scalarText(evaluate(delimiter, scope));
  if (separator === undefined || !isList(items) || (argument as readonly TemplateValue[]).length !== 2) {
    throw new ValidationError(
      "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    );
  }
  const texts = items.map((item) => {
    const text = scalarText(item);
    if (text === undefined)
      throw new ValidationError("Template error: every item that Fn::Join joins must be a string.");
    return text;
  });
  if (texts.reduce((length, text) => length + text.length + separator.length, 0) > maxText) throw tooLong();
  return texts.join(separator);
}

function select(argument: TemplateValue, scope: Scope): TemplateValue | undefined {
  const [position, list] = isList(argument) ? argument : [];
  const items = list === undefined ? undefined : evaluate(list, scope);
  const index = position === undefined ? undefined : scalarText(evaluate(position, scope));
  if (!isList(items) || index === undefined || !/^\d{1,9}$/.test(index)) {
    throw new ValidationError(
      "Template error: Fn::Select requires a list argument with two elements: an integer index and a list",
    );
  }
  const found = items[Number(index)];
  if (found === undefined) {
    throw new ValidationError(`Template error: Fn::Select  cannot select nonexistent value at index ${Number(index)}`);
  }
  return found;
}

function split(argument: TemplateValue, scope: Scope): TemplateValue {
  const [delimiter, source] = isList(argument) ? argument : [];
  const text = source === undefined ? undefined : scalarText(evaluate(source, scope));
  if (typeof delimiter !== "string" || delimiter === "" || text === undefined) {
    throw new ValidationError(
      "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
    );
  }
  return text.split(delimiter);
}

function when(argument: TemplateValue, scope: Scope): TemplateValue | undefined {
  const [name, yes, no] = isList(argument) && argument.length === 3 ? argument : [];
  if (typeof name !== "string" || yes === undefined || no === undefined) {
    throw new ValidationError(
      "Template error: Fn::If requires a list argument with three elements: the condition name, and two values",
    );
  }
  return evaluate(scope.condition(name) ? yes : no, scope);
}

function operands(name: string, argument: TemplateValue, least: number, most: number): readonly TemplateValue[] {
  if (isList(argument) && argument.length >= least && argument.length <= most) return argument;
  const count = least === most ? `${least}` : `at least ${least} and at most ${most}`;
  throw new ValidationError(
    `Template error: every ${name} object requires a list of ${count} parameter${most === 1 ? "" : "s"}.`,
  );
}

/** What an expression of the Conditions section says; `{ Condition: x }` names another one. */
export function truth(value: TemplateValue, scope: Scope): boolean {
  const named = isObject(value) && Object.keys(value).length === 1 ? value["Condition"] : undefined;
  const found = typeof named === "string" ? scope.condition(named) : evaluate(value, scope);
  if (typeof found === "boolean") return found;
  throw new ValidationError(
    "Template format error: Conditions can only be boolean operations on parameters and other conditions",
  );
}

function equals(argument: TemplateValue, scope: Scope): TemplateValue {
  const [one, other] = operands("Fn::Equals", argument, 2, 2).map((operand) => evaluate(operand, scope));
  return sameValue(one, other);
}

function findInMap(argument: TemplateValue, scope: Scope): TemplateValue | undefined {
  const given = isList(argument) ? argument : [];
  const names = given.slice(0, 3).map((one) => scalarText(evaluate(one, scope)));
  const [map, first, second] = names;
  if (given.length < 3 || map === undefined || first === undefined || second === undefined) {
    throw new ValidationError(
      "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
    );
  }
  const one = Object.hasOwn(scope.mappings, map) ? scope.mappings[map] : undefined;
  const two = isObject(one) && Object.hasOwn(one, first) ? one[first] : undefined;
  const found = isObject(two) && Object.hasOwn(two, second) ? two[second] : undefined;
  if (found !== undefined) return found;
  const fallback = given[3];
  if (isObject(fallback) && fallback["DefaultValue"] !== undefined) return evaluate(fallback["DefaultValue"], scope);
  throw new ValidationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
}

function tooLong(): ValidationError {
  return new ValidationError(`Template error: a text made by functions may not exceed ${maxText} characters.`);
}
