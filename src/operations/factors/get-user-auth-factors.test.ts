import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserAuthFactorsCommand,
  GetUserAuthFactorsCommand,
  SetUserMFAPreferenceCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { given, refusal } from "../../../test/self-service.js";
import { givenTokens } from "../../../test/totp.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const shown = async (AccessToken: string) => {
  const { $metadata: _, ...view } = await world.client.send(new GetUserAuthFactorsCommand({ AccessToken }));
  return view;
};

test("a user's own factors, as they are allowed, had and switched on; an administrator sees the same", async () => {
  const pool = await givenTokens(world);
  const AccessToken = await pool.signedIn("ann");
  assert.deepEqual(await shown(AccessToken), { Username: "ann", ConfiguredUserAuthFactors: ["PASSWORD"] });

  const AllowedFirstAuthFactors = ["WEB_AUTHN", "EMAIL_OTP", "PASSWORD"] as const;
  await world.client.send(
    new UpdateUserPoolCommand({
      UserPoolId: pool.poolId,
      AutoVerifiedAttributes: ["email"],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...AllowedFirstAuthFactors] } },
    }),
  );
  const offered = ["PASSWORD", "EMAIL_OTP"];
  assert.deepEqual(await shown(AccessToken), { Username: "ann", ConfiguredUserAuthFactors: offered });
  await pool.verified(AccessToken);
  await world.client.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }),
  );
  const all = {
    Username: "ann",
    PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
    UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
    // A code to the address is no way to begin for somebody who owes a second factor.
    ConfiguredUserAuthFactors: ["PASSWORD", "SOFTWARE_TOKEN"],
  };
  assert.deepEqual(await shown(AccessToken), all);
  const { $metadata: _, ...admins } = await world.client.send(
    new AdminGetUserAuthFactorsCommand({ UserPoolId: pool.poolId, Username: "ann" }),
  );
  assert.deepEqual(admins, all);
});

test("T-17b only a token that opens the door shows factors", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const AccessToken = await pool.accessToken("ann");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(shown(AccessToken), refusal("NotAuthorizedException", "User is disabled."));
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(shown(AccessToken), refusal("UserNotFoundException", "User does not exist."));
  await assert.rejects(shown("nonsense"), refusal("NotAuthorizedException", "Invalid Access Token"));
});
