/**
 * CloudFormation's API: the Query protocol over stacks and change sets. It owns who may ask, and how calls and failures
 * look on the wire; what they do is `engine.ts` and `../stacks`, loaded when first needed.
 */
import { ServiceException } from "../../../model/exceptions.js";
import { InternalErrorException } from "../../../model/generated/exceptions.js";
import { Stale } from "../../../ports/store.js";
import {
  InvalidActionException,
  type QueryCall,
  queryError,
  queryJsonError,
  queryJsonSuccess,
  querySuccess,
  queryTree,
  readQuery,
  wantsJson,
} from "../../protocols/aws-query.js";
import type { ApiSurface, HttpRequest, HttpResponse, Reception } from "../../protocols/http.js";
import { partitionOf, type SignedCaller, serverItself } from "../../protocols/signed-caller.js";
import type { XmlValue } from "../../protocols/xml.js";
import { ValidationError } from "../stacks/exceptions.js";
import type { Asker } from "../stacks/stack-desk.js";
import { type ActionName, actionNames } from "./action-names.js";
import type { CloudFormationEngine, CloudFormationNeeds } from "./engine.js";
import { queryReader } from "./query-reader.js";
import { type LookOut, lookOut } from "./unfinished.js";

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
const version = "2010-05-15";
const signingNames = ["cloudformation"] as const;
const reception: Reception = { browsers: "same-origin", maxBodyBytes: 1024 * 1024 };

/** Calls an action with parameters as the Query protocol names them; answers its result. Throws ServiceException. */
export type StackCall = (
  action: string,
  parameters: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** The surface, and the worker behind it, which begins and ends with the server. */
export function createCloudFormation(needs: CloudFormationNeeds): {
  readonly surface: ApiSurface;
  readonly deployments: CloudFormationEngine["deployments"];
  readonly callItself: StackCall;
} {
  const { callers, logger, accountId } = needs;
  let loading: Promise<CloudFormationEngine> | undefined;
  let isBegun = false;
  let beginning: Promise<void> | undefined;
  let unfinished: LookOut | undefined;
  const engine = () => {
    loading ??= loadEngine();
    return loading;
  };

  /** Once it is there it looks after unfinished deployments itself. */
  async function loadEngine(): Promise<CloudFormationEngine> {
    const { createCloudFormationEngine } = await import("./engine.js");
    const made = createCloudFormationEngine(needs);
    unfinished?.end();
    if (isBegun) await beginIn(made);
    return made;
  }

  function beginIn({ deployments }: CloudFormationEngine): Promise<void> {
    beginning ??= deployments.begin();
    return beginning;
  }

  function askerOf(caller: SignedCaller): Asker {
    const { accessKeyId, arn, region } = caller;
    return { accountId, region, partition: partitionOf(region), principal: { accessKeyId, arn } };
  }

  async function resultOf(caller: SignedCaller, call: QueryCall): Promise<XmlValue | undefined> {
    const { actions } = await engine();
    const action = Object.hasOwn(actions, call.action) ? actions[call.action as ActionName] : undefined;
    if (action === undefined || (call.version !== "" && call.version !== version)) {
      throw new InvalidActionException(call);
    }
    callers.authorise(caller, `cloudformation:${call.action}`, undefined);
    return action(askerOf(caller), queryReader(queryTree(call.parameters)));
  }

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const caller = callers.authenticate(request, signingNames);
    const call = readQuery(request);
    const result = await resultOf(caller, call);
    return wantsJson(request)
      ? queryJsonSuccess(call.action, request.requestId, result)
      : querySuccess(namespace, call.action, request.requestId, result);
  }

  function ending(error: unknown, request: HttpRequest): ServiceException {
    if (error instanceof ServiceException) return error;
    if (error instanceof Stale) return new ValidationError("Another operation on this stack is in progress.");
    logger.error("An operation failed.", { requestId: request.requestId, surface: "cloudformation", error });
    return new InternalErrorException("Internal error.");
  }

  return {
    async callItself(action, parameters) {
      const caller = serverItself(needs.region, accountId);
      return ((await resultOf(caller, { action, version, parameters })) ?? {}) as Readonly<Record<string, unknown>>;
    },
    deployments: {
      async begin() {
        isBegun = true;
        if (loading !== undefined) return beginIn(await loading);
        unfinished = lookOut(needs, engine);
        await unfinished.begun;
      },
      async close() {
        isBegun = false;
        unfinished?.end();
        await (await loading)?.deployments.close();
      },
    },
    surface: {
      name: "cloudformation",
      targetPrefixes: [],
      signingNames,
      actions: actionNames,
      reception: () => reception,
      async handle(request) {
        try {
          return await answer(request);
        } catch (error) {
          const exception = ending(error, request);
          return wantsJson(request)
            ? queryJsonError(exception, request.requestId)
            : queryError(namespace, exception, request.requestId);
        }
      },
      refuse: (head, exception) => queryError(namespace, exception, head.requestId),
    },
  };
}
