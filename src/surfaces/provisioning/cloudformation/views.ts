/** Owns how stacks, resources, events and change sets look in answers. */
import type { XmlValue } from "../../protocols/xml.js";
import type { ChangeSet } from "../stacks/change-set-desk.js";
import type { ChangeOfResource } from "../stacks/changes.js";
import type { ParameterValue } from "../stacks/parameters.js";
import type { Stack, StackEvent, StackResource, StackTag } from "../stacks/stack.js";

const time = (at: number): string => new Date(at).toISOString();

/** Values that must not be echoed show as asterisks, four of them whatever the length. */
function parameterViews(parameters: readonly ParameterValue[]): XmlValue {
  return parameters.map(({ key, given, resolved, noEcho }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? "****" : given,
    ResolvedValue: resolved === undefined || noEcho ? undefined : resolved,
  }));
}

function tagViews(tags: readonly StackTag[]): XmlValue {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

function stackDrift({ drift }: Stack): XmlValue {
  if (drift === undefined) return { StackDriftStatus: "NOT_CHECKED" };
  return { StackDriftStatus: drift.status, LastCheckTimestamp: time(drift.checkedAt) };
}

function resourceDrift({ drift }: StackResource): XmlValue {
  if (drift === undefined) return { StackResourceDriftStatus: "NOT_CHECKED" };
  return { StackResourceDriftStatus: drift.status, LastCheckTimestamp: time(drift.checkedAt) };
}

/** As DescribeStacks shows it. */
export function stackView(stack: Stack): XmlValue {
  const { content } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: content.description,
    Parameters: parameterViews(content.parameters),
    CreationTime: time(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : time(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : time(stack.deletedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...content.notificationArns],
    TimeoutInMinutes: stack.timeoutMinutes,
    Capabilities: [...content.capabilities],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: content.roleArn,
    Tags: tagViews(content.tags),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: stackDrift(stack),
  };
}

/** As ListStacks shows it. */
export function stackSummary(stack: Stack): XmlValue {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.content.description,
    CreationTime: time(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : time(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : time(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: stackDrift(stack),
  };
}

/** As DescribeStackResources shows it. */
export function resourceView(stack: Stack, row: StackResource): { readonly [name: string]: XmlValue } {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: row.logicalId,
    PhysicalResourceId: row.physicalId,
    ResourceType: row.type,
    Timestamp: time(row.updatedAt),
    ResourceStatus: row.status,
    ResourceStatusReason: row.statusReason,
    DriftInformation: resourceDrift(row),
  };
}

/** As DescribeStackResource shows it. */
export function resourceDetail(stack: Stack, row: StackResource): XmlValue {
  const { Timestamp, ...view } = resourceView(stack, row);
  return { ...view, LastUpdatedTimestamp: Timestamp, Metadata: row.metadata };
}

/** As ListStackResources shows it. */
export function resourceSummary(row: StackResource): XmlValue {
  return {
    LogicalResourceId: row.logicalId,
    PhysicalResourceId: row.physicalId,
    ResourceType: row.type,
    LastUpdatedTimestamp: time(row.updatedAt),
    ResourceStatus: row.status,
    ResourceStatusReason: row.statusReason,
    DriftInformation: resourceDrift(row),
  };
}

/** As DescribeStackEvents shows it. */
export function eventView(stack: Stack, event: StackEvent): XmlValue {
  return {
    StackId: stack.id,
    EventId: event.eventId,
    StackName: stack.name,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.resourceType,
    Timestamp: time(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ClientRequestToken: event.token,
  };
}

/** As DescribeChangeSet shows it. */
export function changeSetView(set: ChangeSet, stack: Stack, executionStatus: string): XmlValue {
  return {
    ChangeSetName: set.name,
    ChangeSetId: set.id,
    StackId: set.stackId,
    StackName: stack.name,
    Description: set.description,
    Parameters: parameterViews(set.content.parameters),
    CreationTime: time(set.createdAt),
    ExecutionStatus: executionStatus,
    Status: set.status,
    StatusReason: set.statusReason,
    NotificationARNs: [...set.content.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...set.content.capabilities],
    Tags: tagViews(set.content.tags),
    Changes: set.changes.map((change) => ({ Type: "Resource", ResourceChange: changeView(change) })),
    IncludeNestedStacks: false,
    OnStackFailure: set.onStackFailure,
  };
}

/** As ListChangeSets shows it. */
export function changeSetSummary(set: ChangeSet, stack: Stack, executionStatus: string): XmlValue {
  return {
    StackId: set.stackId,
    StackName: stack.name,
    ChangeSetId: set.id,
    ChangeSetName: set.name,
    ExecutionStatus: executionStatus,
    Status: set.status,
    StatusReason: set.statusReason,
    CreationTime: time(set.createdAt),
    Description: set.description,
    IncludeNestedStacks: false,
  };
}

function changeView(change: ChangeOfResource): XmlValue {
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: [...change.scope],
    Details: change.details.map((one) => ({
      Target: { Attribute: "Properties", Name: one.name, RequiresRecreation: one.recreation },
      Evaluation: one.evaluation,
      ChangeSource: one.cause === undefined ? "DirectModification" : "ResourceReference",
      CausingEntity: one.cause,
    })),
  };
}
