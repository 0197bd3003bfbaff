/** GetParameterHistory, LabelParameterVersion and UnlabelParameterVersion. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
import type { Keyring } from "../../../ports/keyring.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { membersOf } from "../members.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { type Parameter, shownValue, wireMetadata } from "./parameter.js";
import { isLabel } from "./parameter-name.js";
import type { ParameterStore } from "./parameter-store.js";
import { placeOf } from "./put-parameter.js";

const maxLabels = 10;

/** GetParameterHistory, the oldest version first. */
export function getParameterHistory(
  parameters: ParameterStore,
  keyring: Keyring,
  pageTokens: PageTokens,
): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = members.requiredText("Name", { min: 1, max: 2048 });
    const limit = members.number("MaxResults", 1, 50) ?? 50;
    const withDecryption = members.flag("WithDecryption") ?? false;
    const place = placeOf(caller);
    const listing = `GetParameterHistory ${name}`;
    const after = resume(pageTokens, caller, listing, members.text("NextToken"));
    const stored = (await parameters.get(place, name))?.value;
    if (stored === undefined) throw new CompanionException("ParameterNotFound", "");
    const Parameters: unknown[] = [];
    let version = Math.max(stored.oldest, Number(after ?? 0) + 1);
    for (; version <= stored.current.version && Parameters.length < limit; version++) {
      const found = await parameters.version(place, name, stored, version);
      // Dropped by a newer version while this list was made.
      if (found === undefined) continue;
      const Value = shownValue(keyring, place, name, found, withDecryption);
      Parameters.push({ ...wireMetadata(name, found), Value, Labels: labelsOf(stored, version) });
    }
    const next = version <= stored.current.version ? String(version - 1) : undefined;
    return { Parameters, NextToken: pageTokens.seal(caller, listing, next) };
  };
}

/** LabelParameterVersion: a label moves to the version. */
export function labelParameterVersion(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = members.requiredText("Name", { min: 1, max: 2048 });
    const labels = members.texts("Labels", 1, maxLabels, { min: 1, max: 100 }) ?? [];
    const asked = members.number("ParameterVersion", 0);
    const valid = labels.filter(isLabel);
    const kept = await parameters.change(placeOf(caller), name, (before) => {
      const version = versionOrThrow(before, name, asked);
      const moved = { ...before!.labels, ...Object.fromEntries(valid.map((label) => [label, version])) };
      if (Object.values(moved).filter((one) => one === version).length > maxLabels) {
        throw new CompanionException(
          "ParameterVersionLabelLimitExceeded",
          `A parameter version can have maximum ${maxLabels} labels. Move one or more labels to another version and try again.`,
        );
      }
      return { ...before!, labels: moved };
    });
    return {
      InvalidLabels: labels.filter((label) => !isLabel(label)),
      ParameterVersion: asked ?? kept!.current.version,
    };
  };
}

/** UnlabelParameterVersion. */
export function unlabelParameterVersion(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const name = members.requiredText("Name", { min: 1, max: 2048 });
    const labels = members.texts("Labels", 1, maxLabels, { min: 1, max: 100 }) ?? [];
    const asked = members.number("ParameterVersion", 0);
    let RemovedLabels: readonly string[] = [];
    await parameters.change(placeOf(caller), name, (before) => {
      const version = versionOrThrow(before, name, asked);
      RemovedLabels = labels.filter(
        (label) => Object.hasOwn(before!.labels, label) && before!.labels[label] === version,
      );
      const left = Object.entries(before!.labels).filter(([label]) => !RemovedLabels.includes(label));
      return { ...before!, labels: Object.fromEntries(left) };
    });
    return { RemovedLabels, InvalidLabels: labels.filter((label) => !RemovedLabels.includes(label)) };
  };
}

function versionOrThrow(stored: Parameter | undefined, name: string, asked: number | undefined): number {
  if (stored === undefined) throw new CompanionException("ParameterNotFound", "");
  const version = asked ?? stored.current.version;
  if (version >= stored.oldest && version <= stored.current.version) return version;
  throw new CompanionException(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

function labelsOf(stored: Parameter, version: number): readonly string[] {
  return Object.keys(stored.labels).filter((label) => stored.labels[label] === version);
}
