/**
 * Owns custom resources: a function of the stack's own, named by `ServiceToken`, makes, changes and removes them, in the
 * events that CloudFormation sends. What it answers as Data is what GetAtt asks for.
 */
import type { CompanionOutput } from "../../protocols/companion.js";
import { HandlerError, handlerErrorOf } from "../resources/handler-error.js";
import type { MadeResource } from "../stacks/stack.js";
import type { TemplateObject, TemplateValue } from "../stacks/template-value.js";
import type { Place } from "../stacks/workshop.js";

const typeForm = /^(AWS::CloudFormation::CustomResource|Custom::[\w@-]{1,60})$/;
/** Seconds that an answer may take where the resource does not say, and at most. */
const usualSeconds = 60;
const mostSeconds = 3600;

/** Whether a type is one that a template's own function makes. */
export function isCustomResource(type: string): boolean {
  return typeForm.test(type);
}

/** Has the function make one. Throws HandlerError. */
export async function createCustomResource(
  place: Place,
  type: string,
  properties: TemplateObject,
): Promise<MadeResource> {
  const answer = await ask(place, type, "Create", properties, {});
  return made(type, properties, answer, `${place.stackName}-${place.logicalId}`);
}

/** Has the function change one; another physical id means that it made another one. Throws HandlerError. */
export async function updateCustomResource(
  place: Place,
  old: MadeResource,
  properties: TemplateObject,
): Promise<MadeResource> {
  if (properties["ServiceToken"] !== old.properties["ServiceToken"]) {
    throw new HandlerError("InvalidRequest", "Modifying service token is not allowed.");
  }
  const more = { PhysicalResourceId: old.physicalId, OldResourceProperties: asTexts(old.properties) };
  return made(old.type, properties, await ask(place, old.type, "Update", properties, more), old.physicalId);
}

/** Has the function remove one. Throws HandlerError. */
export async function removeCustomResource(place: Place, old: MadeResource): Promise<void> {
  await ask(place, old.type, "Delete", old.properties, { PhysicalResourceId: old.physicalId });
}

async function ask(
  place: Place,
  ResourceType: string,
  RequestType: "Create" | "Update" | "Delete",
  properties: TemplateObject,
  more: Readonly<Record<string, unknown>>,
): Promise<CompanionOutput> {
  const token = properties["ServiceToken"];
  if (typeof token !== "string" || !/^arn:[\w-]+:lambda:/.test(token)) {
    throw new HandlerError("InvalidRequest", "ServiceToken must be the ARN of a Lambda function of this server.");
  }
  const asked = Number(properties["ServiceTimeout"] ?? usualSeconds);
  let answer: CompanionOutput;
  try {
    answer = await place.access.call.companion("lambda", "InvokeFunction", {
      FunctionName: token,
      TimeoutSeconds: Number.isFinite(asked) ? Math.min(Math.max(asked, 1), mostSeconds) : usualSeconds,
      Event: {
        RequestType,
        ServiceToken: token,
        StackId: place.stackId,
        ResourceType,
        LogicalResourceId: place.logicalId,
        ...more,
        ResourceProperties: asTexts(properties),
      },
    });
  } catch (error) {
    throw failed(handlerErrorOf(error)?.message ?? "Internal Failure");
  }
  if (answer["Status"] !== "SUCCESS") throw failed(String(answer["Reason"] ?? "no reason was given"));
  return answer;
}

function failed(reason: string): HandlerError {
  return new HandlerError(
    "GeneralServiceException",
    `Received response status [FAILED] from custom resource. Message returned: ${reason.slice(0, 2000)}`,
  );
}

function made(type: string, properties: TemplateObject, answer: CompanionOutput, otherwise: string): MadeResource {
  const id = answer["PhysicalResourceId"];
  const physicalId = typeof id === "string" && id !== "" ? id.slice(0, 1024) : otherwise;
  return { type, identifier: physicalId, physicalId, attributes: flat(answer["Data"]), properties };
}

/** Names with dots reach into objects, as GetAtt writes them. */
function flat(value: unknown, path = ""): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object") return path === "" ? {} : { [path]: String(value) };
  const parts = Object.entries(value).map(([name, one]) => flat(one, path === "" ? name : `${path}.${name}`));
  return Object.assign({}, ...parts) as Record<string, string>;
}

/** CloudFormation sends every scalar as a text. */
function asTexts(value: TemplateValue): unknown {
  if (Array.isArray(value)) return value.map((one) => asTexts(one as TemplateValue));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
  }
  return value === null ? value : String(value);
}
