/**
 * Owns the one parameter that is there without being stored: the version of the CDK's bootstrap stack. With it `cdk
 * deploy` needs no bootstrap, because what a bootstrap makes (asset bucket, roles) is always here. A stored one wins.
 */
import type { ParameterVersion } from "./parameter.js";

/** The version of the bootstrap template whose promises this server keeps. */
const bootstrapVersion = "32";
const nameForm = /^\/cdk-bootstrap\/[A-Za-z0-9_-]{1,10}\/version$/;

/** The parameter of that name, if it is a bootstrap version. */
export function bootstrapParameter(name: string): ParameterVersion | undefined {
  if (!nameForm.test(name)) return undefined;
  return { version: 1, type: "String", value: bootstrapVersion, tier: "Standard", dataType: "text", at: 0, by: "" };
}
