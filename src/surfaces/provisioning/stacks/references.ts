/** Owns which names a part of a template refers to; with conditions given, only along the branches that are taken. */
import { getAttTarget, subArguments, subPieces } from "./functions.js";
import { isList, isObject, type TemplateValue } from "./template-value.js";

/** A name that is referred to. `attribute` is absent for Ref, whose name may be a parameter's. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Every reference in a value, in order of appearance. */
export function referencesIn(value: TemplateValue, condition?: (name: string) => boolean): Reference[] {
  const found: Reference[] = [];
  visit(value, condition, found);
  return found;
}

function visit(value: TemplateValue, condition: ((name: string) => boolean) | undefined, found: Reference[]): void {
  if (isList(value)) {
    for (const item of value) visit(item, condition, found);
    return;
  }
  if (!isObject(value)) return;
  const names = Object.keys(value);
  const argument = value[names[0] ?? ""] ?? null;
  if (names.length === 1) {
    if (names[0] === "Ref" && typeof argument === "string") {
      found.push({ name: argument });
      return;
    }
    if (names[0] === "Fn::GetAtt") {
      const [name, attribute] = getAttTarget(argument, (part) => (isObject(part) ? "?" : String(part)));
      found.push({ name, attribute });
      if (isList(argument)) for (const part of argument.slice(1)) visit(part, condition, found);
      return;
    }
    if (names[0] === "Fn::Sub") {
      visitSub(argument, condition, found);
      return;
    }
    if (names[0] === "Fn::If" && condition !== undefined && isList(argument) && typeof argument[0] === "string") {
      visit(argument[condition(argument[0]) ? 1 : 2] ?? null, condition, found);
      return;
    }
  }
  for (const name of names) visit(value[name] ?? null, condition, found);
}

function visitSub(
  argument: TemplateValue,
  condition: ((name: string) => boolean) | undefined,
  found: Reference[],
): void {
  const [text, own] = subArguments(argument);
  for (const piece of subPieces(text)) {
    if (!("name" in piece) || Object.hasOwn(own, piece.name)) continue;
    const dot = piece.name.indexOf(".");
    if (dot < 0) found.push({ name: piece.name });
    else found.push({ name: piece.name.slice(0, dot), attribute: piece.name.slice(dot + 1) });
  }
  visit(own, condition, found);
}

/** Names of conditions that a value asks for. */
export function conditionsIn(value: TemplateValue, found: string[] = []): string[] {
  if (isList(value)) for (const item of value) conditionsIn(item, found);
  else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      const argument = value[name] ?? null;
      if (name === "Fn::If" && isList(argument) && typeof argument[0] === "string") found.push(argument[0]);
      conditionsIn(argument, found);
    }
  }
  return found;
}
