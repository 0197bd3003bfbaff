/** pycognito, the SRP client of Python programs, and verifiers of Python over the tokens: in Python processes of their own. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { pythonWith } from "../programs.js";
import { makeUser, tokensOf, withPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Step, stepsOf } from "./steps.js";

const pycognito = pythonWith("pycognito");
const verifiers = pythonWith("jwt", "jose", "cognitojwt");

describe("pycognito", { skip: pycognito.skip }, () => {
  test("does what its users do, with the endpoint as their only change", async (t) => {
    const world = await startTestWorld();
    try {
      const steps = await stepsOf(pycognito.command, "pycognito_life.py", { POOLHOUSE_URL: world.url });
      assert.equal(steps.length, 9);
      for (const { step, error } of steps) await t.test(step, () => assert.equal(error, undefined, error));
    } finally {
      await world.close();
    }
  });
});

describe("PyJWT, python-jose and cognitojwt", { skip: verifiers.skip }, () => {
  for (const issuer of ["public", "aws"] as const) {
    describe(`tokens of --issuer ${issuer}`, () => {
      let world: TestWorld;
      let steps: Step[];

      before(async () => {
        world = await startTestWorld({ issuer });
        const one = await signedIn(world);
        const other = await signedIn(world);
        steps = await stepsOf(verifiers.command, "python_verifiers.py", {
          POOLHOUSE_URL: world.url,
          ISSUER: issuer === "public" ? world.url : "https://cognito-idp.us-east-1.amazonaws.com",
          ONE: JSON.stringify(one),
          OTHER: JSON.stringify(other),
        });
      });
      after(() => world.close());

      for (const name of ["PyJWT", "python jose", "cognitojwt"]) {
        test(`${name} accepts them, and no others`, () => {
          const step = steps.find(({ step }) => step === name);
          assert.ok(step, `${name} did not run`);
          assert.equal(step.error, undefined, step.error);
        });
      }
    });
  }
});

/** A pool with a client and the tokens of a user who has just signed in, as the Python program reads them. */
async function signedIn(world: TestWorld) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await makeUser(world, Id, "anna");
  const { AccessToken, IdToken } = tokensOf(await withPassword({ world, poolId: Id, clientId: ClientId }, "anna"));
  return { pool: Id, client: ClientId, access: AccessToken, id: IdToken };
}
