/** The operations that each verb calls stay within what the published schema lets its handler call. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import * as clients from "../../../../test/clients.js";
import { resourceCases, type Surroundings } from "../../../../test/provisioning/resource-cases.js";
import { makeSurroundings } from "../../../../test/provisioning/surroundings.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { ResourceVerb } from "../../../model/resource-type-facts.js";
import type { PrincipalCall } from "../principal-call.js";
import { normalised } from "./lifecycle.js";
import { availableResourceTypes, resourceTypeOf } from "./resource-types.js";

let world: TestWorld;
let around: Surroundings;
const called: string[] = [];

/** Calls over HTTP, and writes down what is called. */
const call: PrincipalCall = Object.assign(overHttp, {
  companion: () => assert.fail("types of user pools call no other service"),
});

async function overHttp(operation: string, input: unknown): Promise<never> {
  called.push(`cognito-idp:${operation}`);
  // biome-ignore lint/suspicious/noExplicitAny: a command for every operation, found by its name
  const Command = (clients as any)[`${operation}Command`];
  return (await world.client.send(new Command(input))) as never;
}

before(async () => {
  world = await startTestWorld();
  around = await makeSurroundings(world);
});
after(() => world.close());

test("there is an example of every type", () => {
  const names = availableResourceTypes().map(({ name }) => name);
  assert.deepEqual(names.sort(), resourceCases.map(({ type }) => type).sort());
});

test("every published type of user pools works and stands on the page", () => {
  const page = readFileSync("docs/resource-types.md", "utf8");
  for (const name of Object.keys(resourceTypeFacts)) {
    assert.ok(resourceTypeOf(name) !== undefined, name);
    assert.ok(page.includes(`\n## ${name}\n`), name);
  }
});

for (const { type: name, declared, changes } of resourceCases) {
  describe(name, () => {
    const type = resourceTypeOf(name)!;
    const within = async <T>(verb: ResourceVerb, work: () => Promise<T>): Promise<T> => {
      called.length = 0;
      const answer = await work();
      const allowed = type.schema.handlers[verb] ?? [];
      assert.ok(called.length > 0);
      for (const operation of called) assert.ok(allowed.includes(operation), `${verb} calls ${operation}`);
      return answer;
    };

    test("calls nothing that its handlers may not call", async () => {
      const model = normalised(type, declared(around));
      const context = { generatedName: () => "generated", region: "us-east-1", accountId: "123456789012" };
      const { identifier } = await within("create", () => type.create(call, model, context));
      assert.ok(await within("read", () => type.read(call, identifier, async () => model)));
      if (type.update !== undefined) {
        const desired = Object.fromEntries(
          Object.entries({ ...model, ...changes }).filter(([, value]) => value !== null),
        );
        await within("update", () => type.update!(call, identifier, model, desired));
      }
      if (type.list !== undefined) {
        const parent = type.schema.listBy.length === 0 ? {} : { UserPoolId: around.pool };
        const page = await within("list", () => type.list!(call, parent, { limit: 60 }));
        assert.ok(page.identifiers.includes(identifier));
      }
      await within("delete", () => type.delete(call, identifier, async () => model));
    });

    test("has the verbs of its schema", () => {
      const verbs = (["create", "read", "update", "delete", "list"] as const).filter(
        (verb) => type[verb] !== undefined,
      );
      assert.deepEqual(verbs, Object.keys(type.schema.handlers));
    });
  });
}
