import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolDomainCommand, DeleteUserPoolDomainCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, Domain: string) =>
  world.client.send(new DeleteUserPoolDomainCommand({ UserPoolId, Domain }));

test("a domain is given back by the pool that has it, once", async () => {
  const { Id } = await world.pool();
  const { Id: other } = await world.pool();
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "given-back" }));
  const gone = { name: "InvalidParameterException", message: "No such domain or user pool exists." };
  await assert.rejects(remove(other, "given-back"), gone);
  await assert.rejects(remove("us-east-1_unknown00", "given-back"), gone);
  await remove(Id, "given-back");
  await assert.rejects(remove(Id, "given-back"), gone);
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: other, Domain: "given-back" }));
});
