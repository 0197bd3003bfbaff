/**
 * T-13 The lineage of refresh tokens held against a model of it: whatever a client, a thief and an administrator do in
 * whatever order and at whatever time, tokens are issued exactly when the model says so.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from "../clients.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

const graceSeconds = 10;
const validityMs = 60 * 60_000;

let world: TestWorld;
let poolId: string;
const clients: Record<"rotating" | "steady", string> = { rotating: "", steady: "" };
before(async () => {
  world = await startTestWorld();
  // Whole seconds, because tokens tell no less.
  world.clock.freeze(Math.ceil(world.clock.now() / 1000) * 1000);
  poolId = (await world.pool()).Id;
  const validity = {
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH" as const],
    RefreshTokenValidity: 60,
    AccessTokenValidity: 60,
    IdTokenValidity: 60,
    TokenValidityUnits: { RefreshToken: "minutes", AccessToken: "minutes", IdToken: "minutes" } as const,
  };
  const rotation = { Feature: "ENABLED" as const, RetryGracePeriodSeconds: graceSeconds };
  clients.rotating = (await world.appClient(poolId, { ...validity, RefreshTokenRotation: rotation })).ClientId;
  clients.steady = (await world.appClient(poolId, validity)).ClientId;
});
after(() => world.close());

/** One sign-in as the model knows it. */
interface Lineage {
  readonly clientId: string;
  readonly rotates: boolean;
  readonly endsAt: number;
  generation: number;
  graceUntil: number;
  revoked: boolean;
  accessToken: string;
  accessEndsAt: number;
}

interface Held {
  readonly lineage: Lineage;
  readonly generation: number;
  readonly text: string;
}

/** What the model expects of a refresh, and what that does to it. */
function refreshed(held: Held, enabled: boolean, now: number): "tokens" | "successor" | string {
  const { lineage, generation } = held;
  if (now >= lineage.endsAt) return "Refresh Token has expired";
  if (!enabled) return "User is disabled.";
  if (lineage.revoked) return "Refresh Token has been revoked";
  if (generation < lineage.generation) {
    if (generation === lineage.generation - 1 && now < lineage.graceUntil) return "successor";
    lineage.revoked = true;
    return "Refresh token has been rotated.";
  }
  if (!lineage.rotates) return "tokens";
  lineage.generation += 1;
  lineage.graceUntil = now + graceSeconds * 1000;
  return "successor";
}

type Step =
  | { readonly kind: "sign in"; readonly client: "rotating" | "steady" }
  | { readonly kind: "refresh" | "revoke"; readonly which: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "sign out everywhere" | "disable" | "enable" };

/** Counted from the newest token: thieves and late answers bring one of the last. */
const which = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 2 }) }, fc.nat({ max: 30 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("sign in" as const), client: fc.constantFrom("rotating", "steady") }),
  },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("refresh" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("revoke" as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1_000, 9_000, 10_000, 10_000, 600_000, validityMs),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "sign out everywhere" }, { kind: "disable" }, { kind: "enable" }) },
) as fc.Arbitrary<Step>;

let people = 0;

/** Lives through the steps, comparing every answer with the model's. */
async function live(steps: readonly Step[]): Promise<void> {
  const { client, clock } = world;
  const Username = `person${people++}`;
  await makeUser(world, poolId, Username);
  const inPool = { UserPoolId: poolId, Username };
  const lineages: Lineage[] = [];
  const tokens: Held[] = [];
  let enabled = true;

  const signIn = async (kind: "rotating" | "steady") => {
    const clientId = clients[kind];
    const AuthParameters = { USERNAME: Username, PASSWORD: goodPassword };
    const asked = client.send(
      new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }),
    );
    if (!enabled) return assert.rejects(asked, { message: "User is disabled." });
    const { AccessToken = "", RefreshToken = "" } = (await asked).AuthenticationResult ?? {};
    const lineage: Lineage = {
      clientId,
      rotates: kind === "rotating",
      endsAt: clock.now() + validityMs,
      generation: 0,
      graceUntil: 0,
      revoked: false,
      accessToken: AccessToken,
      accessEndsAt: clock.now() + validityMs,
    };
    lineages.push(lineage);
    tokens.push({ lineage, generation: 0, text: RefreshToken });
  };

  const refresh = async (held: Held) => {
    const { lineage } = held;
    const expected = refreshed(held, enabled, clock.now());
    const asked = client.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: lineage.clientId, RefreshToken: held.text }),
    );
    if (expected !== "tokens" && expected !== "successor") {
      await assert.rejects(asked, { message: expected });
      return;
    }
    const { AccessToken = "", RefreshToken } = (await asked).AuthenticationResult ?? {};
    assert.equal(RefreshToken !== undefined, expected === "successor");
    lineage.accessToken = AccessToken;
    lineage.accessEndsAt = clock.now() + validityMs;
    if (RefreshToken !== undefined) tokens.push({ lineage, generation: lineage.generation, text: RefreshToken });
  };

  for (const one of steps) {
    if (one.kind === "wait") clock.advance(one.ms);
    else if (one.kind === "sign in") await signIn(one.client);
    else if (one.kind === "refresh" || one.kind === "revoke") {
      const held = tokens.at(-1 - (one.which % Math.max(1, tokens.length)));
      if (held === undefined) continue;
      if (one.kind === "refresh") await refresh(held);
      else {
        await client.send(new RevokeTokenCommand({ ClientId: held.lineage.clientId, Token: held.text }));
        held.lineage.revoked = true;
      }
    } else {
      if (one.kind === "enable") await client.send(new AdminEnableUserCommand(inPool));
      else {
        const end = one.kind === "disable" ? AdminDisableUserCommand : AdminUserGlobalSignOutCommand;
        await client.send(new end(inPool));
        for (const lineage of lineages) lineage.revoked = true;
      }
      if (one.kind !== "sign out everywhere") enabled = one.kind === "enable";
    }
  }

  for (const { accessToken, accessEndsAt, revoked } of lineages) {
    const opens = client.send(new GetUserCommand({ AccessToken: accessToken }));
    if (enabled && !revoked && clock.now() < accessEndsAt) assert.equal((await opens).Username, Username);
    else await assert.rejects(opens, { name: "NotAuthorizedException" });
  }
}

test("T-13 no history of refreshes, thefts, revocations and waiting leads away from the model", async () => {
  const begun = fc
    .array(step, { minLength: 5, maxLength: 30 })
    .map((steps) => [{ kind: "sign in", client: "rotating" } as const, ...steps]);
  await fc.assert(fc.asyncProperty(begun, live), { numRuns: 60, endOnFailure: true });
});
