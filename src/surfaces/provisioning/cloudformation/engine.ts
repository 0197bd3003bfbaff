/**
 * What CloudFormation's API is made of behind its surface: stacks, change sets and the worker that deploys. Loaded when
 * somebody asks for a stack, or when a deployment was left unfinished: most servers need neither it nor a YAML parser.
 */
import type { Clock } from "../../../ports/clock.js";
import type { DeclaredPasswords } from "../../../ports/declared-passwords.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import type { Store } from "../../../ports/store.js";
import { type PrincipalCall, type PrincipalCallNeeds, principalCall } from "../principal-call.js";
import { declarationsOf } from "../resources/declarations-of.js";
import { createChangeSetDesk } from "../stacks/change-set-desk.js";
import { createDeployments, type Deployments } from "../stacks/deployment.js";
import { createDriftDesk } from "../stacks/drift-desk.js";
import { withDynamicReferences } from "../stacks/dynamic-references.js";
import { createLedger } from "../stacks/ledger.js";
import type { StackPrincipal } from "../stacks/stack.js";
import { type Asker, createStackDesk } from "../stacks/stack-desk.js";
import { createWorkshop } from "../stacks/workshop.js";
import { cloudFormationActions, type PageTokens } from "./actions.js";
import { templateByUrl } from "./template-url.js";

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
  /** Patterns of types that are recorded and have no effect. */
  readonly inertTypes: readonly string[];
  readonly passwords: DeclaredPasswords;
  /** No other process shares the store. */
  readonly alone: boolean;
}

/** What the surface asks, and the worker, which begins and ends with the server. */
export interface CloudFormationEngine {
  readonly actions: ReturnType<typeof cloudFormationActions>;
  readonly deployments: Pick<Deployments, "begin" | "close">;
}

/** Makes the engine. */
export function createCloudFormationEngine(needs: CloudFormationNeeds): CloudFormationEngine {
  const { store, clock, random, logger } = needs;
  const ledger = createLedger({ store, clock, random });
  const callFor = (
    { region, accountId }: { readonly region: string; readonly accountId: string },
    principal: StackPrincipal,
    requestId: string,
  ): PrincipalCall =>
    principalCall(needs, {
      requestId,
      region,
      accountId,
      caller: { kind: "signed", region, ...principal },
      ipAddress: "127.0.0.1",
      userAgent: "cloudformation.amazonaws.com",
    });
  const companionFor = (asker: Asker) => callFor(asker, asker.principal, random.uuid()).companion;
  const workshop = withDynamicReferences(createWorkshop(needs));
  const deployments = createDeployments({
    store,
    ledger,
    workshop,
    clock,
    random,
    logger,
    alone: needs.alone,
    accessFor: (stack, deployment) => ({
      declarations: declarationsOf(store.resourceDeclarations, stack),
      call: callFor(stack, deployment.principal, deployment.operationId),
    }),
  });
  const stacks = createStackDesk({ store, ledger, workshop, deployments, clock, random, companionFor });
  const changeSets = createChangeSetDesk({ store, ledger, workshop, stacks, clock, random, companionFor });
  const drifts = createDriftDesk({
    ...{ store, ledger, stacks, clock, random },
    accessFor: (asker) => ({
      declarations: declarationsOf(store.resourceDeclarations, asker),
      call: callFor(asker, asker.principal, random.uuid()),
    }),
  });
  const actions = cloudFormationActions({
    store,
    ledger,
    workshop,
    stacks,
    changeSets,
    drifts,
    byUrl: (asker) => (url) => templateByUrl(companionFor(asker), url),
    pageTokens: needs.pageTokens,
  });
  return { actions, deployments };
}
