/**
 * The actions of CloudFormation's API over the two desks and the store: one entry per action. Longer than most files
 * because it is that one closed list.
 */

import type { Store } from "../../../ports/store.js";
import type { XmlValue } from "../../protocols/xml.js";
import { requiredCapability } from "../stacks/capabilities.js";
import type { ChangeSetDesk, ImportedResource } from "../stacks/change-set-desk.js";
import { setOf } from "../stacks/change-set-desk.js";
import type { DriftDesk } from "../stacks/drift-desk.js";
import { ValidationError } from "../stacks/exceptions.js";
import { type Ledger, resourceOf, stackOf } from "../stacks/ledger.js";
import type { Stack, StackEvent, StackResource } from "../stacks/stack.js";
import type { Asker, StackDesk } from "../stacks/stack-desk.js";
import { importerNames } from "../stacks/stack-exports.js";
import { readTemplate, type Template } from "../stacks/template.js";
import { checkTemplate } from "../stacks/template-check.js";
import { readTemplateText } from "../stacks/template-text.js";
import { isList, scalarText } from "../stacks/template-value.js";
import type { Workshop } from "../stacks/workshop.js";
import type { ActionName } from "./action-names.js";
import { driftActions } from "./drift-actions.js";
import type { QueryReader } from "./query-reader.js";
import {
  contentOf,
  newChangeSetName,
  newStackName,
  onFailureOf,
  type TemplateByUrl,
  templateTextOf,
} from "./requests.js";
import {
  changeSetSummary,
  changeSetView,
  eventView,
  resourceDetail,
  resourceSummary,
  resourceView,
  stackSummary,
  stackView,
} from "./views.js";

/** Where a listing goes on; sealed, so that nobody can forge one (T-34). */
export interface PageTokens {
  seal(listing: string, next: string | undefined): string | undefined;
  /** Undefined for a token that was not sealed for this listing. */
  open(listing: string, token: string): string | undefined;
}

/** What actions work with. */
export interface ActionNeeds {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly workshop: Workshop;
  readonly stacks: StackDesk;
  readonly changeSets: ChangeSetDesk;
  readonly drifts: DriftDesk;
  readonly byUrl: (asker: Asker) => TemplateByUrl;
  readonly pageTokens: PageTokens;
}

/** An action: what it answers, or undefined where the answer has no result. */
export type Action = (asker: Asker, read: QueryReader) => Promise<XmlValue | undefined>;

const pageSize = 100;

/** Every action by its name. */
export function cloudFormationActions(needs: ActionNeeds): Readonly<Record<ActionName, Action>> {
  const { store, ledger, workshop, stacks, changeSets, byUrl, pageTokens } = needs;

  /** The place that a listing begins at. */
  function after(listing: string, read: QueryReader): string | undefined {
    const token = read.text("NextToken", 4096);
    if (token === undefined) return undefined;
    const place = pageTokens.open(listing, token);
    if (place === undefined) throw new ValidationError("The specified NextToken is invalid.");
    return place;
  }

  async function rowsOf(stack: Stack): Promise<readonly StackResource[]> {
    return [...(await ledger.resources(stack.id)).values()];
  }

  async function resourceOrThrow(stack: Stack, logicalId: string): Promise<StackResource> {
    const row = await store.stackResources.get(stack.id, logicalId);
    if (row !== undefined) return resourceOf(row);
    throw new ValidationError(`Resource ${logicalId.slice(0, 255)} does not exist for stack ${stack.name}`);
  }

  /** The template that a call carries, or that a stack or change set has. */
  async function templateOf(
    asker: Asker,
    read: QueryReader,
  ): Promise<{ template: Template; text: string; stack?: Stack }> {
    const given = await templateTextOf(read, byUrl(asker));
    if (given !== undefined) return { template: readTemplate(readTemplateText(given)), text: given };
    const name = read.text("StackName");
    if (name === undefined) throw new ValidationError("Either Template URL or Template Body must be specified.");
    const stack = await stacks.findOrThrow(asker, name);
    return {
      template: readTemplate(readTemplateText(stack.content.templateText)),
      text: stack.content.templateText,
      stack,
    };
  }

  return {
    ...driftActions(needs),

    async CreateStack(asker, read) {
      const StackId = await stacks.create(asker, newStackName(read), await contentOf(read, byUrl(asker)), {
        token: read.text("ClientRequestToken", 128),
        onFailure: onFailureOf(read),
        terminationProtection: read.flag("EnableTerminationProtection") ?? false,
        policy: policyOf(read, "StackPolicy"),
        timeoutMinutes: read.number("TimeoutInMinutes"),
      });
      return { StackId };
    },

    async UpdateStack(asker, read) {
      const StackId = await stacks.update(asker, read.required("StackName"), await contentOf(read, byUrl(asker)), {
        token: read.text("ClientRequestToken", 128),
        onFailure: read.flag("DisableRollback") === true ? "DO_NOTHING" : "ROLLBACK",
        policy: policyOf(read, "StackPolicy"),
        policyDuringUpdate: policyOf(read, "StackPolicyDuringUpdate"),
      });
      return { StackId };
    },

    async DeleteStack(asker, read) {
      const name = read.required("StackName");
      if (read.oneOf("DeletionMode", ["STANDARD", "FORCE_DELETE_STACK"]) === "FORCE_DELETE_STACK") {
        throw new ValidationError(
          "DeletionMode FORCE_DELETE_STACK is not supported by this server; name RetainResources.",
        );
      }
      await stacks.delete(asker, name, read.texts("RetainResources") ?? [], read.text("ClientRequestToken", 128));
      return undefined;
    },

    async DescribeStacks(asker, read) {
      const name = read.text("StackName");
      if (name !== undefined) return { Stacks: [stackView(await stacks.findOrThrow(asker, name))] };
      const page = await store.stacks.page(asker.accountId, asker.region, {
        after: after("DescribeStacks", read),
        limit: pageSize,
      });
      const living = page.items.map((row) => stackOf(row)).filter((stack) => stack.deletedAt === undefined);
      return { Stacks: living.map(stackView), NextToken: pageTokens.seal("DescribeStacks", page.next) };
    },

    async ListStacks(asker, read) {
      const wanted = read.texts("StackStatusFilter") ?? [];
      const page = await store.stacks.page(asker.accountId, asker.region, {
        after: after("ListStacks", read),
        limit: pageSize,
      });
      const found = page.items
        .map((row) => stackOf(row))
        .filter((stack) => wanted.length === 0 || wanted.includes(stack.status));
      return {
        StackSummaries: found.map(stackSummary),
        NextToken: pageTokens.seal("ListStacks", page.next),
      };
    },

    async DescribeStackResource(asker, read) {
      const stack = await stacks.findOrThrow(asker, read.required("StackName"));
      const row = await resourceOrThrow(stack, read.required("LogicalResourceId"));
      return { StackResourceDetail: resourceDetail(stack, row) };
    },

    async DescribeStackResources(asker, read) {
      const physicalId = read.text("PhysicalResourceId");
      const name = read.text("StackName");
      const logicalId = read.text("LogicalResourceId");
      if (name === undefined && physicalId === undefined) {
        throw new ValidationError("Either StackName or PhysicalResourceId must be specified");
      }
      let stack = name === undefined ? undefined : await stacks.findOrThrow(asker, name);
      if (stack === undefined) {
        for (const row of await store.stackResources.listByPhysicalId(physicalId ?? "", 20)) {
          stack ??= await stacks.find(asker, row.stackId);
        }
      }
      if (stack === undefined)
        throw new ValidationError(`Stack for ${(physicalId ?? "").slice(0, 255)} does not exist`);
      const of = stack;
      const rows = (await rowsOf(of)).filter(
        (row) =>
          (logicalId === undefined || row.logicalId === logicalId) &&
          (name === undefined || physicalId === undefined || row.physicalId === physicalId),
      );
      return { StackResources: rows.map((row) => resourceView(of, row)) };
    },

    async ListStackResources(asker, read) {
      const stack = await stacks.findOrThrow(asker, read.required("StackName"));
      return { StackResourceSummaries: (await rowsOf(stack)).map(resourceSummary) };
    },

    async DescribeStackEvents(asker, read) {
      const name = read.required("StackName");
      const stack = await stacks.find(asker, name);
      if (stack === undefined) throw new ValidationError(`Stack [${name.slice(0, 1024)}] does not exist`);
      const listing = `DescribeStackEvents ${stack.id}`;
      const page = await store.stackEvents.page(stack.id, { after: after(listing, read), limit: pageSize });
      return {
        StackEvents: page.items.map((event) => eventView(stack, event as StackEvent)),
        NextToken: pageTokens.seal(listing, page.next),
      };
    },

    async CreateChangeSet(asker, read) {
      const { id: Id, stackId: StackId } = await changeSets.create(asker, {
        stack: read.text("StackName")?.startsWith("arn:") === true ? read.required("StackName") : newStackName(read),
        name: newChangeSetName(read),
        type: read.oneOf("ChangeSetType", ["CREATE", "UPDATE", "IMPORT"]) ?? "UPDATE",
        content: await contentOf(read, byUrl(asker)),
        description: read.text("Description", 1024),
        onStackFailure: read.oneOf("OnStackFailure", ["DO_NOTHING", "ROLLBACK", "DELETE"]),
        imports: (read.readers("ResourcesToImport") ?? []).map(importOf),
      });
      return { Id, StackId };
    },

    async DescribeChangeSet(asker, read) {
      const set = await changeSets.findOrThrow(asker, read.required("ChangeSetName"), read.text("StackName"));
      const stack = await stacks.findOrThrow(asker, set.stackId);
      return changeSetView(set, stack, changeSets.executionStatus(set, stack));
    },

    async ExecuteChangeSet(asker, read) {
      await changeSets.execute(asker, read.required("ChangeSetName"), read.text("StackName"), {
        token: read.text("ClientRequestToken", 128),
        disableRollback: read.flag("DisableRollback") ?? false,
      });
      return {};
    },

    async DeleteChangeSet(asker, read) {
      await changeSets.delete(asker, read.required("ChangeSetName"), read.text("StackName"));
      return {};
    },

    async ListChangeSets(asker, read) {
      const name = read.required("StackName");
      const stack = await stacks.find(asker, name);
      if (stack === undefined) throw new ValidationError(`Stack [${name.slice(0, 1024)}] does not exist`);
      const listing = `ListChangeSets ${stack.id}`;
      const page = await store.changeSets.page(stack.id, { after: after(listing, read), limit: pageSize });
      const sets = page.items.map((row) => setOf(row));
      return {
        Summaries: sets.map((set) => changeSetSummary(set, stack, changeSets.executionStatus(set, stack))),
        NextToken: pageTokens.seal(listing, page.next),
      };
    },

    async GetTemplate(asker, read) {
      const changeSetName = read.text("ChangeSetName");
      const stages = ["Original", "Processed"];
      if (changeSetName !== undefined) {
        const set = await changeSets.findOrThrow(asker, changeSetName, read.text("StackName"));
        return { TemplateBody: set.content.templateText, StagesAvailable: stages };
      }
      const stack = await stacks.findOrThrow(asker, read.required("StackName"));
      return { TemplateBody: stack.content.templateText, StagesAvailable: stages };
    },

    async GetTemplateSummary(asker, read) {
      const { template } = await templateOf(asker, read);
      const types = [...new Set([...template.resources.values()].map(({ type }) => type))];
      return {
        Parameters: parameterDeclarations(template, true),
        Description: template.description,
        ...capabilitiesOf(template),
        ResourceTypes: types,
        Version: "2010-09-09",
        Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
        DeclaredTransforms: [],
        ResourceIdentifierSummaries: types
          .filter((type) => workshop.identifierNames(type).length > 0)
          .map((type) => ({
            ResourceType: type,
            LogicalResourceIds: [...template.resources.values()]
              .filter((one) => one.type === type)
              .map((one) => one.logicalId),
            ResourceIdentifiers: [...workshop.identifierNames(type)],
          })),
      };
    },

    async ValidateTemplate(asker, read) {
      const text = await templateTextOf(read, byUrl(asker));
      if (text === undefined) throw new ValidationError("Either Template URL or Template Body must be specified.");
      const template = readTemplate(readTemplateText(text));
      checkTemplate(template, workshop.judge);
      return {
        Parameters: parameterDeclarations(template, false),
        Description: template.description,
        ...capabilitiesOf(template),
        DeclaredTransforms: [],
      };
    },

    async ListExports(asker, read) {
      const page = await store.stackExports.page(asker.accountId, asker.region, {
        after: after("ListExports", read),
        limit: pageSize,
      });
      return {
        Exports: page.items.map(({ stackId, name, value }) => ({
          ExportingStackId: stackId,
          Name: name,
          Value: value,
        })),
        NextToken: pageTokens.seal("ListExports", page.next),
      };
    },

    async ListImports(asker, read) {
      const name = read.required("ExportName");
      const importers = await importerNames(store, asker.accountId, asker.region, name);
      if (importers.length === 0)
        throw new ValidationError(`Export '${name.slice(0, 255)}' is not imported by any stack.`);
      return { Imports: importers };
    },

    async SetStackPolicy(asker, read) {
      const policy = policyOf(read, "StackPolicy");
      if (policy === undefined) throw new ValidationError("You must specify either stackPolicyBody or stackPolicyURL");
      await stacks.setPolicy(asker, read.required("StackName"), policy);
      return undefined;
    },

    async GetStackPolicy(asker, read) {
      const stack = await stacks.findOrThrow(asker, read.required("StackName"));
      return { StackPolicyBody: stack.policy };
    },

    async UpdateTerminationProtection(asker, read) {
      const enabled = read.flag("EnableTerminationProtection") ?? false;
      return { StackId: await stacks.setTerminationProtection(asker, read.required("StackName"), enabled) };
    },

    async CancelUpdateStack(asker, read) {
      await stacks.cancelUpdate(asker, read.required("StackName"));
      return undefined;
    },

    async ContinueUpdateRollback(asker, read) {
      const skip = read.texts("ResourcesToSkip") ?? [];
      const token = read.text("ClientRequestToken", 128);
      await stacks.rollBack(
        asker,
        read.required("StackName"),
        ["UPDATE_ROLLBACK_FAILED"],
        "ContinueUpdateRollback",
        skip,
        token,
      );
      return {};
    },

    async RollbackStack(asker, read) {
      const from = ["CREATE_FAILED", "UPDATE_FAILED"];
      const token = read.text("ClientRequestToken", 128);
      return { StackId: await stacks.rollBack(asker, read.required("StackName"), from, "RollbackStack", [], token) };
    },
  };
}

function policyOf(read: QueryReader, name: string): string | undefined {
  if (read.text(`${name}URL`) !== undefined) {
    throw new ValidationError(`${name}URL is not supported by this server; send ${name}Body.`);
  }
  return read.text(`${name}Body`, 16_384);
}

function importOf(one: QueryReader): ImportedResource {
  return {
    logicalId: one.required("LogicalResourceId"),
    type: one.required("ResourceType"),
    identifier: one.map("ResourceIdentifier"),
  };
}

/** The declarations of parameters; of a summary with types and constraints. */
function parameterDeclarations(template: Template, full: boolean): XmlValue {
  return [...template.parameters].map(([key, declaration]) => {
    const allowed = declaration["AllowedValues"];
    return {
      ParameterKey: key,
      DefaultValue: scalarText(declaration["Default"]),
      ParameterType: full ? scalarText(declaration["Type"]) : undefined,
      NoEcho: scalarText(declaration["NoEcho"]) === "true",
      Description: scalarText(declaration["Description"]),
      ParameterConstraints:
        full && isList(allowed) ? { AllowedValues: allowed.map((one) => scalarText(one) ?? "") } : undefined,
    };
  });
}

function capabilitiesOf(template: Template): { readonly [name: string]: XmlValue } {
  const needed = requiredCapability(template);
  if (needed === undefined) return {};
  return {
    Capabilities: [needed.name],
    CapabilitiesReason: `The following resource(s) require capabilities: [${needed.types.join(", ")}]`,
  };
}
