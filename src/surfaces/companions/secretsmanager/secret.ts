/** Owns what is kept of a secret, how it is called, and how versions get and lose their stages. */
import { type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import type { Tag } from "../members.js";

/** One version of a secret's value. */
export interface SecretVersion {
  readonly id: string;
  readonly string?: string | undefined;
  /** In base64. */
  readonly binary?: string | undefined;
  readonly stages: readonly string[];
  readonly at: number;
}

/** A secret. */
export interface Secret {
  /** Six characters behind the name in its ARN, new for each secret of a name. */
  readonly suffix: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly type?: string | undefined;
  readonly tags: readonly Tag[];
  /** The newest first. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly changedAt: number;
  /** When it was deleted, and when it will be gone. */
  readonly deletedAt?: number | undefined;
  readonly goneAt?: number | undefined;
}

/** The stages that the service itself moves. */
export const currentStage = "AWSCURRENT";
const previousStage = "AWSPREVIOUS";
const pendingStage = "AWSPENDING";
/** Versions that no stage leads to any more are kept so long as there are no more than these. */
const maxVersions = 20;
const maxStages = 20;

type Place = Pick<CompanionCaller, "accountId" | "region">;

/** What stands before the name in the ARN of a secret. */
export function arnPrefix({ accountId, region }: Place): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:`;
}

/** The ARN of a secret. */
export function secretArn(place: Place, name: string, { suffix }: Secret): string {
  return `${arnPrefix(place)}${name}-${suffix}`;
}

/** The secret with a new version, which takes its stages away from the others. */
export function withVersion(secret: Secret, version: SecretVersion): Secret {
  if (version.stages.length > maxStages) {
    throw new CompanionException("LimitExceededException", "The number of staging labels exceeds the limit.");
  }
  const takesCurrent = version.stages.includes(currentStage);
  const others = secret.versions.map((one): SecretVersion => {
    const wasCurrent = one.stages.includes(currentStage);
    const kept = one.stages.filter(
      (stage) => !version.stages.includes(stage) && !(takesCurrent && stage === previousStage),
    );
    return { ...one, stages: takesCurrent && wasCurrent ? [...kept, previousStage] : kept };
  });
  const all = [version, ...others];
  const versions = all.filter(({ stages }, index) => stages.length > 0 || index < maxVersions);
  return { ...secret, versions, changedAt: version.at };
}

/** The version that a reader means. Throws what readers are told. */
export function versionOf(secret: Secret, id: string | undefined, stage: string | undefined): SecretVersion {
  const found = secret.versions.find(
    (one) =>
      (id === undefined || one.id === id) &&
      (id !== undefined && stage === undefined ? true : one.stages.includes(stage ?? currentStage)),
  );
  if (found !== undefined) return found;
  const known = id !== undefined && secret.versions.some((one) => one.id === id);
  if (known) {
    throw new CompanionException(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  throw new CompanionException(
    "ResourceNotFoundException",
    `Secrets Manager can't find the specified secret value for ${id === undefined ? `staging label: ${stage ?? currentStage}` : `VersionId: ${id}`}`,
  );
}

/** Stages by version, of those that have any. */
export function stagesByVersion({ versions }: Secret): Readonly<Record<string, readonly string[]>> | undefined {
  const staged = versions.filter(({ stages }) => stages.length > 0);
  return staged.length === 0 ? undefined : Object.fromEntries(staged.map(({ id, stages }) => [id, stages]));
}

/** Whether a caller may name a stage so. */
export function isOwnStage(stage: string): boolean {
  return !/^aws/i.test(stage) || [currentStage, previousStage, pendingStage].includes(stage);
}

/** There is no such secret. */
export const secretNotFound = () =>
  new CompanionException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

/** The secret waits for its end. */
export const markedForDeletion = () =>
  new CompanionException(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
