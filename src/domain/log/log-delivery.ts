/**
 * Owns where a pool's logs go: what may be configured, its wire form, and which logs are in force. Whether a log group,
 * bucket or stream exists is not asked. What a line says is `log-entry.ts`.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type {
  EventSourceName,
  LogConfigurationType,
  LogDeliveryConfigurationType,
  LogLevel,
} from "../../model/generated/types.js";
import { arnParts, isOfOtherAccount } from "../user-pool/arn.js";
import { advancedSecurityMode } from "../user-pool/in-force.js";
import { requireFeature } from "../user-pool/tier-limits.js";
import type { UserPool } from "../user-pool.js";

/** What a pool keeps; a pool without it delivers nothing. */
export interface LogDelivery {
  readonly configurations: readonly LogConfigurationType[];
}

/** A place that lines are delivered to. */
export interface LogDestination {
  readonly kind: "CloudWatchLogs" | "Firehose" | "S3";
  readonly arn: string;
}

/** The one level that each source has (API reference of LogConfigurationType). */
const levels: Readonly<Record<EventSourceName, LogLevel>> = { userNotification: "ERROR", userAuthEvents: "INFO" };

/** Refuses configurations that the service refuses, in its words where they are known. */
export function checkLogDelivery(
  pool: Pick<UserPool, "settings" | "region" | "accountId">,
  configurations: readonly LogConfigurationType[],
  strictArns: boolean,
): void {
  checkSources(configurations);
  if (configurations.some(({ EventSource }) => EventSource === "userAuthEvents")) {
    requireFeature(pool, "Log Streaming", ["LITE", "ESSENTIALS"]);
  }
  for (const configuration of configurations) {
    checkLevelAndKind(configuration);
    for (const arn of destinationsOf(configuration)) checkArn(pool, arn, strictArns);
  }
}

/** The wire form; the list is there also when it is empty. */
export function describeLogDelivery(poolId: string, delivery: LogDelivery | undefined): LogDeliveryConfigurationType {
  return { UserPoolId: poolId, LogConfigurations: [...(delivery?.configurations ?? [])] };
}

/** Both faults are told at once, each source once; the words were measured on the service in 2026, spelling included. */
function checkSources(configurations: readonly LogConfigurationType[]): void {
  const sources = configurations.map(({ EventSource }) => EventSource);
  const homeless = configurations.filter((one) => destinationsOf(one).length === 0).map((one) => one.EventSource);
  const repeated = sources.filter((source, index) => sources.indexOf(source) !== index);
  const faults = [
    ["Following event sources in request have no destination", homeless],
    ["Following event sources appear more then once in a request", repeated],
  ] as const;
  const told = faults
    .filter(([, names]) => names.length > 0)
    .map(([text, names]) => ` ${text}: [${[...new Set(names)].join(", ")}].`);
  if (told.length > 0) refuse(`Request validation Failed.${told.join("")}`);
}

/** That these are refused is documented, the words are not. */
function checkLevelAndKind({ EventSource, LogLevel, S3Configuration, FirehoseConfiguration }: LogConfigurationType) {
  const level = levels[EventSource];
  if (LogLevel !== level)
    refuse(`Request validation Failed. Log level of event source ${EventSource} must be ${level}.`);
  if (EventSource === "userNotification" && (S3Configuration ?? FirehoseConfiguration) !== undefined) {
    refuse("Request validation Failed. Event source userNotification can only be delivered to CloudWatch Logs.");
  }
}

/** A bucket's ARN has neither region nor account. */
function checkArn(pool: Pick<UserPool, "region" | "accountId">, arn: string, strictArns: boolean): void {
  const region = arnParts(arn)?.region;
  if (region && region !== pool.region) refuse("ARN does not belong to current region");
  if (strictArns && isOfOtherAccount(arn, pool.accountId)) refuse("ARN does not belong to current account");
}

function destinationsOf(configuration: LogConfigurationType): readonly string[] {
  return placesOf(configuration).map(({ arn }) => arn);
}

function placesOf(configuration: LogConfigurationType): LogDestination[] {
  const { CloudWatchLogsConfiguration, S3Configuration, FirehoseConfiguration } = configuration;
  const places = [
    { kind: "CloudWatchLogs", arn: CloudWatchLogsConfiguration?.LogGroupArn },
    { kind: "S3", arn: S3Configuration?.BucketArn },
    { kind: "Firehose", arn: FirehoseConfiguration?.StreamArn },
  ] as const;
  return places.flatMap(({ kind, arn }) => (arn === undefined ? [] : [{ kind, arn }]));
}

/**
 * Where a source's lines go now, if anywhere. Activity is logged only while threat protection is on, in the Plus plan
 * (developer guide): both may have changed since the configuration was taken. Of several destinations the first counts; the
 * guide allows one.
 */
export function destinationInForce(
  pool: Pick<UserPool, "settings">,
  delivery: LogDelivery | undefined,
  source: EventSourceName,
): LogDestination | undefined {
  const configuration = delivery?.configurations.find(({ EventSource }) => EventSource === source);
  if (configuration === undefined) return undefined;
  const tier = pool.settings.UserPoolTier;
  const isOff = advancedSecurityMode(pool) === "OFF" || (tier !== undefined && tier !== "PLUS");
  return source === "userAuthEvents" && isOff ? undefined : placesOf(configuration)[0];
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
