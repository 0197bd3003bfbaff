/** What the function before token generation may do to a derived token. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type ExplicitAuthFlowsType, UpdateUserPoolCommand } from "../clients.js";
import { send } from "../faults/wire.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { claimsOf } from "../tracked-sessions.js";
import { signIn } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { Recorder } from "./recorder.js";

let world: TestWorld;
const recorder = new Recorder();
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
});
after(async () => {
  await world.close();
  recorder.remove();
});

/** A token derived by delegation, the function in its way; answers the status and what it says. */
async function derived() {
  const { Id } = await world.pool();
  const flows = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_ADMIN_USER_PASSWORD_AUTH"];
  const { ClientId } = await world.appClient(Id, { ExplicitAuthFlows: flows as string[] as ExplicitAuthFlowsType[] });
  await makeUser(world, Id, "ann");
  const { AuthenticationResult } = await signIn(world, Id, ClientId, "ann", goodPassword);
  await world.client.send(
    new UpdateUserPoolCommand({
      UserPoolId: Id,
      LambdaConfig: {
        PreTokenGeneration: recorder.arn,
        PreTokenGenerationConfig: { LambdaArn: recorder.arn, LambdaVersion: "V2_0" },
      },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  const { status, text } = await send(world.url, "GetDerivedToken", {
    ClientId,
    SubjectToken: token,
    SubjectTokenType: "ACCESS_TOKEN",
    ActorToken: token,
    ActorTokenType: "ACCESS_TOKEN",
    Audiences: ["billing"],
  });
  return { status, answer: JSON.parse(text) as Record<string, string>, clientId: ClientId };
}

test("T-17c it changes claims, but neither for whom the token is nor who acts", async () => {
  recorder.behave({
    TokenGeneration_Authentication: {
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: { tenant: "seven", act: { sub: "forged" }, aud: "forged" },
            claimsToSuppress: ["act", "aud"],
          },
        },
      },
    },
  });
  const { answer, clientId } = await derived();
  assert.deepEqual(
    recorder.events().map(({ triggerSource }) => triggerSource),
    ["TokenGeneration_Authentication"],
  );
  const { tenant, aud, act, sub } = claimsOf(answer["IssuedToken"]);
  assert.deepEqual([tenant, aud], ["seven", "billing"]);
  assert.deepEqual((act as Record<string, unknown>)["sub"], sub);
  assert.deepEqual((act as Record<string, unknown>)["client_id"], clientId);
});

test("T-46 a function that refuses, or is not understood, leaves nobody with a token", async () => {
  for (const [behaviour, name] of [
    [{ throws: "no" }, "UserLambdaValidationException"],
    [{ returns: "nonsense" }, "InvalidLambdaResponseException"],
  ] as const) {
    recorder.behave({ TokenGeneration_Authentication: behaviour });
    const { status, answer } = await derived();
    assert.deepEqual([status, answer["__type"]], [400, name]);
  }
});
