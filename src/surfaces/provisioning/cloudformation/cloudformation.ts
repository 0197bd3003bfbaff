/**
 * CloudFormation's API: the Query protocol over stacks and change sets. It owns who may ask, and how calls and failures
 * look on the wire; what they do is in `../stacks`.
 */
import { ServiceException } from "../../../model/exceptions.js";
import { InternalErrorException } from "../../../model/generated/exceptions.js";
import type { CallOperation } from "../../../operations/call.js";
import type { Clock } from "../../../ports/clock.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import { Stale, type Store } from "../../../ports/store.js";
import { InvalidActionException, queryError, querySuccess, queryTree, readQuery } from "../../protocols/aws-query.js";
import type { ApiSurface, HttpRequest, HttpResponse, Reception } from "../../protocols/http.js";
import { partitionOf, type SignedCaller, type SignedCallers } from "../../protocols/signed-caller.js";
import { type ConcernedPoolOf, principalCall } from "../principal-call.js";
import { createChangeSetDesk } from "../stacks/change-set-desk.js";
import { createDeployments, type Deployments } from "../stacks/deployment.js";
import { ValidationError } from "../stacks/exceptions.js";
import { createLedger } from "../stacks/ledger.js";
import type { SsmParameterReader } from "../stacks/parameters.js";
import { type Asker, createStackDesk } from "../stacks/stack-desk.js";
import { createWorkshop } from "../stacks/workshop.js";
import { cloudFormationActions, type PageTokens } from "./actions.js";
import { queryReader } from "./query-reader.js";
import type { TemplateByUrl } from "./requests.js";

/** What the API is made of. */
export interface CloudFormationNeeds {
  readonly store: Store;
  readonly call: CallOperation;
  readonly callers: SignedCallers;
  readonly concernedPool: ConcernedPoolOf;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accountId: string;
  readonly pageTokens: PageTokens;
  /** Parameters of our own parameter store. Absent: every parameter is refused. */
  readonly ssm?: SsmParameterReader;
  /** Templates in our own asset bucket. Absent: every URL is refused; nothing is ever fetched from outside (T-49). */
  readonly templateByUrl?: TemplateByUrl;
  /** Patterns of types that are recorded and have no effect. */
  readonly inertTypes?: readonly string[];
  /** No other process shares the store. */
  readonly alone: boolean;
}

const namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
const version = "2010-05-15";
const signingNames = ["cloudformation"] as const;
const reception: Reception = { browsers: "same-origin", maxBodyBytes: 1024 * 1024 };

const noBucket: TemplateByUrl = async () => {
  throw new ValidationError(
    "TemplateURL cannot be used: this server has no asset bucket yet and fetches nothing from outside. Send TemplateBody.",
  );
};

/** The surface, and the worker behind it, which begins and ends with the server. */
export function createCloudFormation(needs: CloudFormationNeeds): {
  readonly surface: ApiSurface;
  readonly deployments: Pick<Deployments, "begin" | "close">;
} {
  const { store, callers, clock, random, logger, accountId } = needs;
  const ledger = createLedger({ store, clock, random });
  const ssm: SsmParameterReader = needs.ssm ?? (async () => undefined);
  const workshop = createWorkshop({ random, inertTypes: needs.inertTypes ?? [] });
  const deployments = createDeployments({
    store,
    ledger,
    workshop,
    clock,
    random,
    logger,
    alone: needs.alone,
    accessFor: (stack, deployment) => ({
      declarations: store.resourceDeclarations,
      call: principalCall(needs, {
        requestId: deployment.operationId,
        region: stack.region,
        accountId: stack.accountId,
        caller: { kind: "signed", region: stack.region, ...deployment.principal },
        ipAddress: "127.0.0.1",
        userAgent: "cloudformation.amazonaws.com",
      }),
    }),
  });
  const stacks = createStackDesk({ store, ledger, workshop, deployments, clock, random, ssm });
  const changeSets = createChangeSetDesk({ store, ledger, workshop, stacks, clock, random, ssm });
  const actions = cloudFormationActions({
    store,
    ledger,
    workshop,
    stacks,
    changeSets,
    byUrl: needs.templateByUrl ?? noBucket,
    pageTokens: needs.pageTokens,
  });

  function askerOf(caller: SignedCaller): Asker {
    const { accessKeyId, arn, region } = caller;
    return { accountId, region, partition: partitionOf(region), principal: { accessKeyId, arn } };
  }

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const caller = callers.authenticate(request, signingNames);
    const call = readQuery(request);
    const action = Object.hasOwn(actions, call.action) ? actions[call.action] : undefined;
    if (action === undefined || (call.version !== "" && call.version !== version))
      throw new InvalidActionException(call);
    callers.authorise(caller, `cloudformation:${call.action}`, undefined);
    const result = await action(askerOf(caller), queryReader(queryTree(call.parameters)));
    return querySuccess(namespace, call.action, request.requestId, result);
  }

  function ending(error: unknown, request: HttpRequest): ServiceException {
    if (error instanceof ServiceException) return error;
    if (error instanceof Stale) return new ValidationError("Another operation on this stack is in progress.");
    logger.error("An operation failed.", { requestId: request.requestId, surface: "cloudformation", error });
    return new InternalErrorException("Internal error.");
  }

  return {
    deployments,
    surface: {
      name: "cloudformation",
      targetPrefixes: [],
      signingNames,
      actions: Object.keys(actions),
      reception: () => reception,
      async handle(request) {
        try {
          return await answer(request);
        } catch (error) {
          return queryError(namespace, ending(error, request), request.requestId);
        }
      },
      refuse: (head, exception) => queryError(namespace, exception, head.requestId),
    },
  };
}
