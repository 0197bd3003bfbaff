/** Makes what the examples of resource types hang on: a pool with all that one of them needs, a group, a user and a client. */
import {
  AdminCreateUserCommand,
  CreateGroupCommand,
  CreateUserPoolDomainCommand,
  CreateUserPoolReplicaCommand,
} from "../clients.js";
import type { TestWorld } from "../world.js";
import type { Surroundings } from "./resource-cases.js";

/** A pool of its own for an example, with a custom domain, so that an example may still make a prefix. */
export async function makeSurroundings(world: TestWorld): Promise<Surroundings> {
  const pool = (await world.pool({ AliasAttributes: ["email"], UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } }))
    .Id;
  await world.client.send(new CreateGroupCommand({ UserPoolId: pool, GroupName: "readers" }));
  await world.client.send(
    new AdminCreateUserCommand({ UserPoolId: pool, Username: "alan", MessageAction: "SUPPRESS" }),
  );
  await world.client.send(
    new CreateUserPoolDomainCommand({
      UserPoolId: pool,
      Domain: `${pool.toLowerCase().replace("_", "-")}.pages.example.com`,
      CustomDomainConfig: { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/any" },
    }),
  );
  const client = (await world.appClient(pool)).ClientId;
  const replicated = (await world.pool()).Id;
  await world.client.send(new CreateUserPoolReplicaCommand({ UserPoolId: replicated, RegionName: "us-west-2" }));
  return { pool, group: "readers", user: "alan", client, replicated };
}
