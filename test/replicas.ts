/** What tests of replicas do again and again: a pool with one, and a look at what it has. */
import { CreateUserPoolReplicaCommand, ListUserPoolReplicasCommand } from "./clients.js";
import type { TestWorld } from "./world.js";

/** Where the replica is. */
export const replicaRegion = { RegionName: "us-west-2" };

/** The replicas of a pool, itself among them. */
export const replicasOf = async ({ client }: TestWorld, UserPoolId: string) =>
  (await client.send(new ListUserPoolReplicasCommand({ UserPoolId }))).UserPoolReplicas;

/** CreateUserPoolReplica. */
export const createReplica = ({ client }: TestWorld, UserPoolId: string, input: object = {}) =>
  client.send(new CreateUserPoolReplicaCommand({ UserPoolId, ...replicaRegion, ...input }));

/** Makes a pool with a replica; answers its id. */
export async function replicatedPool(world: TestWorld): Promise<string> {
  const { Id } = await world.pool();
  await createReplica(world, Id);
  return Id;
}
