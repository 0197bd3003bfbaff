/** Owns the filters of listings of parameters: which there are, and what they hold of. */
import { CompanionException } from "../../protocols/companion.js";
import type { Members } from "../members.js";
import type { Parameter } from "./parameter.js";

/** One filter; a parameter passes when one of the values fits. */
export interface ParameterFilter {
  readonly key: string;
  readonly option: string;
  readonly values: readonly string[];
}

const options: Readonly<Record<string, readonly string[]>> = {
  Name: ["Equals", "BeginsWith", "Contains"],
  Path: ["OneLevel", "Recursive"],
  Type: ["Equals", "BeginsWith"],
  KeyId: ["Equals", "BeginsWith"],
  Tier: ["Equals", "BeginsWith"],
  DataType: ["Equals", "BeginsWith"],
  Label: ["Equals", "BeginsWith"],
};

/** The filters of an input, of both spellings. Throws InvalidFilterKey or InvalidFilterOption. */
export function readFilters(members: Members, keys: readonly string[]): readonly ParameterFilter[] {
  const filters = (members.objects("ParameterFilters", 50) ?? []).map((one): ParameterFilter => {
    const key = one.requiredText("Key", { min: 1, max: 132 });
    const values = one.texts("Values", 1, 50, { min: 1, max: 1024 }) ?? [];
    if (!(keys.includes(key) || (keys.includes("tag:") && key.startsWith("tag:")))) {
      throw new CompanionException(
        "InvalidFilterKey",
        `The following filter key is not valid: ${key}. Valid filter keys include: [${keys.join(", ")}].`,
      );
    }
    const option = one.text("Option", { min: 1, max: 10 }) ?? (key === "Path" ? "OneLevel" : "Equals");
    const allowed = options[key] ?? ["Equals"];
    if (!allowed.includes(option)) {
      throw new CompanionException(
        "InvalidFilterOption",
        `The following filter option is not valid: ${option}. Valid options include: [${allowed.join(", ")}].`,
      );
    }
    return { key, option, values };
  });
  const older = (members.objects("Filters", 50) ?? []).map((one): ParameterFilter => {
    const key = one.requiredText("Key", { oneOf: ["Name", "Type", "KeyId"] });
    return { key, option: "BeginsWith", values: one.texts("Values", 1, 50, { min: 1, max: 1024 }) ?? [] };
  });
  return [...filters, ...older];
}

/** Whether a parameter passes every filter. */
export function matchesFilters(filters: readonly ParameterFilter[], name: string, parameter: Parameter): boolean {
  return filters.every((filter) => {
    if (filter.key === "Path") return filter.values.some((path) => liesUnder(name, path, filter.option));
    if (filter.key.startsWith("tag:")) {
      const tag = parameter.tags.find(({ Key }) => Key === filter.key.slice(4));
      return tag !== undefined && (filter.values.length === 0 || filter.values.includes(tag.Value));
    }
    const { current } = parameter;
    const text = {
      Name: name,
      Type: current.type,
      KeyId: current.keyId,
      Tier: current.tier,
      DataType: current.dataType,
    }[filter.key as "Name"];
    return text !== undefined && filter.values.some((value) => fits(text, value, filter));
  });
}

function fits(text: string, value: string, { key, option }: ParameterFilter): boolean {
  // A name is found with and without its leading slash.
  const wanted = key === "Name" && !text.startsWith("/") && option !== "Contains" ? value.replace(/^\//, "") : value;
  if (option === "Equals") return text === wanted;
  return option === "BeginsWith" ? text.startsWith(wanted) : text.includes(wanted);
}

function liesUnder(name: string, path: string, option: string): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  if (prefix === "/" && !name.startsWith("/")) return option === "Recursive" || !name.includes("/");
  return name.startsWith(prefix) && (option === "Recursive" || name.indexOf("/", prefix.length) < 0);
}
