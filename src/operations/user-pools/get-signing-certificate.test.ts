import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { GetSigningCertificateCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a certificate of the pool's own, the same each time, and no key of the published set", async () => {
  const { Id } = await world.pool();
  const get = () => world.client.send(new GetSigningCertificateCommand({ UserPoolId: Id }));
  const { Certificate = "" } = await get();
  assert.equal((await get()).Certificate, Certificate);
  const read = new X509Certificate(Buffer.from(Certificate, "base64"));
  assert.equal(read.subject, `CN=${Id}`);
  assert.ok(read.verify(read.publicKey));
  const set = await (await fetch(`${world.url}/${Id}/.well-known/jwks.json`)).json();
  const keys = (set as { keys: { n: string }[] }).keys;
  assert.equal(keys.length, 2);
  assert.ok(!keys.some(({ n }) => n === read.publicKey.export({ format: "jwk" }).n));
  const other = await world.client.send(new GetSigningCertificateCommand({ UserPoolId: (await world.pool()).Id }));
  assert.notEqual(other.Certificate, Certificate);
});

test("a pool that is not there has none", () =>
  assert.rejects(world.client.send(new GetSigningCertificateCommand({ UserPoolId: "us-east-1_nowhere" })), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_nowhere does not exist.",
  }));
