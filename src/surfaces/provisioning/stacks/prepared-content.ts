/** Owns the way from a request to what a stack would hold: template, parameters, checks, and the changes it means. */
import type { Store } from "../../../ports/store.js";
import type { CompanionCall } from "../../protocols/companion.js";
import { checkCapabilities } from "./capabilities.js";
import { type ChangeOfResource, outputsDiffer, plannedChanges } from "./changes.js";
import { inOrder } from "./dependency-graph.js";
import { withParameterReferences } from "./dynamic-references.js";
import { checkRules, type Evaluation, evaluation } from "./evaluation.js";
import { ValidationError } from "./exceptions.js";
import { type GivenParameter, resolveParameters } from "./parameters.js";
import { ssmParameterReader } from "./ssm-parameter-reader.js";
import type { Stack, StackContent, StackResource, StackTag } from "./stack.js";
import { allExports } from "./stack-exports.js";
import { readTemplate, type Template } from "./template.js";
import { checkTemplate } from "./template-check.js";
import { readTemplateText } from "./template-text.js";
import { canonicalText } from "./template-value.js";
import type { Workshop } from "./workshop.js";

/** What a request says about a stack. Absent members of an update keep what is there. */
export interface ContentRequest {
  readonly templateText: string | undefined;
  readonly usePreviousTemplate: boolean;
  readonly parameters: readonly GivenParameter[];
  readonly tags: readonly StackTag[] | undefined;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[] | undefined;
  readonly roleArn: string | undefined;
}

/** Where the stack is, or would be. */
export interface StackPlace {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

/** What a stack would hold. */
export interface Prepared {
  readonly content: StackContent;
  readonly template: Template;
  readonly plan: Evaluation;
}

/** Prepares what a request asks for; `current` is the stack as it is, when it is an update. Throws ValidationError. */
export async function prepareContent(
  needs: { store: Store; workshop: Workshop; companion: CompanionCall },
  place: StackPlace,
  request: ContentRequest,
  current: Stack | undefined,
): Promise<Prepared> {
  const templateText = request.usePreviousTemplate ? current?.content.templateText : request.templateText;
  if (templateText === undefined) throw new ValidationError("Either Template URL or Template Body must be specified.");
  const template = readTemplate(readTemplateText(templateText));
  checkTemplate(template, needs.workshop.judge);
  const previous = new Map((current?.content.parameters ?? []).map((one) => [one.key, one]));
  const parameters = await resolveParameters(
    template.parameters,
    request.parameters,
    previous,
    ssmParameterReader(needs.companion),
  );
  const notificationArns = request.notificationArns ?? current?.content.notificationArns ?? [];
  const tags = request.tags ?? current?.content.tags ?? [];
  const evaluated = evaluation(template, parameters, {
    stackId: place.id,
    stackName: place.name,
    accountId: place.accountId,
    region: place.region,
    notificationArns,
    tags,
    exports: await allExports(needs.store, place.accountId, place.region),
  });
  checkRules(evaluated);
  const plan = await withParameterReferences(evaluated, needs.companion);
  if (plan.resources.size === 0) {
    throw new ValidationError("Template format error: At least one Resources member must be defined.");
  }
  inOrder(plan.dependencies);
  checkCapabilities(template, request.capabilities);
  return {
    template,
    plan,
    content: {
      templateText,
      parameters: [...parameters.values()],
      tags,
      capabilities: request.capabilities,
      notificationArns,
      roleArn: request.roleArn ?? current?.content.roleArn,
      description: template.description,
    },
  };
}

/** What an update would change; empty when nothing at all would. */
export function changesOf(
  prepared: Prepared,
  stack: Stack,
  rows: ReadonlyMap<string, StackResource>,
  workshop: Workshop,
  imports: ReadonlySet<string> = new Set(),
): { readonly changes: readonly ChangeOfResource[]; readonly any: boolean } {
  const changes = plannedChanges(prepared.plan, rows, workshop, imports);
  const tags = (list: readonly StackTag[]): string =>
    canonicalText(list.map(({ key, value }) => `${key}=${value}`).sort());
  const any =
    changes.length > 0 ||
    tags(prepared.content.tags) !== tags(stack.content.tags) ||
    outputsDiffer(prepared.plan, stack, rows);
  return { changes, any };
}
