/** `poolhouse apply`: brings a stack of a running server to what a template says, or shows what that would change. */
import { clientOf, readConfig, stackNameOf } from "../config.js";
import { apply as applyTemplate, planOf } from "./apply/apply-template.js";
import { outcomeLines, painter, planLines } from "./apply/plan-lines.js";
import { callsOver } from "./apply/stack-calls.js";
import { type Command, exitCode } from "./command.js";

/** Applies the template of the command line. */
export const apply: Command = async (flags, { print, complain }) => {
  const { config, operands, switches, values } = await readConfig(flags, {
    switches: ["plan"],
    values: ["endpoint"],
    operands: 1,
  });
  const templatePath = operands[0] ?? config.template;
  if (templatePath === undefined) {
    complain("Which template? poolhouse apply template.yaml");
    return exitCode.misused;
  }
  const stackName = config.stackName ?? stackNameOf(templatePath);
  const client = clientOf(config, values["endpoint"]);
  const application = { stackName, templatePath, parameters: config.parameters };
  const paint = painter(client.coloured);
  if (switches.has("plan")) {
    for (const line of planLines(stackName, await planOf(callsOver(client), application), paint)) print(line);
    return exitCode.done;
  }
  const applied = await applyTemplate(callsOver(client), application);
  for (const line of planLines(stackName, applied, paint)) print(line);
  for (const line of ["", ...outcomeLines(applied)]) print(line);
  return exitCode.done;
};
