/** The port of functions, made at its first use: a server whose pools have no triggers never loads what runs them. */
import type { FunctionRunner, Functions } from "../../ports/functions.js";
import type { FunctionsNeeds } from "./functions.js";

/** Both ways to call functions. */
export interface BoundFunctions extends Functions, FunctionRunner {}

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
    find: async (arn) => (await functions()).find(arn),
    async close() {
      isClosed = true;
      await (await made)?.close();
    },
  };
}
