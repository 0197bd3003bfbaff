/**
 * Owns the rows of IAM: roles with all that hangs on them, managed policies with their versions, and which roles use a
 * policy. Names differ in more than case, as IAM demands, so rows are named in lower case; IAM has no regions.
 */
import { AlreadyExists, Stale, type Store, type Tables } from "../../../ports/store.js";
import type { CompanionRecord, CompanionRecordKey } from "../../../ports/tables/companion-records.js";
import type { CompanionCaller } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import {
  entityAlreadyExists,
  noSuchEntity,
  policyNotFound,
  protectedRole,
  quotaExceeded,
  roleNotFound,
} from "./exceptions.js";
import type { Tag } from "./members.js";

/** A policy inside a role. */
export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

/** A role. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly trust: string;
  readonly description?: string | undefined;
  readonly maxSessionDuration: number;
  readonly boundary?: string | undefined;
  readonly tags: readonly Tag[];
  /** In the order in which they came. */
  readonly inline: readonly InlinePolicy[];
  /** ARNs of managed policies, likewise. */
  readonly attached: readonly string[];
  /** The service whose own the role is. */
  readonly serviceName?: string | undefined;
}

/** A version of a managed policy. */
export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

/** A managed policy of the account. */
export interface ManagedPolicy {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description?: string | undefined;
  readonly tags: readonly Tag[];
  /** The newest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  readonly nextVersion: number;
  readonly attachments: number;
  readonly boundaryUses: number;
}

/** A role that uses a policy: what never changes of it. */
export interface PolicyUse {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly path: string;
}

/** As what a role uses a policy. */
export type UseKind = "attachment" | "boundary";

type Rows = Pick<Tables, "companionRecords">;

/** The quota that every account begins with. */
const maxAttached = 10;

/** Where the rows of a kind are. */
export function placeOf(caller: CompanionCaller, kind: string): Omit<CompanionRecordKey, "name"> {
  return { accountId: caller.accountId, region: "global", kind: `iam/${kind}` };
}

/** The row of a name. */
function keyOf(caller: CompanionCaller, kind: string, name: string): CompanionRecordKey {
  return { ...placeOf(caller, kind), name: name.toLowerCase() };
}

/** An ARN of the caller's account; `resource` like `role/path/name`. */
export function arnOf(caller: CompanionCaller, resource: string): string {
  return `arn:${partitionOf(caller.region)}:iam::${caller.accountId}:${resource}`;
}

/** Policies of AWS itself are known by name only. */
export function isAwsManaged(arn: string): boolean {
  return /^arn:aws[a-z-]{0,20}:iam::aws:policy\/./.test(arn.slice(0, 128));
}

/** Reads and changes rows. */
export type IamRecords = ReturnType<typeof createIamRecords>;

/** The rows of IAM in a store. */
export function createIamRecords(store: Pick<Store, "companionRecords" | "transaction">) {
  async function roleRow(rows: Rows, caller: CompanionCaller, name: string): Promise<CompanionRecord<Role>> {
    const row = await rows.companionRecords.get<Role>(keyOf(caller, "role", name));
    if (row === undefined) throw roleNotFound(name);
    return row;
  }

  async function policyRow(
    rows: Rows,
    caller: CompanionCaller,
    arn: string,
  ): Promise<CompanionRecord<ManagedPolicy> | undefined> {
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const row = await rows.companionRecords.get<ManagedPolicy>(keyOf(caller, "policy", name));
    return row?.value.arn === arn ? row : undefined;
  }

  async function policyRowOrThrow(rows: Rows, caller: CompanionCaller, arn: string) {
    const row = await policyRow(rows, caller, arn);
    if (row === undefined) throw policyNotFound(arn);
    return row;
  }

  async function insert<T>(rows: Rows, key: CompanionRecordKey, value: T, taken: string): Promise<void> {
    try {
      await rows.companionRecords.insert({ ...key, value });
    } catch (error) {
      if (error instanceof AlreadyExists) throw entityAlreadyExists(taken);
      throw error;
    }
  }

  /** Deletes a row only if it is as it was read. */
  async function removeRow<T>(rows: Rows, row: CompanionRecord<T>): Promise<void> {
    await rows.companionRecords.update(row);
    await rows.companionRecords.delete(row);
  }

  /** Counts a use of a policy, and notes whose. Throws NoSuchEntity for a policy that cannot be used. */
  async function addUse(rows: Rows, caller: CompanionCaller, kind: UseKind, arn: string, role: Role): Promise<void> {
    if (!isAwsManaged(arn)) {
      const row = await policyRow(rows, caller, arn);
      if (row === undefined) {
        const what = kind === "boundary" ? "Scope ARN:" : "Policy";
        throw noSuchEntity(`${what} ${arn} does not exist or is not attachable.`);
      }
      await rows.companionRecords.update({ ...row, value: counted(row.value, kind, 1) });
    }
    const value: PolicyUse = { RoleName: role.name, RoleId: role.id, path: role.path };
    try {
      await rows.companionRecords.insert({ ...keyOf(caller, `${kind}/${arn}`, role.name), value });
    } catch (error) {
      // Another node was faster: the role is to be read again.
      if (error instanceof AlreadyExists) throw new Stale("iam/role");
      throw error;
    }
  }

  async function removeUse(rows: Rows, caller: CompanionCaller, kind: UseKind, arn: string, role: Role): Promise<void> {
    await rows.companionRecords.delete(keyOf(caller, `${kind}/${arn}`, role.name));
    const row = await policyRow(rows, caller, arn);
    if (row !== undefined) await rows.companionRecords.update({ ...row, value: counted(row.value, kind, -1) });
  }

  async function changeRole(
    caller: CompanionCaller,
    name: string,
    change: (role: Role, rows: Rows) => Role | Promise<Role>,
    /** Whether a role of a service may be changed so. */
    protectedToo: "protected too" | undefined = undefined,
  ): Promise<Role> {
    return store.transaction(async (tx) => {
      const row = await roleRow(tx, caller, name);
      if (row.value.serviceName !== undefined && protectedToo === undefined) throw protectedRole(row.value.name);
      const value = await change(row.value, tx);
      if (value !== row.value) await tx.companionRecords.update({ ...row, value });
      return value;
    });
  }

  return {
    rows: store.companionRecords,
    changeRole,

    role: async (caller: CompanionCaller, name: string): Promise<Role> => (await roleRow(store, caller, name)).value,

    async insertRole(caller: CompanionCaller, role: Role): Promise<void> {
      await store.transaction(async (tx) => {
        const taken = `Role with name ${role.name} already exists.`;
        await insert(tx, keyOf(caller, "role", role.name), role, taken);
        if (role.boundary !== undefined) await addUse(tx, caller, "boundary", role.boundary, role);
      });
    },

    /** Removes a role; `allowed` throws where it must stay. */
    async deleteRole(caller: CompanionCaller, name: string, allowed: (role: Role) => void): Promise<void> {
      await store.transaction(async (tx) => {
        const row = await roleRow(tx, caller, name);
        allowed(row.value);
        const { boundary } = row.value;
        if (boundary !== undefined) await removeUse(tx, caller, "boundary", boundary, row.value);
        await removeRow(tx, row);
      });
    },

    async attach(caller: CompanionCaller, name: string, arn: string): Promise<void> {
      await changeRole(caller, name, async (role, tx) => {
        if (role.attached.includes(arn)) return role;
        if (role.attached.length >= maxAttached) throw quotaExceeded("PoliciesPerRole", maxAttached);
        await addUse(tx, caller, "attachment", arn, role);
        return { ...role, attached: [...role.attached, arn] };
      });
    },

    async detach(caller: CompanionCaller, name: string, arn: string): Promise<void> {
      await changeRole(caller, name, async (role, tx) => {
        if (!role.attached.includes(arn)) throw policyNotFound(arn);
        await removeUse(tx, caller, "attachment", arn, role);
        return { ...role, attached: role.attached.filter((one) => one !== arn) };
      });
    },

    /** Sets a role's boundary, or takes it away. */
    async bound(caller: CompanionCaller, name: string, boundary: string | undefined): Promise<void> {
      await changeRole(caller, name, async (role, tx) => {
        if (role.boundary === boundary) return role;
        if (role.boundary !== undefined) await removeUse(tx, caller, "boundary", role.boundary, role);
        if (boundary !== undefined) await addUse(tx, caller, "boundary", boundary, role);
        return { ...role, boundary };
      });
    },

    policy: async (caller: CompanionCaller, arn: string): Promise<ManagedPolicy> =>
      (await policyRowOrThrow(store, caller, arn)).value,

    async insertPolicy(caller: CompanionCaller, policy: ManagedPolicy): Promise<void> {
      const taken = `A policy called ${policy.name} already exists. Duplicate names are not allowed.`;
      await insert(store, keyOf(caller, "policy", policy.name), policy, taken);
    },

    async changePolicy(
      caller: CompanionCaller,
      arn: string,
      change: (policy: ManagedPolicy) => ManagedPolicy,
    ): Promise<ManagedPolicy> {
      return store.transaction(async (tx) => {
        const row = await policyRowOrThrow(tx, caller, arn);
        const value = change(row.value);
        await tx.companionRecords.update({ ...row, value });
        return value;
      });
    },

    /** Removes a policy; `allowed` throws where it must stay. */
    async deletePolicy(caller: CompanionCaller, arn: string, allowed: (policy: ManagedPolicy) => void): Promise<void> {
      await store.transaction(async (tx) => {
        const row = await policyRowOrThrow(tx, caller, arn);
        allowed(row.value);
        await removeRow(tx, row);
      });
    },
  };
}

function counted(policy: ManagedPolicy, kind: UseKind, by: 1 | -1): ManagedPolicy {
  return kind === "attachment"
    ? { ...policy, attachments: policy.attachments + by }
    : { ...policy, boundaryUses: policy.boundaryUses + by };
}
