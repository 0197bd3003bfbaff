/**
 * Port: CloudFormation stacks, their resources, events, change sets, exports and imports. Documents hold templates and
 * parameters, so they are sealed at rest; what they mean belongs to `surfaces/provisioning/stacks`.
 */
import type { Page, PageRequest } from "../store.js";

/** A stack. Two may have one name in an account and region only if all but one are deleted. */
export interface StackRow {
  /** Its ARN. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: number;
  readonly deletedAt?: number | undefined;
  readonly version: number;
  /** While a deployment is under way: until when its worker answers for it. */
  readonly workedUntil?: number | undefined;
  readonly document: unknown;
}

export interface Stacks {
  get(id: string): Promise<StackRow | undefined>;
  /** The one that is not deleted. */
  getByName(accountId: string, region: string, name: string): Promise<StackRow | undefined>;
  /** Fails with AlreadyExists("name"). */
  insert(stack: StackRow): Promise<void>;
  /** Raises the version; Stale on another version. */
  update(stack: StackRow): Promise<void>;
  /** Deleted ones too, by id, ascending. */
  page(accountId: string, region: string, request: PageRequest): Promise<Page<StackRow>>;
  /** Ids of stacks whose worker answered for them only until `now`. */
  listAbandoned(now: number, limit: number): Promise<readonly string[]>;
}

/** A resource of a stack. */
export interface StackResourceRow {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly updatedAt: number;
  readonly document: unknown;
}

export interface StackResources {
  get(stackId: string, logicalId: string): Promise<StackResourceRow | undefined>;
  /** By logical id, ascending. */
  list(stackId: string): Promise<readonly StackResourceRow[]>;
  /** In any stack, deleted ones too. */
  listByPhysicalId(physicalId: string, limit: number): Promise<readonly StackResourceRow[]>;
  /** Inserts or replaces. */
  put(resource: StackResourceRow): Promise<void>;
  /** May be repeated. */
  delete(stackId: string, logicalId: string): Promise<void>;
}

/** Something that happened to a stack. */
export interface StackEventRow {
  readonly stackId: string;
  readonly document: unknown;
}

export interface StackEvents {
  insert(event: StackEventRow): Promise<void>;
  /** Newest first. */
  page(stackId: string, request: PageRequest): Promise<Page<unknown>>;
}

/** A change set. */
export interface ChangeSetRow {
  /** Its ARN. */
  readonly id: string;
  readonly stackId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly version: number;
  readonly document: unknown;
}

export interface ChangeSets {
  get(id: string): Promise<ChangeSetRow | undefined>;
  getByName(stackId: string, name: string): Promise<ChangeSetRow | undefined>;
  /** Fails with AlreadyExists("name"). */
  insert(changeSet: ChangeSetRow): Promise<void>;
  /** Raises the version; Stale on another version. */
  update(changeSet: ChangeSetRow): Promise<void>;
  delete(id: string): Promise<void>;
  deleteOfStack(stackId: string): Promise<void>;
  /** By name, ascending. */
  page(stackId: string, request: PageRequest): Promise<Page<ChangeSetRow>>;
}

/** A value that a stack offers to the others of its account and region. */
export interface StackExportRow {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly stackId: string;
  readonly value: string;
}

export interface StackExports {
  get(accountId: string, region: string, name: string): Promise<StackExportRow | undefined>;
  /** One stack holds a name: fails with AlreadyExists("export") when another one does; replaces the own value. */
  put(exported: StackExportRow): Promise<void>;
  delete(accountId: string, region: string, name: string, stackId: string): Promise<void>;
  /** By name, ascending. */
  page(accountId: string, region: string, request: PageRequest): Promise<Page<StackExportRow>>;
  /** Ids of the stacks that use the export, ascending. */
  importers(accountId: string, region: string, name: string): Promise<readonly string[]>;
  /** Sets the names that a stack uses, instead of those it used. */
  setImports(accountId: string, region: string, stackId: string, names: readonly string[]): Promise<void>;
}
