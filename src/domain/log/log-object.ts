/**
 * Owns how exported lines are called where they are kept in objects and streams. Cognito publishes only that its objects
 * lie under `AWSLogs`; the rest follows other services that deliver logs to S3. A batch that is sent again begins with the
 * same line and therefore takes the place of the one before.
 */
import type { LogEntry } from "./log-entry.js";

/** Where lines come from. */
export interface LogOrigin {
  readonly userPoolId: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: LogEntry["source"];
}

/** `AWSLogs/123456789012/cognito-idp/us-east-1/us-east-1_abc/userAuthEvents/2026/01/31/23/…_20260131T2359Z_….log.gz` */
export function logObjectKey(
  { userPoolId, accountId, region, source }: LogOrigin,
  { id, at }: Pick<LogEntry, "id" | "at">,
): string {
  const time = new Date(at).toISOString();
  const hour = time.slice(0, 13).replace("T", "-").replaceAll("-", "/");
  const minute = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
  const name = `${accountId}_cognito-idp_${region}_${userPoolId}_${source}_${minute}_${id}.log.gz`;
  return `AWSLogs/${accountId}/cognito-idp/${region}/${userPoolId}/${source}/${hour}/${name}`;
}

/** The stream of a log group that a pool's lines go to. */
export function logStreamName({ userPoolId, source }: Pick<LogOrigin, "userPoolId" | "source">): string {
  return `${userPoolId}/${source}`;
}

/** One document a line, with an end to the last line. */
export function jsonLines(entries: readonly Pick<LogEntry, "json">[]): string {
  return entries.map(({ json }) => `${json}\n`).join("");
}

/** The name in an ARN of a log group, a delivery stream or a bucket; log groups may end in `:*`. */
export function nameInArn(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  return resource.replace(/^(log-group:|deliverystream\/)/, "").replace(/:\*$/, "");
}
