/**
 * Reserved concurrency, which is kept and told; and what tools ask of every function that is always the same here: no
 * code signing, recursion that nobody watches.
 */
import type { CompanionAction } from "../../protocols/companion.js";
import { readInput, required, whole } from "../member-rules.js";
import {
  functionArn,
  functionNameRule,
  functionReference,
  qualifierRule,
  unqualifiedReference,
} from "./function-name.js";
import { functionOrThrow, versionOrThrow } from "./function-record.js";
import type { LambdaNeeds } from "./lambda.js";

const nameRules = { FunctionName: required(functionNameRule) };
const qualifiedRules = { ...nameRules, Qualifier: qualifierRule };
const putRules = { ...nameRules, ReservedConcurrentExecutions: required(whole({ min: 0 })) };

/** The actions. */
export function concurrencyActions({ store }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  async function reserve(
    caller: Parameters<CompanionAction>[0],
    name: string,
    reservedConcurrency: number | undefined,
  ) {
    const of = unqualifiedReference(caller, name);
    await store.transaction(async (tx) => {
      const record = await functionOrThrow(tx, of);
      await tx.companionRecords.update({ ...record, value: { ...record.value, reservedConcurrency } });
    });
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  }

  return {
    async PutFunctionConcurrency(caller, input) {
      const { FunctionName, ReservedConcurrentExecutions } = readInput(putRules, input);
      return reserve(caller, FunctionName, ReservedConcurrentExecutions);
    },
    async DeleteFunctionConcurrency(caller, input) {
      return reserve(caller, readInput(nameRules, input).FunctionName, undefined);
    },
    async GetFunctionConcurrency(caller, input) {
      const of = unqualifiedReference(caller, readInput(nameRules, input).FunctionName);
      return { ReservedConcurrentExecutions: (await functionOrThrow(store, of)).value.reservedConcurrency };
    },
    async GetFunctionCodeSigningConfig(caller, input) {
      const of = unqualifiedReference(caller, readInput(nameRules, input).FunctionName);
      await functionOrThrow(store, of);
      return { FunctionName: of.name };
    },
    async GetFunctionRecursionConfig(caller, input) {
      await functionOrThrow(store, unqualifiedReference(caller, readInput(nameRules, input).FunctionName));
      return { RecursiveLoop: "Terminate" };
    },
    async GetRuntimeManagementConfig(caller, input) {
      const { FunctionName, Qualifier } = readInput(qualifiedRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      await versionOrThrow(store, of);
      return { UpdateRuntimeOn: "Auto", FunctionArn: functionArn({ ...of, qualifier: of.qualifier ?? "$LATEST" }) };
    },
  };
}
