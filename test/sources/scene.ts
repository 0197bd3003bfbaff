/**
 * Owns what every row of the source documents plays on: a running server, the call sequences of the Terraform provider
 * (provider-pools.ts, provider-users.ts) and what a user's app does to show a setting at work.
 */
import assert from "node:assert/strict";
import {
  type InitiateAuthCommandOutput,
  SignUpCommand,
  type SignUpCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { type SignInTarget, withPassword } from "../sign-in.js";
import { Recorder } from "../triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type PoolSequences, poolSequences } from "./provider-pools.js";
import { type UserSequences, userSequences } from "./provider-users.js";

/** A server and the two resources of the source documents on it. */
export interface Scene {
  readonly world: TestWorld;
  /** A function that any trigger of a pool may name. */
  readonly recorder: Recorder;
  readonly pools: PoolSequences;
  readonly users: UserSequences;
  /** A pool without settings, for rows about users. */
  plainPool(): Promise<string>;
  /** Signs a user up with the one password that all these rows use. */
  signUp(poolId: string, username: string, attributes?: Record<string, string>): Promise<SignUpCommandOutput>;
  /** What a client of the pool gets for a name and a password; each call makes an app client of its own. */
  signIn(poolId: string, username: string, password: string): Promise<InitiateAuthCommandOutput>;
  /** The same must end with tokens. */
  signsIn(poolId: string, username: string, password: string): Promise<void>;
  /** The same must be refused for the password. */
  isRefused(poolId: string, username: string, password: string): Promise<void>;
}

/** Meets the default policy. */
export const password = "Correct-Horse-1";

/** Starts the server. */
export async function openScene(): Promise<Scene> {
  const recorder = new Recorder();
  const world = await startTestWorld({ functions: recorder.functions });
  world.clock.freeze();
  const pools = poolSequences(world.client);
  const signIn: Scene["signIn"] = async (poolId, username, password) => {
    const target: SignInTarget = { world, poolId, clientId: (await world.appClient(poolId)).ClientId };
    return withPassword(target, username, password);
  };
  return {
    world,
    recorder,
    pools,
    users: userSequences(world.client),
    plainPool: async () => (await pools.create({})).id,
    async signUp(poolId, Username, attributes = {}) {
      const { ClientId } = await world.appClient(poolId);
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      return world.client.send(new SignUpCommand({ ClientId, Username, Password: password, UserAttributes }));
    },
    signIn,
    async signsIn(poolId, username, password) {
      const { AuthenticationResult } = await signIn(poolId, username, password);
      assert.ok(AuthenticationResult?.AccessToken, `${username} got no tokens`);
    },
    async isRefused(poolId, username, password) {
      await assert.rejects(signIn(poolId, username, password), {
        name: "NotAuthorizedException",
        message: "Incorrect username or password.",
      });
    },
  };
}
