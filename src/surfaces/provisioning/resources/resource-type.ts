/**
 * Owns what a resource type is: verbs over `call`, and how its references read. The index of the types is
 * `resource-types.ts`; what is the same for every type (checks, comparison, read after write) is `lifecycle.ts`.
 */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { PrincipalCall } from "../principal-call.js";

/** The properties of a resource, as a template or a desired state holds them. Parsed JSON, nothing else. */
export type ResourceModel = Readonly<Record<string, unknown>>;

/** What a handler may know besides the model. */
export interface ResourceContext {
  /** A name for a resource whose model gives none; never longer than `maxLength`. Each call makes another. */
  readonly generatedName: (maxLength: number) => string;
  readonly region: string;
  readonly accountId: string;
  /** The id that the owner asks for, of pools and app clients. */
  readonly askedId?: string | undefined;
}

/** What a creation leaves. */
export interface CreatedResource {
  /** Values of the primary identifier joined with `|`, in the order of the schema. */
  readonly identifier: string;
  /** The resource was there before and was only taken over: a rollback must leave it. */
  readonly adopted?: true;
}

/** What was declared of a resource, for types whose service cannot tell; undefined when it was not made by declaration. */
export type DeclaredModel = () => Promise<ResourceModel | undefined>;

/** One page of identifiers; `next` asks for the following one. */
export interface ResourcePage {
  readonly identifiers: readonly string[];
  readonly next?: string | undefined;
}

/**
 * A resource type. Its verbs get checked models, fail with exceptions of the operations or with `HandlerError`, and
 * finish before they resolve. A caller goes through `lifecycle.ts`, which adds what is common.
 */
export interface ResourceType {
  /** Like `AWS::Cognito::UserPool`. */
  readonly name: string;
  readonly schema: ResourceTypeFacts;
  /** Mends what may be written in more than one way, before the check; throws HandlerError on what cannot be mended. */
  readonly normalise?: (model: ResourceModel) => ResourceModel;
  create(call: PrincipalCall, model: ResourceModel, context: ResourceContext): Promise<CreatedResource>;
  /** The resource as it is, read-only properties included; undefined when there is none. Throws nothing for "not found". */
  read(call: PrincipalCall, identifier: string, declared: DeclaredModel): Promise<ResourceModel | undefined>;
  /** Absent where the schema has no update handler. Create-only properties are equal on both sides. */
  update?(call: PrincipalCall, identifier: string, previous: ResourceModel, desired: ResourceModel): Promise<void>;
  /** Fails with NotFound when there is none. */
  delete(call: PrincipalCall, identifier: string, declared: DeclaredModel): Promise<void>;
  /** Absent where the schema has no list handler. `parent` holds the properties named by `schema.listBy`. */
  list?(
    call: PrincipalCall,
    parent: ResourceModel,
    page: { limit: number; next?: string | undefined },
  ): Promise<ResourcePage>;
  /** What `Ref` answers, which is also the physical id; `model` as read. */
  ref(model: ResourceModel, identifier: string): string;
  /** What `Fn::GetAtt` answers, by attribute; `model` as read. */
  attributes(model: ResourceModel): Readonly<Record<string, string>>;
}
