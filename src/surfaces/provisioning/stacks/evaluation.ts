/** Owns what the names of one stack's template stand for: parameters, pseudo parameters, conditions, resources, imports. */
import { ValidationError } from "./exceptions.js";
import { evaluate, NotYetKnown, type Scope, truth } from "./functions.js";
import { type ParameterValue, parameterReference } from "./parameters.js";
import { referencesIn } from "./references.js";
import type { MadeResource, StackTag } from "./stack.js";
import { withStackTags } from "./stack-tags.js";
import type { ResourceDeclaration, Template } from "./template.js";
import {
  isList,
  isObject,
  scalarText,
  type TemplateObject,
  type TemplateValue,
  templateObject,
} from "./template-value.js";

/** Where a template is evaluated. */
export interface Surroundings {
  readonly stackId: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly notificationArns: readonly string[];
  /** Of the stack. */
  readonly tags: readonly StackTag[];
  /** The exports of the account and region. */
  readonly exports: ReadonlyMap<string, string>;
}

/** A template with the values of its names. */
export interface Evaluation {
  readonly template: Template;
  /** The resources whose condition holds, in the order of the template. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  /** What each of them waits for. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  condition(name: string): boolean;
  /** The properties of a resource. Throws ValidationError; NotYetKnown where they hang on what does not exist yet. */
  properties(logicalId: string, made: ReadonlyMap<string, MadeResource>): TemplateObject;
  /** The properties with the tags of the stack, if the type takes any. */
  tagged(logicalId: string, properties: TemplateObject): TemplateObject;
  value(value: TemplateValue, made: ReadonlyMap<string, MadeResource>): TemplateValue | undefined;
  /** Exports that were asked for so far. */
  readonly imported: ReadonlySet<string>;
  /** Dynamic references that stand for their value in properties, by their text. */
  readonly references: ReadonlyMap<string, string>;
}

/** Binds a template to its values. Throws ValidationError. */
export function evaluation(
  template: Template,
  parameters: ReadonlyMap<string, ParameterValue>,
  surroundings: Surroundings,
): Evaluation {
  const conditions = new Map<string, boolean>();
  const asking = new Set<string>();
  const imported = new Set<string>();
  const pseudo = pseudoParameters(surroundings);

  function condition(name: string): boolean {
    const known = conditions.get(name);
    if (known !== undefined) return known;
    const definition = Object.hasOwn(template.conditions, name) ? template.conditions[name] : undefined;
    if (definition === undefined || asking.has(name)) {
      throw new ValidationError(
        definition === undefined
          ? `Template format error: Unresolved condition dependency ${name.slice(0, 255)} in the template`
          : `Template format error: Circular dependencies for condition ${name}`,
      );
    }
    asking.add(name);
    const holds = truth(definition, scopeOver(undefined));
    asking.delete(name);
    conditions.set(name, holds);
    return holds;
  }

  /** Without resources, conditions alone are evaluated, which may not name any. */
  function scopeOver(made: ReadonlyMap<string, MadeResource> | undefined): Scope {
    const resource = (logicalId: string): MadeResource => {
      const found = made?.get(logicalId);
      if (found !== undefined) return found;
      if (made === undefined || !template.resources.has(logicalId)) {
        throw new ValidationError(
          `Template format error: Unresolved dependencies [${logicalId.slice(0, 255)}]. Cannot reference resources in the Conditions block of the template`,
        );
      }
      if (!resources.has(logicalId)) {
        throw new ValidationError(
          `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
        );
      }
      throw new NotYetKnown(logicalId);
    };
    return {
      mappings: template.mappings,
      region: surroundings.region,
      condition,
      ref(name) {
        if (pseudo.has(name)) return pseudo.get(name);
        const parameter = parameters.get(name);
        const declaration = template.parameters.get(name);
        if (parameter !== undefined && declaration !== undefined) return parameterReference(declaration, parameter);
        return resource(name).physicalId;
      },
      attribute(logicalId, attribute) {
        const found = resource(logicalId);
        const value = Object.hasOwn(found.attributes, attribute) ? found.attributes[attribute] : undefined;
        if (value !== undefined) return value;
        throw new ValidationError(
          `Template error: resource ${logicalId} does not support attribute type ${attribute.slice(0, 255)} in Fn::GetAtt`,
        );
      },
      importValue(name) {
        const value = surroundings.exports.get(name);
        if (value === undefined) throw new ValidationError(`No export named ${name.slice(0, 255)} found.`);
        imported.add(name);
        return value;
      },
    };
  }

  for (const name of Object.keys(template.conditions)) condition(name);
  const resources = new Map(
    [...template.resources].filter(([, one]) => one.condition === undefined || condition(one.condition)),
  );
  const dependencies = new Map(
    [...resources].map(([logicalId, one]) => {
      const names = [...one.dependsOn, ...referencesIn(one.properties, condition).map(({ name }) => name)];
      return [logicalId, new Set(names.filter((name) => resources.has(name)))];
    }),
  );
  function tagged(logicalId: string, properties: TemplateObject): TemplateObject {
    return withStackTags(resources.get(logicalId)?.type ?? "", properties, surroundings.tags);
  }

  return {
    template,
    resources,
    dependencies,
    condition,
    imported,
    references: new Map(),
    properties(logicalId, made) {
      const declared = resources.get(logicalId)?.properties ?? templateObject();
      const found = evaluate(declared, scopeOver(made));
      if (!isObject(found)) throw new ValidationError(`Template error: properties of ${logicalId} must be an object`);
      return tagged(logicalId, found);
    },
    tagged,
    value: (value, made) => evaluate(value, scopeOver(made)),
  };
}

function pseudoParameters(of: Surroundings): ReadonlyMap<string, TemplateValue> {
  const partition = of.region.startsWith("cn-") ? "aws-cn" : of.region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return new Map<string, TemplateValue>([
    ["AWS::AccountId", of.accountId],
    ["AWS::Region", of.region],
    ["AWS::StackId", of.stackId],
    ["AWS::StackName", of.stackName],
    ["AWS::NotificationARNs", of.notificationArns],
    ["AWS::Partition", partition],
    ["AWS::URLSuffix", partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"],
  ]);
}

/** The names that every template may refer to. */
export const pseudoNames: ReadonlySet<string> = new Set([
  "AWS::AccountId",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::NotificationARNs",
  "AWS::Partition",
  "AWS::URLSuffix",
  "AWS::NoValue",
]);

/** Throws ValidationError unless the assertions of every rule whose condition holds are true. */
export function checkRules(of: Evaluation): void {
  const nothing = new Map<string, MadeResource>();
  const holds = (value: TemplateValue): boolean => of.value(value, nothing) === true;
  for (const name of Object.keys(of.template.rules)) {
    const rule = of.template.rules[name];
    if (!isObject(rule) || !isList(rule["Assertions"])) {
      throw new ValidationError(`Template format error: Rule ${name.slice(0, 255)} must have a list of Assertions.`);
    }
    if (rule["RuleCondition"] !== undefined && !holds(rule["RuleCondition"])) continue;
    for (const one of rule["Assertions"]) {
      if (!isObject(one) || one["Assert"] === undefined) {
        throw new ValidationError(
          `Template format error: Every Assertions member of rule ${name.slice(0, 255)} must have an Assert.`,
        );
      }
      if (holds(one["Assert"])) continue;
      throw new ValidationError(
        `Template validation error: Rule ${name} failed: ${scalarText(one["AssertDescription"]) ?? "an assertion is false"}`,
      );
    }
  }
}
