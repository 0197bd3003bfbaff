/**
 * Owns the form in which facts of CloudFormation resource types are kept: what a property may hold, which properties
 * identify, which cannot change, cannot be read or cannot be set, and which actions each handler may use.
 */

/** What a value may be; references of the published schemas are resolved. */
export type ValueSchema =
  | {
      readonly type: "string";
      readonly enum?: readonly string[];
      readonly pattern?: string;
      readonly minLength?: number;
      readonly maxLength?: number;
    }
  | { readonly type: "integer" | "number"; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: "boolean" }
  /** Whatever JSON holds: where the schema gives several forms. */
  | { readonly type: "any" }
  | {
      readonly type: "array";
      readonly items: ValueSchema;
      readonly minItems?: number;
      readonly maxItems?: number;
      readonly uniqueItems?: true;
    }
  | ObjectSchema;

/** Named members, or entries of free names, or (with neither) any object. */
export interface ObjectSchema {
  readonly type: "object";
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  /** A map: what its names look like, and what each value is. */
  readonly entries?: { readonly pattern?: string; readonly value: ValueSchema };
}

/** The verbs that a type may have. */
export type ResourceVerb = "create" | "read" | "update" | "delete" | "list";

/** Everything the published schema of a type says that this program uses. */
export interface ResourceTypeFacts {
  readonly name: string;
  readonly properties: Readonly<Record<string, ValueSchema>>;
  readonly required: readonly string[];
  readonly createOnly: readonly string[];
  readonly readOnly: readonly string[];
  readonly writeOnly: readonly string[];
  /** In the order in which their values make the identifier. */
  readonly primaryIdentifier: readonly string[];
  readonly additionalIdentifiers: readonly (readonly string[])[];
  readonly tagProperty?: string;
  /** The actions that each verb may use; a verb that is absent does not exist for the type. */
  readonly handlers: Readonly<Partial<Record<ResourceVerb, readonly string[]>>>;
  /** Properties that a listing asks for. */
  readonly listBy: readonly string[];
}
