/** The port of functions, made at its first use: a server whose pools have no triggers never loads what runs them. */
import type { EventRunner, FunctionRunner, Functions } from "../../ports/functions.js";
import type { FunctionsNeeds } from "./functions.js";

/** All ways to call functions. */
export interface BoundFunctions extends Functions, FunctionRunner, EventRunner {}

/** Functions that come into being when the first one is asked for. */
export function lateFunctions(needs: FunctionsNeeds): BoundFunctions {
  let made: Promise<BoundFunctions> | undefined;
  let isClosed = false;
  const functions = (): Promise<BoundFunctions> => {
    if (isClosed) throw new Error("Functions were asked for after they were closed.");
    made ??= import("./functions.js").then(({ createFunctions }) => createFunctions(needs));
    return made;
  };
  return {
    call: async (call) => (await functions()).call(call),
    invoke: async (invocation) => (await functions()).invoke(invocation),
    settingsOf: async (functionName) => (await functions()).settingsOf(functionName),
    attempt: async (event) => (await functions()).attempt(event),
    find: async (arn) => (await functions()).find(arn),
    async close() {
      isClosed = true;
      await (await made)?.close();
    },
  };
}
