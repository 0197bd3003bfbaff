/** Conformance: requests for resources and what was declared of resources. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { ResourceRequest } from "../../../ports/tables/resource-requests.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW, storedPool } from "./store-under-test.js";

const HOUR = 60 * 60 * 1000;
let requests = 0;

function aRequest(members: Partial<ResourceRequest> = {}): ResourceRequest {
  requests += 1;
  return {
    token: `request-${String(requests).padStart(4, "0")}`,
    accountId: "123456789012",
    region: "eu-north-1",
    typeName: "AWS::Cognito::UserPool",
    operation: "CREATE",
    status: "IN_PROGRESS",
    startedAt: NOW,
    changedAt: NOW,
    ...members,
  };
}

export function requestsForResources(given: SuiteStore): void {
  describe("requests for resources", () => {
    it("are found by token, in their account and region only, and end once", async () => {
      const { resourceRequests } = given.store;
      const request = aRequest();
      await resourceRequests.insert(request, undefined, NOW);
      assert.deepEqual(await resourceRequests.get(request.accountId, request.region, request.token), request);
      assert.equal(await resourceRequests.get("210987654321", request.region, request.token), undefined);
      assert.equal(await resourceRequests.get(request.accountId, "eu-west-1", request.token), undefined);
      const outcome = {
        status: "FAILED",
        identifier: "i",
        errorCode: "NotFound",
        message: "m",
        changedAt: NOW + 1,
      } as const;
      await resourceRequests.finish(request.token, outcome);
      const ended = { ...request, ...outcome };
      assert.deepEqual(await resourceRequests.get(request.accountId, request.region, request.token), ended);
      await assert.rejects(resourceRequests.finish(request.token, { status: "SUCCESS", changedAt: NOW }), Stale);
    });

    it("an identifier that was known stays", async () => {
      const { resourceRequests } = given.store;
      const request = aRequest({ operation: "DELETE", identifier: "known" });
      await resourceRequests.insert(request, undefined, NOW);
      await resourceRequests.finish(request.token, { status: "SUCCESS", changedAt: NOW });
      const ended = await resourceRequests.get(request.accountId, request.region, request.token);
      assert.equal(ended?.identifier, "known");
    });

    it("one request per client token, until the token may be used anew", async () => {
      const { resourceRequests } = given.store;
      const [one, two, elsewhere] = [aRequest(), aRequest(), aRequest({ region: "eu-west-1" })];
      const mark = { clientToken: `client-${one.token}`, content: "this" };
      await resourceRequests.insert(one, mark, NOW);
      await assert.rejects(resourceRequests.insert(two, mark, NOW), AlreadyExists);
      await resourceRequests.insert(elsewhere, mark, NOW);
      const { accountId, region } = one;
      assert.deepEqual(await resourceRequests.getByMark(accountId, region, mark), { request: one, isSame: true });
      const other = { ...mark, content: "that" };
      assert.deepEqual(await resourceRequests.getByMark(accountId, region, other), { request: one, isSame: false });
      assert.equal(await resourceRequests.getByMark(accountId, region, { ...mark, clientToken: "none" }), undefined);
      await resourceRequests.insert(two, other, NOW + HOUR);
      assert.deepEqual(await resourceRequests.getByMark(accountId, region, other), { request: two, isSame: true });
      assert.deepEqual(await resourceRequests.get(accountId, region, one.token), one);
    });

    it("of fifty with one client token one is taken", async () => {
      const { resourceRequests } = given.store;
      const rivals = Array.from({ length: 50 }, () => aRequest());
      const mark = { clientToken: `race-${rivals[0]!.token}`, content: "" };
      const answers = await Promise.allSettled(rivals.map((one) => resourceRequests.insert(one, mark, NOW)));
      assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    });

    it("are listed by operation and status in pages", async () => {
      const { resourceRequests } = given.store;
      const accountId = "111122223333";
      const made = [
        aRequest({ accountId }),
        aRequest({ accountId, operation: "DELETE", status: "SUCCESS" }),
        aRequest({ accountId, operation: "UPDATE", status: "FAILED" }),
      ];
      for (const one of made) await resourceRequests.insert(one, undefined, NOW);
      const all = {
        operations: ["CREATE", "UPDATE", "DELETE"],
        statuses: ["IN_PROGRESS", "SUCCESS", "FAILED"],
      } as const;
      const first = await resourceRequests.page(accountId, "eu-north-1", all, { limit: 2 });
      assert.deepEqual(first, { items: made.slice(0, 2), next: made[1]!.token });
      const rest = await resourceRequests.page(accountId, "eu-north-1", all, { limit: 2, after: first.next });
      assert.deepEqual(rest, { items: made.slice(2) });
      const failed = { ...all, statuses: ["FAILED"] } as const;
      const { items } = await resourceRequests.page(accountId, "eu-north-1", failed, { limit: 9 });
      assert.deepEqual(items, made.slice(2));
    });

    it("go after a week", async () => {
      const { store } = given;
      const [old, young] = [aRequest({ startedAt: NOW - 7 * 24 * HOUR }), aRequest({ startedAt: NOW })];
      for (const one of [old, young]) await store.resourceRequests.insert(one, undefined, NOW);
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.resourceRequests.get(old.accountId, old.region, old.token), undefined);
      assert.deepEqual(await store.resourceRequests.get(young.accountId, young.region, young.token), young);
    });
  });

  describe("declarations of resources", () => {
    it("are kept per resource, replaced, removed, and go with their pool", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const group = { poolId, typeName: "AWS::Cognito::UserPoolGroup", identifier: `${poolId}|a` };
      const user = { ...group, typeName: "AWS::Cognito::UserPoolUser" };
      const model = JSON.parse('{"Name":"\\u0000 żółć","Details":{"__proto__":"x"},"List":[1,true]}') as object;
      await store.resourceDeclarations.put(group, { ...model });
      await store.resourceDeclarations.put(user, { Name: "b" });
      assert.equal(JSON.stringify(await store.resourceDeclarations.get(group)), JSON.stringify(model));
      await store.resourceDeclarations.put(group, { Name: "c" });
      assert.deepEqual(await store.resourceDeclarations.get(group), { Name: "c" });
      await store.resourceDeclarations.delete(group);
      assert.equal(await store.resourceDeclarations.get(group), undefined);
      assert.deepEqual(await store.resourceDeclarations.get(user), { Name: "b" });
      await store.userPools.delete(poolId);
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.resourceDeclarations.get(user), undefined);
    });
  });
}
