/**
 * Owns rows about settings of a pool: what is configured comes back as it was sent, survives an update that sends it
 * again, and goes where the document and Cognito say when it is removed from the configuration.
 */
import assert from "node:assert/strict";
import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import type { PoolSettings } from "../provider-pools.js";
import type { Scene } from "../scene.js";
import { row, type SourceRow } from "../source-row.js";

/** A row about settings of a pool. */
export function poolRow(
  ids: string,
  title: string,
  settings: PoolSettings,
  run: (scene: Scene, settings: PoolSettings) => Promise<void>,
): SourceRow {
  return row(ids, title, settings, run);
}

/** What an echo row needs besides, and what Describe shows once its members are removed: absent, unless said. */
export interface EchoOptions {
  readonly needs?: PoolSettings;
  readonly removed?: Partial<UserPoolType>;
  /** The members are fixed at creation. */
  readonly fixed?: true;
}

/** The settings come back as sent; removed they are gone, set again they are back; then the pool is deleted. */
export function echo(ids: string, title: string, expected: PoolSettings, options: EchoOptions = {}): SourceRow {
  return row(ids, title, expected, async ({ pools }, settings: PoolSettings) => {
    const { needs = {}, removed = {}, fixed } = options;
    let state = await pools.create({ ...needs, ...settings });
    comesBack(state.pool, expected);
    if (!fixed) {
      state = await pools.update(state, needs);
      for (const name of membersOf(expected)) assert.deepEqual(state.pool[name], removed[name], `${name} when removed`);
      state = await pools.update(state, { ...needs, ...settings });
      comesBack(state.pool, expected);
    }
    await pools.remove(state.id);
  });
}

/** Every member is in the answer exactly as expected. */
export function comesBack(pool: UserPoolType, expected: PoolSettings): void {
  for (const name of membersOf(expected)) assert.deepEqual(pool[name], expected[name as keyof PoolSettings], name);
}

function membersOf(settings: PoolSettings): (keyof UserPoolType)[] {
  return Object.keys(settings) as (keyof UserPoolType)[];
}
