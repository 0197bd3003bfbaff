import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDisableUserCommand, ResendConfirmationCodeCommand } from "../../../test/clients.js";
import { given, refusal } from "../../../test/self-service.js";
import { getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const resend = async (ClientId: string, Username: string) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new ResendConfirmationCodeCommand({ ClientId, Username }),
  );
  return answer;
};
const hides = { PreventUserExistenceErrors: "ENABLED" } as const;
const toAnn = {
  CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@e***" },
};

test("a new code goes out and the old one is void", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  const old = await pool.lastCode();
  assert.deepEqual(await resend(pool.clientId, "ann"), toAnn);
  const code = await pool.lastCode();
  if (code !== old) await assert.rejects(pool.confirm("ann", old), { name: "CodeMismatchException" });
  await pool.confirm("ann", code);
});

test("there is nothing to resend to who is confirmed, disabled, or verified by nothing", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  await assert.rejects(
    resend(pool.clientId, "ann"),
    refusal("InvalidParameterException", "User is already confirmed."),
  );
  await pool.signUp("bob");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "bob" }));
  await assert.rejects(resend(pool.clientId, "bob"), refusal("NotAuthorizedException", "User is disabled."));
  await pool.signUp("eve", {});
  const off = refusal("NotAuthorizedException", "Cannot resend codes. Auto verification not turned on.");
  await assert.rejects(resend(pool.clientId, "eve"), off);
  const unverifying = await given(world, { AutoVerifiedAttributes: [] }, hides);
  await unverifying.signUp("ann");
  await assert.rejects(resend(unverifying.clientId, "ann"), off);
  await assert.rejects(resend(unverifying.clientId, "ghost"), off);
});

test("unknown users are told where the client tells", async () => {
  const pool = await given(world);
  await assert.rejects(
    resend(pool.clientId, "ghost"),
    refusal("UserNotFoundException", "Username/client id combination not found."),
  );
});

test("T-01 nobody, and the disabled, are answered with a delivery that did not take place", async () => {
  const pool = await given(world, {}, hides);
  await pool.signUp("dee");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "dee" }));
  const sent = (await world.messages({ userPoolId: pool.poolId })).length;
  for (const name of ["ghost", "dee"]) {
    const first = await resend(pool.clientId, name);
    const { Destination, ...rest } = first.CodeDeliveryDetails ?? {};
    assert.deepEqual(rest, { AttributeName: "email", DeliveryMedium: "EMAIL" });
    assert.match(Destination ?? "", /^[a-z]\*{3}@[a-z]\*{3}$/);
    assert.deepEqual(await resend(pool.clientId, name), first);
  }
  assert.deepEqual(await resend(pool.clientId, "ann@example.com"), toAnn);
  assert.equal((await world.messages({ userPoolId: pool.poolId })).length, sent);
  // As for everybody who was sent a code: a wrong one is wrong, not expired.
  await assert.rejects(pool.confirm("ghost", "123456"), { name: "CodeMismatchException" });
});

test("T-09 five an hour, for nobody as well", async () => {
  const pool = await given(world, {}, hides);
  await pool.signUp("ann");
  for (const name of ["ann", "ghost"]) {
    for (let times = 0; times < 5; times++) await resend(pool.clientId, name);
    await assert.rejects(
      resend(pool.clientId, name),
      refusal("LimitExceededException", "Attempt limit exceeded, please try after some time."),
    );
  }
});

test("T-46 no code goes out when CustomMessage cannot run, and nobody can tell who exists by it", async () => {
  const pool = await given(
    world,
    { LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:000000000000:function:f" } },
    hides,
  );
  await pool.signUp("ann", {});
  assert.equal((await getUser(world, pool.poolId, "ann")).UserStatus, "UNCONFIRMED");
  await assert.rejects(resend(pool.clientId, "ghost"), { name: "UnexpectedLambdaException" });
  assert.deepEqual(await world.messages({ userPoolId: pool.poolId }), []);
});
