import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeclaredResource, ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";
import { declarationsOf } from "./declarations-of.js";

test("what is called alike in two regions is declared apart; pools are apart by their ids", async () => {
  const kept = new Map<string, Readonly<Record<string, unknown>>>();
  const key = (of: DeclaredResource) => JSON.stringify([of.poolId, of.typeName, of.identifier]);
  const all: ResourceDeclarations = {
    get: async (of) => kept.get(key(of)),
    put: async (of, model) => void kept.set(key(of), model),
    delete: async (of) => void kept.delete(key(of)),
  };
  const here = declarationsOf(all, { accountId: "123456789012", region: "us-east-1" });
  const there = declarationsOf(all, { accountId: "123456789012", region: "eu-west-1" });
  const parameter = { poolId: "/stage", typeName: "AWS::SSM::Parameter", identifier: "/stage" };
  await here.put(parameter, { Value: "here" });
  await there.put(parameter, { Value: "there" });
  assert.deepEqual([await here.get(parameter), await there.get(parameter)], [{ Value: "here" }, { Value: "there" }]);
  await here.delete(parameter);
  assert.deepEqual([await here.get(parameter), await there.get(parameter)], [undefined, { Value: "there" }]);
  const pool = { poolId: "us-east-1_a", typeName: "AWS::Cognito::UserPool", identifier: "us-east-1_a" };
  await here.put(pool, { UserPoolName: "a" });
  assert.deepEqual(await there.get(pool), { UserPoolName: "a" });
});
