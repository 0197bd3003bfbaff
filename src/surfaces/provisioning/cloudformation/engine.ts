/**
 * What CloudFormation's API is made of behind its surface: stacks, change sets and the worker that deploys. Loaded when
 * somebody asks for a stack, or when a deployment was left unfinished: most servers need neither it nor a YAML parser.
 */
import type { Clock } from "../../../ports/clock.js";
import type { DeclaredPasswords } from "../../../ports/declared-passwords.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import type { Store } from "../../../ports/store.js";
import { type PrincipalCallNeeds, principalCall } from "../principal-call.js";
import { createChangeSetDesk } from "../stacks/change-set-desk.js";
import { createDeployments, type Deployments } from "../stacks/deployment.js";
import { ValidationError } from "../stacks/exceptions.js";
import { createLedger } from "../stacks/ledger.js";
import type { SsmParameterReader } from "../stacks/parameters.js";
import { createStackDesk } from "../stacks/stack-desk.js";
import { createWorkshop } from "../stacks/workshop.js";
import { cloudFormationActions, type PageTokens } from "./actions.js";
import type { TemplateByUrl } from "./requests.js";

/** What the API is made of. */
export interface CloudFormationNeeds extends PrincipalCallNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly accountId: string;
  /** Of what the server does for its own operator. */
  readonly region: string;
  readonly pageTokens: PageTokens;
  /** Parameters of our own parameter store. Absent: every parameter is refused. */
  readonly ssm?: SsmParameterReader;
  /** Templates in our own asset bucket. Absent: every URL is refused; nothing is ever fetched from outside (T-49). */
  readonly templateByUrl?: TemplateByUrl;
  /** Patterns of types that are recorded and have no effect. */
  readonly inertTypes: readonly string[];
  readonly passwords: DeclaredPasswords;
  /** No other process shares the store. */
  readonly alone: boolean;
}

const noBucket: TemplateByUrl = async () => {
  throw new ValidationError(
    "TemplateURL cannot be used: this server has no asset bucket yet and fetches nothing from outside. Send TemplateBody.",
  );
};

/** What the surface asks, and the worker, which begins and ends with the server. */
export interface CloudFormationEngine {
  readonly actions: ReturnType<typeof cloudFormationActions>;
  readonly deployments: Pick<Deployments, "begin" | "close">;
}

/** Makes the engine. */
export function createCloudFormationEngine(needs: CloudFormationNeeds): CloudFormationEngine {
  const { store, clock, random, logger } = needs;
  const ledger = createLedger({ store, clock, random });
  const ssm: SsmParameterReader = needs.ssm ?? (async () => undefined);
  const workshop = createWorkshop(needs);
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
  return { actions, deployments };
}
