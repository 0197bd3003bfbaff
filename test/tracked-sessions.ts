/** A pool that tracks sessions, and sign-ins in it from several places, for tests of sessions. */
import assert from "node:assert/strict";
import type { TokenSession } from "../src/domain/token-session.js";
import { noteSessionUse } from "../src/services/tokens/session-tracking.js";
import {
  AdminListUserSessionsCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  SetUserPoolSessionConfigurationCommand,
} from "./clients.js";
import { goodPassword, makeUser } from "./sign-in.js";
import { signIn } from "./users.js";
import type { TestWorld } from "./world.js";

/** The claims of a token, unproven. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString("utf8"));
}

/** A fresh pool that tracks sessions, an app client of it and a user. */
export async function trackingPool(
  world: TestWorld,
  {
    maxPerUser = 20,
    pool: poolInput = {},
    client: clientInput = {},
  }: {
    maxPerUser?: number;
    pool?: Partial<CreateUserPoolCommandInput>;
    client?: Partial<CreateUserPoolClientCommandInput>;
  } = {},
) {
  const { Id: poolId } = await world.pool(poolInput);
  const { ClientId: clientId } = await world.appClient(poolId, clientInput);
  const configure = (UserSessionTracking: "ENABLED" | "DISABLED", MaxPerUser = maxPerUser) =>
    world.client.send(
      new SetUserPoolSessionConfigurationCommand({
        UserPoolId: poolId,
        UserSessionTracking,
        TokenSession: { MaxPerUser },
      }),
    );
  await configure("ENABLED");
  await makeUser(world, poolId, "ann");
  await makeUser(world, poolId, "bob");
  return {
    poolId,
    clientId,
    configure,
    /** Signs in; answers the tokens and the stored sign-in. */
    async signIn(name: string, origin = { ipAddress: "192.0.2.42", userAgent: "okhttp/4.12.0" }, ofClient = clientId) {
      const { AuthenticationResult } = await signIn(world, poolId, ofClient, name, goodPassword);
      const { AccessToken = "", RefreshToken = "" } = AuthenticationResult ?? {};
      const { store, clock } = world.world;
      const stored = async (): Promise<TokenSession> => {
        const session = await store.tokenSessions.get(String(claimsOf(AccessToken)["event_id"]));
        assert.ok(session);
        return session;
      };
      const pool = await store.userPools.get(poolId);
      assert.ok(pool);
      // From where tests sign in is always the same place; this is the place that lists show.
      await noteSessionUse(store, clock, pool, await stored(), origin);
      return { AccessToken, RefreshToken, stored };
    },
    async sessionsOf(name: string) {
      const { Sessions } = await world.client.send(
        new AdminListUserSessionsCommand({ UserPoolId: poolId, Username: name }),
      );
      assert.ok(Sessions);
      return Sessions;
    },
  };
}
