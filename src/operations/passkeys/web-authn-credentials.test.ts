/** ListWebAuthnCredentials and DeleteWebAuthnCredential: a user sees and takes away that user's own passkeys, no others. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminResetUserPasswordCommand,
  CompleteWebAuthnRegistrationCommand,
  type CompleteWebAuthnRegistrationCommandInput,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  SetUserPoolMfaConfigCommand,
  StartWebAuthnRegistrationCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { type CreationOptions, makePasskey } from "../../../test/passkey-authenticator.js";
import { given, refusal } from "../../../test/self-service.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

describe("passkeys of a user", () => {
  let world: TestWorld;
  before(async () => {
    world = await startTestWorld();
  });
  after(() => world.close());

  async function signedIn() {
    const pool = await given(world, {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    });
    const { poolId } = pool;
    await world.client.send(
      new SetUserPoolMfaConfigCommand({ UserPoolId: poolId, WebAuthnConfiguration: { RelyingPartyId: "example.com" } }),
    );
    const user = async (name: string) => {
      await pool.confirmed(name);
      const AccessToken = await pool.accessToken(name);
      return {
        AccessToken,
        async register(): Promise<string> {
          const started = await world.client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
          const { credential, passkey } = makePasskey(started.CredentialCreationOptions as unknown as CreationOptions);
          const Credential = credential as CompleteWebAuthnRegistrationCommandInput["Credential"];
          await world.client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
          return passkey.id;
        },
      };
    };
    return { ...pool, user };
  }

  const page = async (AccessToken: string, MaxResults?: number, NextToken?: string) => {
    const answer = await world.client.send(new ListWebAuthnCredentialsCommand({ AccessToken, MaxResults, NextToken }));
    return { ids: (answer.Credentials ?? []).map((one) => one.CredentialId), NextToken: answer.NextToken };
  };
  const remove = (AccessToken: string, CredentialId: string) =>
    world.client.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId }));

  it("are none at first, then listed page by page, oldest first", async () => {
    const { user } = await signedIn();
    const ada = await user("ada");
    assert.deepEqual(await page(ada.AccessToken), { ids: [], NextToken: undefined });
    const ids = [await ada.register(), await ada.register(), await ada.register()];
    assert.deepEqual(await page(ada.AccessToken), { ids, NextToken: undefined });
    assert.deepEqual(await page(ada.AccessToken, 0), { ids, NextToken: undefined });
    const first = await page(ada.AccessToken, 2);
    assert.deepEqual(first.ids, ids.slice(0, 2));
    assert.deepEqual(await page(ada.AccessToken, 2, first.NextToken), { ids: ids.slice(2), NextToken: undefined });
  });

  it("T-33 a page token is of one user", async () => {
    const { user } = await signedIn();
    const [ada, bob] = [await user("ada"), await user("bob")];
    for (let n = 0; n < 2; n += 1) await ada.register();
    const { NextToken } = await page(ada.AccessToken, 1);
    await assert.rejects(page(bob.AccessToken, 1, NextToken), {
      name: "InvalidParameterException",
      message: /^Paging marker .* is invalid for request /,
    });
    await assert.rejects(page(ada.AccessToken, 21), {
      name: "InvalidParameterException",
      message: /less than or equal to 20/,
    });
  });

  it("are deleted by their user, who may register the same again", async () => {
    const { user } = await signedIn();
    const ada = await user("ada");
    const [kept, gone] = [await ada.register(), await ada.register()];
    await remove(ada.AccessToken, gone);
    assert.deepEqual((await page(ada.AccessToken)).ids, [kept]);
    const missing = refusal("ResourceNotFoundException", "The credential does not exist.");
    await assert.rejects(remove(ada.AccessToken, gone), missing);
    for (const none of ["", "none", "\u0000", "ü"]) await assert.rejects(remove(ada.AccessToken, none), missing);
  });

  it("T-26 another user's passkey is not there, to be seen or deleted", async () => {
    const { user } = await signedIn();
    const [ada, bob] = [await user("ada"), await user("bob")];
    const hers = await ada.register();
    assert.deepEqual((await page(bob.AccessToken)).ids, []);
    await assert.rejects(remove(bob.AccessToken, hers), { name: "ResourceNotFoundException" });
    assert.deepEqual((await page(ada.AccessToken)).ids, [hers]);
  });

  it("can be listed and deleted where the pool has ceased to allow them", async () => {
    const { user, poolId } = await signedIn();
    const ada = await user("ada");
    const id = await ada.register();
    const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD" as const] } };
    await world.client.send(new UpdateUserPoolCommand({ UserPoolId: poolId, Policies }));
    assert.deepEqual((await page(ada.AccessToken)).ids, [id]);
    await remove(ada.AccessToken, id);
    assert.deepEqual((await page(ada.AccessToken)).ids, []);
  });

  it("want a token that is good", async () => {
    const { user, poolId } = await signedIn();
    const { AccessToken } = await user("ada");
    const both = async (refused: object) => {
      await assert.rejects(page(AccessToken), refused);
      await assert.rejects(remove(AccessToken, "AAAA"), refused);
    };
    await world.client.send(new AdminResetUserPasswordCommand({ UserPoolId: poolId, Username: "ada" }));
    await both(refusal("PasswordResetRequiredException", "Password reset required for the user"));
    await world.client.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: "ada" }));
    await both(refusal("NotAuthorizedException", "Access Token has been revoked"));
    await assert.rejects(page("garbage"), refusal("NotAuthorizedException", "Invalid Access Token"));
  });
});
