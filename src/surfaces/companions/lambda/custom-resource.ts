/**
 * Owns how a function answers for a custom resource of a stack: it gets an address of this server in its event and puts
 * its answer there, when it likes, within the time that the resource allows.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { type HttpResponse, jsonResponse, type PathRoute } from "../../protocols/http.js";
import type { CompanionNeeds } from "../companions.js";

/** What a function says of its resource. */
export interface CustomResourceAnswer {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** Where an answer belongs. */
interface AnswerPlace {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

type Needs = Pick<CompanionNeeds, "store" | "random" | "keyring" | "functions" | "publicUrl">;

const kind = "lambda/custom-resource-answer";
const scope = { purpose: "custom-resource-answer" };
const pathStart = "/cloudformation-custom-resource-response/";
/** As AWS limits an answer, in bytes. */
const largest = 4096;
const pollMs = 200;

/**
 * Gives a function its event and waits for the answer. Named after the right that it needs; no request can call it, only
 * stacks. Throws CompanionException when the function cannot be called, and when no answer comes in time.
 */
export function customResourceActions(needs: Needs): Readonly<Record<string, CompanionAction>> {
  const { store, random, keyring, functions, publicUrl } = needs;
  return {
    async InvokeFunction({ accountId, region, requestId }, { FunctionName, Event, TimeoutSeconds }) {
      const place: AnswerPlace = { accountId, region, name: random.uuid() };
      const key = { ...place, kind };
      const ResponseURL = `${publicUrl()}${pathStart}${keyring.sealText(scope, place)}`;
      const body = JSON.stringify({ ...(Event as object), RequestId: place.name, ResponseURL });
      const invoked = await functions.invoke({ named: String(FunctionName), body, asynchronous: false, requestId });
      if (invoked.kind === "refused") throw new CompanionException(invoked.reason, invoked.detail);
      const find = async () => (await store.companionRecords.get<CustomResourceAnswer>(key))?.value;
      let answer = await find();
      // A function that failed says nothing more; one that returned may have set others to work.
      const patienceMs = invoked.kind === "failed" ? 0 : Number(TimeoutSeconds) * 1000;
      for (let waited = 0; answer === undefined && waited < patienceMs; waited += pollMs) {
        await sleep(pollMs);
        answer = await find();
      }
      if (answer === undefined) {
        throw new CompanionException(
          "CustomResourceTimeout",
          invoked.kind === "failed"
            ? `The function failed without an answer: ${invoked.body.slice(0, 1000)}`
            : "CloudFormation did not receive a response from your Custom Resource.",
        );
      }
      await store.companionRecords.delete(key);
      return { ...answer };
    },
  };
}

/** The address that functions put their answers to. What it is worth stands sealed in itself. */
export function customResourceRoute({ store, keyring }: Pick<Needs, "store" | "keyring">): PathRoute {
  return {
    name: "custom-resource",
    methods: ["PUT"],
    browsers: "same-origin",
    maxBodyBytes: largest,
    match: (path) => (path.startsWith(pathStart) ? { token: path.slice(pathStart.length) } : undefined),
    async handle(request, { token = "" }) {
      const place = keyring.openText<AnswerPlace>(scope, token);
      if (place === undefined) return refusal(403, "The address is not one of this server's.");
      const value = answerIn(request.body.toString("utf8"));
      if (value === undefined) return refusal(400, "The answer must be JSON with a Status of SUCCESS or FAILED.");
      try {
        await store.companionRecords.insert({ ...place, kind, value });
      } catch (error) {
        // The first answer counts.
        if (!(error instanceof AlreadyExists)) throw error;
      }
      return jsonResponse(200, {});
    },
  };
}

function answerIn(body: string): CustomResourceAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { Status } = (value ?? {}) as { readonly Status?: unknown };
  return Status === "SUCCESS" || Status === "FAILED" ? (value as CustomResourceAnswer) : undefined;
}

function refusal(status: number, message: string): HttpResponse {
  return jsonResponse(status, { message });
}
