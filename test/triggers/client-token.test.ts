/** What the function before token generation is told of a client that acts for itself, and what it may change. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateResourceServerCommand,
  type ExplicitAuthFlowsType,
  GetClientTokenCommand,
  type PreTokenGenerationLambdaVersionType,
} from "../clients.js";
import { claimsOf } from "../tracked-sessions.js";
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

/** A token with that version of the function in its way. */
async function token(LambdaVersion: PreTokenGenerationLambdaVersionType) {
  const config = { LambdaArn: recorder.arn, LambdaVersion };
  const { Id } = await world.pool({
    LambdaConfig: { PreTokenGeneration: recorder.arn, PreTokenGenerationConfig: config },
  });
  await world.client.send(
    new CreateResourceServerCommand({
      UserPoolId: Id,
      Identifier: "api",
      Name: "api",
      Scopes: [{ ScopeName: "read", ScopeDescription: "read" }],
    }),
  );
  const { ClientId, ClientSecret: Secret } = await world.appClient(Id, {
    GenerateSecret: true,
    ExplicitAuthFlows: ["ALLOW_CLIENT_TOKEN_AUTH" as ExplicitAuthFlowsType],
    AllowedOAuthScopes: ["api/read"],
  });
  const { ClientAuthenticationResult } = await world.client.send(
    new GetClientTokenCommand({ ClientId, Secret, ClientMetadata: { stage: "test" } }),
  );
  return { clientId: ClientId, claims: claimsOf(ClientAuthenticationResult?.AccessToken) };
}

test("version 3 is told of the client and its metadata, and changes claims and scopes", async () => {
  recorder.behave({
    TokenGeneration_ClientCredentials: {
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: { tenant: "seven", client_id: "forged", sub: "forged" },
            scopesToAdd: ["orders/read"],
          },
        },
      },
    },
  });
  const { clientId, claims } = await token("V3_0");
  const [event, ...others] = recorder.events();
  assert.deepEqual(others, []);
  assert.equal(event?.version, "3");
  assert.equal(event?.triggerSource, "TokenGeneration_ClientCredentials");
  assert.equal(event?.userName, "ClientCredentials");
  assert.equal(event?.callerContext.clientId, clientId);
  assert.deepEqual(event?.request, {
    userAttributes: {},
    groupConfiguration: null,
    scopes: ["api/read"],
    clientMetadata: { stage: "test" },
  });
  assert.deepEqual(
    [claims["tenant"], claims["client_id"], claims["sub"], claims["scope"]],
    ["seven", clientId, clientId, "api/read orders/read"],
  );
});

test("earlier versions are about users only and are not asked", async () => {
  recorder.behave({});
  assert.equal((await token("V2_0")).claims["scope"], "api/read");
  assert.deepEqual(recorder.events(), []);
});

test("T-46 a function that refuses leaves the client without a token", async () => {
  recorder.behave({ TokenGeneration_ClientCredentials: { throws: "not this one" } });
  await assert.rejects(token("V3_0"), {
    name: "NotAuthorizedException",
    message: "PreTokenGeneration failed with error not this one.",
  });
  recorder.behave({ TokenGeneration_ClientCredentials: { returns: "nonsense" } });
  await assert.rejects(token("V3_0"), { name: "NotAuthorizedException" });
});
