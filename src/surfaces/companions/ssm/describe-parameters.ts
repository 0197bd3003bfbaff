/** DescribeParameters: what parameters there are, without their values. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
import type { CompanionAction } from "../../protocols/companion.js";
import { membersOf } from "../members.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { wireMetadata } from "./parameter.js";
import { matchesFilters, readFilters } from "./parameter-filter.js";
import { parameterArn } from "./parameter-name.js";
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
    const page = await parameters.page(place, { after, limit });
    // As on AWS, a page that a filter thins out is shorter and still names the next one.
    const Parameters = page.items
      .filter(({ name, value }) => matchesFilters(filters, name, value))
      .map(({ name, value }) => ({ ...wireMetadata(name, value.current), ARN: parameterArn(place, name) }));
    return { Parameters, NextToken: pageTokens.seal(caller, "DescribeParameters", page.next) };
  };
}
