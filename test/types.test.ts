/**
 * Our wire types beside the SDK's: two readings of one model, by two generators. The comparison happens while compiling,
 * so `npm test` fails in its check of types; what runs here compares the operations and the lists of allowed values.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type OperationName, operations } from "../src/model/generated/operations.js";
import { shapes } from "../src/model/generated/shapes.js";
import type { OperationInputs, OperationOutputs } from "../src/model/generated/types.js";
import * as sdk from "./clients.js";

/** Published with the model and not yet with the SDK. */
type Newer = "GetDerivedToken";
type Operation = Exclude<OperationName, Newer>;

/** Places where the model lists values that the SDK does not know yet. */
type NewerValues = `${Operation}.ExplicitAuthFlows[]` | `${Operation}.UserPoolClient.ExplicitAuthFlows[]`;

type Sdk = typeof sdk;
type SdkCommand<O extends Operation> = InstanceType<Sdk[`${O}Command`]>;
type SdkInput<O extends Operation> = SdkCommand<O>["input"];
type SdkOutput<O extends Operation> = Awaited<ReturnType<ReturnType<SdkCommand<O>["resolveMiddleware"]>>>["output"];

type IsOptional<T, K extends keyof T> = Record<never, never> extends Pick<T, K> ? true : false;
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Unless<Condition, Difference> = Condition extends true ? never : Difference;

/**
 * The places where two types say different things on the wire; `never` when there is none. The SDK makes dates of times
 * and bytes of blobs; a document is `unknown` to us.
 */
type Differences<S, P, Path extends string> =
  Equal<unknown, P> extends true
    ? Unless<[S] extends [string | number | boolean | Date | Uint8Array] ? false : true, Path>
    : [S] extends [Date]
      ? Unless<Equal<P, number>, Path>
      : [S] extends [Uint8Array]
        ? Unless<Equal<P, string>, Path>
        : [S] extends [string | number | boolean]
          ? Unless<Equal<S, P>, Path>
          : [S, P] extends [readonly (infer SE)[], readonly (infer PE)[]]
            ? Differences<SE, PE, `${Path}[]`>
            : [S, P] extends [object, object]
              ? Differences.OfObjects<S, P, Path>
              : Path;

declare namespace Differences {
  type OfObjects<S, P, Path extends string> = string extends keyof S & keyof P
    ? Differences<S[keyof S], P[keyof P], `${Path}{}`>
    :
        | `${Path}.${Exclude<keyof S, keyof P> & string}`
        | `${Path}.${Exclude<keyof P, keyof S> & string}`
        | { [K in keyof S & keyof P & string]: OfMember<S, P, K, `${Path}.${K}`> }[keyof S & keyof P & string];

  type OfMember<S, P, K extends keyof S & keyof P, Path extends string> =
    | Unless<Equal<IsOptional<S, K>, IsOptional<P, K>>, `${Path} is required by one only`>
    | Differences<Exclude<S[K], undefined>, Exclude<P[K], undefined>, Path>;
}

/** An answer without members is no object to us, or one without any key; to the SDK it is an empty object. */
type Answer<O extends Operation> = OperationOutputs[O] extends object
  ? string extends keyof OperationOutputs[O]
    ? object
    : OperationOutputs[O]
  : object;

type InputDifferences = { [O in Operation]: Differences<SdkInput<O>, OperationInputs[O], O> }[Operation];
type OutputDifferences = { [O in Operation]: Differences<Omit<SdkOutput<O>, "$metadata">, Answer<O>, O> }[Operation];

/** Compiles only if nothing is different; the compiler's complaint names the places. */
const none = <Difference extends never>(): Difference[] => [];
none<Exclude<InputDifferences, NewerValues>>();
none<Exclude<OutputDifferences, NewerValues>>();

// The comparison sees each kind of difference.
interface Sample {
  name: string | undefined;
  kind?: "a" | "b" | undefined;
  at?: Date | undefined;
  parts?: { size: number | undefined }[] | undefined;
}
interface SameSample {
  name: string;
  kind?: "a" | "b" | undefined;
  at?: number | undefined;
  parts?: { size: number }[] | undefined;
}
none<Differences<Sample, SameSample, "">>();
// @ts-expect-error a member that one lacks
none<Differences<Sample, Omit<SameSample, "at">, "">>();
// @ts-expect-error a member that only one has
none<Differences<Sample, SameSample & { more: string }, "">>();
// @ts-expect-error a required member that is optional to the other
none<Differences<Sample, Partial<SameSample>, "">>();
// @ts-expect-error another list of values
none<Differences<Sample, Omit<SameSample, "kind"> & { kind?: "a" | "c" | undefined }, "">>();
// @ts-expect-error another type inside a list
none<Differences<Sample, Omit<SameSample, "parts"> & { parts?: { size: string }[] | undefined }, "">>();
// @ts-expect-error a time as text
none<Differences<Sample, Omit<SameSample, "at"> & { at?: string | undefined }, "">>();

const commandName = /^([A-Z]\w+)Command$/;

test("we and the SDK know the same operations, but for what the SDK does not know yet", () => {
  const newer: readonly Newer[] = ["GetDerivedToken"];
  // The one that comes from another service.
  const others = ["GetCallerIdentity"];
  const theirs = Object.keys(sdk).flatMap((name) => commandName.exec(name)?.[1] ?? []);
  assert.deepEqual(
    [...theirs.filter((name) => !others.includes(name)), ...newer].sort(),
    Object.keys(operations).sort(),
  );
});

test("every list of allowed values that the SDK exports is one of ours", () => {
  const newer = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"];
  const known = (values: readonly string[]) => values.filter((value) => !newer.includes(value)).sort();
  const ours = new Map(
    Object.entries(shapes).flatMap(([name, shape]) =>
      shape.type === "string" && "enum" in shape ? [[name, known(shape.enum)] as const] : [],
    ),
  );
  let compared = 0;
  for (const [name, theirs] of Object.entries(sdk)) {
    if (typeof theirs !== "object" || !Object.entries(theirs).every(([key, value]) => key === value)) continue;
    assert.deepEqual(known(Object.values(theirs)), ours.get(name), name);
    compared++;
  }
  assert.ok(compared > 40, `only ${compared} lists were compared`);
});
