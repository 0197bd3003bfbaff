/** Owns taking an ARN apart where a rule about a pool's surroundings needs its region or account. */

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
