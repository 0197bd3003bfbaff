/** Owns stack policies: which changes of which resources an update may make. Without a policy everything is allowed. */
import type { ChangeOfResource } from "./changes.js";
import { ValidationError } from "./exceptions.js";
import { JsonTextError, readJsonText } from "./json-text.js";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "./template-value.js";

const maxPolicy = 16_384;

/** The statements of a policy's text. Throws ValidationError. */
export function readStackPolicy(text: string): readonly TemplateObject[] {
  if (text.length > maxPolicy) throw new ValidationError(`Stack policy may not exceed ${maxPolicy} characters.`);
  let value: TemplateValue;
  try {
    value = readJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ValidationError(`Error validating stack policy: Invalid stack policy (${error.message})`);
  }
  const statements = isObject(value) ? value["Statement"] : undefined;
  const list = isList(statements) ? statements : isObject(statements) ? [statements] : [];
  if (list.length === 0 || !list.every(isObject)) {
    throw new ValidationError("Error validating stack policy: Invalid stack policy");
  }
  return list as readonly TemplateObject[];
}

/** Throws ValidationError when the policy forbids one of the changes. */
export function checkStackPolicy(text: string | undefined, changes: readonly ChangeOfResource[]): void {
  if (text === undefined) return;
  const statements = readStackPolicy(text);
  for (const change of changes) {
    const action = actionOf(change);
    if (action === undefined) continue;
    const speaking = statements.filter((one) => speaksOf(one, action, change));
    const denied = speaking.some((one) => one["Effect"] === "Deny");
    if (denied)
      throw refusal(
        `Statement [#${statements.findIndex((one) => speaking.includes(one) && one["Effect"] === "Deny") + 1}] does not allow`,
        action,
        change,
      );
    if (!speaking.some((one) => one["Effect"] === "Allow")) throw refusal("no statement allows", action, change);
  }
}

function refusal(why: string, action: string, change: ChangeOfResource): ValidationError {
  return new ValidationError(`Action denied by stack policy: ${why} [${action}] for resource [${change.logicalId}]`);
}

function actionOf(change: ChangeOfResource): string | undefined {
  if (change.action === "Remove") return "Update:Delete";
  if (change.action !== "Modify") return undefined;
  return change.replacement === "True" ? "Update:Replace" : "Update:Modify";
}

function speaksOf(statement: TemplateObject, action: string, change: ChangeOfResource): boolean {
  const resource = `LogicalResourceId/${change.logicalId}`;
  const byAction = listed(statement["Action"]).some((pattern) => isLike(pattern, action));
  const byNotAction =
    statement["NotAction"] !== undefined && !listed(statement["NotAction"]).some((one) => isLike(one, action));
  const byResource = listed(statement["Resource"]).some((pattern) => isLike(pattern, resource));
  const byNotResource =
    statement["NotResource"] !== undefined && !listed(statement["NotResource"]).some((one) => isLike(one, resource));
  return (byAction || byNotAction) && (byResource || byNotResource) && fitsType(statement["Condition"], change.type);
}

function fitsType(condition: TemplateValue | undefined, type: string): boolean {
  if (!isObject(condition)) return true;
  return Object.keys(condition).every((operator) => {
    const wanted = condition[operator];
    const types = isObject(wanted) ? listed(wanted["ResourceType"]) : [];
    return types.some((pattern) => (operator === "StringLike" ? isLike(pattern, type) : pattern === type));
  });
}

function listed(value: TemplateValue | undefined): readonly string[] {
  return (isList(value) ? value : [value]).map(scalarText).filter((one) => one !== undefined);
}

/** `*` stands for any text; at most one in the middle matters, and matching never goes back. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === text;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.endsWith(parts.at(-1)!) && text.length >= pattern.length - parts.length + 1;
}
