import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ExplicitAuthFlowsType, GetDerivedTokenRequest } from "../../model/generated/types.js";
import {
  actorClaim,
  checkExchangeFlow,
  checkExchangeRequest,
  checkIdTokenAllowed,
  derivedScopes,
  scopesOfSubject,
} from "./rules.js";

const refused = (message: string) => ({ name: "InvalidParameterException", message });

describe("the flow", () => {
  const client = (...ExplicitAuthFlows: ExplicitAuthFlowsType[]) => ({ settings: { ExplicitAuthFlows } });
  test("is delegation with an actor and impersonation without", () => {
    checkExchangeFlow(client("ALLOW_TOKEN_EXCHANGE_DELEGATION"), true);
    checkExchangeFlow(client("ALLOW_TOKEN_EXCHANGE_IMPERSONATION"), false);
    assert.throws(
      () => checkExchangeFlow(client("ALLOW_TOKEN_EXCHANGE_DELEGATION"), false),
      refused("TOKEN_EXCHANGE_IMPERSONATION is not enabled for the client."),
    );
    assert.throws(
      () => checkExchangeFlow(client("ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_USER_SRP_AUTH"), true),
      refused("TOKEN_EXCHANGE_DELEGATION is not enabled for the client."),
    );
    assert.throws(() => checkExchangeFlow({ settings: {} }, false), { name: "InvalidParameterException" });
  });
});

describe("a request", () => {
  const good: GetDerivedTokenRequest = { ClientId: "c", SubjectToken: "s", SubjectTokenType: "ACCESS_TOKEN" };
  const cases: readonly (readonly [Partial<GetDerivedTokenRequest>, string | undefined])[] = [
    [{}, undefined],
    [{ ActorToken: "a", ActorTokenType: "ID_TOKEN" }, undefined],
    [{ Audiences: ["a"], Resources: [] }, undefined],
    [{ SubjectTokenType: "SAML2", SubjectTokenProviderName: "p" }, undefined],
    [{ ActorToken: "a" }, "Missing required parameter ActorTokenType"],
    [{ ActorTokenType: "ID_TOKEN" }, "Missing required parameter ActorToken"],
    [{ ActorTokenProviderName: "p" }, "Missing required parameter ActorToken"],
    [{ Audiences: ["a"], Resources: ["r"] }, "Audiences and Resources cannot be requested together."],
    [{ SubjectTokenType: "SAML2" }, "Missing required parameter SubjectTokenProviderName"],
    [{ ActorToken: "a", ActorTokenType: "SAML2" }, "Missing required parameter ActorTokenProviderName"],
  ];
  for (const [change, message] of cases) {
    test(`${JSON.stringify(change)} ${message === undefined ? "goes" : "does not"}`, () => {
      const check = () => checkExchangeRequest({ ...good, ...change });
      if (message === undefined) check();
      else assert.throws(check, refused(message));
    });
  }
});

describe("scopes", () => {
  const client = { settings: { AllowedOAuthScopes: ["a", "b", "d"] } };
  test("are the access token's own; an ID token has none, whatever it says", () => {
    assert.deepEqual(scopesOfSubject({ token_use: "access", scope: "a b" }), ["a", "b"]);
    assert.deepEqual(scopesOfSubject({ token_use: "access" }), []);
    assert.deepEqual(scopesOfSubject({ token_use: "id", scope: "a b" }), []);
  });
  test("T-18g shrink to what is wished for, held and allowed", () => {
    assert.deepEqual(derivedScopes(client, ["a", "c"], undefined), ["a", "c"]);
    assert.deepEqual(derivedScopes(client, ["a", "c"], []), ["a", "c"]);
    assert.deepEqual(derivedScopes(client, ["a", "b", "c"], ["d", "c", "b", "b"]), ["b"]);
    assert.throws(() => derivedScopes(client, ["c"], ["c"]), refused("None of the requested scopes can be granted."));
    assert.throws(() => derivedScopes(client, [], ["a"]), { name: "InvalidParameterException" });
    assert.throws(() => derivedScopes({ settings: {} }, ["a"], ["a"]), { name: "InvalidParameterException" });
  });
  test("T-18g decide whether the user is told of", () => {
    for (const claims of [
      { token_use: "id" },
      { token_use: "access", scope: "openid x" },
      { token_use: "access", scope: "aws.cognito.signin.user.admin" },
    ]) {
      checkIdTokenAllowed(claims);
    }
    for (const scope of ["api/openid", ""]) {
      assert.throws(
        () => checkIdTokenAllowed({ token_use: "access", scope }),
        refused("The scopes of the subject token do not allow an ID token."),
      );
    }
  });
});

describe("the actor", () => {
  const service = { sub: "service", iss: "issuer", client_id: "service", scope: "x", exp: 1 };
  test("is named with those before it, and never forgotten", () => {
    assert.equal(actorClaim({}, undefined), undefined);
    const first = actorClaim({}, service);
    assert.deepEqual(first, { sub: "service", iss: "issuer", client_id: "service" });
    const second = actorClaim({ act: first }, { sub: "ada", iss: "issuer", aud: "web" });
    assert.deepEqual(second, { sub: "ada", iss: "issuer", client_id: "web", act: first });
    assert.deepEqual(actorClaim({ act: second }, undefined), second);
  });
  test("is one of at most eight", () => {
    let act: ReturnType<typeof actorClaim>;
    for (let n = 0; n < 8; n += 1) act = actorClaim(act === undefined ? {} : { act }, service);
    assert.throws(() => actorClaim({ act }, service), refused("The chain of actors is too long."));
  });
});
