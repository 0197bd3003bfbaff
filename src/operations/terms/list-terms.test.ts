import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListTermsCommand } from "../../../test/clients.js";
import { createTerms } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListTermsCommand({ UserPoolId, ...input }));

test("terms are listed page by page, each once, without their links", async () => {
  const { Id } = await world.pool();
  assert.deepEqual((await list(Id)).Terms, []);
  const made = [];
  for (const TermsName of ["terms-of-use", "privacy-policy", "terms-of-use"]) {
    const { ClientId } = await world.appClient(Id);
    made.push((await createTerms(world, Id, ClientId, { TermsName })).Terms);
  }
  const first = await list(Id, { MaxResults: 2 });
  const second = await list(Id, { MaxResults: 2, NextToken: first.NextToken });
  assert.equal(first.Terms?.length, 2);
  assert.equal(second.NextToken, undefined);
  const listed = [...(first.Terms ?? []), ...(second.Terms ?? [])];
  const expected = made.map((one) => ({
    TermsId: one?.TermsId,
    TermsName: one?.TermsName,
    Enforcement: "NONE",
    CreationDate: one?.CreationDate,
    LastModifiedDate: one?.LastModifiedDate,
  }));
  assert.deepEqual(
    listed,
    expected.sort((a, b) => ((a.TermsId ?? "") < (b.TermsId ?? "") ? -1 : 1)),
  );
});

test("sixty is the most; a forged token and an unknown pool are refused", async () => {
  const { Id } = await world.pool();
  await assert.rejects(list(Id, { MaxResults: 61 }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
  });
  await assert.rejects(list(Id, { NextToken: "forged" }), {
    name: "InvalidParameterException",
    message: /^Paging marker forged is invalid for request /,
  });
  await assert.rejects(list("us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
