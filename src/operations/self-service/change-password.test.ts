import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminResetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
} from "../../../test/clients.js";
import { given, password, refusal } from "../../../test/self-service.js";
import { passwordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const next = "N3w-Passw0rd!";
const change = async (AccessToken: string, PreviousPassword: string | undefined, ProposedPassword: string) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }),
  );
  return answer;
};
const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const locked = refusal("NotAuthorizedException", "Password attempts exceeded");
const limited = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const hour = 3_600_000;

test("the new password holds from now on, and tokens stay valid", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  assert.deepEqual(await change(token, password, next), {});
  await pool.accessToken("ann", next);
  await assert.rejects(pool.accessToken("ann"), wrong);
  await world.client.send(new GetUserCommand({ AccessToken: token }));
  assert.equal((await passwordOf(world, pool.poolId, "ann")).temporary, false);
});

test("a wrong or missing old password changes nothing", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  await assert.rejects(change(token, "Wr0ng-Password!", next), wrong);
  await assert.rejects(change(token, undefined, next), wrong);
  await pool.accessToken("ann");
});

test("T-06 the new password conforms to the policy", async () => {
  const pool = await given(world, { Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } } });
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  await assert.rejects(
    change(token, password, "short"),
    refusal("InvalidPasswordException", "Password does not conform to policy: Password not long enough"),
  );
  await assert.rejects(change(token, password, password), { name: "PasswordHistoryPolicyViolationException" });
  await change(token, password, next);
  await assert.rejects(change(token, next, password), { name: "PasswordHistoryPolicyViolationException" });
});

test("T-09 five tries an hour, right or wrong", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  let current = password;
  for (let tries = 0; tries < 5; tries++) {
    const proposed = `N3w-Passw0rd!${tries}`;
    await change(token, current, proposed);
    current = proposed;
  }
  await assert.rejects(change(token, current, next), limited);
});

test("T-09 a wrong old password counts to the lock-out of sign-in, and is refused while that lasts", async (t) => {
  // The first lock lasts a second.
  world.clock.freeze();
  t.after(() => world.clock.resume());
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  for (let tries = 0; tries < 3; tries++) await assert.rejects(change(token, "Wr0ng-Password!", next), wrong);
  for (let tries = 0; tries < 2; tries++) await assert.rejects(pool.accessToken("ann", "Wr0ng-Password!"), wrong);
  await assert.rejects(change(token, password, next), locked);
  await assert.rejects(pool.accessToken("ann"), locked);
  world.clock.advance(2000);
  await change(token, password, next);
});

test("whoever has no password sets the first one", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  const user = await world.client.send(new GetUserCommand({ AccessToken: token }));
  const sub = user.UserAttributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
  await world.world.store.credentials.delete(pool.poolId, sub);
  await assert.rejects(change(token, password, next), wrong);
  await change(token, undefined, next);
  await pool.accessToken("ann", next);
});

test("T-10 a reset in between makes the old password worthless, and a change makes the reset's code so", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  await world.client.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: "ann" }));
  const code = await pool.lastCode();
  await change(token, password, next);
  await assert.rejects(
    world.client.send(
      new ConfirmForgotPasswordCommand({
        ClientId: pool.clientId,
        Username: "ann",
        ConfirmationCode: code,
        Password: "An0ther-Password!",
      }),
    ),
    { name: "ExpiredCodeException" },
  );
  await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(
    change(token, next, password),
    refusal("PasswordResetRequiredException", "Password reset required for the user"),
  );
});

test("a token that is none, or none any more, changes nothing", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const token = await pool.accessToken("ann");
  await assert.rejects(change("nonsense", password, next), refusal("NotAuthorizedException", "Invalid Access Token"));
  await world.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(
    change(token, password, next),
    refusal("NotAuthorizedException", "Access Token has been revoked"),
  );
  world.clock.advance(hour);
  await assert.rejects(change(token, password, next), refusal("NotAuthorizedException", "Access Token has expired"));
});
