/** Owns the template that a server applies when it starts. */
import { type Config, stackNameOf } from "../../config.js";
import type { ServedWorld } from "../world-contract.js";
import { ApplyFailed, apply } from "./apply-template.js";
import { outcomeLines, painter, planLines } from "./plan-lines.js";
import { type StackCalls, StackRefusal } from "./stack-calls.js";

/** Applies it and prints what changed and the outputs. Answers why it could not be applied. */
export async function applyDeclared(
  templatePath: string,
  config: Config,
  world: ServedWorld,
  print: (line: string) => void,
): Promise<string | undefined> {
  const stackName = config.stackName ?? stackNameOf(templatePath);
  try {
    const applied = await apply(inProcess(world), { stackName, templatePath, parameters: config.parameters });
    for (const line of [...planLines(stackName, applied, painter(false)), "", ...outcomeLines(applied), ""])
      print(line);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApplyFailed || error instanceof StackRefusal)) throw error;
    return `The template ${templatePath} could not be applied: ${error.message}`;
  }
}

/** Refusals have names of their own here as over the wire. */
function inProcess(world: ServedWorld): StackCalls {
  return async (action, parameters) => {
    try {
      return await world.callStacks(action, parameters);
    } catch (error) {
      const { wireName, message } = error as { wireName?: string; message: string };
      throw wireName === undefined ? error : new StackRefusal(wireName, message);
    }
  };
}
