/** Cloud Control as clients use it: the same contract for every resource type, then what each type and request owes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { resourceTypeFacts } from "../../src/model/generated/resource-types.js";
import type { ResourceTypeFacts } from "../../src/model/resource-type-facts.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { CloudControl } from "./cloud-control-client.js";
import { resourceCases, type Surroundings } from "./resource-cases.js";
import { makeSurroundings } from "./surroundings.js";

let world: TestWorld;
let cloud: CloudControl;

before(async () => {
  world = await startTestWorld();
  cloud = new CloudControl(world.url);
});
after(() => world.close());

function patchOf(before: object, changes: Record<string, unknown>): object[] {
  return Object.entries(changes).map(([name, value]) => {
    if (value === null) return { op: "remove", path: `/${name}` };
    return { op: Object.hasOwn(before, name) ? "replace" : "add", path: `/${name}`, value };
  });
}

function without(model: Record<string, unknown>, names: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(Object.entries(model).filter(([name]) => !names.includes(name)));
}

/** Those members of a model that another has. */
function shared(model: Record<string, unknown>, like: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(like).map((name) => [name, model[name]]));
}

for (const { type, declared, changes, fixed, readOnly, writeOnly } of resourceCases) {
  const facts: ResourceTypeFacts = resourceTypeFacts[type as keyof typeof resourceTypeFacts];

  describe(type, () => {
    let around: Surroundings;
    let desired: Record<string, unknown>;
    let identifier: string;
    before(async () => {
      around = await makeSurroundings(world);
      desired = declared(around);
      identifier = await cloud.created(type, desired);
    });

    test("is read as declared, with what the service sets and without what may not be shown", async () => {
      const model = await cloud.read(type, identifier);
      const expected = without(desired, writeOnly);
      assert.deepEqual(shared(model, expected), expected);
      for (const name of readOnly) assert.equal(typeof model[name], "string", name);
      for (const name of writeOnly ?? []) assert.equal(model[name], undefined, name);
      const parts = facts.primaryIdentifier.map((name) => model[name]);
      assert.equal(parts.join("|"), identifier);
      for (const name of Object.keys(model)) assert.ok(Object.hasOwn(facts.properties, name), name);
    });

    if (facts.handlers.list === undefined) {
      test("cannot be listed", async () => {
        assert.deepEqual(await cloud.refused("ListResources", { TypeName: type }), [
          "UnsupportedActionException",
          `Resource type ${type} does not support LIST action`,
        ]);
      });
    } else {
      test("is listed, page by page", async () => {
        const parent = facts.listBy.length === 0 ? undefined : { UserPoolId: around.pool };
        assert.ok((await cloud.list(type, parent)).includes(identifier));
        if (parent === undefined) return;
        const [name] = await cloud.refused("ListResources", { TypeName: type });
        assert.equal(name, "InvalidRequestException");
      });
    }

    if (changes === undefined) {
      test("cannot be changed", async () => {
        const patch = JSON.stringify([{ op: "add", path: "/UserPoolId", value: "other" }]);
        const input = { TypeName: type, Identifier: identifier, PatchDocument: patch };
        assert.deepEqual(await cloud.refused("UpdateResource", input), [
          "UnsupportedActionException",
          `Resource type ${type} does not support UPDATE action`,
        ]);
      });
    } else {
      test("changes, and is read as changed; the same change again is none", async () => {
        const model = await cloud.read(type, identifier);
        const event = await cloud.update(type, identifier, patchOf(model, changes));
        assert.deepEqual(
          [event.OperationStatus, event.Identifier, event.StatusMessage],
          ["SUCCESS", identifier, undefined],
        );
        const removed = Object.keys(changes).filter((name) => changes[name] === null);
        const expected = without({ ...desired, ...changes }, [...removed, ...(writeOnly ?? [])]);
        const changed = await cloud.read(type, identifier);
        assert.deepEqual(shared(changed, expected), expected);
        const kept = without(changes, removed);
        await cloud.update(type, identifier, patchOf(changed, kept));
        assert.deepEqual(await cloud.read(type, identifier), changed);
      });
    }

    if (fixed !== undefined) {
      test("refuses another create-only property before anything is touched", async () => {
        const model = await cloud.read(type, identifier);
        const patch = JSON.stringify(patchOf(model, fixed));
        const [name] = Object.keys(fixed);
        assert.deepEqual(
          await cloud.refused("UpdateResource", { TypeName: type, Identifier: identifier, PatchDocument: patch }),
          [
            "NotUpdatableException",
            `Invalid patch update: createOnlyProperties [/properties/${name}] cannot be updated`,
          ],
        );
        assert.deepEqual(await cloud.read(type, identifier), model);
      });
    }

    test("is gone after deletion, in every way of asking", async () => {
      const event = await cloud.delete(type, identifier);
      assert.equal(event.OperationStatus, "SUCCESS", event.StatusMessage);
      assert.deepEqual(await cloud.refused("GetResource", { TypeName: type, Identifier: identifier }), [
        "ResourceNotFoundException",
        `Resource of type '${type}' with identifier '${identifier}' was not found.`,
      ]);
      const again = await cloud.delete(type, identifier);
      assert.deepEqual([again.OperationStatus, again.ErrorCode], ["FAILED", "NotFound"]);
      if (facts.handlers.list !== undefined) {
        const parent = facts.listBy.length === 0 ? undefined : { UserPoolId: around.pool };
        assert.ok(!(await cloud.list(type, parent)).includes(identifier));
      }
    });

    test("is created once per client token", async () => {
      const more = { ClientToken: `once-${type.replaceAll(":", "")}` };
      const first = await cloud.create(type, desired, more);
      assert.equal(first.OperationStatus, "SUCCESS", first.StatusMessage);
      assert.deepEqual(await cloud.create(type, desired, more), first);
      const other = { TypeName: type, DesiredState: JSON.stringify({ ...desired, X: 1 }), ...more };
      assert.equal((await cloud.refused("CreateResource", other))[0], "ClientTokenConflictException");
      assert.deepEqual(await cloud.status(first.RequestToken), first);
    });

    test("names every fault of a model before anything happens", async () => {
      const state = { ...without(desired, [facts.required[0] ?? ""]), Stray: 1 };
      const [name, message] = await cloud.refused("CreateResource", {
        TypeName: type,
        DesiredState: JSON.stringify(state),
      });
      assert.equal(name, "ValidationException");
      assert.match(message, /^Model validation failed \(#/);
      assert.match(message, /#: extraneous key \[Stray\] is not permitted/);
      if (facts.required[0]) assert.match(message, new RegExp(`#: required key \\[${facts.required[0]}\\] not found`));
    });
  });
}
