/** Owns finding what an ARN of the tag operations names: a pool, or a replica of one, which has tags of its own. */
import { unknownResource, userPoolOfArn } from "../../domain/user-pool/arn.js";
import type { ReplicaDocument } from "../../domain/user-pool-replica.js";
import type { Tables } from "../../ports/store.js";
import { userPoolOrThrow } from "../configuration.js";
import { replicaKind } from "./replica-directory.js";

type Tags = Readonly<Record<string, string>>;

/** Something with tags. */
export interface Tagged {
  readonly tags: Tags;
  /** Stores other tags over those that were read; fails with Stale. */
  keep(tags: Tags, now: number): Promise<void>;
}

/** The pool or replica behind an ARN, or Cognito's ResourceNotFoundException. */
export async function taggedOrThrow(
  tables: Pick<Tables, "userPools" | "poolSettings">,
  arn: string,
  accountId: string,
): Promise<Tagged> {
  const { id, region } = userPoolOfArn(arn, accountId);
  if (id.startsWith(`${region}_`)) {
    const pool = await userPoolOrThrow(tables, id);
    return { tags: pool.tags, keep: (tags, now) => tables.userPools.update({ ...pool, tags, modifiedAt: now }) };
  }
  const pool = await tables.userPools.get(id);
  const replica = await tables.poolSettings.get<ReplicaDocument>({ poolId: id, kind: replicaKind, id: region });
  if (pool === undefined || replica === undefined) throw unknownResource(arn);
  return {
    tags: replica.document.tags,
    keep: (tags, now) =>
      tables.poolSettings.update({ ...replica, document: { ...replica.document, tags }, modifiedAt: now }),
  };
}
