/**
 * The vocabulary in which the published model is written down as data: shapes, their constraints, and operations.
 * The data itself is in `generated/`; walking it over a request is `validate.ts`.
 */

/** Text, with what the model demands of it. */
export interface StringShape {
  readonly type: "string";
  readonly min?: number;
  readonly max?: number;
  /** A regular expression in Java's syntax that the whole value must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: true;
}

/** A number; `integer` and `long` have no fraction. */
export interface NumberShape {
  readonly type: "integer" | "long" | "float" | "double";
  readonly min?: number;
  readonly max?: number;
}

/** Bytes, on the wire as base64 text; the limits count bytes. */
export interface BlobShape {
  readonly type: "blob";
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: true;
}

/** A value without constraints of its own. A timestamp travels as epoch seconds, a document as any JSON. */
export interface PlainShape {
  readonly type: "boolean" | "timestamp" | "document";
}

export interface ListShape {
  readonly type: "list";
  /** Name of the element's shape. */
  readonly element: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: true;
}

export interface MapShape {
  readonly type: "map";
  /** Names of the shapes of keys and values. */
  readonly key: string;
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: true;
}

export interface StructureShape {
  readonly type: "structure";
  /** Wire name of each member, in the model's order, to the name of its shape. */
  readonly members: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly sensitive?: true;
}

export type Shape = StringShape | NumberShape | BlobShape | PlainShape | ListShape | MapShape | StructureShape;

/** How an operation pages: the members that carry the token, the limit and the items. */
export interface PaginationModel {
  readonly inputToken: string;
  readonly outputToken: string;
  readonly limitKey?: string;
  readonly resultKey: string;
}

/** One operation of the published model. */
export interface OperationModel {
  readonly input: string;
  /** Null where a success has an empty body. */
  readonly output: string | null;
  /** Wire names of the exceptions that the operation may answer with. */
  readonly errors: readonly string[];
  /** Whether callers send no signature: the request carries a token or a client id instead. */
  readonly unsigned: boolean;
  readonly pagination?: PaginationModel;
}
