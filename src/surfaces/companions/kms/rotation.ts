/** Rotation: new material for a key, at once or every so many days. What old material encrypted still opens. */
import type { CompanionAction } from "../../protocols/companion.js";
import { readInput, required, whole } from "../member-rules.js";
import {
  arnOf,
  changeKey,
  checkNotPending,
  checkUsable,
  dayMs,
  type KeyNeeds,
  type KeyRecord,
  type KeyValue,
  keyIdRule,
  keyOrThrow,
  newMaterial,
} from "./key-record.js";
import { listRules, timeOf } from "./listing.js";

const keyRules = { KeyId: required(keyIdRule) };
const enableRules = { ...keyRules, RotationPeriodInDays: whole({ min: 90, max: 2560 }) };
const rotationRules = { ...keyRules, ...listRules };

function nextRotation({ rotation }: KeyValue): number | undefined {
  return rotation && rotation.since + rotation.periodDays * dayMs;
}

/** The key, with new material if its period is over: asked by whoever is about to encrypt. */
export async function rotatedIfDue(needs: KeyNeeds, record: KeyRecord): Promise<KeyRecord> {
  const isDue = (value: KeyValue): boolean => (nextRotation(value) ?? Number.POSITIVE_INFINITY) <= needs.clock.now();
  if (!isDue(record.value)) return record;
  const { accountId, region, name } = record;
  return changeKey(needs, { accountId, region, arn: "" }, name, ({ value }) => {
    if (value.rotation === undefined || !isDue(value)) return value;
    return {
      ...value,
      rotation: { ...value.rotation, since: needs.clock.now() },
      materials: [...value.materials, newMaterial(needs, "AUTOMATIC")],
    };
  });
}

/** The actions. */
export function rotationActions(needs: KeyNeeds): Readonly<Record<string, CompanionAction>> {
  const { store, clock } = needs;
  return {
    async EnableKeyRotation(caller, input) {
      const { KeyId, RotationPeriodInDays: periodDays = 365 } = readInput(enableRules, input);
      await changeKey(needs, caller, KeyId, (record) => {
        checkUsable(record);
        return { ...record.value, rotation: { periodDays, since: record.value.rotation?.since ?? clock.now() } };
      });
      return {};
    },
    async DisableKeyRotation(caller, input) {
      const { KeyId } = readInput(keyRules, input);
      await changeKey(needs, caller, KeyId, (record) => {
        checkUsable(record);
        const { rotation, ...value } = record.value;
        return value;
      });
      return {};
    },
    async GetKeyRotationStatus(caller, input) {
      const { KeyId } = readInput(keyRules, input);
      const record = await keyOrThrow(needs, store, caller, KeyId);
      const { rotation, deletion } = record.value;
      const next = nextRotation(record.value);
      return {
        KeyId: arnOf(record),
        KeyRotationEnabled: rotation !== undefined && deletion === undefined,
        ...(rotation && deletion === undefined && { RotationPeriodInDays: rotation.periodDays }),
        ...(next !== undefined && deletion === undefined && { NextRotationDate: timeOf(next) }),
      };
    },
    async RotateKeyOnDemand(caller, input) {
      const { KeyId } = readInput(keyRules, input);
      const record = await changeKey(needs, caller, KeyId, (before) => {
        checkUsable(before);
        return { ...before.value, materials: [...before.value.materials, newMaterial(needs, "ON_DEMAND")] };
      });
      return { KeyId: arnOf(record) };
    },
    async ListKeyRotations(caller, input) {
      const record = await keyOrThrow(needs, store, caller, readInput(rotationRules, input).KeyId);
      checkNotPending(record);
      const rotations = record.value.materials.filter(({ by }) => by !== undefined);
      return {
        Rotations: rotations.map(({ id, from, by }) => ({
          KeyId: arnOf(record),
          KeyMaterialId: id,
          RotationDate: timeOf(from),
          RotationType: by,
        })),
        Truncated: false,
      };
    },
  };
}
