/** `poolhouse functions`: what the triggers of every pool of a running server lead to. */
import { clientOf, readConfig } from "../config.js";
import { type Command, exitCode } from "./command.js";
import { poolFunctionsOf } from "./pool-functions.js";

/** Lists pool by pool; fails when a trigger leads nowhere, so that scripts notice. */
export const functions: Command = async (flags, { world, print }) => {
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
  try {
    for (const { id, name, triggers } of pools) {
      print(`${id} ${name}`);
      for (const { trigger, arn } of triggers) {
        const deployed = await server.deployed(arn);
        const { kind, detail } = deployed === undefined ? await own.find(arn) : { kind: "deployed", detail: deployed };
        if (kind === "nothing") nowhere++;
        print(`  ${trigger.padEnd(28)}${arn}`);
        print(`  ${"".padEnd(28)}${kind}: ${detail}`);
      }
    }
  } finally {
    await own.close();
  }
  return nowhere === 0 ? exitCode.done : exitCode.failed;
};
