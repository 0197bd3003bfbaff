/** force_alias_creation. */
import assert from "node:assert/strict";
import { password, type Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { email, phone, userRow, verifiedEmail } from "./user-row.js";

const quiet = { message_action: "SUPPRESS", password };
const verifiedPhone = { ...phone, phone_number_verified: "true" };

/** A pool with aliases, in which bob holds the address. */
async function poolOfBob({ pools, users }: Scene, attributes: Record<string, string> = verifiedEmail): Promise<string> {
  const { id } = await pools.create({ AliasAttributes: ["email", "phone_number"] });
  await users.create(id, "bob", { ...quiet, password: "Old-Owner-Horse-1", attributes });
  return id;
}

export const userAliases: readonly SourceRow[] = [
  userRow(
    "S0-28 S2-12",
    "force_alias_creation: true moves a taken email address to the new user",
    { force_alias_creation: true },
    async (scene, settings) => {
      const poolId = await poolOfBob(scene);
      await scene.users.create(poolId, "ann", { ...quiet, attributes: verifiedEmail, ...settings });
      await scene.signsIn(poolId, "ann@example.com", password);
    },
  ),
  userRow(
    "S0-29 S3-24 S4-05",
    "force_alias_creation: the previous user no longer signs in by the alias, only by name",
    { force_alias_creation: true },
    async (scene, settings) => {
      const poolId = await poolOfBob(scene, verifiedPhone);
      await scene.signsIn(poolId, "+15555550100", "Old-Owner-Horse-1");
      await scene.users.create(poolId, "ann", { ...quiet, attributes: verifiedPhone, ...settings });
      await scene.isRefused(poolId, "+15555550100", "Old-Owner-Horse-1");
      await scene.signsIn(poolId, "bob", "Old-Owner-Horse-1");
    },
  ),
  statement(
    "S0-30 S2-13 S2-14 S3-25 S4-16",
    "force_alias_creation: false unless set, and a taken alias is refused",
    async (scene) => {
      const poolId = await poolOfBob(scene);
      for (const force_alias_creation of [undefined, false]) {
        const settings = { ...quiet, attributes: verifiedEmail, force_alias_creation };
        await assert.rejects(scene.users.create(poolId, "ann", settings), {
          name: "AliasExistsException",
          message: "An account with the given email already exists.",
        });
      }
      await scene.signsIn(poolId, "ann@example.com", "Old-Owner-Horse-1");
    },
  ),
  statement("S0-31", "force_alias_creation: forgotten once the user exists", async (scene) => {
    const poolId = await poolOfBob(scene);
    await scene.users.create(poolId, "ann", { ...quiet, attributes: verifiedEmail, force_alias_creation: true });
    // The next user must ask for it again.
    await assert.rejects(scene.users.create(poolId, "eve", { ...quiet, attributes: verifiedEmail }), {
      name: "AliasExistsException",
    });
  }),
  statement(
    "S2-11 S3-26 S4-17",
    "ForceAliasCreation: looked at only if an address is verified, otherwise ignored",
    async (scene) => {
      const poolId = await poolOfBob(scene);
      await scene.users.create(poolId, "ann", { ...quiet, attributes: email, force_alias_creation: true });
      await scene.signsIn(poolId, "ann@example.com", "Old-Owner-Horse-1");
    },
  ),
];
