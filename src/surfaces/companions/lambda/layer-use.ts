/** Who uses a version of a layer; and that a deleted one is removed with its last user. */
import type { Store } from "../../../ports/store.js";
import type { FunctionPlace } from "./function-name.js";
import {
  type FunctionTables,
  type FunctionValue,
  type FunctionVersion,
  functionKind,
  type LayerUse,
  versionKey,
} from "./function-record.js";
import { type LayerVersion, layerContentId, layerVersionKey, readLayerVersionArn } from "./layer-record.js";

const functionsPerRead = 50;

/** Whether some version of some function needs it. */
async function isUsed(tables: FunctionTables, { accountId, region }: FunctionPlace, arn: string): Promise<boolean> {
  const uses = ({ settings }: FunctionVersion): boolean => settings.Layers?.some((use) => use.arn === arn) === true;
  let after: string | undefined;
  do {
    const of = { accountId, region, kind: functionKind };
    const page = await tables.companionRecords.page<FunctionValue>(of, { after, limit: functionsPerRead });
    for (const { name, value } of page.items) {
      if (uses(value)) return true;
      for (const { version } of value.published) {
        const key = versionKey({ accountId, region, name }, version);
        const published = await tables.companionRecords.get<FunctionVersion>(key);
        if (published !== undefined && uses(published.value)) return true;
      }
    }
    after = page.next;
  } while (after !== undefined);
  return false;
}

/**
 * Removes those of the versions that were deleted and have no users left. Nobody can begin to use a deleted version, so
 * looking for users is no race.
 */
export async function forgetLayers(
  store: FunctionTables & Pick<Store, "transaction">,
  uses: readonly Pick<LayerUse, "arn">[],
): Promise<void> {
  for (const { arn } of uses) {
    const { version, ...of } = readLayerVersionArn(arn);
    const found = await store.companionRecords.get<LayerVersion>(layerVersionKey(of, version));
    if (found?.value.isDeleted !== true || (await isUsed(store, of, arn))) continue;
    await store.transaction(async (tx) => {
      await tx.companionRecords.delete(layerVersionKey(of, version));
      await tx.companionContents.delete(layerContentId(of, version));
    });
  }
}
