/** Makes the coverage page from recorded traffic. What a page says is what a real client was answered. */

import { corrections } from "../../src/model/corrections.js";
import { type OperationName, operations } from "../../src/model/generated/operations.js";
import { notSimulated } from "../../src/model/not-simulated.js";
import { registry } from "../../src/operations/registry.js";
import { quotedTexts } from "./quoted-texts.js";
import type { Answer } from "./traffic.js";
import { canBeProvoked, whyNotProvoked } from "./why-not-provoked.js";

const names = Object.keys(operations).sort() as OperationName[];

/** Every answer as "Operation outcome". */
export function outcomes(traffic: readonly Answer[]): ReadonlySet<string> {
  return new Set(traffic.map(({ operation, outcome }) => `${operation} ${outcome}`));
}

/** The operations that work, and those that only say that they do not. */
export function states(): { readonly working: readonly OperationName[]; readonly pending: readonly OperationName[] } {
  return {
    working: names.filter((name) => !registry[name].pending),
    pending: names.filter((name) => registry[name].pending),
  };
}

/** The whole page. */
export function coveragePage(traffic: readonly Answer[]): string {
  const seen = outcomes(traffic);
  const { working, pending } = states();
  const rows = working.map((name) => {
    const listed = provokable(name);
    const provoked = listed.filter((error) => seen.has(`${name} ${error}`));
    const others = listed.filter((error) => !provoked.includes(error));
    return `| ${name} | ${seen.has(`${name} success`) ? "yes" : "no"} | ${short(provoked)} | ${short(others)} |`;
  });
  const pairs = working.flatMap((name) => provokable(name).filter((error) => seen.has(`${name} ${error}`)));
  const notYet =
    pending.length === 0
      ? ""
      : `, ${pending.length} answer that they are not available yet (400 \`OperationNotEnabledException\`)`;
  return `# Coverage

Written by \`scripts/coverage.ts\` from the answers that real clients got during a run of the tests; not from what is
registered. \`test/coverage.alone.test.ts\` holds this page to every later run.

**${working.length} of ${names.length} operations work${notYet}; ${pairs.length} pairs of operation and exception were provoked.**

## Operations

*Provoked*: exceptions of the published model that the tests have provoked. *Not seen*: listed by the model, and no test
has met them there. Exceptions that nothing can provoke on purpose there are explained below and left out of both columns. Names are shown without \`Exception\`.

| operation | success | provoked | not seen |
|---|---|---|---|
${rows.join("\n")}

${pending.length === 0 ? "" : `## Not available yet\n\n${pending.join(", ")}.\n\n`}## Exceptions without a test

| exception | why |
|---|---|
${Object.entries(whyNotProvoked)
  .map(([name, why]) => `| ${name} | ${why} |`)
  .join("\n")}

## Known texts

${quotedTexts.filter(({ reason }) => reason === undefined).length} texts that are known word for word are answered in every run
of the tests (\`test/coverage/quoted-texts.ts\`). These are not:

| text | why |
|---|---|
${quotedTexts
  .filter(({ reason }) => reason !== undefined)
  .map(({ text, reason }) => `| ${text.trim()} | ${reason} |`)
  .join("\n")}

## Where the live service differs from its published model

| what | what holds | evidence |
|---|---|---|
${corrections.map(({ subject, correction, evidence }) => `| ${subject} | ${correction} | ${evidence} |`).join("\n")}

## Accepted, not simulated

These settings are stored and shown, and have no effect:

| setting | what does not happen |
|---|---|
${notSimulated.map(({ setting, effect }) => `| ${setting} | ${effect} |`).join("\n")}
`;
}

/** The exceptions that an operation lists and a request can provoke. */
function provokable(name: OperationName): readonly string[] {
  return operations[name].errors.filter((error) => canBeProvoked(name, error));
}

function short(exceptions: readonly string[]): string {
  return exceptions.map((name) => name.replace(/Exception$/, "")).join(", ");
}
