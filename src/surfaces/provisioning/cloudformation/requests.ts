/** Owns what calls about stacks carry: content, names, tags, parameters, failures. */
import { ValidationError } from "../stacks/exceptions.js";
import type { ContentRequest } from "../stacks/prepared-content.js";
import type { Deployment, StackTag } from "../stacks/stack.js";
import { maxTemplateBody } from "../stacks/template-text.js";
import type { QueryReader } from "./query-reader.js";

/** Finds the text of a template by its URL, in this server's own store only. Throws ValidationError. */
export type TemplateByUrl = (url: string) => Promise<string>;

const stackNameForm = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const changeSetNameForm = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** The name of a stack that is to be made. */
export function newStackName(read: QueryReader): string {
  return checkedName(read.required("StackName"), "stackName", stackNameForm);
}

/** The name of a change set that is to be made. */
export function newChangeSetName(read: QueryReader): string {
  return checkedName(read.required("ChangeSetName"), "changeSetName", changeSetNameForm);
}

function checkedName(name: string, member: string, form: RegExp): string {
  if (name.length > 128) {
    throw new ValidationError(
      `1 validation error detected: Value '${name.slice(0, 140)}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to 128`,
    );
  }
  if (form.test(name)) return name;
  throw new ValidationError(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

/** The text of the template that a call carries or names. */
export async function templateTextOf(read: QueryReader, byUrl: TemplateByUrl): Promise<string | undefined> {
  const body = read.text("TemplateBody");
  const url = read.text("TemplateURL", 5120);
  if (body !== undefined && url !== undefined) {
    throw new ValidationError("Both TemplateURL and TemplateBody cannot be specified.");
  }
  if (body !== undefined && Buffer.byteLength(body) > maxTemplateBody) {
    throw new ValidationError(
      `1 validation error detected: Value '${body.slice(0, 64)}...' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${maxTemplateBody}`,
    );
  }
  return url === undefined ? body : byUrl(url);
}

/** What a call says about the content of a stack. */
export async function contentOf(read: QueryReader, byUrl: TemplateByUrl): Promise<ContentRequest> {
  const usePreviousTemplate = read.flag("UsePreviousTemplate") ?? false;
  const templateText = await templateTextOf(read, byUrl);
  if (usePreviousTemplate && templateText !== undefined) {
    throw new ValidationError("You cannot specify both usePreviousTemplate and Template Body/Template URL.");
  }
  return {
    templateText,
    usePreviousTemplate,
    parameters: (read.readers("Parameters") ?? []).map((one) => ({
      key: one.required("ParameterKey"),
      // A value that is there and empty is an empty value.
      value: one.text("ParameterValue") ?? (one.has("ParameterValue") ? "" : undefined),
      usePrevious: one.flag("UsePreviousValue") ?? false,
    })),
    tags: read.readers("Tags")?.map(tagOf),
    capabilities: read.texts("Capabilities") ?? [],
    notificationArns: read.texts("NotificationARNs"),
    roleArn: read.text("RoleARN"),
  };
}

function tagOf(one: QueryReader): StackTag {
  const key = one.required("Key", 128);
  if (key.startsWith("aws:"))
    throw new ValidationError("aws: prefixed tag key names are not allowed for external use.");
  return { key, value: one.text("Value", 256) ?? "" };
}

/** What a creation does when it fails. */
export function onFailureOf(read: QueryReader): Deployment["onFailure"] {
  const given = read.oneOf("OnFailure", ["ROLLBACK", "DELETE", "DO_NOTHING"]);
  const disable = read.flag("DisableRollback");
  if (given !== undefined && disable !== undefined) {
    throw new ValidationError("You can specify either DisableRollback or OnFailure, but not both.");
  }
  return given ?? (disable === true ? "DO_NOTHING" : "ROLLBACK");
}
