/** Owns taking an ARN apart: that of a pool, and those of a pool's surroundings where a rule needs region or account. */
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";

/** The parts that rules look at; each is empty where the ARN leaves it out. */
export interface ArnParts {
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

/** The parts of an ARN, or undefined for text of another form. */
export function arnParts(arn: string): ArnParts | undefined {
  const [prefix, , service, region, account] = arn.split(":", 6);
  if (prefix !== "arn" || service === undefined || region === undefined || account === undefined) return undefined;
  return { service, region, account };
}

/** Whether an ARN names an account other than this one. */
export function isOfOtherAccount(arn: string | undefined, accountId: string): boolean {
  const account = arn === undefined ? "" : (arnParts(arn)?.account ?? "");
  return account !== "" && account !== accountId;
}

const poolResource = ":userpool/";

/** Which pool the ARN of a pool of this account names, and in which region; ResourceNotFoundException for every other ARN. */
export function userPoolOfArn(arn: string, accountId: string): { readonly id: string; readonly region: string } {
  const parts = arnParts(arn);
  const at = arn.indexOf(poolResource);
  const id = at < 0 ? "" : arn.slice(at + poolResource.length);
  if (parts?.service !== "cognito-idp" || parts.account !== accountId || id === "") throw unknownResource(arn);
  return { id, region: parts.region };
}

/** What is said of an ARN behind which there is nothing. */
export function unknownResource(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Resource ${arn} does not exist.`);
}
