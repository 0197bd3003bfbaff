/** DescribeParameters: what parameters there are, without their values. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
import type { CompanionAction } from "../../protocols/companion.js";
import { membersOf } from "../members.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { wireMetadata } from "./parameter.js";
import { matchesFilters, readFilters } from "./parameter-filter.js";
import { type ParameterPlace, parameterArn } from "./parameter-name.js";
import type { ParameterStore } from "./parameter-store.js";
import { placeOf } from "./put-parameter.js";

const filterKeys = ["tag:", "Name", "Type", "KeyId", "Path", "Tier", "DataType"];

/** The action. */
export function describeParameters(parameters: ParameterStore, pageTokens: PageTokens): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const limit = members.number("MaxResults", 1, 50) ?? 50;
    const filters = readFilters(members, filterKeys);
    const after = resume(pageTokens, caller, "DescribeParameters", members.text("NextToken"));
    const place = placeOf(caller);
    const named = filters.find(({ key, option }) => key === "Name" && option === "Equals");
    // Those who ask by name get it in one page, however many there are before it.
    const page =
      named === undefined
        ? await parameters.page(place, { after, limit })
        : { items: await namedParameters(parameters, place, named.values) };
    // As on AWS, a page that a filter thins out is shorter and still names the next one.
    const next = "next" in page ? page.next : undefined;
    const Parameters = page.items
      .filter(({ name, value }) => matchesFilters(filters, name, value))
      .map(({ name, value }) => ({ ...wireMetadata(name, value.current), ARN: parameterArn(place, name) }));
    return { Parameters, NextToken: pageTokens.seal(caller, "DescribeParameters", next) };
  };
}

async function namedParameters(parameters: ParameterStore, place: ParameterPlace, names: readonly string[]) {
  // A name is found with and without its leading slash.
  const spellings = new Set(names.flatMap((name) => (name.startsWith("/") ? [name, name.slice(1)] : [name])));
  const found = await Promise.all([...spellings].sort().map((name) => parameters.get(place, name)));
  return found.filter((one) => one !== undefined);
}
