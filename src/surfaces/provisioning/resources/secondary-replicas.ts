/** Owns finding the secondary replicas of a pool among all that is listed, for the resource types that are about them. */
import type { UserPoolReplicaType } from "../../../model/generated/types.js";
import type { PrincipalCall } from "../principal-call.js";
import { ifFound } from "./handler-error.js";

/** Every secondary replica of the pool; none when the pool is not there. */
export async function secondaryReplicas(
  call: PrincipalCall,
  UserPoolId: unknown,
): Promise<readonly UserPoolReplicaType[]> {
  const found: UserPoolReplicaType[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ifFound(call("ListUserPoolReplicas", { UserPoolId, NextToken }));
    found.push(...(page?.UserPoolReplicas ?? []).filter(({ Role }) => Role === "SECONDARY"));
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return found;
}
