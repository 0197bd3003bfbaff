/** Owns what can be said against a template before it is deployed: names that lead nowhere, functions and types unknown. */
import { pseudoNames } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { functionNames } from "./functions.js";
import { checkParameterType } from "./parameters.js";
import { conditionsIn, referencesIn } from "./references.js";
import type { Template } from "./template.js";
import { isList, isObject, type TemplateValue } from "./template-value.js";

/** Whether resources of a type can be made here. */
export type TypeJudge = (type: string) => boolean;

/** Throws ValidationError for the first thing that is wrong. Values of parameters do not matter. */
export function checkTemplate(template: Template, judge: TypeJudge): void {
  for (const [key, declaration] of template.parameters) checkParameterType(key, declaration);
  for (const [name, one] of template.parameters) {
    if (template.resources.has(name)) {
      throw new ValidationError(`Template format error: Duplicate name ${name} in Parameters and Resources.`);
    }
    checkText(one, "Parameters");
  }
  checkTypes(template, judge);
  const resources = [...template.resources.values()];
  checkNames(
    template,
    "Resources",
    resources.map((one) => one.properties),
  );
  checkNames(
    template,
    "Outputs",
    [...template.outputs.values()].flatMap((one) => [one.value, one.exportName ?? null]),
  );
  const missing = resources.flatMap((one) => one.dependsOn).filter((name) => !template.resources.has(name));
  if (missing.length > 0) unresolved(missing, "Resources");
  const asked = [
    ...resources.map((one) => one.condition),
    ...[...template.outputs.values()].map((one) => one.condition),
  ].filter((name) => name !== undefined);
  const unknown = asked.find((name) => !Object.hasOwn(template.conditions, name));
  if (unknown !== undefined) {
    throw new ValidationError(
      `Template format error: Unresolved condition dependency ${unknown.slice(0, 255)} in the Resources block of the template`,
    );
  }
  for (const name of Object.keys(template.conditions)) checkText(template.conditions[name] ?? null, "Conditions");
}

function checkTypes(template: Template, judge: TypeJudge): void {
  const strange = [...template.resources.values()].map(({ type }) => type).filter((type) => !judge(type));
  if (strange.length > 0) {
    const names = [...new Set(strange)].map((type) => type.slice(0, 128));
    throw new ValidationError(`Template format error: Unrecognized resource types: [${names.join(", ")}]`);
  }
}

function checkNames(template: Template, block: "Resources" | "Outputs", values: readonly TemplateValue[]): void {
  const missing: string[] = [];
  for (const value of values) {
    checkText(value, block);
    for (const { name, attribute } of referencesIn(value)) {
      if (template.resources.has(name)) continue;
      if (attribute !== undefined) {
        throw new ValidationError(
          `Template error: instance of Fn::GetAtt references undefined resource ${name.slice(0, 255)}`,
        );
      }
      if (!template.parameters.has(name) && !pseudoNames.has(name)) missing.push(name);
    }
    const unknown = conditionsIn(value).find((name) => !Object.hasOwn(template.conditions, name));
    if (unknown !== undefined) {
      throw new ValidationError(
        `Template format error: Unresolved condition dependency ${unknown.slice(0, 255)} in the ${block} block of the template`,
      );
    }
  }
  if (missing.length > 0) unresolved(missing, block);
}

function unresolved(names: readonly string[], block: string): never {
  const distinct = [...new Set(names)].map((name) => name.slice(0, 255));
  throw new ValidationError(
    `Template format error: Unresolved resource dependencies [${distinct.join(", ")}] in the ${block} block of the template`,
  );
}

/** Functions that do not exist here are named at once. */
function checkText(value: TemplateValue, block: string): void {
  if (isList(value)) for (const item of value) checkText(item, block);
  if (!isObject(value)) return;
  const names = Object.keys(value);
  for (const name of names) {
    if (name === "Fn::Transform") {
      throw new ValidationError(
        "Template format error: Fn::Transform is not supported by this server. Macros are not run.",
      );
    }
    if (names.length === 1 && name.startsWith("Fn::") && !functionNames.has(name)) {
      throw new ValidationError(
        `Template error: intrinsic function ${name.slice(0, 64)} in the ${block} block is not supported.`,
      );
    }
    checkText(value[name] ?? null, block);
  }
}
