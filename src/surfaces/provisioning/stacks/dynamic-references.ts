/**
 * Owns dynamic references, `{{resolve:service:key}}`: how they are written, and that what they stand for reaches the
 * resource and nothing else. A stack keeps, compares and shows the reference; its value is read with the rights of the
 * stack's principal at the moment in which a resource is made or changed.
 */
import { ServiceException } from "../../../model/exceptions.js";
import type { CompanionCall } from "../../protocols/companion.js";
import { HandlerError, UnresolvedReference } from "../resources/handler-error.js";
import type { Evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { NotYetKnown } from "./functions.js";
import { isList, isObject, type TemplateObject, type TemplateValue, templateObject } from "./template-value.js";
import type { Place, Workshop } from "./workshop.js";

/** A reference in a text. */
export type DynamicReference =
  | { readonly service: "ssm" | "ssm-secure"; readonly text: string; readonly name: string; readonly version?: string }
  | {
      readonly service: "secretsmanager";
      readonly text: string;
      readonly secretId: string;
      readonly jsonKey?: string | undefined;
      readonly stage?: string | undefined;
      readonly versionId?: string | undefined;
    };

const form = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]{1,2300})\}\}/g;
const ssmForm = /^([a-zA-Z0-9_.\-/]{1,1011})(?::([0-9]{1,10}))?$/;

/** The references in a text, in order. Throws UnresolvedReference on one that is written wrongly. */
export function referencesInText(text: string): readonly DynamicReference[] {
  if (!text.includes("{{resolve:")) return [];
  return [...text.matchAll(form)].map(([whole, service, key]) =>
    service === "secretsmanager" ? secretReference(whole, key!) : parameterReference(whole, service as "ssm", key!),
  );
}

function parameterReference(text: string, service: "ssm" | "ssm-secure", key: string): DynamicReference {
  const match = ssmForm.exec(key);
  if (match === null) {
    throw new UnresolvedReference(`Incorrect format is used in the following SSM reference: [${text}]`);
  }
  const [, name = "", version] = match;
  return { service, text, name, ...(version === undefined ? {} : { version }) };
}

/** `id:SecretString:json-key:stage:version-id`; an ARN as id holds six colons of its own. */
function secretReference(text: string, key: string): DynamicReference {
  const parts = key.split(":");
  const ownParts = key.startsWith("arn:") ? 7 : 1;
  const secretId = parts.slice(0, ownParts).join(":");
  const [kind = "", jsonKey, stage, versionId, ...more] = parts.slice(ownParts);
  if (secretId === "" || more.length > 0 || (kind !== "" && kind !== "SecretString")) {
    throw new UnresolvedReference(`Incorrect format is used in the following Secrets Manager reference: [${text}]`);
  }
  const given = (part: string | undefined): string | undefined => (part === "" ? undefined : part);
  return {
    service: "secretsmanager",
    text,
    secretId,
    jsonKey: given(jsonKey),
    stage: given(stage),
    versionId: given(versionId),
  };
}

/** Every text in a value. */
function* textsIn(value: TemplateValue): Generator<string> {
  if (typeof value === "string") yield value;
  else if (isList(value)) for (const item of value) yield* textsIn(item);
  else if (isObject(value)) for (const name of Object.keys(value)) yield* textsIn(value[name] ?? null);
}

/** The value with references replaced by what is known of them. */
export function replaced(value: TemplateValue, known: ReadonlyMap<string, string>): TemplateValue {
  if (known.size === 0) return value;
  if (typeof value === "string") {
    return value.includes("{{resolve:") ? value.replace(form, (whole) => known.get(whole) ?? whole) : value;
  }
  if (isList(value)) return value.map((item) => replaced(item, known));
  if (!isObject(value)) return value;
  return templateObject(Object.keys(value).map((name) => [name, replaced(value[name] ?? null, known)]));
}

/** The value of a reference, read by the caller's rights. Throws UnresolvedReference. */
async function resolveReference(companion: CompanionCall, reference: DynamicReference): Promise<string> {
  return reference.service === "secretsmanager"
    ? secretValue(companion, reference)
    : parameterValue(companion, reference);
}

async function parameterValue(
  companion: CompanionCall,
  reference: Extract<DynamicReference, { name: string }>,
): Promise<string> {
  const { service, name, version } = reference;
  const asked = version === undefined ? name : `${name}:${version}`;
  const { Parameters } = await told("AWSSimpleSystemsManagement", () =>
    companion("ssm", "GetParameters", { Names: [asked], WithDecryption: service === "ssm-secure" }),
  );
  const [found] = Parameters as readonly { readonly Type: string; readonly Value: string }[];
  if (found === undefined) throw new UnresolvedReference(`Parameters: [${service}:${asked}] cannot be found.`);
  if (service === "ssm" && found.Type === "SecureString") {
    throw new UnresolvedReference(`Non-secure ssm prefix was used for secure parameter ${name}`);
  }
  return found.Value;
}

async function secretValue(
  companion: CompanionCall,
  { secretId, stage, versionId, jsonKey }: Extract<DynamicReference, { secretId: string }>,
): Promise<string> {
  const { SecretString } = await told("AWSSecretsManager", () =>
    companion("secretsmanager", "GetSecretValue", { SecretId: secretId, VersionStage: stage, VersionId: versionId }),
  );
  if (typeof SecretString !== "string") {
    throw new UnresolvedReference("Could not find a value associated with JSONKey in SecretString");
  }
  if (jsonKey === undefined) return SecretString;
  let parsed: unknown;
  try {
    parsed = JSON.parse(SecretString);
  } catch {
    // The parser's own words would quote the secret.
    throw new UnresolvedReference("Could not parse SecretString JSON");
  }
  const isMapping = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  const value = isMapping && Object.hasOwn(parsed as object, jsonKey) ? (parsed as TemplateObject)[jsonKey] : undefined;
  if (value === undefined) {
    throw new UnresolvedReference("Could not find a value associated with JSONKey in SecretString");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A service's failure as stacks tell it. */
async function told<T>(service: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    const { message, httpStatus, wireName } = error;
    throw new UnresolvedReference(
      `${message} (Service: ${service}; Status Code: ${httpStatus}; Error Code: ${wireName})`,
    );
  }
}

/** Properties that may hold the value of a secure parameter: passwords of types that are no more than recorded here. */
const secureProperties: ReadonlySet<string> = new Set([
  "AWS::DirectoryService::MicrosoftAD/Properties/Password",
  "AWS::DirectoryService::SimpleAD/Properties/Password",
  "AWS::ElastiCache::ReplicationGroup/Properties/AuthToken",
  "AWS::IAM::User/Properties/LoginProfile/Password",
  "AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password",
  "AWS::OpsWorks::App/Properties/AppSource/Password",
  "AWS::OpsWorks::Stack/Properties/CustomCookbooksSource/Password",
  "AWS::OpsWorks::Stack/Properties/RdsDbInstances/DbPassword",
  "AWS::RDS::DBCluster/Properties/MasterUserPassword",
  "AWS::RDS::DBInstance/Properties/MasterUserPassword",
  "AWS::Redshift::Cluster/Properties/MasterUserPassword",
]);

/** Throws UnresolvedReference where a secure parameter is referred to and may not be. */
function checkSecureReferences(type: string, value: TemplateValue, path = `${type}/Properties`): void {
  if (typeof value === "string") {
    if (secureProperties.has(path) || !referencesInText(value).some(({ service }) => service === "ssm-secure")) return;
    throw new UnresolvedReference(`SSM Secure reference is not supported in: [${path}]`);
  }
  if (isList(value)) for (const item of value) checkSecureReferences(type, item, path);
  else if (isObject(value)) {
    for (const name of Object.keys(value)) checkSecureReferences(type, value[name] ?? null, `${path}/${name}`);
  }
}

/** As far as it can be told before any resource exists: what hangs on one is left out. */
function foretold(plan: Evaluation, value: TemplateValue): TemplateValue {
  const isCall = isObject(value) && Object.keys(value).some((name) => name === "Ref" || name.startsWith("Fn::"));
  if (isCall) {
    try {
      return plan.value(value, new Map()) ?? null;
    } catch (error) {
      if (error instanceof NotYetKnown || error instanceof ValidationError) return null;
      throw error;
    }
  }
  if (isList(value)) return value.map((item) => foretold(plan, item));
  if (!isObject(value)) return value;
  return templateObject(Object.keys(value).map((name) => [name, foretold(plan, value[name] ?? null)]));
}

/**
 * The plan with the values of plain parameters in the place of references to them: unlike secrets they are compared and
 * kept, so that every deployment takes their newest version. Throws ValidationError.
 */
export async function withParameterReferences(plan: Evaluation, companion: CompanionCall): Promise<Evaluation> {
  const references = new Map<string, string>();
  try {
    for (const { type, properties } of plan.resources.values()) {
      const told = foretold(plan, properties);
      checkSecureReferences(type, told);
      for (const text of textsIn(told)) {
        for (const one of referencesInText(text)) {
          if (one.service !== "ssm" || references.has(one.text)) continue;
          references.set(one.text, await resolveReference(companion, one));
        }
      }
    }
  } catch (error) {
    if (error instanceof UnresolvedReference) throw new ValidationError(error.message);
    throw error;
  }
  if (references.size === 0) return plan;
  return {
    ...plan,
    references,
    properties: (logicalId, made) => replaced(plan.properties(logicalId, made), references) as TemplateObject,
  };
}

/** What is known of the references in properties by now. Throws UnresolvedReference. */
async function resolved(place: Place, type: string, properties: TemplateObject): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  checkSecureReferences(type, properties);
  for (const text of textsIn(properties)) {
    for (const reference of referencesInText(text)) {
      if (known.has(reference.text)) continue;
      known.set(reference.text, await resolveReference(place.access.call.companion, reference));
    }
  }
  return known;
}

/** The failure of a handler with every value that a reference stood for taken out of its words. */
function concealed(error: unknown, known: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof HandlerError) || known.size === 0) return error;
  let { message } = error;
  for (const [text, value] of known) if (value !== "") message = message.replaceAll(value, text);
  return message === error.message ? error : new HandlerError(error.code, message, error.identifier);
}

/** The workshop, whose resources get the values of references while what it answers keeps the references. */
export function withDynamicReferences(workshop: Workshop): Workshop {
  async function over<T>(
    place: Place,
    type: string,
    properties: TemplateObject,
    work: (properties: TemplateObject, known: ReadonlyMap<string, string>) => Promise<T>,
  ): Promise<T> {
    const known = await resolved(place, type, properties);
    try {
      return await work(replaced(properties, known) as TemplateObject, known);
    } catch (error) {
      throw concealed(error, known);
    }
  }

  return {
    ...workshop,
    create: (place, type, properties) =>
      over(place, type, properties, async (real) => ({
        ...(await workshop.create(place, type, real)),
        properties,
      })),
    update: (place, resource, properties) =>
      over(place, resource.type, properties, async (real, known) => {
        // What the resource was made of is compared in the same words: a value that changed meanwhile is sent anew.
        const before = { ...resource, properties: replaced(resource.properties, known) as TemplateObject };
        return { ...(await workshop.update(place, before, real)), properties };
      }),
    async present(place, type, properties) {
      try {
        return await over(place, type, properties, (real) => workshop.present(place, type, real));
      } catch (error) {
        // The creation itself will say so.
        if (error instanceof UnresolvedReference) return undefined;
        throw error;
      }
    },
    recover: (place, type, properties, present) =>
      over(place, type, properties, async (real) => {
        const found = await workshop.recover(place, type, real, present);
        return found && { ...found, properties };
      }),
  };
}
