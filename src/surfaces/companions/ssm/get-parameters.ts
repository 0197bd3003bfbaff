/** GetParameter, GetParameters and GetParametersByPath. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
import type { Keyring } from "../../../ports/keyring.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { invalid, membersOf } from "../members.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { wireParameter } from "./parameter.js";
import { matchesFilters, readFilters } from "./parameter-filter.js";
import { checkPath, readName } from "./parameter-name.js";
import type { ParameterStore } from "./parameter-store.js";
import { placeOf } from "./put-parameter.js";

/** How many parameters one call looks at; a page may then hold fewer than asked for. */
const maxSeen = 500;

/** GetParameter. */
export function getParameter(parameters: ParameterStore, keyring: Keyring): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const withDecryption = members.flag("WithDecryption") ?? false;
    const place = placeOf(caller);
    const asked = readName(place, members.requiredText("Name", { min: 1, max: 2048 }));
    const found = await parameters.find(place, asked);
    return { Parameter: wireParameter(keyring, place, asked.name, found, { ...asked, withDecryption }) };
  };
}

/** GetParameters: what is not there is named. */
export function getParameters(parameters: ParameterStore, keyring: Keyring): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const withDecryption = members.flag("WithDecryption") ?? false;
    const names = members.texts("Names", 1, 10, { min: 1, max: 2048 });
    if (names === undefined) members.requiredText("Names");
    const place = placeOf(caller);
    const Parameters: unknown[] = [];
    const InvalidParameters: string[] = [];
    for (const name of new Set(names)) {
      try {
        const asked = readName(place, name);
        const found = await parameters.find(place, asked);
        Parameters.push(wireParameter(keyring, place, asked.name, found, { ...asked, withDecryption }));
      } catch (error) {
        if (!(error instanceof CompanionException)) throw error;
        InvalidParameters.push(name);
      }
    }
    return { Parameters, InvalidParameters };
  };
}

/** GetParametersByPath. */
export function getParametersByPath(
  parameters: ParameterStore,
  keyring: Keyring,
  pageTokens: PageTokens,
): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const path = members.requiredText("Path", { min: 1, max: 2048 });
    const recursive = members.flag("Recursive") ?? false;
    const withDecryption = members.flag("WithDecryption") ?? false;
    const limit = members.number("MaxResults", 1, 10) ?? 10;
    const filters = readFilters(members, ["Type", "KeyId", "Label"]);
    checkPath(path);
    if (filters.some(({ key }) => key === "Label")) throw invalid("Label filters are not available on this server.");
    const place = placeOf(caller);
    const prefix = path.endsWith("/") ? path : `${path}/`;
    const listing = `GetParametersByPath ${prefix}`;
    let after = resume(pageTokens, caller, listing, members.text("NextToken")) ?? prefix;
    const Parameters: unknown[] = [];
    let seen = 0;
    for (;;) {
      const page = await parameters.page(place, { after, limit: 50 });
      for (const { name, value } of page.items) {
        if (!name.startsWith(prefix)) return { Parameters };
        if (Parameters.length === limit || seen >= maxSeen) {
          return { Parameters, NextToken: pageTokens.seal(caller, listing, after) };
        }
        seen++;
        after = name;
        if (!recursive && name.indexOf("/", prefix.length) >= 0) continue;
        if (!matchesFilters(filters, name, value)) continue;
        Parameters.push(wireParameter(keyring, place, name, value.current, { withDecryption }));
      }
      if (page.next === undefined) return { Parameters };
    }
  };
}
