/** `poolhouse functions`: what the triggers of every pool of a running server lead to. */
import { clientOf, readConfig } from "../config.js";
import { type Command, exitCode } from "./command.js";
import { poolFunctionsOf } from "./pool-functions.js";

/** Said where a function is not found by who named no configuration. */
export const withoutMappings =
  "No function is mapped by the configuration of this command: name the server's file with --config.";

/** Lists pool by pool; fails when a trigger leads nowhere or would be refused, so that scripts notice. */
export const functions: Command = async (flags, { world, print, complain }) => {
  const { config, values } = await readConfig(flags, { values: ["endpoint"] });
  const server = poolFunctionsOf(clientOf(config, values["endpoint"]));
  const pools = (await server.pools()).filter(({ triggers }) => triggers.length > 0);
  if (pools.length === 0) {
    print("No user pool names a function.");
    return exitCode.done;
  }
  const { openFunctions } = await world();
  const own = openFunctions(config, { show: undefined, ownEndpoint: undefined });
  let nowhere = 0;
  let forbidden = 0;
  try {
    for (const { id, name, triggers } of pools) {
      print(`${id} ${name}`);
      for (const { trigger, arn } of triggers) {
        const deployed = await server.deployed(arn);
        const { kind, detail } = deployed === undefined ? await own.find(arn) : { kind: "deployed", detail: deployed };
        const isForbidden = deployed !== undefined && !(await server.permitsPools(arn));
        if (kind === "nothing") nowhere++;
        if (isForbidden) forbidden++;
        print(`  ${trigger.padEnd(28)}${arn}`);
        print(`  ${"".padEnd(28)}${kind}: ${detail}${isForbidden ? "; user pools may not call it" : ""}`);
      }
    }
  } finally {
    await own.close();
  }
  if (nowhere > 0 && Object.keys(config.functions).length === 0) complain(withoutMappings);
  if (forbidden > 0)
    complain("A deployed function needs a permission for cognito-idp.amazonaws.com: aws lambda add-permission.");
  return nowhere + forbidden === 0 ? exitCode.done : exitCode.failed;
};
