/** Owns how parameters are kept: the current version under its name, the versions before it beside. */
import type { Page, PageRequest, Store } from "../../../ports/store.js";
import type { CompanionRecord, CompanionRecords } from "../../../ports/tables/companion-records.js";
import { CompanionException } from "../../protocols/companion.js";
import { bootstrapParameter } from "./bootstrap-parameter.js";
import type { Parameter, ParameterVersion } from "./parameter.js";
import type { NameWithSelector, ParameterPlace } from "./parameter-name.js";

const parameterKind = "ssm/parameter";
const versionKind = "ssm/parameter-version";

/** How many versions of a parameter are kept. */
export const maxVersions = 100;

type Stored = CompanionRecord<Parameter>;
type Within = { readonly companionRecords: CompanionRecords };

/** The parameters of a store. */
export type ParameterStore = ReturnType<typeof createParameterStore>;

/** Makes the keeper of parameters. */
export function createParameterStore(store: Pick<Store, "companionRecords" | "transaction">) {
  const parameterKey = (place: ParameterPlace, name: string) => ({ ...place, kind: parameterKind, name });
  const versionKey = (place: ParameterPlace, name: string, version: number) => ({
    ...place,
    kind: versionKind,
    // No name holds a hash sign; padded, so that versions are in order.
    name: `${name}#${String(version).padStart(10, "0")}`,
  });

  const get = (place: ParameterPlace, name: string, from: Within = store): Promise<Stored | undefined> =>
    from.companionRecords.get<Parameter>(parameterKey(place, name));

  async function version(place: ParameterPlace, name: string, stored: Parameter, wanted: number) {
    if (wanted === stored.current.version) return stored.current;
    if (wanted < stored.oldest || wanted > stored.current.version) return undefined;
    return (await store.companionRecords.get<ParameterVersion>(versionKey(place, name, wanted)))?.value;
  }

  return {
    get,
    version,

    /** The version that a name with its selector means; the current one without. Throws what readers are told. */
    async find(place: ParameterPlace, asked: NameWithSelector): Promise<ParameterVersion> {
      const stored = await get(place, asked.name);
      const implied = stored === undefined ? bootstrapParameter(asked.name) : undefined;
      if (stored === undefined && implied === undefined) throw new CompanionException("ParameterNotFound", "");
      const current = stored?.value.current ?? implied!;
      if (asked.label === undefined && asked.version === undefined) return current;
      const labels = stored?.value.labels ?? {};
      const labelled = asked.label === undefined ? undefined : Object.hasOwn(labels, asked.label);
      const wanted = labelled === true ? labels[asked.label!] : asked.version;
      const found =
        wanted === undefined
          ? undefined
          : stored === undefined
            ? [current].find((one) => one.version === wanted)
            : await version(place, asked.name, stored.value, wanted);
      if (found !== undefined) return found;
      const what = asked.label === undefined ? `version ${asked.version}` : `label ${asked.label}`;
      throw new CompanionException(
        "ParameterVersionNotFound",
        `Systems Manager could not find ${what} of ${asked.name}. Verify the ${asked.label === undefined ? "version" : "label"} and try again.`,
      );
    },

    /** Decides over the parameter as it is and keeps what was decided, in one step. */
    change(
      place: ParameterPlace,
      name: string,
      decide: (before: Parameter | undefined) => Parameter | undefined,
    ): Promise<Parameter | undefined> {
      return store.transaction(async (tx) => {
        const before = await get(place, name, tx);
        const after = decide(before?.value);
        const records = tx.companionRecords;
        if (after === undefined) return undefined;
        if (before === undefined) {
          await records.insert({ ...parameterKey(place, name), value: after });
          return after;
        }
        const { current, oldest } = before.value;
        if (after.current.version !== current.version) {
          await records.insert({ ...versionKey(place, name, current.version), value: current });
        }
        for (let gone = oldest; gone < after.oldest; gone++) await records.delete(versionKey(place, name, gone));
        await records.update({ ...before, value: after });
        return after;
      });
    },

    /** True when it was there. */
    delete(place: ParameterPlace, name: string): Promise<boolean> {
      return store.transaction(async (tx) => {
        const before = await get(place, name, tx);
        if (before === undefined) return false;
        for (let gone = before.value.oldest; gone < before.value.current.version; gone++) {
          await tx.companionRecords.delete(versionKey(place, name, gone));
        }
        return tx.companionRecords.delete(parameterKey(place, name));
      });
    },

    page(place: ParameterPlace, request: PageRequest): Promise<Page<Stored>> {
      return store.companionRecords.page<Parameter>({ ...place, kind: parameterKind }, request);
    },
  };
}
