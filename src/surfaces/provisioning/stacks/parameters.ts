/** Owns parameters: their types and constraints, and the values they have for one deployment. */
import { givenPattern } from "../../../model/given-pattern.js";
import { ValidationError } from "./exceptions.js";
import { isList, scalarText, type TemplateObject, type TemplateValue } from "./template-value.js";

/** A parameter as a request gives it. */
export interface GivenParameter {
  readonly key: string;
  readonly value?: string | undefined;
  readonly usePrevious: boolean;
}

/** A parameter's value for one deployment. */
export interface ParameterValue {
  readonly key: string;
  /** As it was given; of a list, joined with commas; of an SSM parameter, its name. */
  readonly given: string;
  /** What an SSM parameter held. */
  readonly resolved?: string;
  readonly noEcho: boolean;
}

/** A parameter of our own parameter store. */
export interface SsmParameter {
  readonly type: string;
  readonly value: string;
}

/** Reads the parameters of our own SSM store with the rights of a caller; undefined where there is no such parameter. */
export type SsmParameterReader = (name: string) => Promise<SsmParameter | undefined>;

const maxValue = 4096;
const ssmPrefix = "AWS::SSM::Parameter::Value<";
/** Types of things that exist outside user pools are taken as text, which is what they are in a template. */
const foreignText = /^AWS::[A-Za-z0-9]{1,40}::[A-Za-z0-9]{1,60}(::[A-Za-z0-9]{1,60})?$/;

/** The values of a template's parameters. `previous` are those of the stack as it is. Throws ValidationError. */
export async function resolveParameters(
  declared: ReadonlyMap<string, TemplateObject>,
  given: readonly GivenParameter[],
  previous: ReadonlyMap<string, ParameterValue>,
  ssm: SsmParameterReader,
): Promise<Map<string, ParameterValue>> {
  const strange = given.filter(({ key }) => !declared.has(key)).map(({ key }) => key.slice(0, 255));
  if (strange.length > 0) throw new ValidationError(`Parameters: [${strange.join(", ")}] do not exist in the template`);
  const byKey = new Map(given.map((one) => [one.key, one]));
  const values = new Map<string, ParameterValue>();
  const missing: string[] = [];
  for (const [key, declaration] of declared) {
    const one = byKey.get(key);
    const before = previous.get(key)?.given;
    if (one?.usePrevious === true && before === undefined) {
      throw new ValidationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    const text = one?.usePrevious === true ? before : (one?.value ?? scalarText(declaration["Default"]));
    if (text?.includes("{{resolve:ssm:") === true && /\{\{resolve:ssm:[^{}:]{1,1011}\}\}/.test(text)) {
      throw new ValidationError(`Template error: parameter ${key} should not contain ssm versionless resolver`);
    }
    if (text === undefined) missing.push(key);
    else values.set(key, { key, given: text, noEcho: scalarText(declaration["NoEcho"]) === "true" });
  }
  if (missing.length > 0) throw new ValidationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [key, value] of values) {
    const declaration = declared.get(key)!;
    checkParameter(key, declaration, value.given);
    if (!typeOf(declaration).startsWith(ssmPrefix)) continue;
    const resolved = await ssm(value.given);
    if (resolved === undefined) {
      throw new ValidationError(
        `Unable to fetch parameters [${value.given.slice(0, 256)}] from parameter store for this account.`,
      );
    }
    values.set(key, { ...value, resolved: resolvedText(declaration, value.given, resolved) });
  }
  return values;
}

/** What a parameter of the store is in a template, if its kind is the one that the template declares. */
function resolvedText(declaration: TemplateObject, name: string, { type, value }: SsmParameter): string {
  const shown = name.slice(0, 256);
  if (type === "SecureString") {
    throw new ValidationError(
      `Parameters [${shown}] referenced by template have types not supported by CloudFormation.`,
    );
  }
  const isList = isListType(typeOf(declaration).slice(ssmPrefix.length, -1));
  if (isList !== (type === "StringList")) {
    throw new ValidationError(`Types for SSM parameters [${shown}] defined in CFN template and SSM are incompatible`);
  }
  return isList
    ? value
        .split(",")
        .map((item) => item.trim())
        .join(",")
    : value;
}

/** What Ref answers for a parameter: text, or a list where its type is one. */
export function parameterReference(declaration: TemplateObject, value: ParameterValue): TemplateValue {
  const text = value.resolved ?? value.given;
  const type = typeOf(declaration);
  const inner = type.startsWith(ssmPrefix) ? type.slice(ssmPrefix.length, -1) : type;
  return isListType(inner) ? text.split(",").map((item) => item.trim()) : text;
}

function typeOf(declaration: TemplateObject): string {
  return scalarText(declaration["Type"]) ?? "String";
}

function isListType(type: string): boolean {
  return type === "CommaDelimitedList" || type.startsWith("List<");
}

/** The declared type is one that CloudFormation has. */
export function checkParameterType(key: string, declaration: TemplateObject): void {
  const type = typeOf(declaration);
  const bare = type.startsWith(ssmPrefix) && type.endsWith(">") ? type.slice(ssmPrefix.length, -1) : type;
  const item = bare.startsWith("List<") && bare.endsWith(">") ? bare.slice(5, -1) : bare;
  if (["String", "Number", "CommaDelimitedList"].includes(item) || foreignText.test(item.slice(0, 200))) return;
  throw new ValidationError(
    `Template format error: Unrecognized parameter type: ${type.slice(0, 128)} of parameter ${key}`,
  );
}

function checkParameter(key: string, declaration: TemplateObject, text: string): void {
  const described = scalarText(declaration["ConstraintDescription"]);
  const fail = (sentence: string): never => {
    throw new ValidationError(
      described === undefined
        ? `Parameter '${key}' ${sentence}`
        : `Parameter '${key}' failed to satisfy constraint: ${described}`,
    );
  };
  if (Buffer.byteLength(text) > maxValue) {
    throw new ValidationError(`Parameter '${key}' must not be longer than ${maxValue} bytes.`);
  }
  const type = typeOf(declaration);
  const items = isListType(type) ? text.split(",").map((item) => item.trim()) : [text];
  const allowed = declaration["AllowedValues"];
  if (isList(allowed)) {
    const texts = new Set(allowed.map(scalarText));
    if (!items.every((item) => texts.has(item))) fail("must be one of AllowedValues");
  }
  const pattern = scalarText(declaration["AllowedPattern"]);
  if (pattern !== undefined && !items.every((item) => matchesPattern(key, pattern, item))) {
    fail(`must match pattern ${pattern}`);
  }
  if (type === "Number" || type === "List<Number>") {
    const least = numberOf(declaration["MinValue"]);
    const most = numberOf(declaration["MaxValue"]);
    for (const item of items) {
      const number = item.trim() === "" ? Number.NaN : Number(item);
      if (Number.isNaN(number)) throw new ValidationError(`Parameter '${key}' must be a number.`);
      if (least !== undefined && number < least) fail(`must be a number not less than ${least}`);
      if (most !== undefined && number > most) fail(`must be a number not greater than ${most}`);
    }
    return;
  }
  const shortest = numberOf(declaration["MinLength"]);
  const longest = numberOf(declaration["MaxLength"]);
  if (shortest !== undefined && text.length < shortest) fail(`must contain at least ${shortest} characters`);
  if (longest !== undefined && text.length > longest) fail(`must contain at most ${longest} characters`);
}

function numberOf(value: TemplateValue | undefined): number | undefined {
  const text = scalarText(value);
  return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** A pattern is the template author's: one whose time could explode is not run. */
function matchesPattern(key: string, pattern: string, text: string): boolean {
  const matches = givenPattern(pattern);
  if (matches === "explodes") {
    throw new ValidationError(
      `Template error: the AllowedPattern of parameter ${key} repeats a repetition; this server does not run such patterns.`,
    );
  }
  if (matches === "malformed") {
    throw new ValidationError(
      `Template format error: AllowedPattern of parameter ${key} is not a valid regular expression.`,
    );
  }
  return matches(text);
}
