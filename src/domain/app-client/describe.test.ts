import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolClientRequest } from "../../model/generated/types.js";
import {
  checkSecretMayBeAdded,
  checkSecretMayBeDeleted,
  describeClientSecret,
  newClientId,
  newClientSecret,
} from "./client-secret.js";
import { describeAppClient, describeAppClientInList } from "./describe.js";
import { newAppClient, withUpdatedClientSettings } from "./new-app-client.js";

const client = (request: Partial<CreateUserPoolClientRequest> = {}) =>
  newAppClient({ UserPoolId: "us-east-1_a", ClientName: "c", ...request }, { id: "id", now: 1_500 });

test("a client made with nothing but a name shows exactly the members that clients expect unasked", () => {
  assert.deepEqual(describeAppClient(client(), undefined), {
    UserPoolId: "us-east-1_a",
    ClientName: "c",
    ClientId: "id",
    LastModifiedDate: 1.5,
    CreationDate: 1.5,
    RefreshTokenValidity: 30,
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    ClientType: "REGULAR",
  });
});

test("empty lists come back as absent, a secret is shown in clear, and no request-only member is kept", () => {
  const shown = describeAppClient(client({ ReadAttributes: [], CallbackURLs: [], GenerateSecret: true }), "secret");
  assert.ok(!("ReadAttributes" in shown) && !("CallbackURLs" in shown) && !("GenerateSecret" in shown));
  assert.equal(shown.ClientSecret, "secret");
  assert.ok(!("GenerateSecret" in client({ GenerateSecret: true, ClientSecret: "x" }).settings));
});

const units: readonly [CreateUserPoolClientRequest["TokenValidityUnits"], object | undefined][] = [
  [undefined, undefined],
  [{}, {}],
  [{ AccessToken: "minutes" }, { AccessToken: "minutes", IdToken: "hours", RefreshToken: "days" }],
];
for (const [sent, shown] of units) {
  test(`TokenValidityUnits ${JSON.stringify(sent)} is shown as ${JSON.stringify(shown)}`, () => {
    assert.deepEqual(describeAppClient(client({ TokenValidityUnits: sent }), undefined).TokenValidityUnits, shown);
  });
}

test("an update is the whole configuration and keeps the name alone", () => {
  const before = client({ AccessTokenValidity: 5, PreventUserExistenceErrors: "ENABLED" });
  const after = withUpdatedClientSettings(
    before,
    { UserPoolId: "us-east-1_a", ClientId: "id", IdTokenValidity: 2 },
    2_000,
  );
  assert.deepEqual(after.settings, { IdTokenValidity: 2 });
  assert.equal(after.name, "c");
  assert.equal(after.modifiedAt, 2_000);
  const renamed = withUpdatedClientSettings(
    before,
    { UserPoolId: "us-east-1_a", ClientId: "id", ClientName: "d" },
    2_000,
  );
  assert.equal(renamed.name, "d");
});

test("the list shows ids and the name only", () => {
  assert.deepEqual(describeAppClientInList(client()), { ClientId: "id", UserPoolId: "us-east-1_a", ClientName: "c" });
});

test("ids have 26 characters; secrets are named by client and time, two of one millisecond apart", () => {
  assert.equal(
    newClientId((alphabet, count) => alphabet.slice(0, 1).repeat(count)),
    "0".repeat(26),
  );
  const first = newClientSecret("id", "v", 1_500, []);
  assert.equal(first.id, "id--1500");
  assert.equal(newClientSecret("id", "w", 1_500, [first]).id, "id--1501");
  assert.deepEqual(describeClientSecret(first, false), { ClientSecretId: "id--1500", ClientSecretCreateDate: 1.5 });
  assert.equal(describeClientSecret(first, true).ClientSecretValue, "v");
});

test("a client has one secret or two, never a third, and keeps its last", () => {
  const first = newClientSecret("id", "v", 1, []);
  const second = newClientSecret("id", "w", 2, [first]);
  assert.throws(() => checkSecretMayBeAdded([]), { name: "InvalidParameterException" });
  assert.doesNotThrow(() => checkSecretMayBeAdded([first]));
  assert.throws(() => checkSecretMayBeAdded([first, second]), {
    name: "LimitExceededException",
    message: "Client secrets cannot exceed limit of 2 secrets.",
  });
  assert.throws(() => checkSecretMayBeDeleted([first]), { name: "InvalidParameterException" });
  assert.doesNotThrow(() => checkSecretMayBeDeleted([first, second]));
});
