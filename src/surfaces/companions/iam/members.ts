/**
 * Reads the members of a call: in the types that actions want, and against the constraints of IAM's model, all of whose
 * violations are told at once in IAM's words. Texts arrive as they were sent, also where a number is meant.
 */
import type { CompanionInput } from "../../protocols/companion.js";
import { invalidInput, quotaExceeded, validationError } from "./exceptions.js";

/** A tag as IAM keeps it. Keys are compared without regard to case. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Where a listing begins, and how long a page may be. */
export interface Paging {
  readonly marker: string | undefined;
  readonly limit: number;
}

/** What a text must look like; the form is asked only of texts that are short enough. */
interface TextForm {
  readonly min?: number;
  readonly max: number;
  readonly form?: RegExp;
  /** What IAM says of a text of another form, after "The specified value for x is invalid. ". */
  readonly words?: string;
}

const nameForm = /^[\w+=,.@-]+$/;
const nameWords = "It must contain only alphanumeric characters and/or the following: +=,.@_-";
const anyPath = /^\/(?:[!-~]{1,510}\/)?$/;
const policyPath = /^\/(?:[A-Za-z0-9.,+@=_/-]{1,510}\/)?$/;
const pathWords = "It must begin and end with / and contain only alphanumeric characters and/or / characters.";
const documentForm = /^[\t\n\r\u0020-\u00ff]+$/;
const descriptionForm: TextForm = {
  min: 0,
  max: 1000,
  form: /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/,
  words: "It must contain only printable characters.",
};
const tagForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const maxTags = 50;
/** No value is repeated at greater length. */
const maxEchoed = 256;

/** The members of one call. `done` is to be called once everything was read, and before any of it is used. */
export type Members = ReturnType<typeof membersOf>;

/** Reads a call. */
export function membersOf(input: CompanionInput) {
  const faults: string[] = [];
  const words: string[] = [];

  function fault(name: string, value: string | undefined, constraint: string): void {
    const shown = value === undefined ? "Value null" : `Value '${value.slice(0, maxEchoed)}'`;
    faults.push(`${shown} at '${lowerFirst(name)}' failed to satisfy constraint: Member must ${constraint}`);
  }

  function scalar(name: string): string | undefined {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    fault(name, undefined, "be a single value");
    return undefined;
  }

  function list(name: string): readonly unknown[] | undefined {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined || Array.isArray(value)) return value;
    // What a client sends for a list without members.
    if (value === "") return [];
    fault(name, undefined, "be a list");
    return undefined;
  }

  function checked(name: string, value: string, { min = 1, max, form, words: said }: TextForm): string {
    if (value.length < min) fault(name, value, `have length greater than or equal to ${min}`);
    else if (value.length > max) fault(name, value, `have length less than or equal to ${max}`);
    else if (form !== undefined && !form.test(value)) {
      words.push(`The specified value for ${lowerFirst(name)} is invalid. ${said ?? ""}`.trimEnd());
    }
    return value;
  }

  function optional(name: string, form: TextForm): string | undefined {
    const value = scalar(name);
    return value === undefined ? undefined : checked(name, value, form);
  }

  function text(name: string, form: TextForm): string {
    const value = scalar(name);
    if (value !== undefined) return checked(name, value, form);
    fault(name, undefined, "not be null");
    return "";
  }

  function number(name: string, min: number, max: number): number | undefined {
    const value = scalar(name);
    if (value === undefined) return undefined;
    if (!/^-?[0-9]{1,10}$/.test(value)) fault(name, value, "be a number");
    else if (Number(value) < min) fault(name, value, `have value greater than or equal to ${min}`);
    else if (Number(value) > max) fault(name, value, `have value less than or equal to ${max}`);
    return Number(value);
  }

  function tags(name: string): readonly Tag[] | undefined {
    const found = list(name);
    if (found === undefined) return undefined;
    if (found.length > maxTags) fault(name, undefined, `have length less than or equal to ${maxTags}`);
    return found.slice(0, maxTags).map((one, index) => {
      const at = `${name}.${index + 1}.member`;
      const tag = membersOf(typeof one === "object" && one !== null ? (one as CompanionInput) : {});
      const Key = tag.text("Key", { max: 128, form: tagForm });
      const Value = tag.text("Value", { min: 0, max: 256, form: tagForm });
      for (const said of tag.faults) faults.push(said.replace(" at '", ` at '${lowerFirst(at)}.`));
      words.push(...tag.words);
      return { Key, Value };
    });
  }

  return {
    faults,
    words,
    text,
    optional,
    number,
    tags,
    name: (name: string, max: number) => text(name, { max, form: nameForm, words: nameWords }),
    optionalName: (name: string, max: number) => optional(name, { max, form: nameForm, words: nameWords }),
    rolePath: () => optional("Path", { max: 512, form: anyPath, words: pathWords }) ?? "/",
    policyPath: () => optional("Path", { max: 512, form: policyPath, words: pathWords }) ?? "/",
    /** The beginning of paths that a listing asks for. */
    pathPrefix: () => optional("PathPrefix", { max: 512, form: /^\/[!-\u007f]*$/, words: pathWords }),
    document: (name: string) =>
      text(name, { max: 131_072, form: documentForm, words: "It must contain only printable ASCII characters." }),
    description: () => optional("Description", descriptionForm),
    requiredDescription: () => text("Description", descriptionForm),
    arn: (name: string) => text(name, { min: 20, max: 2048 }),
    flag: (name: string): boolean => scalar(name)?.toLowerCase() === "true",
    oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
      const value = scalar(name);
      const known = values.find((one) => one === value);
      if (value !== undefined && known === undefined) {
        fault(name, value, `satisfy enum value set: [${values.join(", ")}]`);
      }
      return known;
    },
    requiredTags(name: string): readonly Tag[] {
      const found = tags(name);
      if (found === undefined) fault(name, undefined, "not be null");
      return found ?? [];
    },
    texts(name: string): readonly string[] {
      const found = list(name);
      if (found === undefined) fault(name, undefined, "not be null");
      return (found ?? []).map(String);
    },
    paging(): Paging {
      const marker = optional("Marker", { max: 320 });
      return { marker, limit: number("MaxItems", 1, 1000) ?? 100 };
    },
    /** Throws ValidationError for whatever is wrong with what was read. */
    done(): void {
      if (faults.length > 0) {
        throw validationError(
          `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected: ${faults.join("; ")}`,
        );
      }
      if (words.length > 0) throw validationError(words[0]!);
    },
  };
}

/** The tags after more were put on. Throws InvalidInput or LimitExceeded. */
export function withTags(present: readonly Tag[], added: readonly Tag[], quota: string): readonly Tag[] {
  const keys = added.map(({ Key }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  if (keys.some((key) => key.startsWith("aws:"))) {
    throw invalidInput("aws: prefixed tag key names are not allowed for external use.");
  }
  const tags = [...present.filter(({ Key }) => !keys.includes(Key.toLowerCase())), ...added];
  if (tags.length > maxTags) throw quotaExceeded(quota, maxTags);
  return tags;
}

/** The tags after some were taken off. */
export function withoutTags(present: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return present.filter(({ Key }) => !gone.has(Key.toLowerCase()));
}

function lowerFirst(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}
