/** Owns how tags of a stack reach its resources: those that take tags get them, their own tags win. */

import type { StackTag } from "./stack.js";
import { isList, isObject, type TemplateObject, type TemplateValue, templateObject } from "./template-value.js";

/** Types that take tags of their stack: the property, and whether it is a map or a list of Key and Value. */
const tagged: Readonly<Record<string, readonly [property: string, form: "map" | "list"] | undefined>> = {
  "AWS::Cognito::UserPool": ["UserPoolTags", "map"],
  "AWS::IAM::ManagedPolicy": ["Tags", "list"],
  "AWS::IAM::Role": ["Tags", "list"],
  "AWS::KMS::Key": ["Tags", "list"],
  "AWS::Lambda::Function": ["Tags", "list"],
  "AWS::SSM::Parameter": ["Tags", "map"],
  "AWS::SecretsManager::Secret": ["Tags", "list"],
};

/** The properties with the stack's tags; what is no form of tags is left for the check to name. */
export function withStackTags(type: string, properties: TemplateObject, tags: readonly StackTag[]): TemplateObject {
  const found = Object.hasOwn(tagged, type) ? tagged[type] : undefined;
  if (found === undefined || tags.length === 0) return properties;
  const [property, form] = found;
  const own = properties[property];
  let merged: TemplateValue;
  if (form === "map") {
    if (own !== undefined && !isObject(own)) return properties;
    merged = templateObject([
      ...tags.map(({ key, value }): [string, TemplateValue] => [key, value]),
      ...Object.entries(own ?? {}),
    ]);
  } else {
    if (own !== undefined && !isList(own)) return properties;
    const names = new Set((own ?? []).map((one) => (isObject(one) ? one["Key"] : undefined)));
    const added = tags.filter(({ key }) => !names.has(key));
    merged = [
      ...(own ?? []),
      ...added.map(({ key, value }) =>
        templateObject([
          ["Key", key],
          ["Value", value],
        ]),
      ),
    ];
  }
  return templateObject([...Object.entries(properties), [property, merged]]);
}
