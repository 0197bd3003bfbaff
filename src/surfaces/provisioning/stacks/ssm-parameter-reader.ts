/** Reads the values of parameters whose type is an SSM parameter, from this server's own store and with the caller's rights. */
import { ServiceException } from "../../../model/exceptions.js";
import type { CompanionCall } from "../../protocols/companion.js";
import { ValidationError } from "./exceptions.js";
import type { SsmParameterReader } from "./parameters.js";

interface FoundParameter {
  readonly Type: string;
  readonly Value: string;
}

/** The reader. */
export function ssmParameterReader(companion: CompanionCall): SsmParameterReader {
  return async (name) => {
    if (name === "") return undefined;
    try {
      const { Parameters } = await companion("ssm", "GetParameters", { Names: [name] });
      const [found] = Parameters as readonly FoundParameter[];
      return found && { type: found.Type, value: found.Value };
    } catch (error) {
      if (error instanceof ServiceException) throw new ValidationError(error.message);
      throw error;
    }
  };
}
