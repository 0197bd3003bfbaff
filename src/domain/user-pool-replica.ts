/**
 * Owns replicas of a user pool in other regions: which may be recorded, what changes, and their wire form. One
 * installation is one place, so a replica is a record here: no data is copied and no other region answers.
 */
import { InvalidParameterException, LimitExceededException } from "../model/generated/exceptions.js";
import type { ReplicaStatusType, UpdateReplicaStatusType, UserPoolReplicaType } from "../model/generated/types.js";
import type { UserPool } from "./user-pool.js";
import { userPoolArn } from "./user-pool.js";

/** What is kept of a secondary replica; its region is its id. */
export interface ReplicaDocument {
  readonly status: UpdateReplicaStatusType;
  readonly tags: Readonly<Record<string, string>>;
}

type Place = Pick<UserPool, "id" | "region" | "accountId">;

/** As the developer guide says: one secondary replica for each pool. */
const maxReplicas = 1;

/** A replica that has just been asked for: it waits to be activated. */
export function newReplicaDocument(tags: Readonly<Record<string, string>> = {}): ReplicaDocument {
  return { status: "INACTIVE", tags: { ...tags } };
}

/** Refuses a replica that a pool cannot have. */
export function checkNewReplica(pool: Place, region: string, existing: readonly string[]): void {
  if (!isRegionName(region)) throw new InvalidParameterException(`${region} is not a valid AWS Region.`);
  if (region === pool.region) {
    throw new InvalidParameterException(`${region} is the primary Region of user pool ${pool.id}.`);
  }
  if (existing.length >= maxReplicas) {
    throw new LimitExceededException(`User pool ${pool.id} already has a replica in ${existing[0]}.`);
  }
}

/** Refuses to take the primary for a replica whose status may be set or that may be deleted. */
export function checkSecondary(pool: Place, region: string): void {
  if (region === pool.region) {
    throw new InvalidParameterException(`The primary user pool in ${region} is not a replica.`);
  }
}

/** A replica that serves users is deactivated before it goes, as the API reference demands. */
export function checkDeletable(replica: ReplicaDocument, region: string): void {
  if (replica.status !== "INACTIVE") {
    throw new InvalidParameterException(`The replica in ${region} must be INACTIVE before it can be deleted.`);
  }
}

/** The wire form of a secondary replica. */
export function describeReplica(pool: Place, region: string, status: ReplicaStatusType): UserPoolReplicaType {
  return {
    RegionName: region,
    Status: status,
    Role: "SECONDARY",
    // A replica has the primary's id; only the region of its ARN tells them apart.
    UserPoolArn: userPoolArn({ ...pool, region }),
  };
}

/** The wire form of the pool itself among its replicas. */
export function describePrimary(pool: Place): UserPoolReplicaType {
  return { RegionName: pool.region, Status: "ACTIVE", Role: "PRIMARY", UserPoolArn: userPoolArn(pool) };
}

/** Whether a text has the form of a region's name, like `eu-central-1` or `us-gov-west-1`. */
function isRegionName(text: string): boolean {
  const parts = text.split("-");
  const number = parts.pop() ?? "";
  return parts.length >= 2 && /^\d{1,2}$/.test(number) && parts.every((part) => /^[a-z]+$/.test(part));
}
