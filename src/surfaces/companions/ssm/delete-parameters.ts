/** DeleteParameter and DeleteParameters. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { membersOf } from "../members.js";
import type { ParameterStore } from "./parameter-store.js";
import { placeOf } from "./put-parameter.js";

/** DeleteParameter, with every version. */
export function deleteParameter(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const name = membersOf(input).requiredText("Name", { min: 1, max: 2048 });
    if (await parameters.delete(placeOf(caller), name)) return {};
    throw new CompanionException("ParameterNotFound", "");
  };
}

/** DeleteParameters: what is not there is named. */
export function deleteParameters(parameters: ParameterStore): CompanionAction {
  return async (caller, input) => {
    const members = membersOf(input);
    const names = members.texts("Names", 1, 10, { min: 1, max: 2048 });
    if (names === undefined) members.requiredText("Names");
    const DeletedParameters: string[] = [];
    const InvalidParameters: string[] = [];
    for (const name of new Set(names)) {
      const into = (await parameters.delete(placeOf(caller), name)) ? DeletedParameters : InvalidParameters;
      into.push(name);
    }
    return { DeletedParameters, InvalidParameters };
  };
}
