/** Published versions: code and settings as they were at one moment. */
import type { CompanionAction } from "../../protocols/companion.js";
import { readInput, required, text, whole } from "../member-rules.js";
import { checkRevision, InvalidParameterValueException } from "./exceptions.js";
import { type FunctionReference, functionNameRule, unqualifiedReference } from "./function-name.js";
import { type FunctionTables, type FunctionVersion, functionOrThrow, versionKey } from "./function-record.js";
import { functionConfiguration, listedConfiguration, shownHash } from "./function-view.js";
import type { LambdaNeeds } from "./lambda.js";

const publishRules = {
  FunctionName: required(functionNameRule),
  CodeSha256: text({ max: 256 }),
  Description: text({ max: 256 }),
  RevisionId: text({ max: 128 }),
};
const listRules = {
  FunctionName: required(functionNameRule),
  Marker: text({ max: 4096 }),
  MaxItems: whole({ min: 1, max: 10_000 }),
};
const pageLength = 50;

/** What may be said when a version is published. */
export interface PublishRequest {
  readonly CodeSha256?: string | undefined;
  readonly Description?: string | undefined;
  readonly RevisionId?: string | undefined;
}

/**
 * Publishes the unpublished state and answers the version's configuration. Where nothing changed since the last version,
 * that one is answered, as the service does.
 */
export async function publish(
  tx: FunctionTables,
  { random }: Pick<LambdaNeeds, "random">,
  of: FunctionReference,
  { CodeSha256, Description, RevisionId }: PublishRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const record = await functionOrThrow(tx, of);
  const { value } = record;
  checkRevision(RevisionId, value.revisionId);
  const hash = shownHash(value.code.sha256);
  if (CodeSha256 !== undefined && CodeSha256 !== "" && CodeSha256 !== hash) {
    throw new InvalidParameterValueException(
      `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${hash}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const last = value.published.at(-1)?.version;
  if (last !== undefined) {
    const found = await tx.companionRecords.get<FunctionVersion>(versionKey(of, last));
    if (found !== undefined && isSameState(found.value, value)) {
      return functionConfiguration({ ...of, qualifier: last }, last, found.value);
    }
  }
  const version = String(value.lastPublished + 1);
  const { settings, code, lastModified } = value;
  const state: FunctionVersion = {
    settings: { ...settings, Description: Description ?? settings.Description },
    code,
    lastModified,
    revisionId: random.uuid(),
  };
  await tx.companionRecords.insert({ ...versionKey(of, version), value: state });
  const published = [...value.published, { version, sha256: code.sha256 }];
  await tx.companionRecords.update({
    ...record,
    value: { ...value, lastPublished: value.lastPublished + 1, published },
  });
  return functionConfiguration({ ...of, qualifier: version }, version, state);
}

/** The description is the version's own and makes no difference. */
function isSameState(one: FunctionVersion, other: FunctionVersion): boolean {
  const settingsOf = ({ settings }: FunctionVersion) => JSON.stringify({ ...settings, Description: "" });
  return one.code.sha256 === other.code.sha256 && settingsOf(one) === settingsOf(other);
}

/** The actions. */
export function versionActions(needs: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  const { store } = needs;
  return {
    async PublishVersion(caller, input) {
      const { FunctionName, ...request } = readInput(publishRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      return store.transaction((tx) => publish(tx, needs, of, request));
    },

    async ListVersionsByFunction(caller, input) {
      const { FunctionName, Marker, MaxItems = pageLength } = readInput(listRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      const { value } = await functionOrThrow(store, of);
      const all = ["$LATEST", ...value.published.map(({ version }) => version)];
      const first = Marker === undefined || Marker === "" ? 0 : all.indexOf(Marker);
      if (first < 0) throw new InvalidParameterValueException("Invalid Marker");
      const behind = first + Math.min(MaxItems, pageLength);
      const Versions: unknown[] = [];
      for (const version of all.slice(first, behind)) {
        const state =
          version === "$LATEST"
            ? value
            : (await store.companionRecords.get<FunctionVersion>(versionKey(of, version)))?.value;
        if (state) Versions.push(listedConfiguration({ ...of, qualifier: version }, version, state));
      }
      return { Versions, NextMarker: all[behind] };
    },
  };
}
