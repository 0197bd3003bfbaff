/**
 * Owns bringing a stack to what a template says, by the calls that every tool makes: a change set, a look at it, its
 * execution. The look alone is a plan.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type StackCalls, StackRefusal } from "./stack-calls.js";

/** What is to be applied. */
export interface Application {
  readonly stackName: string;
  readonly templatePath: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One resource that would change. */
export interface PlannedChange {
  readonly action: "Add" | "Modify" | "Remove" | "Import" | "Dynamic";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string | undefined;
  /** Of a modification: whether another resource takes its place. */
  readonly replaced: "True" | "False" | "Conditional";
  /** Names of properties that differ. */
  readonly properties: readonly string[];
}

/** What would happen. */
export interface Plan {
  /** Whether the stack is there already. */
  readonly exists: boolean;
  readonly changes: readonly PlannedChange[];
}

/** What came of it. */
export interface Applied extends Plan {
  readonly status: string;
  readonly outputs: readonly { readonly key: string; readonly value: string }[];
}

/** The deployment failed; the lines say what failed and why. */
export class ApplyFailed extends Error {
  override readonly name = "ApplyFailed";
}

type Answer = Readonly<Record<string, unknown>>;

const changeSetName = "poolhouse-apply";
const pollMs = 500;
/** Every resource of a stack is local work; a deployment that takes longer hangs. */
const patienceMs = 15 * 60_000;

/** What applying would change. Leaves nothing behind. */
export async function planOf(calls: StackCalls, application: Application): Promise<Plan> {
  const { stackName } = application;
  const status = (await stackOrNothing(calls, stackName))?.["StackStatus"];
  if (failedCreations.includes(String(status))) {
    throw new ApplyFailed(
      `Stack ${stackName} could not be created before (${status}): applying removes it and begins anew.`,
    );
  }
  const set = await prepared(calls, application);
  await dropped(calls, set);
  return set;
}

/** Applies the template. Throws ApplyFailed, StackRefusal, NoServer. */
export async function apply(calls: StackCalls, application: Application): Promise<Applied> {
  const { stackName } = application;
  const status = (await stackOrNothing(calls, stackName))?.["StackStatus"];
  if (failedCreations.includes(String(status))) {
    await calls("DeleteStack", { StackName: stackName });
    await gone(calls, stackName);
  }
  const set = await prepared(calls, application);
  if (set.changes.length === 0 && set.isEmpty) {
    await dropped(calls, set);
    return { ...set, ...(await endOf(calls, stackName, undefined)) };
  }
  const since = await newestEvent(calls, set.stackId);
  await calls("ExecuteChangeSet", { ChangeSetName: set.id });
  return { ...set, ...(await endOf(calls, set.stackId, since)) };
}

interface PreparedSet extends Plan {
  readonly id: string;
  readonly stackId: string;
  /** The server found nothing to do. */
  readonly isEmpty: boolean;
}

/** Statuses of a stack whose creation failed: nothing can be done with it but to remove it. */
const failedCreations = ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"];

async function prepared(calls: StackCalls, application: Application): Promise<PreparedSet> {
  const { stackName, parameters } = application;
  const TemplateBody = await readFile(application.templatePath, "utf8");
  const status = (await stackOrNothing(calls, stackName))?.["StackStatus"];
  const exists = status !== undefined && status !== "REVIEW_IN_PROGRESS";
  if (status !== undefined) {
    // What an earlier run left that was ended half way.
    await calls("DeleteChangeSet", { ChangeSetName: changeSetName, StackName: stackName }).catch(ignoreRefusal);
  }
  const { Id, StackId } = await calls("CreateChangeSet", {
    StackName: stackName,
    ChangeSetName: changeSetName,
    ChangeSetType: exists ? "UPDATE" : "CREATE",
    TemplateBody,
    "Capabilities.member.1": "CAPABILITY_IAM",
    "Capabilities.member.2": "CAPABILITY_NAMED_IAM",
    "Capabilities.member.3": "CAPABILITY_AUTO_EXPAND",
    ...parameterForm(parameters),
  });
  const [id, stackId] = [String(Id), String(StackId)];
  const described = await calls("DescribeChangeSet", { ChangeSetName: id });
  const failed = described["Status"] === "FAILED";
  const reason = String(described["StatusReason"] ?? "");
  const isEmpty = failed && /didn't contain changes|No updates are to be performed/.test(reason);
  if (failed && !isEmpty) {
    await dropped(calls, { id, stackId, exists });
    throw new ApplyFailed(reason);
  }
  const changes = list(described["Changes"]).map((one) => changeOf(one["ResourceChange"] as Answer));
  return { exists, changes, id, stackId, isEmpty };
}

/** A plan leaves neither its change set nor the shell of a stack. */
async function dropped(calls: StackCalls, set: Pick<PreparedSet, "id" | "stackId" | "exists">): Promise<void> {
  await calls("DeleteChangeSet", { ChangeSetName: set.id });
  if (!set.exists) await calls("DeleteStack", { StackName: set.stackId });
}

function ignoreRefusal(error: unknown): Answer {
  if (error instanceof StackRefusal) return {};
  throw error;
}

function parameterForm(parameters: Application["parameters"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value], at) => [
      [`Parameters.member.${at + 1}.ParameterKey`, key],
      [`Parameters.member.${at + 1}.ParameterValue`, value],
    ]),
  );
}

function changeOf(change: Answer): PlannedChange {
  const names = list(change["Details"]).map((one) => String((one["Target"] as Answer)["Name"]));
  return {
    action: String(change["Action"]) as PlannedChange["action"],
    logicalId: String(change["LogicalResourceId"]),
    type: String(change["ResourceType"]),
    physicalId: change["PhysicalResourceId"] === undefined ? undefined : String(change["PhysicalResourceId"]),
    replaced: (change["Replacement"] ?? "False") as PlannedChange["replaced"],
    properties: [...new Set(names)],
  };
}

async function stackOrNothing(calls: StackCalls, name: string): Promise<Answer | undefined> {
  try {
    return list((await calls("DescribeStacks", { StackName: name }))["Stacks"])[0];
  } catch (error) {
    if (error instanceof StackRefusal && /does not exist$/.test(error.message)) return undefined;
    throw error;
  }
}

/** Waits for a deletion. */
async function gone(calls: StackCalls, stackName: string): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    const status = (await stackOrNothing(calls, stackName))?.["StackStatus"];
    if (status === undefined) return;
    if (status === "DELETE_FAILED") break;
    await sleep(pollMs);
  }
  throw new ApplyFailed(`Stack ${stackName}, which could not be created before, could not be removed either.`);
}

async function newestEvent(calls: StackCalls, stackId: string): Promise<unknown> {
  return list((await calls("DescribeStackEvents", { StackName: stackId }))["StackEvents"])[0]?.["EventId"];
}

/** Waits until nothing is in progress any more. */
async function endOf(
  calls: StackCalls,
  stackId: string,
  since: unknown,
): Promise<{ status: string; outputs: Applied["outputs"] }> {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    const stack = await stackOrNothing(calls, stackId);
    const status = String(stack?.["StackStatus"] ?? "DELETE_COMPLETE");
    if (status.endsWith("_IN_PROGRESS")) {
      await sleep(pollMs);
      continue;
    }
    const isDone = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);
    if (!isDone && since !== undefined) throw new ApplyFailed(await failureText(calls, stackId, status, since));
    const outputs = list(stack?.["Outputs"]).map((one) => ({
      key: String(one["OutputKey"]),
      value: String(one["OutputValue"]),
    }));
    return { status, outputs };
  }
  throw new ApplyFailed(`The deployment did not end within ${patienceMs / 60_000} minutes.`);
}

async function failureText(calls: StackCalls, stackId: string, status: string, since: unknown): Promise<string> {
  const events = list((await calls("DescribeStackEvents", { StackName: stackId }))["StackEvents"]);
  const until = events.findIndex((event) => event["EventId"] === since);
  const failures = events
    .slice(0, until < 0 ? undefined : until)
    .filter((event) => String(event["ResourceStatus"]).endsWith("_FAILED"))
    .map((event) => `  ${event["LogicalResourceId"]}: ${event["ResourceStatusReason"] ?? event["ResourceStatus"]}`)
    .reverse();
  return [`The stack ended as ${status}.`, ...failures].join("\n");
}

function list(value: unknown): readonly Answer[] {
  return Array.isArray(value) ? (value as readonly Answer[]) : [];
}
