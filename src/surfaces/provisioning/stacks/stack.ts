/** Owns what is kept of a stack, its resources, events and deployments, as plain values that a store can hold. */
import type { ResourceDrift } from "./drift.js";
import type { ParameterValue } from "./parameters.js";
import type { RemovalPolicy } from "./template.js";
import type { TemplateObject } from "./template-value.js";

/** A tag. */
export interface StackTag {
  readonly key: string;
  readonly value: string;
}

/** What a deployment sets, and what a rollback brings back. */
export interface StackContent {
  /** As it was sent. */
  readonly templateText: string;
  readonly parameters: readonly ParameterValue[];
  readonly tags: readonly StackTag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string | undefined;
  readonly description?: string | undefined;
}

/** An output with its value. */
export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}

/** On whose behalf a deployment calls operations. */
export interface StackPrincipal {
  readonly accessKeyId: string;
  readonly arn: string;
}

/** Where a deployment stands. `backward` undoes, `cleanup` removes what nobody needs any more, `removal` deletes the stack. */
export type DeploymentPhase = "forward" | "backward" | "cleanup" | "removal";

/** What is under way. */
export interface Deployment {
  readonly kind: "create" | "update" | "import" | "delete";
  readonly phase: DeploymentPhase;
  /** Groups the events of one attempt. */
  readonly operationId: string;
  readonly token?: string | undefined;
  /** The process that works on it. */
  readonly holder: string;
  readonly principal: StackPrincipal;
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** What a rollback brings back. */
  readonly previous?: StackContent | undefined;
  /** Resources that were replaced, or removed by a rollback: the cleanup deletes them. */
  readonly leftovers: readonly Leftover[];
  /** Resources that a deletion leaves, whatever their policy. */
  readonly retain: readonly string[];
  /** Of an import: the identifiers of what is taken over, by logical id. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cancelled?: boolean | undefined;
  /** The cleanup ends a rollback. */
  readonly rolledBack?: boolean | undefined;
  /** Of a rollback that is continued: resources that are taken to be as they were. */
  readonly skip?: readonly string[] | undefined;
  readonly changeSetId?: string | undefined;
}

/** A physical resource that no logical id leads to any more. */
export interface Leftover {
  readonly logicalId: string;
  readonly made: MadeResource;
  readonly policy: RemovalPolicy;
}

/** A stack. */
export interface Stack {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: number;
  readonly deletedAt?: number | undefined;
  readonly version: number;
  readonly workedUntil?: number | undefined;
  /** Time of the newest event. */
  readonly lastEventAt?: number | undefined;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly updatedAt?: number | undefined;
  readonly content: StackContent;
  readonly outputs: readonly StackOutput[];
  readonly disableRollback: boolean;
  readonly timeoutMinutes?: number | undefined;
  readonly terminationProtection: boolean;
  readonly policy?: string | undefined;
  readonly deployment?: Deployment | undefined;
  /** A deployment that failed and was left as it was: what a rollback by hand goes on from. */
  readonly suspended?: Deployment | undefined;
  readonly lastToken?: string | undefined;
  readonly changeSetId?: string | undefined;
  /** What the newest look for drift found. */
  readonly drift?: StackDrift | undefined;
}

/** What a look for drift found of a stack. */
export interface StackDrift {
  readonly detectionId: string;
  readonly checkedAt: number;
  readonly status: "IN_SYNC" | "DRIFTED" | "UNKNOWN";
  /** How many resources are not as declared. */
  readonly drifted: number;
}

/** A physical resource, and what it was made of. */
export interface MadeResource {
  readonly type: string;
  readonly identifier: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: TemplateObject;
  /** It was there before the stack: a rollback leaves it. */
  readonly adopted?: boolean | undefined;
}

/** A resource of a stack. */
export interface StackResource {
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly updatedAt: number;
  /** Also of what was deleted. */
  readonly physicalId?: string | undefined;
  readonly made?: MadeResource | undefined;
  /** What it was before this deployment touched it; absent when the deployment made it, or has not touched it. */
  readonly before?: MadeResource | undefined;
  /** What this deployment did to it. */
  readonly touched?: "created" | "updated" | "replaced" | "imported" | undefined;
  /** A creation that has begun, and what was there when it did: how a later process finds what an earlier one made. */
  readonly attempt?: { readonly present?: readonly string[] | undefined } | undefined;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: string | undefined;
  readonly dependsOn: readonly string[];
  /** How it compared with its declaration when somebody looked; a reason where that could not be told. */
  readonly drift?: KeptDrift | undefined;
}

/** What is kept of a comparison. */
export interface KeptDrift extends Omit<ResourceDrift, "status"> {
  readonly status: ResourceDrift["status"] | "UNKNOWN";
  readonly reason?: string | undefined;
  readonly checkedAt: number;
}

/** Something that happened. */
export interface StackEvent {
  readonly eventId: string;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly token?: string | undefined;
  readonly operationId?: string | undefined;
}

/** The type that a stack has in its own events. */
export const stackType = "AWS::CloudFormation::Stack";

/** Whether a deployment is under way. REVIEW_IN_PROGRESS waits for a change set and is none. */
export function isBusy(status: string): boolean {
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}
