/**
 * Owns what a policy document must be, in IAM's words, and the form in which documents travel. What a policy says has no
 * effect here: rights come from the access keys of the installation.
 */
import { malformedPolicyDocument } from "./exceptions.js";

/** Who may assume a role, or what may be done. */
export type PolicyKind = "trust" | "permissions";

type Statement = Readonly<Record<string, unknown>>;

const documentMembers = new Set(["Version", "Id", "Statement"]);
const statementMembers = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const versions = ["2008-10-17", "2012-10-17"];

/** Throws MalformedPolicyDocument unless the text is a policy of that kind. */
export function checkPolicyDocument(text: string, kind: PolicyKind): void {
  const document = parsed(text);
  if (!isObject(document) || !Object.keys(document).every((name) => documentMembers.has(name))) throw syntax();
  if (document["Version"] !== undefined && !versions.includes(String(document["Version"]))) throw syntax();
  const found = document["Statement"];
  const statements: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (statements.length === 0) throw syntax();
  const ids: string[] = [];
  for (const statement of statements) {
    if (!isObject(statement) || !Object.keys(statement).every((name) => statementMembers.has(name))) throw syntax();
    if (statement["Effect"] !== "Allow" && statement["Effect"] !== "Deny") throw syntax();
    if (statement["Condition"] !== undefined && !isObject(statement["Condition"])) throw syntax();
    if (statement["Sid"] !== undefined) {
      if (typeof statement["Sid"] !== "string") throw syntax();
      ids.push(statement["Sid"]);
    }
    if (kind === "trust") checkTrust(statement);
    else checkPermissions(statement);
  }
  if (kind === "permissions") checkIds(ids);
}

function parsed(text: string): unknown {
  if (text.startsWith(" ")) throw malformedPolicyDocument("JSON strings must not have leading spaces");
  try {
    return JSON.parse(text);
  } catch {
    throw malformedPolicyDocument("This policy contains invalid Json");
  }
}

function checkTrust(statement: Statement): void {
  const prohibited = ["Resource", "NotResource"].find((name) => statement[name] !== undefined);
  if (prohibited !== undefined) throw malformedPolicyDocument(`Has prohibited field ${prohibited}`);
  const { Principal, NotPrincipal, Action, NotAction } = statement;
  if (Principal === undefined && NotPrincipal === undefined) {
    throw malformedPolicyDocument("Missing required field Principal");
  }
  if (!isObject(Principal ?? NotPrincipal) && (Principal ?? NotPrincipal) !== "*") {
    throw malformedPolicyDocument("Invalid principal in policy");
  }
  if (Action === undefined && NotAction === undefined) throw malformedPolicyDocument("Missing required field Action");
  for (const action of textsOf(Action ?? NotAction)) {
    if (action !== "*" && !action.toLowerCase().startsWith("sts:")) {
      throw malformedPolicyDocument("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
}

function checkPermissions(statement: Statement): void {
  const { Action, NotAction, Resource, NotResource } = statement;
  if (statement["Principal"] !== undefined || statement["NotPrincipal"] !== undefined) {
    throw malformedPolicyDocument("Policy document should not specify a principal.");
  }
  if (Action === undefined && NotAction === undefined) {
    throw malformedPolicyDocument("Policy statement must contain actions.");
  }
  for (const action of textsOf(Action ?? NotAction)) {
    if (action !== "*" && action.indexOf(":") < 1) {
      throw malformedPolicyDocument("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  if (Resource === undefined && NotResource === undefined) {
    throw malformedPolicyDocument("Policy statement must contain resources.");
  }
  for (const resource of textsOf(Resource ?? NotResource)) {
    if (resource !== "*" && !resource.startsWith("arn:")) {
      throw malformedPolicyDocument(`Resource ${resource.slice(0, 256)} must be in ARN format or "*".`);
    }
  }
}

function checkIds(ids: readonly string[]): void {
  if (!ids.every((id) => /^[0-9A-Za-z]*$/.test(id))) {
    throw malformedPolicyDocument(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  const given = ids.filter((id) => id !== "");
  if (new Set(given).size < given.length) {
    throw malformedPolicyDocument("Statement IDs (SID) in a single policy must be unique.");
  }
}

/** One text or several; nothing else may stand for actions and resources. */
function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((one) => typeof one === "string")) throw syntax();
  return list as readonly string[];
}

function isObject(value: unknown): value is Statement {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function syntax() {
  return malformedPolicyDocument("Syntax errors in policy.");
}

/** What counts against quotas: IAM does not count white space. */
export function documentSize(text: string): number {
  return text.replace(/\s/g, "").length;
}

/** The document as answers carry it: encoded by RFC 3986, which leaves fewer characters alone than URIs do. */
export function encodedDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
