/** The functions of this server for those who run them: the port's view of `deployed-function.ts`. */
import type { DeployedFunctions } from "../../../ports/functions.js";
import { allowsInvocation, deployedFunction } from "./deployed-function.js";
import type { FunctionPlace } from "./function-name.js";
import type { FunctionTables } from "./function-record.js";

/** Functions in the store; what a name leaves out is the place's. */
export function deployedFunctions(tables: FunctionTables, place: FunctionPlace): DeployedFunctions {
  return {
    async find(named) {
      const found = await deployedFunction(tables, place, named);
      if (found === undefined) return undefined;
      const { configuration, permissions, ...rest } = found;
      const arn = String(configuration["FunctionArn"]);
      const { LogGroup } = configuration["LoggingConfig"] as { readonly LogGroup: string };
      return {
        ...rest,
        arn,
        name: String(configuration["FunctionName"]),
        region: arn.split(":")[3]!,
        logGroup: LogGroup,
        allows: (source) =>
          allowsInvocation(permissions, {
            service: source.principal,
            sourceArn: source.arn,
            sourceAccount: source.accountId,
          }),
      };
    },
  };
}
