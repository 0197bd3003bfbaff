/** Owns how parameters are named, and what may stand behind a name: a version or a label. */
import { CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { invalid } from "../members.js";

/** Where parameters are. */
export interface ParameterPlace {
  readonly accountId: string;
  readonly region: string;
}

/** A name as a reader gives it. */
export interface NameWithSelector {
  readonly name: string;
  /** `:3` or `:label`, as it was asked for. */
  readonly selector?: string | undefined;
  readonly version?: number | undefined;
  readonly label?: string | undefined;
}

const maxLevels = 15;
const maxName = 1011;
const nameForm = /^[a-zA-Z0-9_.\-/]*$/;
const labelForm = /^[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}$/;
const ssmPath = /^\/?ssm/i;
const awsName = /^aws/i;

const pathRules =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';

/** Throws unless a new parameter may have that name. */
export function checkNewName(name: string): void {
  if (name.length > maxName) throw invalid(`Parameter name must not exceed ${maxName} characters.`);
  if (/^\/?aws(?:\/|$)/i.test(name) && name.startsWith("/")) {
    throw new CompanionException("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (awsName.test(name) || (!name.includes("/") && ssmPath.test(name))) {
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (ssmPath.test(name) || !nameForm.test(name) || name.endsWith("/") || name.includes("//")) throw invalid(pathRules);
  if (name.includes("/") && !name.startsWith("/")) {
    throw invalid("Parameter name must be a fully qualified name.");
  }
  if (name.split("/").length - 1 > maxLevels) {
    throw new CompanionException(
      "HierarchyLevelLimitExceededException",
      `Parameter name can't exceed ${maxLevels} hierarchy levels. Update the name to comply and try again.`,
    );
  }
}

/** Throws unless the text is a path that parameters may lie under. */
export function checkPath(path: string): void {
  if (path === "/") return;
  if (path.startsWith("/") && nameForm.test(path) && !path.includes("//") && path.length <= 2048) return;
  throw invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

/** The ARN of a parameter; a path keeps one slash behind `parameter`. */
export function parameterArn({ accountId, region }: ParameterPlace, name: string): string {
  const path = name.startsWith("/") ? name : `/${name}`;
  return `arn:${partitionOf(region)}:ssm:${region}:${accountId}:parameter${path}`;
}

/** The parts of a name that may be an ARN and may have a selector. */
export function readName(place: ParameterPlace, given: string): NameWithSelector {
  const text = withoutArn(place, given);
  const colon = text.indexOf(":");
  if (colon < 0) return { name: text };
  const [name, selector] = [text.slice(0, colon), text.slice(colon + 1)];
  const named = { name, selector: `:${selector}` };
  if (/^[0-9]{1,10}$/.test(selector)) return { ...named, version: Number(selector) };
  if (isLabel(selector)) return { ...named, label: selector };
  throw invalid(pathRules);
}

/** Whether a text may label a version. */
export function isLabel(text: string): boolean {
  return labelForm.test(text) && !/^(?:aws|ssm)/i.test(text);
}

function withoutArn(place: ParameterPlace, given: string): string {
  if (!given.startsWith("arn:")) return given;
  const prefix = parameterArn(place, "/");
  if (!given.startsWith(prefix)) throw new CompanionException("ParameterNotFound", "");
  const path = given.slice(prefix.length);
  // `parameter/a` is the ARN of `a`, `parameter/a/b` that of `/a/b`.
  return path.includes("/") ? `/${path}` : path;
}
