/** Owns rows about a user's arguments, and what several of them look at. */
import assert from "node:assert/strict";
import type { Message } from "../../../src/domain/message.js";
import type { UserSettings } from "../provider-users.js";
import type { Scene } from "../scene.js";
import { row, type SourceRow } from "../source-row.js";

/** A row about a user's arguments. */
export function userRow(
  ids: string,
  title: string,
  settings: UserSettings,
  run: (scene: Scene, settings: UserSettings) => Promise<void>,
): SourceRow {
  return row(ids, title, settings, run);
}

/** The invitations of a pool, oldest first. */
export function invitationsOf({ world }: Scene, poolId: string): Promise<readonly Message[]> {
  return world.messages({ userPoolId: poolId });
}

/** How each invitation went: `EMAIL ann@example.com`. */
export async function destinationsOf(scene: Scene, poolId: string): Promise<string[]> {
  return (await invitationsOf(scene, poolId)).map(({ medium, to }) => `${medium} ${to}`).sort();
}

/** The one invitation of a pool. */
export async function invitationOf(scene: Scene, poolId: string): Promise<Message> {
  const messages = await invitationsOf(scene, poolId);
  assert.equal(messages.length, 1, "invitations");
  return messages[0] as Message;
}

export const email = { email: "ann@example.com" };
export const phone = { phone_number: "+15555550100" };
export const verifiedEmail = { ...email, email_verified: "true" };
